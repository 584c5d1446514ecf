package resourcepackage

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/purchase"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// Schema is the contract with configurations.
func (r *Resource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A resource package and its lifecycle: buy or adopt it, renew it, and return it or let it " +
			"expire.\n\nBuy a package with `resource_spec_code`, `period_type` and `period_num`, or adopt an existing one " +
			"with `resource_id`. A package that has ended stays in the state with its status, and nothing is bought to " +
			"replace it unless you set `repurchase_when_gone` or replace it.",
		Attributes: attributes(ctx),
	}
}

func attributes(ctx context.Context) map[string]schema.Attribute {
	a := map[string]schema.Attribute{
		"resource_spec_code": schema.StringAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: "Code of the product to buy, such as " +
				"`hws.resource.type.metastudio.modeling.voice.onebasic`. Cannot be changed later. For an adopted package: its " +
				"product. In the simulated cloud, `mss_products` lists all products; for the real one see MetaStudio's API " +
				"reference.",
			Validators: []validator.String{stringvalidator.LengthBetween(1, 256)},
		},
		"period_type": schema.StringAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: "Length of one period: `monthly`, `yearly`, or `one_off` for a unit that is used once and " +
				"cannot be renewed. Cannot be changed later.",
			Validators: []validator.String{
				tfconv.OneOf(string(mssclient.Monthly), string(mssclient.Yearly), string(mssclient.OneOff))},
		},
		"period_num": schema.Int64Attribute{
			Optional: true, Computed: true,
			MarkdownDescription: "Number of periods bought at once. Of on-shelf months: how many months the package holds. " +
				"It cannot be changed later; use `valid_through` to extend a package.",
			Validators: []validator.Int64{int64validator.Between(1, 2147483647)},
		},
		"resource_id": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Id of an existing package to adopt instead of buying one, as an import does, but without an " +
				"import block. Conflicts with " +
				"`resource_spec_code`, `period_type` and `period_num`. If an `mss_order` bought it, set `on_destroy = " +
				"\"retain\"` on that order; otherwise destroying the order returns the package.",
			Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
		},
		"auto_renew": schema.BoolAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: "Whether the service renews the package by one period before each end, and charges for it. " +
				"Can be changed in place. Defaults to `false` for a new package, and to the current setting of an existing one. " +
				"It can be enabled only before the package ends.",
		},
		"valid_through": schema.StringAttribute{
			Optional: true, CustomType: tfconv.InstantType{}, PlanModifiers: []planmodifier.String{tfconv.SameInstant()},
			MarkdownDescription: "Instant (RFC 3339) before which the package must not end. If the package ends earlier, the " +
				"next apply renews it in place by the fewest periods of its `period_type` that reach the instant. Each renewal " +
				"costs the price of its periods. An expired, released or returned package cannot be renewed and only gets " +
				"a warning.",
		},
		"deletion_protection": schema.BoolAttribute{
			Optional: true, Computed: true, Default: booldefault.StaticBool(false),
			MarkdownDescription: "Whether destroying or replacing the resource is refused. Defaults to `false`.",
		},
		"on_destroy": schema.StringAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: "What destroying the resource does. `unsubscribe` returns the package for a refund and " +
				"deletes its asset; if the service refuses the return, it does the same as `cancel_renewal`, which disables " +
				"automatic renewal and lets the package expire. `retain` changes nothing: **the service goes on renewing and " +
				"charging a package that renews automatically.** Defaults to `unsubscribe` for a package that this resource " +
				"bought, and to `retain` for an adopted or imported one.",
			Validators: []validator.String{tfconv.OneOf(purchase.Unsubscribe, purchase.CancelRenewal, purchase.Retain)},
		},
		"max_amount": tfconv.LimitAttribute("The most that one order of this resource, the purchase or a renewal by " +
			"`valid_through`, may cost, such as `120.00`, in the account's currency. The plan compares its " +
			"estimate, if there is one, and the apply the order itself before it is paid. Above it nothing is charged, and " +
			"the order is cancelled. It does not limit automatic renewals."),
		"repurchase_when_gone": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Whether an `expired`, `released` or `returned` package is replaced: the plan shows the " +
				"replacement and its charge, and the apply buys the same product again. If `false`, nothing is bought to " +
				"replace it. Conflicts with `resource_id`. Defaults to `false`.",
		},
		"timeouts": tfconv.Timeouts(ctx),
		"client_token": tfconv.TokenAttribute("Token that makes the purchase happen once: a create that is tried again, " +
			"because it failed or was interrupted, finds the first order instead of buying again. A resource that replaces " +
			"another one orders again under the same token. Each resource needs a token of its own: two with the same token " +
			"are refused. After `terraform state rm` the same token does not buy again: import the object. No effect in the " +
			"real cloud. Defaults to a random one for each create."),
	}
	maps.Copy(a, computedAttributes())
	return a
}

