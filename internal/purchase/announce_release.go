package purchase

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

// returning is what a plan knows about returns that an apply is going to ask for.
type returning struct {
	ids         []string // that the service takes back, as far as it says
	refund, fee money.Amount
	currency    string
	known       bool // it said for all of them
}

// AnnounceReturn announces the return of packages, all of one order if ofOrder names it: the refund if it is known in
// advance, what is deleted with them, and what cannot be returned.
func (b *Buyer) AnnounceReturn(ctx context.Context, ofOrder string, ids ...string) (d diag.Diagnostics) {
	to := returning{known: true}
	b.returns.Lock() // each is quoted after those that this plan announced before it
	defer b.returns.Unlock()
	for _, id := range ids {
		q, err := b.session.Client.QuoteReturn(ctx, id, b.refunds)
		switch code := mssclient.Code(err); {
		case code == codeGone || mssclient.IsNotFound(err):
		case code == codeInUnpaidOrder:
			d.Append(message.Note("Package "+id+" cannot be returned while it is in an unpaid order", message.Explain(err),
				"Pay or cancel that order first; otherwise the destroy fails."))
		case code != "" && !mssclient.IsBusy(err):
			d.Append(message.Note("Package "+id+" cannot be returned and expires", message.Explain(err),
				"Automatic renewal is disabled; nothing is refunded."))
		case err != nil:
			to.known = false
			to.ids = append(to.ids, id)
		default:
			to.add(id, q)
			if q.Full {
				b.refunds++
			}
		}
	}
	if len(to.ids) == 0 {
		return d
	}
	what := "package " + to.ids[0]
	if ofOrder != "" {
		what = fmt.Sprintf("%s of order %s (%s)", message.Count(int64(len(to.ids)), "package"), ofOrder,
			strings.Join(to.ids, ", "))
	}
	deleted := b.deletedWith(ctx, to.ids)
	switch {
	case !to.known:
		d.Append(message.Note("Returns "+what+" for a refund", "The service determines the refund. If it does not accept "+
			"the return, automatic renewal is disabled and the package expires.", deleted))
	case to.refund+to.fee == 0:
		d.Append(message.Note("Returns "+what+": nothing is refunded", deleted))
	default:
		d.Append(message.Note("Returns "+what+": refunds "+message.Sum(to.refund, to.currency)+", keeps a fee of "+
			message.Sum(to.fee, to.currency), "Refund as of now; it decreases every hour.", deleted))
	}
	return d
}

func (to *returning) add(id string, q *mssclient.ReturnQuote) {
	to.ids, to.currency = append(to.ids, id), q.Currency
	refund, err := to.refund.Add(q.Refund)
	fee, err2 := to.fee.Add(q.Fee)
	if err != nil || err2 != nil {
		to.known = false
		return
	}
	to.refund, to.fee = refund, fee
}

// deletedWith says which assets a return of packages deletes, and which on-shelf months are lost with them. Packages
// that cannot be read are left out.
func (b *Buyer) deletedWith(ctx context.Context, ids []string) string {
	var all []string
	for _, id := range ids {
		p, err := b.session.Client.Package(ctx, id)
		if err != nil {
			continue
		}
		for _, assetID := range p.AssetIDs {
			a, err := b.session.Client.Asset(ctx, assetID)
			if err != nil && !mssclient.IsNotFound(err) {
				all = append(all, assetID+", which could not be read")
				continue
			}
			if err != nil || a.Status == mssclient.AssetDeleted || a.PackageID != id {
				continue
			}
			text := fmt.Sprintf("%s (%s)", a.ID, a.Name)
			if lost := ownMonths(p, a); lost > 0 {
				text += fmt.Sprintf(" with %s, until %s", message.Count(lost, "on-shelf month"), message.Instant(a.ExpireTime))
			}
			all = append(all, text)
		}
	}
	if len(all) == 0 {
		return ""
	}
	return "Also permanently deleted: " + strings.Join(all, "; ") + "."
}

// ownMonths are those by which an asset outlives its package.
func ownMonths(p *mssclient.Package, a *mssclient.Asset) int64 {
	with, err := calendar.MonthsUntil(p.EffectiveTime, a.ExpireTime)
	without, err2 := calendar.MonthsUntil(p.EffectiveTime, p.ExpireTime)
	if err != nil || err2 != nil || a.ExpireTime.IsZero() {
		return 0
	}
	return int64(max(0, with-without))
}

// AnnounceLapse announces that packages are released without a return, each with its day. Why is the beginning of a
// clause, or empty.
func (b *Buyer) AnnounceLapse(why string, all ...mssclient.Package) (d diag.Diagnostics) {
	for i := range all {
		p := &all[i]
		if Gone(p.Status) {
			continue
		}
		ends, renewal := "expires ", ""
		if !p.ExpireTime.After(b.session.Now()) {
			ends = "expired "
		}
		if p.AutoRenew {
			renewal = "Automatic renewal is disabled."
		}
		d.Append(message.Note("Package "+p.ResourceID+" "+why+ends+message.Instant(p.ExpireTime), renewal,
			"Nothing is refunded."))
	}
	return d
}

// AnnounceRetention warns of packages that go on being charged when Terraform has forgotten them.
func (b *Buyer) AnnounceRetention(all ...mssclient.Package) (d diag.Diagnostics) {
	for i := range all {
		p := &all[i]
		if next := b.session.NextCharge(p.ExpireTime); p.AutoRenew && !Gone(p.Status) && !next.IsZero() {
			d.Append(message.Note("Package "+p.ResourceID+" is retained and keeps renewing automatically, next "+
				message.Instant(next), "Terraform removes it from state, and the service keeps charging for it, unless an "+
				"mss_order that bought it returns it."))
		}
	}
	return d
}
