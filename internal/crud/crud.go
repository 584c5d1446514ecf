// Package crud is the shared beginning and end of what objects do: their names, the configured provider, and the
// reading and keeping of configuration, plan, state, identity and private data.
package crud

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/mss-iac/terraform-provider-mss/internal/ledger"
	"github.com/mss-iac/terraform-provider-mss/internal/purchase"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
)

// Configured is what a configured provider hands to its objects.
type Configured struct {
	Session *session.Session
	Ledger  *ledger.Ledger
	Buyer   *purchase.Buyer
}

// NewConfigured makes what a provider hands over, of its session.
func NewConfigured(s *session.Session) Configured {
	l := ledger.New(s)
	return Configured{s, l, purchase.New(s, l)}
}

// take takes it out of a Configure request. There is none before the provider is configured, as in a validate walk.
func (c *Configured) take(data any, d *diag.Diagnostics) {
	if data == nil {
		return
	}
	from, ok := data.(Configured)
	if !ok {
		d.AddError("Unable to configure the object",
			fmt.Sprintf("The provider passed %T. This is a bug in the provider; please report it.", data))
		return
	}
	*c = from
}

// DataSource is what data sources have in common.
type DataSource struct {
	Name string // behind the provider's: "order" of mss_order
	Configured
}

// Metadata names the data source.
func (s *DataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + s.Name
}

// Configure takes the configured provider.
func (s *DataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	s.take(req.ProviderData, &resp.Diagnostics)
}

// Action is what actions have in common.
type Action struct {
	Name string // behind the provider's: "order_pay" of mss_order_pay
	Configured
}

// Metadata names the action.
func (a *Action) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + a.Name
}

// Configure takes the configured provider.
func (a *Action) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.take(req.ProviderData, &resp.Diagnostics)
}

// BeginPlan reads the configuration of an action. It reports whether there is something to plan: a validate walk
// configures no provider.
func (a *Action) BeginPlan(ctx context.Context, req action.ModifyPlanRequest, resp *action.ModifyPlanResponse,
	config any) bool {
	resp.Diagnostics.Append(req.Config.Get(ctx, config)...)
	return !resp.Diagnostics.HasError() && a.Session != nil
}

// BeginInvoke reads the configuration of an action that runs; an interrupt does not end it halfway. What it tells is
// progress.
func (a *Action) BeginInvoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse,
	config any) (_ context.Context, tell func(format string, args ...any), ok bool) {
	resp.Diagnostics.Append(req.Config.Get(ctx, config)...)
	return context.WithoutCancel(ctx), func(format string, args ...any) {
		resp.SendProgress(action.InvokeProgressEvent{Message: fmt.Sprintf(format, args...)})
	}, !resp.Diagnostics.HasError()
}

// PlannedAction is what every action of this provider is.
type PlannedAction interface {
	action.ActionWithConfigure
	action.ActionWithModifyPlan
}

// ManagedResource is what every resource of this provider is.
type ManagedResource interface {
	resource.ResourceWithConfigure
	resource.ResourceWithModifyPlan
	resource.ResourceWithImportState
	resource.ResourceWithIdentity
}
