package mssclient

import (
	"context"
	"fmt"
	"net/http"

	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"
)

type tenantResponse struct {
	ProjectID      string `json:"project_id"`
	Exists         bool   `json:"exists"`
	Site           string `json:"site"`
	Currency       string `json:"currency"`
	Head           string `json:"head"`
	Now            string `json:"now"`
	Balance        string `json:"balance"`
	HttpStatusCode int    `json:"-"` // the SDK sets it
}

// Tenant reads the simulated account. It makes nothing: before the first write the tenant does not exist.
func (c *Client) Tenant(ctx context.Context) (*Tenant, error) {
	const operation = "read the simulated account"
	resp, err := do(ctx, c, call{operation: operation, read: true}, func(s *services) (*tenantResponse, error) {
		return extend[tenantResponse](s, http.MethodGet, "/_sim/v1/tenant", nil)
	})
	if err != nil {
		return nil, err
	}
	var m moments
	t := &Tenant{
		ProjectID: resp.ProjectID, Exists: resp.Exists, Site: resp.Site, Currency: resp.Currency, Balance: resp.Balance,
		Head: m.read("head", resp.Head), Now: m.read("now", resp.Now),
	}
	if m.err != nil {
		return nil, fmt.Errorf("%s: %w", operation, m.err)
	}
	return t, nil
}

// SignAutoPay signs the agreement without which orders are not paid automatically. Signed already is no error.
func (c *Client) SignAutoPay(ctx context.Context) error {
	const operation = "sign the automatic payment agreement"
	_, err := do(ctx, c, call{operation: operation}, func(s *services) (*mssmodel.SignSpecialAgreementResponse, error) {
		return s.mss.SignSpecialAgreement(&mssmodel.SignSpecialAgreementRequest{
			Body: &mssmodel.SpecialAgreementSignReq{AgreementType: "AUTO_PAY", ToSign: true},
		})
	})
	return err
}
