// Package crud is the shared beginning and end of what objects do: their names, the configured provider, and the
// reading and keeping of configuration, plan, state, identity and private data.
//
// # What Terraform and its framework do
//
//   - The framework refuses an object without any identity, after every create, read and update, also one that
//     bought something or that is gone. crud.Configured.Identify always gives the project; the id of a package
//     whose purchase could not be read back comes with a later refresh, which is why identities are declared
//     mutable. A branch of an account changes the project in them.
//   - Terraform starts the provider several times a command, and most of these processes are never configured.
//     Nothing may live in memory only, and the store is opened by the first call that needs it. After Serve
//     returns there are two seconds until Terraform kills the process.
//   - Terraform plans the configuration before it destroys, except with -refresh=false, so that an error of that
//     plan prevents the destroy. message.StillDestroyable says how to destroy all the same.
//   - The destroy of a replacement has no plan of its own. A Delete must do some things only if a plan has
//     announced them, such as deleting a recycled asset for good. It reads that from the private state that the
//     plan of a destroy leaves.
//   - What is unknown at plan is known when Terraform plans again during the apply, where an update can no longer
//     become a replacement: RequiresReplace must not wait for a value.
//   - A set's rows cannot keep their prior text one by one. Core compares them with the configuration; only the
//     set as a whole may stay as it was.
//   - Terraform drops warnings of a replacement's second plan. It plans the change first, and then the creation,
//     of which only errors are shown. With -replace no plan says what is charged or returned; a tainted object
//     is planned as a creation alone, and says it. repurchase_when_gone announces its purchase in the first of
//     the two, and mss_asset there that another asset is made for a deleted one. The second plan has no prior
//     state and, as prior private data, what the first one planned: there it takes off what that one booked.
//     planned_charge shows the amount in either case.
//   - The destroy of a tainted object gets no private data of the object, only those of the creation's plan.
//     CheckDestroyed therefore accepts an id that the account knows, and an unknown one is an error.
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
