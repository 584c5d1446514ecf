package simulator

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// Role is what an access key may do on its tenant's account.
type Role string

// Roles. The real cloud has policies of its IAM instead.
const (
	RoleOwner    Role = "owner"     // everything
	RoleBilling  Role = "billing"   // read, and spend money and units
	RoleReadOnly Role = "read_only" // read
)

// Roles are all roles.
func Roles() []Role { return []Role{RoleOwner, RoleBilling, RoleReadOnly} }

// Key is an access key of a tenant. Its secret must not be shown or logged.
type Key struct {
	AccessKey, SecretKey string
	Role                 Role
	Tenant               string // set by Key, as is what follows
	// Edition differs from that of a deleted key of the same name and secret: tokens of that one are not this one's.
	Edition string
	// HasFaults tells whether something goes wrong with calls of the tenant, so that no call has to look again.
	HasFaults bool
}

func (k Key) check() error {
	switch {
	case !wire.IsName(k.AccessKey):
		return badParameter("the access key must be 1 to 64 letters, digits, hyphens and underscores, and begin with a " +
			"letter or a digit")
	case len(k.SecretKey) < 8 || len(k.SecretKey) > 256 ||
		strings.ContainsFunc(k.SecretKey, func(r rune) bool { return r <= ' ' || r > '~' }):
		return badParameter("the secret key must have 8 to 256 characters, printable ASCII without spaces")
	case !slices.Contains(Roles(), k.Role):
		return badParameter("the role %.40q must be owner, billing or read_only", k.Role)
	}
	return nil
}

// Key looks an access key up; ok is false if there is none.
func (c *Cloud) Key(ctx context.Context, accessKey string) (k Key, ok bool, err error) {
	err = c.store.ReadRow(ctx, "key "+accessKey, func(tx *store.Tx) error {
		row, there, err := tx.Key(accessKey)
		k, ok = Key{row.AccessKey, row.SecretKey, Role(row.Role), row.Tenant, row.Edition, row.HasFaults}, there
		return err
	})
	return k, ok, ifThere(err)
}

// PutKey gives a tenant one more key.
func (c *Cloud) PutKey(ctx context.Context, tenant string, k Key) error {
	if err := k.check(); err != nil {
		return err
	}
	return c.onTenant(ctx, tenant, func(tx *store.Tx) error { return putKey(tx, tenant, k) })
}

func putKey(tx *store.Tx, tenant string, k Key) error {
	free, err := tx.PutKey(store.AccessKey{AccessKey: k.AccessKey, SecretKey: k.SecretKey, Tenant: tenant,
		Role: string(k.Role), Edition: uuid.NewString()})
	if err == nil && !free {
		err = lifecycle.Refuse(lifecycle.CodeTenantExists, "the access key %s is in use already; choose another one",
			k.AccessKey)
	}
	return err
}

// DeleteKey takes a key from a tenant: it opens nothing from then on.
func (c *Cloud) DeleteKey(ctx context.Context, tenant, accessKey string) error {
	return c.onTenant(ctx, tenant, func(tx *store.Tx) error {
		k, ok, err := tx.Key(accessKey)
		if err != nil {
			return err
		}
		if !ok || k.Tenant != tenant {
			return lifecycle.Refuse(lifecycle.CodeTenantUnknown, "the project %s has no access key %.80q", tenant, accessKey)
		}
		return tx.DeleteKey(tenant, accessKey)
	})
}
