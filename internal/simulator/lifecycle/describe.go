package lifecycle

import (
	"cmp"
	"fmt"
	"strings"
)

// describe says in one line what a fact was about, after it was applied.
func (w *World) describe(f Fact) string {
	switch b := f.Body.(type) {
	case *TenantOpened:
		if b.Limited {
			return fmt.Sprintf("site %s, opening balance %s %s", b.Site, b.OpeningBalance, w.Currency())
		}
		return fmt.Sprintf("site %s, unlimited credit", b.Site)
	case *ClockMoved:
		return "time was put forward to " + instant(f.At)
	case *AutoPaySigned:
		return "AUTO_PAY agreement: " + map[bool]string{true: "signed", false: "withdrawn"}[b.Signed]
	case *Deposited:
		return fmt.Sprintf("deposit of %s %s", b.Amount, w.Currency())
	case *RulesChanged:
		return fmt.Sprintf("rules: policy version %q, catalogue version %q, level %s", w.Policy.Version, w.Catalog.Version, cmp.Or(b.Rules.CustomerLevel, "none"))
	case *ServiceSigned:
		return "service agreement: signed"
	case *RenewConfigured:
		return fmt.Sprintf("first charge %s before the end, unified expiration day %d", count(int64(cmp.Or(b.DeductionDays, w.Policy.ChargeLeadDays.Value)), "day"), b.UnifiedDay)
	case *TicketGranted:
		return "service ticket for " + b.ResourceSpecCode
	case *AssetBound:
		return fmt.Sprintf("%s, now of %s", w.describeAsset(b.AssetID), b.PackageID)
	case *CouponGranted:
		return fmt.Sprintf("coupon of %s %s, valid until %s", b.Coupon.FaceValue, w.Currency(), instant(b.Coupon.ValidUntil))
	case *DiscountGranted:
		return fmt.Sprintf("discount of %d %%, valid until %s", b.Discount.Percent, instant(b.Discount.ValidUntil))
	case *OrderPlaced:
		return fmt.Sprintf("%s for %s %s, to be paid before %s: %s", orderWord(b.Order.Type), b.Order.Amount, w.Currency(), instant(b.Order.PayBy), itemWords(b.Order.Items))
	case *OrderPaid:
		return describePaid(b)
	case *PaymentFailed:
		return "not paid: " + b.Reason
	case *OrderWithdrawn:
		return "cancelled by its owner, nothing paid"
	case *AutoRenewSwitched:
		if !b.On {
			return "off"
		}
		return "on, first charge " + instant(b.NextCharge)
	case *AutoRenewalCharged:
		return fmt.Sprintf("renewed automatically until %s, order %s", instant(b.Renewed.Term.End), b.Order.ID)
	case *AutoRenewalFailed:
		if b.NextCharge.IsZero() {
			return b.Reason + "; no further attempt"
		}
		return b.Reason + "; next attempt " + instant(b.NextCharge)
	case *PackageUnsubscribed:
		if b.KeptTerms > 0 {
			return fmt.Sprintf("renewed periods returned, order %s", b.Order.ID)
		}
		return fmt.Sprintf("returned, refund %s %s, order %s", b.Refund, w.Currency(), b.Order.ID)
	case *AssetMade:
		return fmt.Sprintf("%s %q from %s", b.Asset.Kind, b.Asset.Name, b.Asset.PackageID)
	case *TrainingJobCreated:
		return b.Job.describe()
	case *TrainingJobUpdated:
		return w.Jobs[b.JobID].describe()
	case *TrainingJobSubmitted:
		return fmt.Sprintf("%s from %s into %s, ready %s", w.Jobs[b.JobID].describe(), b.PackageID, b.AssetID, instant(b.Ready))
	case *TrainingJobDeleted:
		return w.Jobs[b.JobID].describe()
	case *OrderAdopted:
		return "placed by a run that was killed"
	case *AssetAdopted:
		return fmt.Sprintf("%s %q, made by a run that was killed", b.Kind, b.Name)
	case *AssetWithdrawn:
		return fmt.Sprintf("%s %q, made by a run that was killed: the unit of %s is free again", b.Kind, b.Name, b.PackageID)
	case *RenewalWithdrawn:
		return "made by a run that was killed: its units are free again"
	case *AssetsRenewed:
		return describeRenewal(b)
	default:
		return w.describeAsset(f.Subject)
	}
}

func (w *World) describeAsset(id string) string {
	if a, ok := w.Assets[id]; ok {
		return fmt.Sprintf("%s %q", a.Kind, a.Name)
	}
	return id
}

func describePaid(b *OrderPaid) string {
	var words []string
	for _, p := range b.Delivered {
		words = append(words, fmt.Sprintf("%s %s until %s", shortCode(p.ResourceSpecCode), p.ID, instant(p.Expire())))
	}
	for _, r := range b.Renewed {
		words = append(words, fmt.Sprintf("%s renewed until %s", r.PackageID, instant(r.Term.End)))
	}
	return "delivered: " + strings.Join(words, ", ")
}

func describeRenewal(b *AssetsRenewed) string {
	words := make([]string, len(b.Results))
	for i, r := range b.Results {
		switch r.Outcome {
		case OutcomeFailed:
			words[i] = fmt.Sprintf("%s failed: %s", r.AssetID, r.ErrorMessage)
		case OutcomeCovered:
			words[i] = fmt.Sprintf("%s covered until %s", r.AssetID, instant(r.End))
		default:
			words[i] = fmt.Sprintf("%s +%s until %s", r.AssetID, count(r.Months, "month"), instant(r.End))
		}
	}
	return strings.Join(words, "; ")
}

func orderWord(t OrderType) string {
	if t == Renewal {
		return "renewal order"
	}
	return "order"
}

func itemWords(items []OrderItem) string {
	words := make([]string, len(items))
	for i, it := range items {
		words[i] = fmt.Sprintf("%d × %s (%s, %d)", it.Quantity, shortCode(it.ResourceSpecCode), it.PeriodType, it.PeriodNum)
	}
	return strings.Join(words, ", ")
}

// shortCode is a resource_spec_code without the prefix that all of them share.
func shortCode(code string) string {
	return strings.TrimPrefix(strings.TrimPrefix(code, "hws.resource.type.metastudio."), "modeling.")
}

func count(n int64, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
