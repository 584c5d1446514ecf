package crud

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// defaultTimeout of an operation. Nothing waits for business time, so that only a service that hardly answers takes as
// long.
const defaultTimeout = 20 * time.Minute

// Resource is what resources and their list resources have in common.
type Resource struct {
	Name    string // behind the provider's: "order" of mss_order
	Receipt string // the attribute with the id by which the service knows what a create made; "id" if empty
	Lists   string // what lists ids to import; the plural data source if empty
	Configured
}

// Metadata names the resource.
func (r *Resource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + r.Name
	// A state of a branched account's ancestor names another project until it is refreshed; and a purchase that could not
	// be read back has no id yet.
	resp.ResourceBehavior.MutableIdentity = true
}

// IdentitySchema is what import blocks and queries name the object by.
func (r *Resource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest,
	resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = IdentitySchema()
}

// Configure takes the configured provider.
func (r *Resource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.take(req.ProviderData, &resp.Diagnostics)
}

// BeginPlan reads what is planned, and checks whose the state is. It reports whether there is something to plan. Only
// the state is read of an object that is going to be destroyed, and none of a new one.
func (r *Resource) BeginPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
	config, plan, state any) bool {
	if r.Session == nil { // a validate walk configures no provider
		return false
	}
	// Terraform plans the configuration before it destroys: this is never made
	if r.Session.Destroys && req.State.Raw.IsNull() {
		return false
	}
	d := &resp.Diagnostics
	if !req.State.Raw.IsNull() {
		d.Append(r.CheckOrigin(ctx, req.Private)...)
		d.Append(tfconv.Get(ctx, req.State, state)...)
		r.acknowledge(ctx, &req.State, d)
	}
	if !d.HasError() && !req.Plan.Raw.IsNull() {
		d.Append(tfconv.Get(ctx, req.Plan, plan)...)
		d.Append(tfconv.Get(ctx, req.Config, config)...)
	}
	return !d.HasError()
}

// BeginCreate reads what is created, and bounds its time.
func (r *Resource) BeginCreate(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse,
	plan any) (context.Context, context.CancelFunc, bool) {
	resp.Diagnostics.Append(tfconv.Get(ctx, req.Plan, plan)...)
	return within(ctx, &req.Plan, timeouts.Value.Create, &resp.Diagnostics)
}

// BeginRead reads a state, after a check whose it is, notes its identity, and tells the service that the state holds
// the object.
func (r *Resource) BeginRead(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse,
	state any) bool {
	d := &resp.Diagnostics
	if d.Append(r.CheckOrigin(ctx, req.Private)...); d.HasError() {
		return false
	}
	if d.Append(tfconv.Get(ctx, req.State, state)...); d.HasError() {
		return false
	}
	d.Append(r.Identify(ctx, resp.Identity, text(ctx, &req.State, "id", d))...)
	r.acknowledge(ctx, &req.State, d)
	return !d.HasError()
}

// FailRead ends a Read whose object could not be read. An unknown object is an error in an import, in which the state
// has only the id.
func (r *Resource) FailRead(ctx context.Context, resp *resource.ReadResponse, err error, id types.String,
	imported bool) {
	d, object := &resp.Diagnostics, strings.ReplaceAll(r.Name, "_", " ")
	switch {
	case !mssclient.IsNotFound(err):
		d.Append(message.Unable("read "+object, err, "The state is unchanged."))
	case imported:
		d.Append(message.NotThere(object, id.ValueString(), r.Session.Origin.String(),
			cmp.Or(r.Lists, "the data source mss_"+r.Name+"s")))
	default:
		d.Append(r.Session.Forgotten(strings.ToUpper(object[:1])+object[1:], id.ValueString()))
		resp.State.RemoveResource(ctx)
	}
}

// BeginUpdate reads what is updated, after a check whose it is, and bounds its time.
func (r *Resource) BeginUpdate(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse, plan,
	state any) (context.Context, context.CancelFunc, bool) {
	d := &resp.Diagnostics
	if d.Append(r.CheckOrigin(ctx, req.Private)...); !d.HasError() {
		d.Append(tfconv.Get(ctx, req.Plan, plan)...)
		d.Append(tfconv.Get(ctx, req.State, state)...)
	}
	return within(ctx, &req.Plan, timeouts.Value.Update, d)
}

