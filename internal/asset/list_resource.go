package asset

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"

	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/lookup"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
)

// NewQuery makes the list resource mss_asset.
func NewQuery() list.ListResource {
	k := kind()
	return &lookup.Query[mssclient.Asset, model]{
		Resource: crud.Resource{Name: "asset"}, Kind: k,
		Arguments: lookup.Only(k.Arguments, "kind", "pool", "name", "package_id", "status"), Defaults: defaults,
		Description: "Avatars and cloned voices of the account, for `terraform query` of Terraform 1.14 and later. " +
			"Recycled and deleted ones are included; filter by `status`.",
		ID: func(a *mssclient.Asset) string { return a.ID },
		Name: func(_ context.Context, _ *session.Session, a *mssclient.Asset) (string, error) {
			return fmt.Sprintf("%s (%s, %s)", a.Name, a.Kind, a.Status), nil
		},
		Fill: func(_ context.Context, _ *session.Session, a *mssclient.Asset, m *model) diag.Diagnostics {
			m.fromAsset(a)
			return nil
		},
	}
}
