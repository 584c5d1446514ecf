package visitor

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"

	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// IAM is where access keys are exchanged for tokens.
type IAM struct {
	Base  string // of its addresses
	Cloud http.RoundTripper
}

// Issue exchanges the access key of a person, who made a request, for a token. The status is IAM's.
func (i IAM) Issue(r *http.Request, access, secret, project string) (status int, who Caller, err error) {
	type named struct {
		Name string `json:"name"`
	}
	type user struct {
		Name     string `json:"name"`
		Password string `json:"password"`
		Domain   named  `json:"domain"`
	}
	body, err := json.Marshal(map[string]any{"auth": map[string]any{
		"identity": map[string]any{"methods": []string{"password"},
			"password": map[string]any{"user": user{access, secret, named{project}}}},
		"scope": map[string]any{"project": named{project}},
	}})
	if err != nil {
		return 0, who, err
	}
	req, err := http.NewRequestWithContext(r.Context(), http.MethodPost, i.Base+"/v3/auth/tokens", bytes.NewReader(body))
	if err != nil {
		return 0, who, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.RemoteAddr = r.RemoteAddr // attempts are slowed by the address of the person, not of the console
	resp, err := i.Cloud.RoundTrip(req)
	if err != nil {
		return 0, who, err
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= http.StatusBadRequest {
		return resp.StatusCode, who, err
	}
	var answer struct {
		Token struct {
			Project named   `json:"project"`
			Roles   []named `json:"roles"`
		} `json:"token"`
	}
	if err := json.Unmarshal(data, &answer); err != nil {
		return 0, who, err
	}
	who = Caller{Project: answer.Token.Project.Name, Token: resp.Header.Get(wire.HeaderSubjectToken), Role: roleReadOnly}
	if len(answer.Token.Roles) > 0 {
		who.Role = answer.Token.Roles[0].Name
	}
	return resp.StatusCode, who, nil
}
