package lifecycle

import (
	"errors"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/catalog"
)

// Quotation is what a purchase list costs now. Nothing is ordered by it.
type Quotation struct {
	Items          []OrderItem // before discounts
	OfficialAmount money.Amount
	Offers         []DiscountOffer // the account's discounts that the list can be paid with
}

// Quote prices a purchase list as Place would. What depends on the account and not on the price is not asked: a price can be seen before the
// service ticket is granted (assumed).
func Quote(w *World, list []OrderRequestItem) (*Quotation, error) {
	if len(list) == 0 {
		return nil, refuse(CodeBillingParameter, "product_infos is empty")
	}
	items, sum, no := w.priceList(list)
	if no != nil {
		return nil, refuse(no.code, "%s: %s", no.at("product_infos", "resource_spec"), no.reason)
	}
	return &Quotation{Items: items, OfficialAmount: sum, Offers: w.discountOffers(items)}, nil
}

// RenewalQuotation is what renewing packages costs now: of those that can be renewed, and why the others cannot. There are no discounts in it,
// since renewals get none (documented).
type RenewalQuotation struct {
	Items  []OrderItem // each with its package as the only resource
	Amount money.Amount
	Failed []QuoteFailure
}

// QuoteFailure is a package that cannot be renewed.
type QuoteFailure struct {
	PackageID string
	Refusal   *Refusal
}

// quoteCodes are the codes with which a quotation says what ordering the renewal would say with others (documented).
var quoteCodes = map[string]string{
	CodeResourceGone: CodeQuoteGone, CodeResourceInOrder: CodeQuoteInOrder, CodeNoSuchPeriod: CodeQuoteNoPeriod,
	CodeTooLong: CodeQuoteNoPeriod, // assumed: there is no code of its own
}

// QuoteRenewal prices renewals as Renew would. A package that cannot be renewed fails by itself (documented).
func QuoteRenewal(w *World, ids []string, period catalog.PeriodType, n int32) (*RenewalQuotation, error) {
	if err := w.checkIDs("resource_ids", ids, CodeQuoteDoubled); err != nil {
		return nil, err
	}
	q := &RenewalQuotation{}
	for _, id := range ids {
		item, err := w.renewalOf(id, period, n)
		if no, refused := errors.AsType[*Refusal](err); refused {
			if code, ok := quoteCodes[no.Code]; ok {
				no = &Refusal{Code: code, Message: no.Message}
			}
			q.Failed = append(q.Failed, QuoteFailure{PackageID: id, Refusal: no})
			continue
		}
		if q.Amount, err = q.Amount.Add(item.Amount); err != nil {
			return nil, refuse(CodeTooDear, "resource_ids: %v", err)
		}
		q.Items = append(q.Items, item)
	}
	return q, nil
}

// ReturnQuotation is what returning a package now would pay back, and the handling fee that is kept. Nothing is returned by it.
type ReturnQuotation struct {
	Refund, Fee money.Amount
}

// QuoteReturn says what Return would pay back, or refuses as it would.
func QuoteReturn(w *World, id string) (*ReturnQuotation, error) {
	p, err := w.returnable(id)
	if err != nil {
		return nil, err
	}
	q := &ReturnQuotation{}
	refund, full := w.Refund(p)
	if q.Refund = refund; full {
		return q, nil
	}
	for _, t := range p.Terms {
		q.Fee += termFee(t, w.Now, w.Policy)
	}
	return q, nil
}
