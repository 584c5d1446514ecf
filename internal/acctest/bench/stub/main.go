// Command stub is a provider with the schema of this one that calls no service and keeps nothing. What it takes is the
// cost of Terraform and of the plugin framework alone.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mss-iac/terraform-provider-mss/internal/once"
	"github.com/mss-iac/terraform-provider-mss/internal/process"
	mss "github.com/mss-iac/terraform-provider-mss/internal/provider"
)

// silent is the variable that turns the loggers of the SDK off, as this project's provider does by itself.
const silent = "MSS_BENCH_SILENT_STUB"

func main() {
	if os.Getenv(silent) != "" {
		process.SilenceSDK()
	}
	serve := func() provider.Provider { return stub{mss.New("stub", once.New())} }
	err := providerserver.Serve(context.Background(), serve,
		providerserver.ServeOpts{Address: "registry.terraform.io/mss-iac/mss"})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// stub has the schemas of the provider.
type stub struct{ *mss.Provider }

func (s stub) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (s stub) Resources(ctx context.Context) (all []func() resource.Resource) {
	for _, of := range s.Provider.Resources(ctx) {
		all = append(all, func() resource.Resource { return echo{of()} })
	}
	return all
}

// echo is a resource whose state is what was planned.
type echo struct{ of resource.Resource }

func (e echo) Metadata(ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	e.of.Metadata(ctx, req, resp)
}

func (e echo) Schema(ctx context.Context, req resource.SchemaRequest, resp *resource.SchemaResponse) {
	e.of.Schema(ctx, req, resp)
}

func (e echo) Create(_ context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	keep(req.Plan, &resp.State, &resp.Diagnostics)
}

func (e echo) Update(_ context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	keep(req.Plan, &resp.State, &resp.Diagnostics)
}

func (e echo) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (e echo) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// keep is the plan with null for what is not known.
func keep(plan tfsdk.Plan, state *tfsdk.State, diags *diag.Diagnostics) {
	known, err := tftypes.Transform(plan.Raw, func(_ *tftypes.AttributePath, v tftypes.Value) (tftypes.Value, error) {
		if !v.IsKnown() {
			return tftypes.NewValue(v.Type(), nil), nil
		}
		return v, nil
	})
	if err != nil {
		diags.AddError("Plan cannot be kept", err.Error())
		return
	}
	state.Raw = known
}
