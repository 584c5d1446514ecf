package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/share"
)

type closing struct {
	io.Reader
	closed bool
}

func (c *closing) Close() error {
	c.closed = true
	return nil
}

func TestTransport(t *testing.T) {
	t.Parallel()
	rt := Transport(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("X-Saw", r.Method+" "+r.RequestURI+" "+r.Host+" "+string(body))
		w.WriteHeader(http.StatusCreated)
		w.Header().Set("X-Late", "1")
		if _, err := io.WriteString(w, "done"); err != nil {
			t.Error(err)
		}
	}))
	body := &closing{Reader: strings.NewReader("hello")}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://simulator.invalid/a?b=c", body)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := rt.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.Body.Close() != nil {
		t.Fatal(err)
	}
	if got := resp.Header.Get("X-Saw"); got != "POST /a?b=c simulator.invalid hello" {
		t.Errorf("the handler saw %q", got)
	}
	if resp.StatusCode != http.StatusCreated || resp.Status != "201 Created" || string(answer) != "done" ||
		resp.ContentLength != 4 || resp.Header.Get("X-Late") != "" {
		t.Errorf("got %s, %q, %v", resp.Status, answer, resp.Header)
	}
	if !body.closed {
		t.Error("the body was not closed")
	}
}

func TestTransportKeepsTheContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	status := http.StatusInternalServerError
	rt := Transport(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
		w.WriteHeader(status)
	}))
	do := func() (int, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://simulator.invalid/", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := rt.RoundTrip(req)
		if err != nil {
			return 0, err
		}
		return resp.StatusCode, resp.Body.Close()
	}
	if got, err := do(); !errors.Is(err, context.Canceled) {
		t.Errorf("a call that failed as its context ended: got %d, %v", got, err)
	}
	if got, err := do(); !errors.Is(err, context.Canceled) {
		t.Errorf("a call after its context ended: got %d, %v", got, err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	status = http.StatusOK
	if got, err := do(); err != nil || got != http.StatusOK {
		t.Errorf("a call that was answered as its context ended: got %d, %v", got, err)
	}
}

// TestACallerWhoLeftIsNoFailure of the server: neither its log nor what it counts says so.
func TestACallerWhoLeftIsNoFailure(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	places := share.New(1, 1)
	release, err := places.Take(t.Context(), project)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	var seen Observation
	h := New(simulator.New(stores.Open(t, stores.New(t)), simulator.Options{Clock: func() time.Time { return day0 }}),
		auth.Embedded(project), WithPlaces(places), WithLogger(hclog.New(&hclog.LoggerOptions{Output: &log})),
		WithObserver(func() time.Time { return day0 }, func(o Observation) { seen = o }))
	ctx, leave := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://simulator.invalid/v1/demo/digital-assets",
		http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "SDK-HMAC-SHA256 Access="+project+", SignedHeaders=x-sdk-date, Signature=00")
	go func() {
		for places.Waiting() == 0 {
			time.Sleep(time.Millisecond)
		}
		leave()
	}()
	if resp, err := Transport(h).RoundTrip(req); err == nil {
		t.Errorf("got %d, %v", resp.StatusCode, resp.Body.Close())
	}
	if seen.Status != statusLeft || log.Len() > 0 {
		t.Errorf("seen %+v, logged %s", seen, &log)
	}
}

func TestTransportRecovers(t *testing.T) {
	t.Parallel()
	rt := Transport(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("x") }))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://simulator.invalid/", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := rt.RoundTrip(req)
	if err != nil || resp.StatusCode != http.StatusInternalServerError {
		t.Fatalf("got %v, %v", resp, err)
	}
	if body, err := io.ReadAll(resp.Body); err != nil || !strings.Contains(string(body), "MSS.00000004") {
		t.Errorf("got %s, %v", body, err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Error(err)
	}
}

// TestHeadHasNoBody, as over a socket: its headers are those of GET.
func TestHeadHasNoBody(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	for place, line := range map[string]http.RoundTripper{"http://simulator.mss.invalid": Transport(api),
		server.URL: server.Client().Transport} {
		for path, want := range map[string]int{"/_sim/v1/health": 200, "/v1/demo/digital-assets": 400} {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodHead, place+path, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			resp, err := line.RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(resp.Body)
			_ = resp.Body.Close()
			if err != nil || len(body) > 0 || resp.ContentLength <= 0 || resp.StatusCode != want ||
				resp.Header.Get("Content-Type") != "application/json" {
				t.Errorf("%s%s: got %d %q, length %d, %v, %v", place, path, resp.StatusCode, body, resp.ContentLength,
					resp.Header, err)
			}
		}
	}
}
