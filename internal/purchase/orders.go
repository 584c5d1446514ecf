package purchase

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/ledger"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

// AfterRefusal is what to do when a payment was refused.
func AfterRefusal(err error) string {
	if way := AfterDuplicate(err); way != "" {
		return way
	}
	if limit, limited := errors.AsType[*ledger.LimitError](err); limited {
		return limit.Way()
	}
	if mssclient.Code(err) == codeNoFunds {
		return message.TopUp
	}
	if errors.Is(err, ErrCancelled) {
		return "Apply to order again."
	}
	return "Fix the cause and apply again."
}

// attempts bounds how often a call of unknown outcome is made again, each time after a look.
const attempts = 3

// Token is the configured client token, or a random one that all attempts of one operation share.
func Token(configured string) string {
	if configured != "" {
		return configured
	}
	return rand.Text()
}

// UpdateToken is the token of a change of something that exists: the same change gets the same answer, also after a
// process that had made it was killed before Terraform noted it.
func UpdateToken(what string, parts ...any) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %q", what, fmt.Sprint(parts...)))
	return what + "-" + hex.EncodeToString(sum[:16])
}

// PlaceOrder places an order once: after an unknown outcome the same token asks again, and the service answers with the
// first order. An account that has to sign the service agreement first signs it: nothing is ordered without
// accept_agreements, which is the consent to it.
func (b *Buyer) PlaceOrder(ctx context.Context, in mssclient.OrderRequest) (string, error) {
	if b.session.Client.IsReal() {
		return b.placeForReal(ctx, in)
	}
	place := func() (string, error) {
		return again(func() (string, error) { return b.session.Client.PlaceOrder(ctx, in) })
	}
	id, err := place()
	if err == nil || mssclient.Code(err) != codeForbidden {
		return id, err
	}
	if sign := b.session.Client.SignService(ctx); sign != nil {
		return "", errors.Join(err, sign)
	}
	return place()
}

// RenewalToken is the client token of a renewal: one for each end that the package has had. The service frees it when
// the renewed term is returned.
func RenewalToken(packageID string, end time.Time, p mssclient.PeriodType, n int32) string {
	return UpdateToken("renew", packageID, end.Unix(), p, n)
}

// RenewPackage places a renewal order once for each end that the package has had; it is not paid yet.
func (b *Buyer) RenewPackage(ctx context.Context, pkg *mssclient.Package, p mssclient.PeriodType,
	n int32) (string, error) {
	token := RenewalToken(pkg.ResourceID, pkg.ExpireTime, p, n)
	return again(func() (string, error) { return b.session.Client.RenewPackage(ctx, pkg.ResourceID, p, n, token) })
}

func again[T any](send func() (T, error)) (answer T, err error) {
	for range attempts {
		if answer, err = send(); err == nil || !mssclient.MayHaveTakenEffect(err) {
			break
		}
	}
	return answer, err
}

// ErrCancelled says that an order was cancelled before it was paid.
var ErrCancelled = errors.New("the order is cancelled")

// Pay pays an order by its id, which can happen only once. After every answer but a yes the order is looked up before
// anything is sent again. Before says that it had been paid already, by a repeated create or by a run that was killed.
// An error for which MayHaveTakenEffect holds means that the outcome is unknown. A LimitError comes before anything is
// sent.
func (b *Buyer) Pay(ctx context.Context, orderID string, budget *Budget, coupons ...string) (before bool, err error) {
	giveBack, err := b.within(ctx, orderID, budget)
	if err != nil {
		return false, err
	}
	if before, err = b.pay(ctx, orderID, coupons...); before || err != nil && !mssclient.MayHaveTakenEffect(err) {
		giveBack()
	}
	return before, err
}

func (b *Buyer) pay(ctx context.Context, orderID string, coupons ...string) (before bool, err error) {
	for attempt := range attempts {
		err = b.session.Client.PayOrderWith(ctx, orderID, mssclient.Payment{CouponIDs: coupons})
		if err == nil {
			return false, nil
		}
		o, lookup := b.session.Client.Order(ctx, orderID)
		switch {
		case lookup != nil:
			return false, err
		case o.IsPaid():
			return attempt == 0 && !mssclient.MayHaveTakenEffect(err), nil
		case o.Status == mssclient.OrderCancelled:
			return false, ErrCancelled
		case !mssclient.MayHaveTakenEffect(err):
			return false, err
		}
	}
	return false, err
}

// Withdraw cancels an order whose payment was refused and says in a sentence what became of it.
func (b *Buyer) Withdraw(ctx context.Context, orderID string) string {
	if err := b.session.Client.CancelOrder(ctx, orderID); err != nil {
		if o, lookup := b.session.Client.Order(ctx, orderID); lookup != nil || o.Status != mssclient.OrderCancelled {
			return fmt.Sprintf("Order %s could not be cancelled; it is unpaid and is cancelled at its payment deadline.",
				orderID)
		}
	}
	return fmt.Sprintf("Order %s was cancelled.", orderID)
}

// Cancel cancels an unpaid order. It fails unless the order is certainly cancelled then.
func (b *Buyer) Cancel(ctx context.Context, orderID string) error {
	err := b.session.Client.CancelOrder(ctx, orderID)
	if err == nil {
		return nil
	}
	if o, lookup := b.session.Client.Order(ctx, orderID); lookup == nil && o.Status == mssclient.OrderCancelled {
		return nil
	}
	return err
}

// Periods is the fewest periods by which a package that began at anchor and ends at end must be renewed to be valid
// through an instant.
func Periods(anchor, end, through time.Time, p mssclient.PeriodType) (int32, error) {
	if !end.Before(through) {
		return 0, nil
	}
	have, err := calendar.MonthsUntil(anchor, end)
	if err != nil {
		return 0, err
	}
	want, err := calendar.MonthsUntil(anchor, through)
	if err != nil {
		return 0, err
	}
	step := Months(p)
	return int32((max(want-have, 1) + step - 1) / step), nil
}

// Months is the length of one period; a one-off unit is valid for a year.
func Months(p mssclient.PeriodType) int {
	if p == mssclient.Monthly {
		return 1
	}
	return 12
}

// MaxPeriods is the most periods that one renewal order takes (documented: months 1 to 11, years 1 to 3).
func MaxPeriods(p mssclient.PeriodType) int32 {
	if p == mssclient.Monthly {
		return 11
	}
	return 3
}

// MakeAsset makes an asset once: after an unknown outcome the same token asks again.
func (b *Buyer) MakeAsset(ctx context.Context, in mssclient.AssetRequest) (string, error) {
	return again(func() (string, error) { return b.session.Client.MakeAsset(ctx, in) })
}

// RenewAssets spends units once: after an unknown outcome the same token asks again. What it then finds, it had done
// itself.
func (b *Buyer) RenewAssets(ctx context.Context, in mssclient.RenewalRequest) (*mssclient.Renewal, error) {
	sent := 0
	return again(func() (*mssclient.Renewal, error) {
		renewal, err := b.session.Client.RenewAssets(ctx, in)
		if sent++; err == nil && sent > 1 {
			renewal.Repeated = false
		}
		return renewal, err
	})
}
