package lifecycle

import (
	"fmt"
	"slices"
)

// Ancestor is a tenant that another one was made of: both have the same facts up to a number.
type Ancestor struct {
	Identity string `json:"identity"`
	Project  string `json:"project"`
	Facts    int64  `json:"facts"`
}

// TenantBranched gives a tenant that was made of another one's facts an identity of its own.
type TenantBranched struct {
	Identity string   `json:"identity"`
	Ancestor Ancestor `json:"ancestor"`
}

func (b *TenantBranched) apply(w *World, _ *Fact) {
	w.Tenant.Identity = b.Identity
	w.Tenant.Ancestors = append(slices.Clip(w.Tenant.Ancestors), b.Ancestor)
}

func (b *TenantBranched) describe(*World) string {
	return fmt.Sprintf("branched from the project %s (account %.8s) after fact %d", b.Ancestor.Project,
		b.Ancestor.Identity, b.Ancestor.Facts)
}

// Branch makes the World's tenant, which has all facts of a project, another one than that. Its time does not move.
func Branch(w *World, project, identity string) {
	of := Ancestor{Identity: w.AccountIdentity(), Project: project, Facts: w.Tenant.Seq}
	w.record(w.Tenant.Head, w.Tenant.ID, "branch", nil, &TenantBranched{Identity: identity, Ancestor: of})
}
