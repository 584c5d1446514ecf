package purchase

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
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

// DefaultOnDestroy is what destroying an object does if on_destroy is not set: what was bought elsewhere is kept.
func DefaultOnDestroy(bought bool) string {
	if bought {
		return Unsubscribe
	}
	return Retain
}

// Periodic reports whether a package is one that renews: on-shelf months and one-off units do not.
func Periodic(chargingMode string) bool { return chargingMode == "PERIODIC" }

// OnShelf reports whether a package's units are asset-months.
func OnShelf(unit string) bool { return unit == "MONTH" }

// Returnable reports whether the service takes a package back: one that renews, also in grace (for nothing), or
// on-shelf months while none is spent.
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

// Release does at destroy what on_destroy says. A package that cannot be returned is kept until it expires: its
// automatic renewal is switched off, and a warning names the day. That is a success, since there is nothing else that a
// user could do. It reports whether the package lives on.
func (b *Buyer) Release(ctx context.Context, packageID, onDestroy string) (lives bool, d diag.Diagnostics) {
	p, err := b.session.Client.Package(ctx, packageID)
	switch {
	case mssclient.IsNotFound(err):
		return false, b.session.Missing("Package", packageID)
	case err != nil:
		d.Append(message.Unable("read resource package", err, message.NoMoney, "Package "+packageID+" is unchanged."))
		return true, d
	case Gone(p.Status):
		return false, nil
	case onDestroy == Retain:
		if next := b.session.NextCharge(p.ExpireTime); p.AutoRenew && !next.IsZero() {
			d.Append(message.Note("Package "+packageID+" keeps renewing automatically and is charged again "+
				message.Instant(next),
				"It was retained according to on_destroy, and Terraform no longer manages it. This ends if an mss_order that "+
					"bought it returns it in the same apply."))
		}
		return true, d
	case onDestroy == Unsubscribe && Returnable(p):
		return b.giveBack(ctx, p)
	case onDestroy == Unsubscribe:
		return true, b.letLapse(ctx, p, "It cannot be returned ("+whyNot(p)+").")
	default:
		return true, b.letLapse(ctx, p, "")
	}
}

func whyNot(p *mssclient.Package) string {
	switch {
	case p.Status == mssclient.PackageFrozen || p.Status == mssclient.PackageGrace:
		return "it is " + map[string]string{
			mssclient.PackageFrozen: "frozen", mssclient.PackageGrace: "in its grace period"}[p.Status]
	case OnShelf(p.Unit):
		return "units of it are spent"
	default:
		return "one-off packages are not refunded"
	}
}

func (b *Buyer) giveBack(ctx context.Context, p *mssclient.Package) (lives bool, d diag.Diagnostics) {
	orderID, err := b.session.Client.ReturnPackage(ctx, p.ResourceID)
	if err != nil && mssclient.MayHaveTakenEffect(err) {
		if now, lookup := b.session.Client.Package(ctx, p.ResourceID); lookup == nil &&
			now.Status == mssclient.PackageReturned {
			d.Append(message.Note("Returned package "+p.ResourceID, "The response was lost, so the refund is not known here; "+
				"the account's statement shows it."))
			return false, d
		}
		d.Append(message.Unable("return resource package", err, "It is unknown whether package "+p.ResourceID+
			" was returned. Run the destroy again; nothing is returned twice."))
		return true, d
	}
	switch mssclient.Code(err) {
	case "":
	case codeNotReturnable, codeFrozen:
		return true, b.letLapse(ctx, p, "It cannot be returned. "+message.Explain(err))
	case codeGone:
		return false, nil
	case codeInUnpaidOrder:
		d.Append(message.Unable("return resource package", err, message.NoMoney, "Pay or cancel the unpaid order of package "+
			p.ResourceID+
			" and run the destroy again, or set on_destroy = \"retain\"."))
		return true, d
	}
	if mssclient.IsBusy(err) {
		d.Append(message.Unable("return resource package", err, message.NoMoney, "Package "+p.ResourceID+
			" is unchanged; run the destroy again."))
		return true, d
	}
	if err != nil {
		d.Append(message.Unable("return resource package", err, message.NoMoney, "Package "+p.ResourceID+
			" is unchanged. Set on_destroy = \"cancel_renewal\" to let it expire instead."))
		return true, d
	}
	o, err := b.session.Client.Order(ctx, orderID)
	if err != nil {
		d.Append(message.Note("Returned package "+p.ResourceID, "Unsubscription order "+orderID+" could not be read.",
			message.Explain(err)))
		return false, d
	}
	b.ledger.Refunded(o, p.ResourceID)
	return false, d
}

func (b *Buyer) letLapse(ctx context.Context, p *mssclient.Package, why string) (d diag.Diagnostics) {
	if p.AutoRenew {
		if err := b.session.Client.SetAutoRenew(ctx, p.ResourceID, false); err != nil {
			d.Append(message.Unable("disable automatic renewal", err, message.NoMoney, "Package "+p.ResourceID+
				" would still be charged, so it was not released. Run the destroy again."))
			return d
		}
	}
	verb, assets := "expires", "Its assets work until it is frozen."
	if !p.ExpireTime.After(b.session.Now()) {
		verb = "expired"
	}
	if p.Status == mssclient.PackageFrozen {
		assets = "Its assets are frozen with it."
	}
	renewal := ""
	if Periodic(p.ChargingMode) {
		renewal = "Automatic renewal is off, so nothing more is charged."
	}
	if len(p.AssetIDs) == 0 {
		assets = ""
	}
	return append(d, b.session.Done(message.Note("Package "+p.ResourceID+" is not returned and "+verb+" "+
		message.Instant(p.ExpireTime), why, renewal, assets))...)
}
