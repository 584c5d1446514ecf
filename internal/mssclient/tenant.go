package mssclient

import (
	"context"
	"net/http"

	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"
)

type tenantResponse struct {
	Tenant
	HttpStatusCode int `json:"-"` // the SDK sets it
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
	return &resp.Tenant, nil
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

// SignService signs the service agreement. Signed already is no error.
func (c *Client) SignService(ctx context.Context) error {
	const operation = "sign the service agreement"
	_, err := do(ctx, c, call{operation: operation}, func(s *services) (*mssmodel.SignAgreementResponse, error) {
		return s.mss.SignAgreement(&mssmodel.SignAgreementRequest{})
	})
	return err
}

type emptyResponse struct {
	HttpStatusCode int `json:"-"` // the SDK sets it
}

// Receive tells the simulated cloud that the state has shown these ids, so that no later run takes them over.
func (c *Client) Receive(ctx context.Context, ids []string) error {
	return c.control(ctx, "confirm the receipt of what a broken run made", "/v1/{project_id}/mss/receipts",
		map[string]any{"ids": ids})
}

// Lose tells the simulated cloud that a state has lost what it had shown: an identical call adopts what a restored
// state does not show.
func (c *Client) Lose(ctx context.Context, ids []string) error {
	return c.control(ctx, "note what the state has lost", "/v1/{project_id}/mss/receipts",
		map[string]any{"ids": ids, "lost": true})
}

// Hold tells the simulated cloud that the state has these ids, whatever state had them before, if any.
func (c *Client) Hold(ctx context.Context, ids []string) error {
	return c.control(ctx, "note what the state holds", "/v1/{project_id}/mss/receipts",
		map[string]any{"ids": ids, "held": true})
}

// Release tells the simulated cloud that the state has given these ids up, and that they live on without it.
func (c *Client) Release(ctx context.Context, ids []string) error {
	return c.control(ctx, "note what the state has given up", "/v1/{project_id}/mss/receipts",
		map[string]any{"ids": ids, "released": true})
}

type tokenUseResponse struct {
	IDs            []string `json:"ids"`
	Holder         string   `json:"holder"`
	HttpStatusCode int      `json:"-"` // the SDK sets it
}

// TokenUse asks the simulated cloud what a client token of an operation stands for.
func (c *Client) TokenUse(ctx context.Context, operation, token string) (TokenUse, error) {
	resp, err := do(ctx, c, call{operation: "look up the client token " + token, read: true},
		func(s *services) (*tokenUseResponse, error) {
			return extend[tokenUseResponse](s, http.MethodPost, "/v1/{project_id}/mss/receipts/query",
				map[string]string{"operation": operation, "token": token})
		})
	if err != nil || len(resp.IDs) == 0 {
		return TokenUse{}, err
	}
	return TokenUse{resp.IDs[0], resp.Holder}, nil
}

// KeepRun tells the simulated cloud that the client's run lives.
func (c *Client) KeepRun(ctx context.Context) error {
	return c.control(ctx, "keep the run", "/_sim/v1/runs/keep", nil)
}

// CloseRun ends the client's run in order: Terraform has noted what it made.
func (c *Client) CloseRun(ctx context.Context) error {
	return c.control(ctx, "close the run", "/_sim/v1/runs/close", nil)
}

// AbandonRun ends the client's run, of which Terraform may not have noted what it made, but for the calls with the
// given client tokens.
func (c *Client) AbandonRun(ctx context.Context, noted []string) error {
	return c.control(ctx, "abandon the run", "/_sim/v1/runs/abandon", map[string]any{"noted": noted})
}

// control makes a call that can be repeated without effect.
func (c *Client) control(ctx context.Context, operation, path string, body any) error {
	_, err := do(ctx, c, call{operation: operation, read: true}, func(s *services) (*emptyResponse, error) {
		return extend[emptyResponse](s, http.MethodPost, path, body)
	})
	return err
}
