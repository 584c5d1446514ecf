package simulator

import "github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"

// Admit counts a call of a tenant that is known, and refuses it if its tenant has made too many.
func (c *Cloud) Admit(tenant string, write bool) error { return c.throttle.Call(tenant, write) }

// checkFacts refuses another write of a tenant that has written as much as it may.
func (c *Cloud) checkFacts(tenant lifecycle.Tenant) error {
	if most := int64(c.opts.Limits.Facts); most > 0 && tenant.Seq >= most {
		return lifecycle.Refuse(lifecycle.CodeTenantFull, "the project %s has %d facts, and this server keeps at most %d "+
			"for each; nothing was done. Delete the project and create it again, or use another one",
			tenant.ID, tenant.Seq, most)
	}
	return nil
}
