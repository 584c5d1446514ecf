package simulator

// Role is what an access key may do on its tenant's account.
type Role string

// Roles. The real cloud has policies of its IAM instead.
const (
	RoleOwner    Role = "owner"     // everything
	RoleBilling  Role = "billing"   // read, and spend money and units
	RoleReadOnly Role = "read_only" // read
)
