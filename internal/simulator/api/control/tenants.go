package control

import (
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// Tenant is a tenant as the administrator's lists show it.
type Tenant struct {
	ProjectID string    `json:"project_id"`
	Identity  string    `json:"identity,omitempty"` // of the account, from its first write on
	Site      string    `json:"site"`
	Clock     string    `json:"clock"`
	Now       time.Time `json:"now"`
	Facts     int64     `json:"facts"` // 0: nothing has happened yet
	Keys      []Key     `json:"keys"`
}

// Key is an access key without its secret.
type Key struct {
	AccessKey string `json:"access_key"`
	Role      string `json:"role"`
}

// Tenants answers listTenants.
type Tenants struct {
	Tenants []Tenant `json:"tenants"`
}

// NewKey is an access key that is to be made.
type NewKey struct {
	AccessKey string `json:"access_key"`
	SecretKey string `json:"secret_key"`
	Role      string `json:"role,omitempty"` // owner, billing or read_only; empty: owner
}

// NewTenant is a tenant that is to be made; what is empty is the default.
type NewTenant struct {
	ProjectID string `json:"project_id"`
	NewKey
	Site           string `json:"site,omitempty"`
	CustomerLevel  string `json:"customer_level,omitempty"`
	Policy         string `json:"policy,omitempty"`  // the text of a file
	Catalog        string `json:"catalog,omitempty"` // likewise
	OpeningBalance string `json:"opening_balance,omitempty"`
	Clock          string `json:"clock,omitempty"`
	Now            string `json:"now,omitempty"` // where a held clock begins
	// ISO 8601 duration by which one write of a billing key may move a client clock forward; empty: P5Y
	MaxAdvance string `json:"max_advance,omitempty"`
}

func (k NewKey) key() simulator.Key {
	role := simulator.Role(k.Role)
	if role == "" {
		role = simulator.RoleOwner
	}
	return simulator.Key{AccessKey: k.AccessKey, SecretKey: k.SecretKey, Role: role}
}

// listTenants is a call of the administrator.
func listTenants(r *call.Request) (any, error) {
	all, err := r.Cloud.ListTenants(r.Context())
	if err != nil {
		return nil, err
	}
	out := Tenants{[]Tenant{}}
	for _, t := range all {
		one := Tenant{ProjectID: t.ID, Identity: t.Identity, Site: t.Site, Clock: string(t.Clock), Now: t.Now.UTC(),
			Facts: t.Facts, Keys: []Key{}}
		for _, k := range t.Keys {
			one.Keys = append(one.Keys, Key{k.AccessKey, string(k.Role)})
		}
		out.Tenants = append(out.Tenants, one)
	}
	return out, nil
}

// createTenant is a call of the administrator.
func createTenant(r *call.Request, in NewTenant) (any, error) {
	settings := simulator.Settings{
		Site: in.Site, CustomerLevel: in.CustomerLevel, Policy: in.Policy, Catalog: in.Catalog,
		Clock: lifecycle.Clock(in.Clock), MaxAdvance: in.MaxAdvance,
	}
	if in.OpeningBalance != "" {
		balance, err := amount(r, "opening_balance", in.OpeningBalance)
		if err == nil && balance < 0 {
			err = r.Bad("opening_balance is below 0")
		}
		if err != nil {
			return nil, err
		}
		settings.OpeningBalance = new(money.Amount)
		*settings.OpeningBalance = balance
	}
	var err error
	if settings.Start, err = r.Time("now", in.Now); err != nil {
		return nil, err
	}
	if !settings.Start.IsZero() && !wire.IsWritable(settings.Start) {
		return nil, r.Bad("now must be in the years 1970 to 9900")
	}
	return nil, r.Cloud.CreateTenant(r.Context(), in.ProjectID, settings, in.key())
}

// deleteTenant is a call of the administrator.
func deleteTenant(r *call.Request) (any, error) {
	return nil, r.Cloud.DeleteTenant(r.Context(), r.PathValue("tenant"))
}

// createKey is a call of the administrator.
func createKey(r *call.Request, in NewKey) (any, error) {
	return nil, r.Cloud.PutKey(r.Context(), r.PathValue("tenant"), in.key())
}

// deleteKey is a call of the administrator.
func deleteKey(r *call.Request) (any, error) {
	return nil, r.Cloud.DeleteKey(r.Context(), r.PathValue("tenant"), r.PathValue("access_key"))
}
