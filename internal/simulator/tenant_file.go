package simulator

import (
	"context"
	"errors"
	"strings"

	"github.com/google/uuid"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/tenantfile"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// ExportTenant is a tenant as the lines of a file: its facts, and neither keys nor receipts. A damaged tenant is
// refused.
func (c *Cloud) ExportTenant(ctx context.Context, id string) (lines []string, err error) {
	var tenant lifecycle.Tenant
	var facts []lifecycle.Fact
	var folded, stored *lifecycle.World
	var found []string
	err = c.readAll(ctx, id, func(tx *store.Tx) (err error) {
		if tenant, facts, err = c.history(tx, id); err != nil {
			return err
		}
		if folded, err = c.emptied(tenant); err != nil {
			return err
		}
		if stored, err = c.world(tenant, tenant.Head); err != nil {
			return err
		}
		found, err = tx.Everything(stored)
		return err
	}, func() error {
		if found = append(found, lifecycle.Verify(folded, facts, stored)...); len(found) > 0 {
			return lifecycle.Damaged("%s", found[0])
		}
		rows, err := lifecycle.RowsDigest(stored)
		if err != nil {
			return err
		}
		f := tenantfile.File{Facts: facts, Rows: rows, Head: tenantfile.Head{
			Project: id, Identity: stored.AccountIdentity(), Ancestors: tenant.Ancestors, Site: tenant.Site,
			Clock: tenant.ClockKind(), Newest: tenant.Head,
		}}
		lines, err = f.Encode()
		return err
	})
	return lines, unwritten(err, "the project %s has no account yet: nothing was written to it", id)
}

// Imported is a tenant that was made of a file.
type Imported struct {
	Identity string
	Facts    int64
}

// ImportTenant makes a tenant of the lines of a file. It is the same tenant, unless it is to be a branch: then it has
// an identity of its own. A file that is damaged, cut or newer is refused, and nothing is stored.
func (c *Cloud) ImportTenant(ctx context.Context, id string, lines []string, branch bool) (out Imported, err error) {
	if !wire.IsName(id) {
		return out, badParameter("the project id must be 1 to 64 letters, digits, hyphens and underscores, and begin with " +
			"a letter or a digit")
	}
	f, err := tenantfile.Decode(lines)
	if err != nil {
		return out, refusedFile(err)
	}
	w, err := c.restore(id, f)
	if err != nil {
		return out, err
	}
	if branch {
		lifecycle.Branch(w, f.Head.Project, strings.ReplaceAll(uuid.NewString(), "-", ""))
	}
	defer c.settlements.Forget(id)
	err = c.store.Write(ctx, id, func(tx *store.Tx) error {
		there, err := c.thereIs(tx, id)
		if err == nil && there {
			err = lifecycle.Refuse(lifecycle.CodeTenantExists, "the project %s has an account already; delete it first, or "+
				"import the file as another project", id)
		}
		if err != nil {
			return err
		}
		return tx.Save(w)
	})
	return Imported{w.AccountIdentity(), w.Tenant.Seq}, err
}

// refusedFile is the refusal of a file, with the line at fault.
func refusedFile(err error) error {
	if damage, ok := errors.AsType[*tenantfile.Damage](err); ok {
		return lifecycle.Refuse(lifecycle.CodeTenantFile, "the file is refused at %v; nothing was stored", damage)
	}
	return err
}

// restore folds the facts of a file, and refuses what no rule has written or this version would read otherwise.
func (c *Cloud) restore(id string, f *tenantfile.File) (*lifecycle.World, error) {
	refuse := func(at int, reason string) error {
		return refusedFile(&tenantfile.Damage{Line: at, Reason: reason})
	}
	if len(f.Facts) == 0 {
		return nil, refuse(2, "the tenant has no facts")
	}
	opened, ok := f.Facts[0].Body.(*lifecycle.TenantOpened)
	if !ok {
		return nil, refuse(2, "the first fact does not open a tenant")
	}
	made := Settings{Site: opened.Site, CustomerLevel: opened.CustomerLevel, Policy: opened.OwnPolicy,
		Catalog: opened.OwnCatalog}
	w, err := c.world(made.tenant(id), f.Head.Newest)
	if err != nil {
		return nil, refuse(1, "its rules cannot be read: "+err.Error())
	}
	w.Tenant = lifecycle.Tenant{ID: id}
	if found := lifecycle.Restore(w, f.Facts); len(found) > 0 {
		return nil, refuse(len(f.Facts)+2, found[0])
	}
	rows, err := lifecycle.RowsDigest(w)
	if err != nil {
		return nil, err
	}
	if rows != f.Rows || w.AccountIdentity() != f.Head.Identity {
		return nil, refuse(len(f.Facts)+2, "the rules of this version make other packages and assets of these facts")
	}
	return w, nil
}
