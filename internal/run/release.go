package run

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mss-iac/terraform-provider-mss/internal/diags"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

// What happens to packages when their resource is destroyed.
const (
	Unsubscribe   = "unsubscribe"
	CancelRenewal = "cancel_renewal"
	Retain        = "retain"
)

// Gone reports whether a package has ended for good.
func Gone(status string) bool {
	switch status {
	case mssclient.PackageExpired, mssclient.PackageReleased, mssclient.PackageReturned:
		return true
	default:
		return false
	}
}

// Periodic reports whether a package is one that renews: on-shelf months and one-off units do not.
func Periodic(chargingMode string) bool { return chargingMode == "PERIODIC" }

// OnShelf reports whether a package's units are asset-months.
func OnShelf(unit string) bool { return unit == "MONTH" }

// Returnable reports whether the service takes a package back: one that renews, also in grace (for nothing), or on-shelf months while none is spent.
func Returnable(p *mssclient.Package) bool {
	switch p.Status {
	case mssclient.PackageActive:
		return Periodic(p.ChargingMode) || OnShelf(p.Unit) && p.Used == 0
	case mssclient.PackageGrace:
		return Periodic(p.ChargingMode)
	default:
		return false
	}
}

// Release does at destroy what on_destroy says. A package that cannot be returned is kept until it lapses: its automatic renewal is switched
// off, and a warning names the day. That is a success, since there is nothing else that a user could do. The order is that of the destroyed block; empty if
// another one may hold it.
func (r *Run) Release(ctx context.Context, packageID, orderID, onDestroy string) (d diag.Diagnostics) {
	p, err := r.Client.Package(ctx, packageID)
	switch {
	case mssclient.IsNotFound(err):
		return r.Missing("Package", packageID)
	case err != nil:
		d.Append(diags.Unable("read resource package", err, diags.NoMoney, "Package "+packageID+" is as it was."))
		return d
	case Gone(p.Status):
		return nil
	case onDestroy == Retain:
		r.Disown(ctx, orderID)
		if next := r.NextCharge(p.ExpireTime); p.AutoRenew && !next.IsZero() {
			d.Append(diags.Note("Package "+packageID+" keeps renewing automatically and is charged again "+diags.Instant(next),
				"It was retained, as on_destroy says; Terraform no longer manages it. Where an mss_order that bought it returns it in the same run, that ends."))
		}
		return d
	case onDestroy == Unsubscribe && Returnable(p):
		return r.giveBack(ctx, p, orderID)
	case onDestroy == Unsubscribe:
		return r.letLapse(ctx, p, orderID, "It cannot be returned ("+whyNot(p)+").")
	default:
		return r.letLapse(ctx, p, orderID, "")
	}
}

func whyNot(p *mssclient.Package) string {
	switch {
	case p.Status == mssclient.PackageFrozen || p.Status == mssclient.PackageGrace:
		return "it is " + map[string]string{mssclient.PackageFrozen: "frozen", mssclient.PackageGrace: "in its grace period"}[p.Status]
	case OnShelf(p.Unit):
		return "units of it are spent"
	default:
		return "one-off packages are not refunded"
	}
}

func (r *Run) giveBack(ctx context.Context, p *mssclient.Package, orderID string) (d diag.Diagnostics) {
	returnID, err := r.Client.ReturnPackage(ctx, p.ResourceID)
	if err != nil && mssclient.MayHaveTakenEffect(err) {
		if now, lookup := r.Client.Package(ctx, p.ResourceID); lookup == nil && now.Status == mssclient.PackageReturned {
			d.Append(diags.Note("Returned package "+p.ResourceID, "The answer was lost, so that the refund is not known here; the account's statement shows it."))
			return d
		}
		d.Append(diags.Unable("return resource package", err, "Whether package "+p.ResourceID+" was returned is unknown; destroy again to find out, nothing is returned twice."))
		return d
	}
	switch mssclient.Code(err) {
	case "":
	case codeNotReturnable, codeFrozen:
		return r.letLapse(ctx, p, orderID, "It cannot be returned. "+diags.Explain(err))
	case codeGone:
		return nil
	case codeInUnpaidOrder:
		d.Append(diags.Unable("return resource package", err, diags.NoMoney, "Pay or cancel the unpaid order that names package "+p.ResourceID+
			", then destroy again; or set on_destroy = \"retain\"."))
		return d
	}
	if err != nil {
		d.Append(diags.Unable("return resource package", err, diags.NoMoney, "Package "+p.ResourceID+" is as it was. Set on_destroy = \"cancel_renewal\" to let it lapse instead."))
		return d
	}
	o, err := r.Client.Order(ctx, returnID)
	if err != nil {
		d.Append(diags.Note("Returned package "+p.ResourceID, "Unsubscription order "+returnID+" could not be read.", diags.Explain(err)))
		return d
	}
	d.Append(diags.Refunded(o, p.ResourceID))
	return d
}

func (r *Run) letLapse(ctx context.Context, p *mssclient.Package, orderID, why string) (d diag.Diagnostics) {
	if p.AutoRenew {
		if err := r.Client.SetAutoRenew(ctx, p.ResourceID, false); err != nil {
			d.Append(diags.Unable("switch off automatic renewal", err, diags.NoMoney, "Package "+p.ResourceID+" would go on being charged, so it was not let go. Destroy again."))
			return d
		}
	}
	verb, assets := "lapses", "Its assets work until it is frozen."
	if !p.ExpireTime.After(r.Now()) {
		verb = "lapsed"
	}
	if p.Status == mssclient.PackageFrozen {
		assets = "Its assets are frozen with it."
	}
	renewal := ""
	if Periodic(p.ChargingMode) {
		renewal = "Automatic renewal is off, so that nothing more is charged."
	}
	if len(p.AssetIDs) == 0 {
		assets = ""
	}
	r.Disown(ctx, orderID)
	d.Append(diags.Note("Package "+p.ResourceID+" is not returned and "+verb+" "+diags.Instant(p.ExpireTime), why, renewal, assets))
	return d
}
