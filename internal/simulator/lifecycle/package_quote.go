package lifecycle

import (
	"errors"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// RenewalQuotation is what renewing packages costs now: of those that can be renewed, and why the others cannot. There
// are no discounts in it, since renewals get none (documented).
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

// QuoteRenewal prices renewals as RenewPackages would. A package that cannot be renewed fails by itself (documented).
func QuoteRenewal(w *View, ids []string, period site.PeriodType, n int32) (*RenewalQuotation, error) {
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
			return nil, Refuse(CodeTooDear, "resource_ids: %v", err)
		}
		q.Items = append(q.Items, item)
	}
	return q, nil
}

// ReturnQuotation is what returning a package now would pay back, and the handling fee that is kept. Nothing is
// returned by it.
type ReturnQuotation struct {
	Refund, Fee money.Amount
	Full        bool // one of the year's unconditional full refunds
}

// QuoteReturn says what ReturnPackages would pay back, or refuses as it would. Before is how many full refunds are used
// up first, by returns that are planned.
func QuoteReturn(w *World, id string, before int) (*ReturnQuotation, error) {
	p, err := w.returnable(id)
	if err != nil {
		return nil, err
	}
	q := &ReturnQuotation{}
	q.Refund, q.Full = w.refundAfter(p, before)
	if q.Full {
		return q, nil
	}
	for _, t := range p.Terms {
		q.Fee += termFee(t, w.Now, w.Policy)
	}
	return q, nil
}
