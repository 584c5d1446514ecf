package control

import (
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
)

// ReturnQuote is what returning a package now would pay back.
type ReturnQuote struct {
	ResourceID string `json:"resource_id"`
	Refund     string `json:"refund"`
	Fee        string `json:"fee"` // handling fee that is kept
	Currency   string `json:"currency"`
	FullRefund bool   `json:"full_refund"` // one of the year's unconditional full refunds
}

// quoteReturn is an extension: no public API says before a return what it pays back. A package that cannot be returned
// is refused as the return would be.
func quoteReturn(r *call.Request) (any, error) {
	id := r.PathValue("resource_id")
	if err := r.Obey(call.Rules{"full_refunds": call.NumberFrom(0, call.MaxInt)}); err != nil {
		return nil, err
	}
	q, currency, err := r.Cloud.QuoteReturn(r.Context(), r.Call, id, r.Query.Int("full_refunds", 0))
	if err != nil {
		return nil, err
	}
	return ReturnQuote{id, q.Refund.String(), q.Fee.String(), currency, q.Full}, nil
}