// BeginDelete reads what is deleted, after a check whose it is, and bounds its time. What a create of the same apply
// was answered with is another block's, and is not deleted.
func (r *Resource) BeginDelete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse,
	state any) (context.Context, context.CancelFunc, bool) {
	d := &resp.Diagnostics
	if d.Append(r.CheckDestroyed(ctx, req.Private)...); !d.HasError() {
		d.Append(tfconv.Get(ctx, req.State, state)...)
	}
	if !d.HasError() {
		d.Append(r.Buyer.CheckGivenUp(text(ctx, &req.State, cmp.Or(r.Receipt, "id"), d).ValueString())...)
	}
	return within(ctx, &req.State, timeouts.Value.Delete, d)
}

func (r *Resource) acknowledge(ctx context.Context, state *tfsdk.State, d *diag.Diagnostics) {
	r.Session.Acknowledge(ctx, text(ctx, state, cmp.Or(r.Receipt, "id"), d).ValueString())
}

type attributes interface {
	GetAttribute(ctx context.Context, at path.Path, target any) diag.Diagnostics
}

func text(ctx context.Context, of attributes, name string, d *diag.Diagnostics) (v types.String) {
	d.Append(of.GetAttribute(ctx, path.Root(name), &v)...)
	return v
}

// within bounds an operation by its timeouts attribute. It reports whether there was no error before.
func within(ctx context.Context, of attributes,
	timeout func(timeouts.Value, context.Context, time.Duration) (time.Duration, diag.Diagnostics),
	d *diag.Diagnostics) (context.Context, context.CancelFunc, bool) {
	var all timeouts.Value
	if !d.HasError() {
		d.Append(of.GetAttribute(ctx, path.Root("timeouts"), &all)...)
	}
	limit, more := timeout(all, ctx, defaultTimeout)
	d.Append(more...)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
	return ctx, cancel, !d.HasError()
}

// Result is where an operation leaves what came of it.
type Result struct {
	state    *tfsdk.State
	identity *tfsdk.ResourceIdentity
	private  tfconv.PrivateSetter
	d        *diag.Diagnostics
}

// Created is the result of a create.
func Created(resp *resource.CreateResponse) Result {
	return Result{&resp.State, resp.Identity, resp.Private, &resp.Diagnostics}
}

// Refreshed is the result of a read.
func Refreshed(resp *resource.ReadResponse) Result {
	return Result{&resp.State, resp.Identity, resp.Private, &resp.Diagnostics}
}

// Updated is the result of an update.
func Updated(resp *resource.UpdateResponse) Result {
	return Result{&resp.State, resp.Identity, resp.Private, &resp.Diagnostics}
}

// Private keeps a value in the object's private state.
func (to Result) Private(ctx context.Context, key string, v any) {
	to.d.Append(tfconv.SetPrivate(ctx, to.private, key, v)...)
}

// Forget removes a value from the object's private state.
func (to Result) Forget(ctx context.Context, key string) {
	to.d.Append(to.private.SetKey(ctx, key, nil)...)
}

// Save keeps the state of an object, with its identity and the account that it belongs to.
func (r *Resource) Save(ctx context.Context, to Result, id types.String, state any) {
	to.d.Append(r.KeepOrigin(ctx, to.private)...)
	to.d.Append(r.Identify(ctx, to.identity, id)...)
	to.d.Append(tfconv.Set(ctx, to.state, state)...)
}

// Finish completes a plan with the answer to it, and warns of what neither knows. The object is as the warning calls
// it.
func Finish[T any](ctx context.Context, d *diag.Diagnostics, object string, err error, plan, answer *T) {
	if left := tfconv.Finish(ctx, plan, answer); err != nil || len(left) > 0 {
		d.Append(message.Unfinished(object, err, left))
	}
}