// computedAttributes are what the services decide.
func computedAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id": tfconv.ComputedText("Id of the package at the service; the same as `resource_id` of an adopted " +
			"package."),
		"planned_charge": tfconv.ComputedText("What the last plan that charged anything announced, such as `99.00`, in " +
			"the account's currency: the purchase and all renewals by `valid_through` together. The apply charges at most " +
			"that much; if it needs more, it fails and nothing is charged. If a plan cannot determine the amount, it is " +
			"unknown and only `max_amount` and `max_charge_per_run` limit it. Automatic renewals are not included. After an " +
			"import: what the order cost, if it bought only this package."),
		"order_id": tfconv.ComputedText("Order that delivered the package."),
		"order_ids": tfconv.ComputedTexts("Orders that this resource placed: the purchase and every renewal by " +
			"`valid_through`. Automatic renewals are not included."),
		"status": tfconv.ComputedText("`active`, `used_up` (on-shelf months), `grace` (ended, still usable), " +
			"`frozen` (ended, unusable, can be renewed), or `expired`, `released`, `returned`."),
		"business_type": tfconv.ComputedText("Business that the package belongs to, such as `VOICE_CLONE`."),
		"charging_mode": tfconv.ComputedText("`PERIODIC` for packages that renew, `ONE_TIME` for one-off units and " +
			"on-shelf months, `ON_DEMAND` for what is billed by use."),
		"unit":        tfconv.ComputedText("What `units_total` counts, such as `NUM`, `CHANNEL`, `MIN` or `MONTH`."),
		"units_total": tfconv.ComputedNumber("Units in the package."),
		"units_used":  tfconv.ComputedNumber("Units that assets or renewals have used."),
		"asset_ids": tfconv.ComputedTexts("Assets that are bound to the package's units. A unit stays bound when " +
			"its asset is deleted."),
		"effective_time": tfconv.ComputedInstant("When the package began (RFC 3339, UTC)."),
		"expire_time":    tfconv.ComputedInstant("When the package ends (RFC 3339, UTC): 23:59:59 UTC+8 of its last day."),
		"next_charge_time": tfconv.ComputedInstant("When automatic renewal first tries to charge (RFC 3339, UTC): 03:00 " +
			"UTC+8, seven days before the end, unless the account or the policy says otherwise; in the real cloud this is " +
			"assumed. Null while `auto_renew` is off."),
		"returnable_until": tfconv.ComputedInstant("End of the time in which the package can be returned; null if it " +
			"cannot be returned."),
		"sub_resources": tfconv.ComputedRows("Parts of a bundle; empty for other packages.", map[string]schema.Attribute{
			"sub_resource_type": tfconv.ComputedText("What the part is, such as `voice_clone_flexus`."),
			"business_type":     tfconv.ComputedText("Business that the part belongs to."),
			"unit":              tfconv.ComputedText("What `amount` counts."),
			"amount":            tfconv.ComputedNumber("Units in the part."),
			"usage":             tfconv.ComputedNumber("Units of the part that are used."),
		}),
	}
}
