package provider

import (
	"context"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// interrupted is set when Terraform stops the provider. From then on it may never note what it is answered: a second interrupt ends it at once.
var interrupted atomic.Bool

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

// StopProvider notes the interrupt. What moves money comes to its end nevertheless.
func (s server) StopProvider(ctx context.Context, req *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	interrupted.Store(true)
	return s.ProviderServer.StopProvider(ctx, req)
}
