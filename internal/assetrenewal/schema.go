package assetrenewal

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// Schema is the contract with configurations.
func (r *Resource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Renews one asset or a batch of assets with on-shelf months, in the simulated cloud only. " +
			"It spends units of renewal pools, one unit per asset and month.\n\nIf an asset is unknown or a pool is short, " +
			"the whole request is refused and nothing is spent. The row of an asset in the recycle bin fails alone, and the " +
			"next apply retries only that row. Spent units are not returned: destroying the resource only removes it from " +
			"state.",
		Attributes: map[string]schema.Attribute{
			"renewals": schema.SetNestedAttribute{
				Required: true,
				MarkdownDescription: "Assets to renew, each once, with either `months` or `valid_through`. Removing a row " +
					"forgets what it renewed; adding it again spends again.",
				Validators: []validator.Set{setvalidator.SizeAtLeast(1)},
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"asset_id": schema.StringAttribute{
						Required:            true,
						MarkdownDescription: "Id of the asset.",
						Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
					},
					"months": schema.Int64Attribute{
						Optional: true,
						MarkdownDescription: "Total months that this resource gives to the asset. Raising it spends the difference. " +
							"It cannot be lowered.",
						Validators: []validator.Int64{int64validator.AtLeast(1)},
					},
					"valid_through": schema.StringAttribute{
						Optional: true, CustomType: tfconv.InstantType{},
						MarkdownDescription: "Instant (RFC 3339) before which the asset must not end. Every plan checks it, and an " +
							"apply spends the fewest months that reach it; none if the asset's end already covers it.",
					},
				}},
			},
			"triggers": schema.MapAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "Arbitrary values. If one of them changes, all rows with `months` are spent again in " +
					"place; rows with `valid_through` depend only on their instant. Removing the map spends nothing.",
			},
			"client_token": tfconv.TokenAttribute("Token that makes the first renewal happen once: a create that is tried " +
				"again, because it failed or was interrupted, finds it instead of spending again. A resource that replaces " +
				"another one spends again under the same token. Each resource needs a token of its own: two with the same token " +
				"are refused. After `terraform state rm` the same token does not spend again: import the object. Defaults to a " +
				"random one for each create."),
			"timeouts": tfconv.TimeoutsWithoutDelete(ctx),
			"id":       schema.StringAttribute{Computed: true, MarkdownDescription: "Id of the renewal."},
			"planned_units": schema.MapAttribute{
				Computed: true, ElementType: types.Int64Type,
				MarkdownDescription: "Most units of each pool that the apply may spend. If it needs more, it fails and nothing " +
					"is spent. Known at plan unless an asset, `months`, `valid_through` or `triggers` are unknown; kept if " +
					"nothing is spent.",
			},
			"units_spent": schema.Int64Attribute{
				Computed: true, MarkdownDescription: "Units spent by this renewal in all its operations."},
			"results": resultsAttribute(),
		},
	}
}

func resultsAttribute() schema.Attribute {
	return schema.ListNestedAttribute{
		Computed: true, MarkdownDescription: "Result list of the last operation; it holds only the rows that were due.",
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"asset_id": tfconv.ComputedText("Id of the asset."),
			"outcome": tfconv.ComputedText("`renewed`, `failed`, or `covered` if the asset's end already " +
				"covered the instant."),
			"months":               tfconv.ComputedNumber("Months that the operation added to the asset."),
			"previous_expire_time": tfconv.ComputedInstant("End of the asset before the operation (RFC 3339, UTC)."),
			"expire_time":          tfconv.ComputedInstant("End of the asset after it (RFC 3339, UTC)."),
			"error_code":           tfconv.ComputedText("Why the row failed, as the service's code; null otherwise."),
			"error_message":        tfconv.ComputedText("Why the row failed; null otherwise."),
			"debits": tfconv.ComputedRows("On-shelf packages that paid, the earliest-ending first.", map[string]schema.Attribute{
				"resource_id": tfconv.ComputedText("Id of the on-shelf package."),
				"units":       tfconv.ComputedNumber("Units taken from it."),
			}),
		}},
	}
}
