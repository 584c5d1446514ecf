package provider

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

var (
	// interrupted is set when Terraform stops the provider, or does not wait for an answer any more. From then on it may never note what it is answered:
	// a second interrupt ends it at once.
	interrupted atomic.Bool
	// stopped is set with it, until Terraform configures the provider again, as one under a debugger is. Nothing new is begun then: what an apply that
	// nobody waits for bought now, the next one, which may have begun already, would buy again.
	stopped atomic.Bool
	// hungUp is set when Terraform has dropped an answer, or was interrupted twice: nothing says then what it has noted.
	hungUp atomic.Bool
)

// underWay counts the changes that have no answer yet.
var underWay atomic.Int64

func stop() {
	interrupted.Store(true)
	stopped.Store(true)
}

// StopAtInterrupt takes an interrupt of the process for one of Terraform's: a terminal sends it to both, and Terraform may end before it tells its providers.
func StopAtInterrupt() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt)
	go func() {
		for n := 1; ; n++ {
			<-signals
			if n > 1 {
				hungUp.Store(true)
			}
			stop()
		}
	}()
}

// server is the framework's server of the provider, but for its ear on interrupts. The kinds of calls that are not yet in ProviderServer are
// interfaces of their own.
type server struct {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
}

// Server makes the server of a provider of this version.
func Server(version string) func() tfprotov6.ProviderServer {
	return func() tfprotov6.ProviderServer {
		inner := providerserver.NewProtocol6(New(version)())()
		lists, _ := inner.(tfprotov6.ListResourceServer)
		actions, _ := inner.(tfprotov6.ActionServer)
		return server{inner, lists, actions}
	}
}

// StopProvider notes the interrupt. A purchase that is under way comes to its end nevertheless.
func (s server) StopProvider(ctx context.Context, req *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	stop()
	return s.ProviderServer.StopProvider(ctx, req)
}

// ConfigureProvider begins a run.
func (s server) ConfigureProvider(ctx context.Context, req *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	stopped.Store(false)
	return s.ProviderServer.ConfigureProvider(ctx, req)
}

// ApplyResourceChange notes when Terraform is gone before it has the answer.
func (s server) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	ctx, end := begin(ctx)
	defer end()
	return s.ProviderServer.ApplyResourceChange(ctx, req)
}

// InvokeAction does as well.
func (s server) InvokeAction(ctx context.Context, req *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	ctx, end := begin(ctx)
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
