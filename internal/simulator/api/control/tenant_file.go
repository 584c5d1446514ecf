package control

import (
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
)

// maxTenantFile is how many bytes of a tenant's lines one call takes: some 300,000 facts.
const maxTenantFile = 256 << 20

// TenantFile is a tenant as the lines of a file: a head, its facts, and an end. Keys and receipts are not in it.
type TenantFile struct {
	Lines []string `json:"lines"`
}

// exportTenant is a control call. The lines tell the seed of the ids to come, so that only owners may have them.
func exportTenant(r *call.Request) (any, error) {
	lines, err := r.Cloud.ExportTenant(r.Context(), r.Call.Tenant)
	if err != nil {
		return nil, err
	}
	return TenantFile{lines}, nil
}

// NewTenantFile is a tenant that is to be made of such lines.
type NewTenantFile struct {
	TenantFile
	// Branch gives it an identity of its own; without it, it is the same tenant.
	Branch bool `json:"branch,omitempty"`
}

// ImportedTenant is a tenant that was made of a file.
type ImportedTenant struct {
	ProjectID string `json:"project_id"`
	Identity  string `json:"identity"`
	Facts     int64  `json:"facts"`
}

// importTenant is a call of the administrator.
func importTenant(r *call.Request, in NewTenantFile) (any, error) {
	id := r.PathValue("tenant")
	made, err := r.Cloud.ImportTenant(r.Context(), id, in.Lines, in.Branch)
	if err != nil {
		return nil, err
	}
	return ImportedTenant{id, made.Identity, made.Facts}, nil
}
