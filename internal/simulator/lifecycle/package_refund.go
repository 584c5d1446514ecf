package lifecycle

import (
	"math/big"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// Refund is what returning a package pays back now, in minor units, and whether it is one of the year's unconditional
// full refunds: for new purchases within the policy's days of delivery, while the year's quota lasts. In grace nothing
// is paid back (assumed).
func (w *World) Refund(p *Package) (refund money.Amount, full bool) { return w.refundAfter(p, 0) }

// refundAfter is Refund after so many further full refunds of this year.
func (w *World) refundAfter(p *Package, before int) (refund money.Amount, full bool) {
	if !w.Now.Before(p.Expire()) {
		return 0, false
	}
	within := time.Duration(w.Policy.FullRefundDays.Value) * 24 * time.Hour
	if len(p.Terms) == 1 && !w.Now.After(p.Effective.Add(within)) && w.Tenant.FullRefunds[yearOf(w.Now)]+
		before < w.Policy.FullRefundQuota.Value {
		return p.Terms[0].Paid, true
	}
	for _, t := range p.Terms {
		refund += termRefund(t, w.Now, w.Policy)
	}
	return refund, false
}

// termRefund is what one term pays back: all of it before it begins, nothing after its end, else what was paid less the
// used hours' share and the handling fee, not below zero, rounded down to the minor unit. Start and now count to the
// hour, the end as the next midnight. Documented: 2024-01-01 10:30 to 2024-02-01 23:59:59, returned 01-15 18:40, has
// used 344 of 758 hours.
func termRefund(t Term, now time.Time, pol *site.Policy) money.Amount {
	switch {
	case now.Before(t.Start):
		return t.Paid
	case !now.Before(t.End):
		return 0
	}
	used, length := usedHours(t, now)
	fee := feePercent(t, now, pol)
	// paid × (1 − used/length − fee/100) = paid × (100 × (length − used) − fee × length) / (100 × length)
	num := new(big.Int).Mul(big.NewInt(int64(t.Paid)), big.NewInt(100*(length-used)-fee*length))
	if num.Sign() <= 0 {
		return 0
	}
	return money.Amount(num.Div(num, big.NewInt(100*length)).Int64())
}

// feePercent of a term that has begun and not ended.
func feePercent(t Term, now time.Time, pol *site.Policy) int64 {
	year := 0
	for !now.Before(calendar.End(t.Start, 12*(year+1))) {
		year++
	}
	return int64(pol.FeePercent(t.Months, year))
}

// termFee is the handling fee that a term keeps, as far as what is not used covers it.
func termFee(t Term, now time.Time, pol *site.Policy) money.Amount {
	if now.Before(t.Start) || !now.Before(t.End) {
		return 0
	}
	used, length := usedHours(t, now)
	unused := new(big.Int).Mul(big.NewInt(int64(t.Paid)), big.NewInt(length-used))
	left := money.Amount(unused.Div(unused, big.NewInt(length)).Int64())
	return min(left, left-termRefund(t, now, pol))
}

func usedHours(t Term, now time.Time) (used, length int64) {
	start, end := calendar.HourFloor(t.Start), calendar.HourFloor(t.End)
	return int64(calendar.HourFloor(now).Sub(start) / time.Hour), int64(end.Sub(start) / time.Hour)
}
