package resourcepackage

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// ValidateConfig checks what the attributes mean together, as far as they are known.
func (r *Resource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest,
	resp *resource.ValidateConfigResponse) {
	var config model
	if resp.Diagnostics.Append(tfconv.Get(ctx, req.Config, &config)...); resp.Diagnostics.HasError() {
		return
	}
	buying := []struct {
		name  string
		value attr.Value
	}{
		{"resource_spec_code", config.ResourceSpecCode},
		{"period_type", config.PeriodType},
		{"period_num", config.PeriodNum},
	}
	for _, b := range buying {
		switch {
		case tfconv.Known(config.ResourceID) && tfconv.Known(b.value):
			resp.Diagnostics.Append(message.Wrong(path.Root(b.name), "Invalid combination of attributes",
				"resource_id adopts an existing package, %s buys a new one. Set only one of them.", b.name))
		case config.ResourceID.IsNull() && b.value.IsNull():
			resp.Diagnostics.Append(message.Wrong(path.Root(b.name), "Missing attribute",
				"Buying a package needs resource_spec_code, period_type and period_num; %s is missing. To adopt an existing "+
					"package, set resource_id instead.", b.name))
		}
	}
	if tfconv.Known(config.ResourceID) && config.RepurchaseWhenGone.ValueBool() {
		resp.Diagnostics.Append(message.Wrong(path.Root("repurchase_when_gone"), "Invalid combination of attributes",
			"A package adopted with resource_id was bought elsewhere, so the provider does not know what to buy again. "+
				"Remove repurchase_when_gone."))
	}
	if config.PeriodType.ValueString() == string(mssclient.OneOff) {
		if tfconv.Known(config.PeriodNum) && config.PeriodNum.ValueInt64() != 1 {
			resp.Diagnostics.Append(message.Wrong(path.Root("period_num"), "Invalid combination of attributes",
				"period_num must be 1 with one_off."))
		}
		if config.AutoRenew.ValueBool() {
			resp.Diagnostics.Append(message.Wrong(path.Root("auto_renew"), "Invalid combination of attributes",
				"auto_renew must be false with one_off, because one-off units cannot be renewed."))
		}
		if tfconv.Known(config.ValidThrough) {
			resp.Diagnostics.Append(message.Wrong(path.Root("valid_through"), "Invalid combination of attributes",
				"A one_off unit cannot be renewed. Remove valid_through."))
		}
	}
}
