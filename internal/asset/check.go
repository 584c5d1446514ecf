package asset

import (
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/names"
	"github.com/mss-iac/terraform-provider-mss/internal/purchase"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// purpose is why a package is checked.
type purpose int

const (
	making    purpose = iota // a new asset, also one that replaces another
	binding                  // of an asset that exists
	replacing                // before Terraform plans the new one
)

// ifReplaced follows what refuses a new asset: Terraform does not tell whether it replaces a tainted one, and would
// refuse its destroy for the same reason.
const ifReplaced = "If the asset exists and is tainted: `terraform untaint` keeps it, `terraform destroy " +
	"-refresh=false` destroys it."

func (p purpose) way() string {
	if p == making {
		return " " + ifReplaced
	}
	return ""
}

// checkPackage tells at plan what the service would refuse at apply. Where the package cannot be read, for whatever
// reason but that it does not exist, there is no check: the service decides.
func (r *Resource) checkPackage(ctx context.Context, plan *model, why purpose) (d diag.Diagnostics) {
	if !tfconv.Known(plan.PackageID) {
		return d
	}
	id, at := plan.PackageID.ValueString(), path.Root("package_id")
	p, err := r.Session.Client.Package(ctx, id)
	switch {
	case mssclient.IsNotFound(err):
		d.Append(message.UnableAt(at, "create asset from package", err, "The service knows no package "+id+
			". No unit was used."+why.way()))
		return d
	case err != nil:
		tflog.Debug(ctx, "plan check skipped: package could not be read", map[string]any{"error": err.Error()})
		return d
	case p.Status == mssclient.PackageGrace || p.Status == mssclient.PackageFrozen:
		d.Append(message.Wrong(at, "Package cannot be used for assets",
			"Package %s is past its end (%s, status %s); you can "+
				"create and bind assets only while a package is active. Renew it first with valid_through of its "+
				"mss_resource_package.%s",
			id, message.Instant(p.ExpireTime), p.Status, why.way()))
		return d
	case purchase.Gone(p.Status):
		d.Append(message.Wrong(at, "Package is gone", "Package %s is %s%s. Buy a new package for the asset.%s", id, p.Status,
			message.Ended(p.ExpireTime, r.Session.Now()), why.way()))
		return d
	}
	d.Append(r.checkKind(ctx, plan, p, why)...)
	if !d.HasError() {
		d.Append(r.checkUnit(ctx, plan, p, why)...)
	}
	return d
}

func (r *Resource) checkKind(ctx context.Context, plan *model, p *mssclient.Package, why purpose) (d diag.Diagnostics) {
	product, ok := r.Session.Product(ctx, p.ResourceSpecCode)
	if !ok || !tfconv.Known(plan.Kind) || slices.Contains(product.Makes, plan.Kind.ValueString()) {
		return d
	}
	makes := "it is for " + strings.Join(product.Makes, ", ")
	if len(product.Makes) == 0 {
		makes = "it is for no assets"
	}
	d.Append(message.Wrong(path.Root("kind"), "Package is not for this kind of asset",
		"Package %s (%s) is not for %s: %s.%s",
		p.ResourceID, message.Short(p.ResourceSpecCode), plan.Kind.ValueString(), makes, why.way()))
	return d
}

// checkUnit wants a free unit that no other asset of this plan takes, or the one of an asset that a new one restores.
func (r *Resource) checkUnit(ctx context.Context, plan *model, p *mssclient.Package, why purpose) (d diag.Diagnostics) {
	if !p.Listed {
		return d
	}
	if p.Used < p.Units {
		if takers := r.Ledger.TakeUnit(p.ResourceID, plan.called(), why != making, p.Units-p.Used); len(takers) > 0 {
			d.Append(message.Wrong(path.Root("package_id"), "Unit taken", "Package %s has %s, and this plan already uses it "+
				"for %s. No unit was used. Use a separate package for each asset.",
				p.ResourceID, message.Count(p.Units-p.Used, "free unit"), strings.Join(takers, ", ")))
		}
		return d
	}
	var bound []string
	for _, id := range p.AssetIDs {
		a, err := r.Session.Client.Asset(ctx, id)
		switch {
		case err != nil:
			bound = append(bound, id)
		case why == making && r.Session.Unclaimed(id) && a.PackageID == p.ResourceID && a.Status != mssclient.AssetRecycled:
			d.Append(adopts(plan, a))
			return d
		case a.Status == mssclient.AssetRecycled && a.PackageID != p.ResourceID:
			bound = append(bound, id+" ("+a.Name+", in the recycle bin, now of package "+a.PackageID+
				": set that as package_id to restore it)")
		case a.Status == mssclient.AssetRecycled && why != binding && plan.maybe(a):
			if takers := r.Ledger.TakeUnit(id, plan.called(), why != making, 1); len(takers) > 0 {
				bound = append(bound, id+" ("+a.Name+", which this plan restores already)")
				continue
			}
			d.Append(restores(plan, a))
			return d
		default:
			bound = append(bound, id+" ("+a.Name+", "+a.Status+")")
		}
	}
	if len(bound) == 0 {
		bound = append(bound, "an asset that was moved to another package")
	}
	d.Append(message.Wrong(path.Root("package_id"), "Unit taken", "Package %s has no free unit: %d of %d permanently "+
		"used by %s. Buy another package for the asset, or import the existing asset; if it is in this state under "+
		"another address, use a moved block.%s",
		p.ResourceID, p.Used, p.Units, strings.Join(bound, ", "), why.way()))
	return d
}

// adopts tells that an asset which an interrupted apply made is the one, and becomes what the block asks for.
func adopts(plan *model, a *mssclient.Asset) diag.Diagnostic {
	as := ""
	if !plan.makes(a) {
		as = " It is changed to what this block asks for."
	}
	return message.Note("Adopts asset "+a.ID+" ("+a.Name+")", "An earlier apply that was interrupted created it from "+
		"package "+a.PackageID+", and no state has it."+as+" Nothing is created, and no unit is used.")
}

// restores tells that making an asset brings one back, as far as its kind and name are known.
func restores(plan *model, a *mssclient.Asset) diag.Diagnostic {
	what := a.ID + " (" + a.Name + ")"
	if plan.Kind.IsUnknown() || plan.Name.IsUnknown() {
		return message.Note("Restores asset "+what+" from the recycle bin, or fails", "The unit of package "+a.PackageID+
			" is bound to it. Kind and name are not known yet: values other than its "+a.Kind+" and "+a.Name+
			" are refused, and nothing is used.")
	}
	return message.Note("Restores asset "+what+" from the recycle bin", "The unit of package "+a.PackageID+
		" is bound to it, and it has the same kind and name.")
}

// unknownPackage tells that a unit is going to be used which no plan could check. Its summary is the same for all
// assets, so that Terraform shows one warning for them.
func unknownPackage() diag.Diagnostic {
	return message.Note("Creates an asset from a package that is not known yet",
		"It permanently uses a unit of that package. The apply checks that the package is for this kind and has a free "+
			"unit; otherwise it fails, and no unit is used.")
}

// maybe reports whether a planned asset has the kind and the name of one that exists, as far as they are known.
func (m *model) maybe(a *mssclient.Asset) bool {
	return (m.Kind.IsUnknown() || m.Kind.ValueString() == a.Kind) &&
		(m.Name.IsUnknown() || names.Same(m.Name.ValueString(), a.Name))
}

// makes reports whether making a planned asset would send what one that exists was made with.
func (m *model) makes(a *mssclient.Asset) bool {
	return m.maybe(a) && (m.Description.IsUnknown() || names.Same(m.Description.ValueString(), a.Description)) &&
		(m.Active.IsUnknown() || m.Active.ValueBool() == a.Active)
}

// called is how errors name a planned asset among others.
func (m *model) called() string {
	name := "an asset without a known name"
	if tfconv.Known(m.Name) {
		name = m.Name.ValueString()
	}
	return name + " (" + m.Kind.ValueString() + ")"
}
