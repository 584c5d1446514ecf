package target

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// Client is a line to the control API of one simulated cloud, so that a command does the same on a store and on a
// server.
type Client struct {
	Place       string
	base        string
	transport   http.RoundTripper
	credentials string // the variable that holds them; empty: a store needs none
	Project     string
	At          string // the instant of the calls; empty: the project's clock
	close       func() error
}

// IsOwner reports whether the calls are signed with an access key, which may act on its own project only.
func (c *Client) IsOwner() bool { return c.credentials == EnvAccessKey }

// refusal is what the simulated cloud answers to a call that it does not carry out.
type refusal struct {
	status        int
	code, message string
}

func (r *refusal) Error() string { return r.code + ": " + r.message }

// timeout bounds a call to a server. A store is worked on as long as it takes.
const timeout = time.Minute

// Call makes a control call and reads its answer into out, unless that is nil.
func (c *Client) Call(ctx context.Context, method, path string, body, out any) error {
	return c.send(ctx, method, control.Prefix+path, body, out)
}

// Extension makes an extension call of the client's project.
func (c *Client) Extension(ctx context.Context, method, path string, body, out any) error {
	return c.send(ctx, method, "/v1/"+c.Project+"/mss"+path, body, out)
}

func (c *Client) send(ctx context.Context, method, path string, body, out any) error {
	if c.credentials != "" {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, timeout)
		defer cancel()
	}
	data := []byte(nil)
	if body != nil {
		var err error
		if data, err = json.Marshal(body); err != nil {
			return err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(data))
	if err != nil {
		return err
	}
	for name, value := range map[string]string{wire.HeaderProject: c.Project, wire.HeaderInstant: c.At,
		"Content-Type": "application/json"} {
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	resp, err := c.transport.RoundTrip(req)
	switch {
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("the command was interrupted: %w", err)
	case err != nil:
		return fmt.Errorf("%s does not answer: %w", c.Place, err)
	}
	defer func() { _ = resp.Body.Close() }()
	if data, err = io.ReadAll(resp.Body); err != nil {
		return fmt.Errorf("%s: the answer breaks off: %w", c.Place, err)
	}
	if resp.StatusCode >= http.StatusBadRequest {
		return c.refused(resp.StatusCode, data)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(data, out); err != nil {
		return fmt.Errorf("%s answers something else than a simulator does", c.Place)
	}
	return nil
}

func (c *Client) refused(status int, data []byte) error {
	var body struct {
		Code    string `json:"error_code"`
		Message string `json:"error_msg"`
	}
	if err := json.Unmarshal(data, &body); err != nil || body.Code == "" {
		return fmt.Errorf("%s answers HTTP %d, and not as a simulator does", c.Place, status)
	}
	no := &refusal{status, body.Code, body.Message}
	unknown := body.Code == "MSS.00000001" || body.Code == "CBC.0155"
	switch {
	case unknown && c.credentials == EnvAdminKey:
		return fmt.Errorf("%s does not accept the administrator's key in %s; it was started with another one, or without: %w",
			c.Place, EnvAdminKey, no)
	case unknown && c.IsOwner():
		return fmt.Errorf("%s does not accept the access key in %s with the secret key in %s, or this machine's clock "+
			"is off: %w",
			c.Place, EnvAccessKey, EnvSecretKey, no)
	default:
		return no
	}
}

// NeedAdmin refuses a command that acts on all projects and is run with the access key of one.
func (c *Client) NeedAdmin() error {
	if c.IsOwner() {
		return fmt.Errorf("this needs the administrator's key of the server in %s: an access key acts on its own "+
			"project only",
			EnvAdminKey)
	}
	return nil
}

// Tenants are the projects of the simulated cloud. Only its administrator may list them.
func (c *Client) Tenants(ctx context.Context) ([]control.Tenant, error) {
	if err := c.NeedAdmin(); err != nil {
		return nil, err
	}
	var all control.Tenants
	err := c.Call(ctx, http.MethodGet, "/tenants", nil, &all)
	return all.Tenants, err
}

// Own is the account of the client's project.
func (c *Client) Own(ctx context.Context) (own control.OwnTenant, err error) {
	err = c.Call(ctx, http.MethodGet, "/tenant", nil, &own)
	return own, err
}

// Projects are the ids of the projects that the client may act on.
func (c *Client) Projects(ctx context.Context) ([]string, error) {
	if c.IsOwner() {
		own, err := c.Own(ctx)
		if err != nil {
			return nil, err
		}
		return []string{own.ProjectID}, nil
	}
	all, err := c.Tenants(ctx)
	var ids []string
	for _, t := range all {
		ids = append(ids, t.ProjectID)
	}
	return ids, err
}

// IsRefused reports whether an error is a refusal with a code.
func IsRefused(err error, code string) bool {
	no, ok := errors.AsType[*refusal](err)
	return ok && no.code == code
}
