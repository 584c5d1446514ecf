package provider

import (
	"context"
	"io"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/once"
)

type line func(*http.Request) (*http.Response, error)

func (l line) RoundTrip(req *http.Request) (*http.Response, error) { return l(req) }

// creates reports whether a process lets through what creates something in a store.
func creates(t *testing.T, process *once.Process, file string) bool {
	t.Helper()
	req, err := http.NewRequestWithContext(mssclient.AsCreation(t.Context(), "token"), http.MethodPost,
		"http://simulator.mss.invalid/", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	sent := false
	resp, err := process.OnStore(file, func() io.Closer { return io.NopCloser(nil) }).
		Wrap(line(func(*http.Request) (*http.Response, error) {
			sent = true
			return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
		})).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	return sent
}

// TestTheServerTellsItsProcess when Terraform stops the provider, configures it again, and when it does not wait for an
// answer.
func TestTheServerTellsItsProcess(t *testing.T) {
	t.Parallel()
	process, file := once.New(), filepath.Join(t.TempDir(), "simulator.db")
	serve := func(apply func()) server {
		return server{ProviderServer: deaf{apply: apply}, provider: &Provider{process: process}}
	}
	if _, err := serve(nil).StopProvider(t.Context(), nil); err != nil || creates(t, process, file) {
		t.Errorf("a stopped provider creates things: %v", err)
	}
	if _, err := serve(nil).ConfigureProvider(t.Context(), nil); err != nil || !creates(t, process, file) {
		t.Errorf("a provider that was configured again creates nothing: %v", err)
	}
	ctx, hangUp := context.WithCancel(t.Context())
	_, err := serve(func() {
		hangUp()
		for creates(t, process, file) {
			time.Sleep(time.Millisecond)
		}
	}).ApplyResourceChange(ctx, nil)
	if err != nil || creates(t, process, file) {
		t.Errorf("a provider whose answer was dropped creates things: %v", err)
	}
	process.Close()
}

// deaf is a provider's server that does next to nothing.
type deaf struct {
	tfprotov6.ProviderServer
	apply func()
}

func (deaf) StopProvider(context.Context, *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	return &tfprotov6.StopProviderResponse{}, nil
}

func (deaf) ConfigureProvider(context.Context,
	*tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	return &tfprotov6.ConfigureProviderResponse{}, nil
}

func (d deaf) ApplyResourceChange(context.Context,
	*tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	d.apply()
	return &tfprotov6.ApplyResourceChangeResponse{}, nil
}
