package mssclient

import (
	"context"
	"fmt"
	"net/http"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

// ReturnQuote is what returning a package now would pay back.
type ReturnQuote struct {
	Refund, Fee money.Amount
	Currency    string
	Full        bool // one of the year's unconditional full refunds
}

type returnQuoteResponse struct {
	Refund         string `json:"refund"`
	Fee            string `json:"fee"`
	Currency       string `json:"currency"`
	FullRefund     bool   `json:"full_refund"`
	HttpStatusCode int    `json:"-"` // the SDK sets it
}

// QuoteReturn asks what returning a package would pay back after so many planned full refunds; an *Error says why it
// cannot be returned. ErrNotOffered on the real cloud.
func (c *Client) QuoteReturn(ctx context.Context, id string, fullRefunds int) (*ReturnQuote, error) {
	operation := "ask for the refund of the package " + id
	if err := checkID(operation, id); err != nil {
		return nil, err
	}
	resp, err := do(ctx, c, call{operation: operation, read: true}, func(s *services) (*returnQuoteResponse, error) {
		return extendWith[returnQuoteResponse](s, http.MethodGet, "/v1/{project_id}/mss/returns/"+id, nil, "full_refunds",
			new(int32(fullRefunds)))
	})
	if err != nil {
		return nil, err
	}
	q := &ReturnQuote{Currency: resp.Currency, Full: resp.FullRefund}
	if q.Refund, err = money.Parse(resp.Refund); err == nil {
		q.Fee, err = money.Parse(resp.Fee)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: the answer's amounts %q and %q: %w", operation, resp.Refund, resp.Fee, err)
	}
	return q, nil
}
