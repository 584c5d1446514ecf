package resourcepackage

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"

	"github.com/mss-iac/terraform-provider-mss/internal/lookup"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
)

// NewQuery makes the list resource mss_resource_package.
func NewQuery() list.ListResource {
	k := kind()
	return &lookup.Query[listed, model]{
		Resource: newBase(), Kind: k, Arguments: lookup.Only(k.Arguments, "status", "resource_spec_code"), Defaults: defaults,
		Description: "Resource packages of the account, for `terraform query` of Terraform 1.14 and later. Expired, " +
			"released and returned ones are included; filter by `status`.",
		ID: func(p *listed) string { return p.ResourceID },
		Name: func(_ context.Context, _ *session.Session, p *listed) (string, error) {
			return fmt.Sprintf("%s (%s, ends %s)", message.Short(p.ResourceSpecCode), p.Status, message.Instant(p.ExpireTime)),
				nil
		},
		Fill: func(ctx context.Context, s *session.Session, p *listed, m *model) diag.Diagnostics {
			m.fromPackage(s, &p.Package)
			m.readOrder(ctx, s)
			return nil
		},
	}
}
