package httpapi

import "net/http"

// returnQuote is what returning a package now would pay back.
type returnQuote struct {
	ResourceID string `json:"resource_id"`
	Refund     string `json:"refund"`
	Fee        string `json:"fee"` // handling fee that is kept
	Currency   string `json:"currency"`
	FullRefund bool   `json:"full_refund"` // one of the year's unconditional full refunds
}

// quoteReturn is an extension: no public API says before a return what it pays back. A package that cannot be returned is refused as the return
// would be.
func quoteReturn(r *request) (int, any, error) {
	id := r.PathValue("resource_id")
	before, err := r.queryInt("full_refunds", 0, 0, maxInt)
	if err != nil {
		return 0, nil, err
	}
	q, currency, err := r.cloud.QuoteReturn(r.Context(), r.call, id, before)
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, returnQuote{id, q.Refund.String(), q.Fee.String(), currency, q.Full}, nil
}
