package order

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/purchase"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

const maxInt32 = 2147483647

// Schema is the contract with configurations.
func (r *Resource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "An order of one or more products, paid automatically, by the provider, or later.\n\n" +
			"What was ordered cannot be changed later. If the order is placed but not paid, the apply succeeds with a " +
			"warning that names the amount and the payment deadline; to pay it, add `payment = {}` and apply. Use " +
			"`mss_resource_package` to manage the lifecycle of a single package.",
		Attributes: map[string]schema.Attribute{
			"items": itemsAttribute(),
			"auto_pay": schema.BoolAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Whether the service pays the order when it is placed, with discounts and coupons that the " +
					"service selects. For that the provider signs the agreement on automatic payment with the service. Setting it " +
					"on an unpaid order pays the order. Conflicts with `payment`. Defaults to `false`.",
			},
			"payment": schema.SingleNestedAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Has the provider pay the order: `payment = {}` pays at creation, or, added to an order " +
					"that still waits for payment, pays that order in place. If the payment is refused, the order stays unpaid and " +
					"the next apply tries again. Conflicts with `auto_pay = true`.",
				Attributes: map[string]schema.Attribute{
					"coupon_ids": schema.SetAttribute{
						Optional: true, ElementType: types.StringType,
						MarkdownDescription: "Coupons to pay with, at most three, all of them cash coupons or all discount coupons. " +
							"The balance pays the rest. Can be changed while the order waits for payment; a paid order's cannot.",
						Validators: []validator.Set{setvalidator.SizeBetween(1, 3), setvalidator.NoNullValues(),
							setvalidator.ValueStringsAre(stringvalidator.LengthBetween(1, 64))},
					},
				},
			},
			"max_amount": tfconv.LimitAttribute("The most that the order may cost after discounts and before coupons, such " +
				"as `120.00`, in the account's currency. The plan compares its estimate, if there is one. " +
				"With `payment`, the order itself is compared before it is paid, and is cancelled above the limit. With " +
				"`auto_pay` the service charges as it places the order, so that only the estimate is compared; without one, " +
				"nothing is ordered."),
			"timeouts": tfconv.Timeouts(ctx),
			"client_token": tfconv.TokenAttribute("Token that makes the order happen once: a create that is tried again, " +
				"because it failed or was interrupted, finds the first order instead of buying again. A resource that replaces " +
				"another one orders again under the same token. Each resource needs a token of its own: two with the same token " +
				"are refused. After `terraform state rm` the same token does not buy again: import the object. No effect in the " +
				"real cloud. Defaults to a random one for each create."),
			"on_destroy": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "What destroying the resource does with each package of a paid order, as `on_destroy` of " +
					"`mss_resource_package`: `unsubscribe`, `cancel_renewal` or `retain`. Use `retain` if `mss_resource_package` " +
					"has adopted packages of the order. An unpaid order is always cancelled. Defaults to `unsubscribe` for an order " +
					"that this resource placed, and to `retain` for an imported one.",
				Validators: []validator.String{
					tfconv.OneOf(purchase.Unsubscribe, purchase.CancelRenewal, purchase.Retain)},
			},
		},
	}
	maps.Copy(resp.Schema.Attributes, computedAttributes())
}

// computedAttributes are what the services decide.
func computedAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"planned_charge": tfconv.ComputedText("What the last plan that paid the order announced, such as `99.00`, in " +
			"the account's currency; `0.00` while it only places the order. The apply charges at most that much; if it needs " +
			"more, it fails and nothing is charged. If a plan cannot determine the amount, it is unknown and only " +
			"`max_amount` and `max_charge_per_run` limit it. After an import: what the order was paid with."),
		"id": tfconv.ComputedText("Id of the order."),
		"status": tfconv.ComputedText("`pending_payment`, `processing`, `completed`, `cancelled` (also when the " +
			"payment deadline passed), or `pending_refund`."),
		"official_amount":  tfconv.ComputedText("Amount before discounts, such as `99.00`."),
		"amount":           tfconv.ComputedText("Amount after discounts, such as `99.00`."),
		"currency":         tfconv.ComputedText("Currency of the amounts."),
		"created_time":     tfconv.ComputedInstant("When the order was placed (RFC 3339, UTC)."),
		"paid_time":        tfconv.ComputedInstant("When it was paid (RFC 3339, UTC); null before."),
		"payment_deadline": tfconv.ComputedInstant("When an unpaid order is cancelled (RFC 3339, UTC)."),
		"packages": tfconv.ComputedRows("Packages that the order delivered, ordered by item, then by id. The list "+
			"never shrinks: packages that are gone stay in it.", deliveryAttributes()),
	}
}

func deliveryAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"resource_id":        tfconv.ComputedText("Id of the package."),
		"resource_spec_code": tfconv.ComputedText("Code of its product."),
		"item_index":         tfconv.ComputedNumber("Position of its item in `items`, from 0."),
	}
}

func itemsAttribute() schema.Attribute {
	return schema.ListNestedAttribute{
		Required:            true,
		MarkdownDescription: "Products to order. They cannot be changed later and are not read back.",
		Validators:          []validator.List{listvalidator.SizeAtLeast(1), listvalidator.NoNullValues()},
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"resource_spec_code": schema.StringAttribute{
				Required: true,
				MarkdownDescription: "Code of the product, such as `hws.resource.type.metastudio.modeling.voice.onebasic`. In " +
					"the simulated cloud, `mss_products` lists all products.",
				Validators: []validator.String{stringvalidator.LengthBetween(1, 256)},
			},
			"period_type": schema.StringAttribute{
				Required: true,
				MarkdownDescription: "Length of one period: `monthly`, `yearly`, or `one_off` for units that are used once and " +
					"cannot be renewed.",
				Validators: []validator.String{
					tfconv.OneOf(string(mssclient.Monthly), string(mssclient.Yearly), string(mssclient.OneOff))},
			},
			"period_num": schema.Int64Attribute{
				Required: true,
				MarkdownDescription: "Number of periods, at least 1; with `one_off` exactly 1. Of on-shelf months: how many " +
					"months the package holds.",
				Validators: []validator.Int64{int64validator.Between(1, maxInt32)},
			},
			"subscription_num": schema.Int64Attribute{
				Optional: true, Computed: true, Default: int64default.StaticInt64(1),
				MarkdownDescription: "Quantity. A modelling product delivers one package per unit. Defaults to `1`.",
				Validators:          []validator.Int64{int64validator.Between(1, maxInt32)},
			},
			"auto_renew": schema.BoolAttribute{
				Optional: true, Computed: true, Default: booldefault.StaticBool(false),
				MarkdownDescription: "Whether the packages start with automatic renewal. It cannot be changed in the order: to " +
					"change it later, adopt the package with `resource_id` of `mss_resource_package` and set `on_destroy = " +
					"\"retain\"` here. Defaults to `false`.",
			},
		}},
	}
}
