package asset

import (
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/names"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

type model struct {
	facts
	CancelAutoRenewOnDestroy types.Bool     `tfsdk:"cancel_auto_renew_on_destroy"`
	ForceDestroy             types.Bool     `tfsdk:"force_destroy"`
	Timeouts                 timeouts.Value `tfsdk:"timeouts"`
}

// facts are all of an asset but how to destroy it. Data sources show them.
type facts struct {
	Kind        types.String   `tfsdk:"kind"`
	Name        types.String   `tfsdk:"name"`
	PackageID   types.String   `tfsdk:"package_id"`
	Description types.String   `tfsdk:"description"`
	Active      types.Bool     `tfsdk:"active"`
	ID          types.String   `tfsdk:"id"`
	VK          types.String   `tfsdk:"vk"`
	AssetType   types.String   `tfsdk:"asset_type"`
	Status      types.String   `tfsdk:"status"`
	Pool        types.String   `tfsdk:"pool"`
	ExpireTime  tfconv.Instant `tfsdk:"expire_time"`
	CreatedTime tfconv.Instant `tfsdk:"created_time"`
}

// fromAsset copies what the service says. An asset that is deleted keeps what it was called.
func (m *facts) fromAsset(a *mssclient.Asset) {
	m.ID = types.StringValue(a.ID)
	m.Status = types.StringValue(a.Status)
	m.ExpireTime = tfconv.Time(a.ExpireTime)
	if a.Status == mssclient.AssetDeleted && tfconv.Known(m.VK) {
		return
	}
	m.Kind = types.StringValue(a.Kind)
	m.Name = types.StringValue(a.Name)
	m.PackageID = types.StringValue(a.PackageID)
	m.Description = tfconv.Text(a.Description)
	m.Active = types.BoolValue(a.Active)
	m.VK = tfconv.Text(a.VK)
	m.AssetType = tfconv.Text(a.AssetType)
	m.Pool = tfconv.Text(a.Pool)
	m.CreatedTime = tfconv.Time(a.CreatedTime)
}

func (m *model) request(token string) mssclient.AssetRequest {
	return mssclient.AssetRequest{
		PackageID:   m.PackageID.ValueString(),
		Kind:        m.Kind.ValueString(),
		Name:        m.Name.ValueString(),
		Description: m.Description.ValueString(),
		Inactive:    !m.Active.ValueBool(),
		Token:       token,
	}
}

// changes is what of an asset must be updated to be as planned; ok is false when nothing must.
func (m *model) changes(a *mssclient.Asset) (u mssclient.AssetUpdate, ok bool) {
	if name := m.Name.ValueString(); !names.Same(name, a.Name) {
		u.Name = &name
	}
	if text := m.Description.ValueString(); !names.Same(text, a.Description) {
		u.Description = &text
	}
	if active := m.Active.ValueBool(); active != a.Active {
		u.Active = &active
	}
	return u, u.Name != nil || u.Description != nil || u.Active != nil
}

// fixed says that the service changes nothing of an asset in this status.
func fixed(status string) bool {
	switch status {
	case mssclient.AssetFrozen, mssclient.AssetRecycled, mssclient.AssetDeleted:
		return true
	default:
		return false
	}
}
