package asset

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/purchase"
)

// warn tells on refresh what the plan does not show.
func (r *Resource) warn(ctx context.Context, a *mssclient.Asset) (d diag.Diagnostics) {
	switch a.Status {
	case mssclient.AssetDeleted:
		d.Append(message.Gone("Asset", a.ID, a.Status, a.ExpireTime, r.Session.Now(),
			"To create a new one, set package_id to a package with a free unit; the old unit stays used."))
	case mssclient.AssetRecycled:
		d.Append(message.Note("Asset "+a.ID+" is in the recycle bin", "It stays in the state. To restore it while its "+
			"package is active, run `terraform apply -replace` on it, which creates it again with the same kind and name."))
	case mssclient.AssetGrace, mssclient.AssetFrozen:
		d.Append(message.Lapsing("Asset", a.ID, a.Status, a.ExpireTime, r.Session.GraceEnd(a.ExpireTime),
			r.Session.ReleaseEnd(a.ExpireTime), r.ways(r.pkg(ctx, a.PackageID))+" Otherwise it is deleted."))
	default:
		if !r.Session.Soon(a.ExpireTime) {
			return d
		}
		if p := r.pkg(ctx, a.PackageID); !renews(p) {
			d.Append(message.Expires("Asset", a.ID, a.ExpireTime, r.ways(p)))
		}
	}
	return d
}

// pkg is an asset's package; nil where it cannot be read.
func (r *Resource) pkg(ctx context.Context, id string) *mssclient.Package {
	p, err := r.Session.Client.Package(ctx, id)
	if err != nil {
		return nil
	}
	return p
}

// renews reports whether a package renews automatically; false where that cannot be told.
func renews(p *mssclient.Package) bool { return p != nil && p.AutoRenew && !purchase.Gone(p.Status) }

// ways is what keeps an asset beyond its end: its package, where that can be renewed, or months of its own.
func (r *Resource) ways(p *mssclient.Package) string {
	const months = "renew it with mss_asset_renewal"
	const periods = "Renew its package with valid_through or auto_renew"
	simulated := !r.Session.Client.IsReal() // the real cloud has no months of their own, and chooses the package by itself
	switch {
	case p == nil && simulated:
		return periods + ", or " + months + "."
	case p == nil:
		return periods + "."
	case !simulated && (purchase.Gone(p.Status) || !purchase.Periodic(p.ChargingMode)):
		return "Package " + p.ResourceID + " does not renew."
	case !simulated:
		return "Renew its package with valid_through."
	case purchase.Gone(p.Status):
		return "Package " + p.ResourceID + " is " + p.Status + " and does not renew: " + months +
			", or bind it to another package by its package_id."
	case !purchase.Periodic(p.ChargingMode):
		return "Package " + p.ResourceID + " was bought one_off and cannot be renewed: " + months +
			", or bind it to another package by its package_id."
	case p.Status == mssclient.PackageActive:
		return periods + ", or " + months + "."
	default:
		return "Renew its package with valid_through, or " + months + "."
	}
}
