package provider

import (
	"context"
	"net/http"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/once"
)

// server is the framework's server of the provider, but for its ear on interrupts. The kinds of calls that are not yet
// in ProviderServer are interfaces of their own.
type server struct {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
	provider *Provider
}

// Option changes how a provider is served.
type Option func(*Provider)

// Over sends the calls to servers through a transport of the caller's instead of the network.
func Over(line http.RoundTripper) Option {
	return func(p *Provider) { p.line = func(string) (http.RoundTripper, error) { return line, nil } }
}

// Server makes the server of a provider of this version in a process.
func Server(version string, process *once.Process, opts ...Option) func() tfprotov6.ProviderServer {
	return func() tfprotov6.ProviderServer {
		p := New(version, process)
		for _, o := range opts {
			o(p)
		}
		inner := providerserver.NewProtocol6(p)()
		lists, _ := inner.(tfprotov6.ListResourceServer)
		actions, _ := inner.(tfprotov6.ActionServer)
		return server{inner, lists, actions, p}
	}
}

// StopProvider notes the interrupt. A purchase that is under way comes to its end nevertheless.
func (s server) StopProvider(ctx context.Context, req *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse,
	error) {
	s.provider.process.Interrupt()
	return s.ProviderServer.StopProvider(ctx, req)
}

// ConfigureProvider begins a run.
func (s server) ConfigureProvider(ctx context.Context,
	req *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	s.provider.process.Resume()
	return s.ProviderServer.ConfigureProvider(ctx, req)
}

// ReadResource fails if the service could not be told what the state holds.
func (s server) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse,
	error) {
	resp, err := s.ProviderServer.ReadResource(ctx, req)
	if resp != nil {
		resp.Diagnostics = append(resp.Diagnostics, s.unconfirmed()...)
	}
	return resp, err
}

// PlanResourceChange does as well.
func (s server) PlanResourceChange(ctx context.Context,
	req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	resp, err := s.ProviderServer.PlanResourceChange(ctx, req)
	if resp != nil {
		resp.Diagnostics = append(resp.Diagnostics, s.unconfirmed()...)
	}
	return resp, err
}

func (s server) unconfirmed() []*tfprotov6.Diagnostic {
	r := s.provider.session.Load()
	if r == nil || r.Unconfirmed() == nil {
		return nil
	}
	return []*tfprotov6.Diagnostic{{
		Severity: tfprotov6.DiagnosticSeverityError, Summary: "Unable to confirm what the state holds",
		Detail: message.Explain(r.Unconfirmed()) + " Without that, another block could adopt the same object. Nothing was " +
			"created, no money moved. Plan again.",
	}}
}

// ApplyResourceChange notes when Terraform is gone before it has the answer.
func (s server) ApplyResourceChange(ctx context.Context,
	req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	ctx, end := s.provider.process.Apply(ctx)
	defer end()
	return s.ProviderServer.ApplyResourceChange(ctx, req)
}

// InvokeAction does as well.
func (s server) InvokeAction(ctx context.Context,
	req *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	ctx, end := s.provider.process.Invoke(ctx)
	stream, err := s.ActionServer.InvokeAction(ctx, req)
	if stream == nil || stream.Events == nil {
		end()
		return stream, err
	}
	events := stream.Events
	stream.Events = func(yield func(tfprotov6.InvokeActionEvent) bool) {
		defer end()
		events(yield)
	}
	return stream, err
}
