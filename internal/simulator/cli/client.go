package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// envAdminKey holds the key of a server's administrator: what stands in flags can be seen by everyone on the machine.
const envAdminKey = "MSS_SIMULATOR_ADMIN_KEY"

// place says which simulated cloud a command works on: a store, or a server.
type place struct {
	store, endpoint string
}

func (p *place) define(cmd *cobra.Command) {
	cmd.Flags().StringVar(&p.store, "store", "", "`file` of the store, or postgres://user:password@host/database")
	cmd.Flags().StringVar(&p.endpoint, "endpoint", "", "`URL` of a simulator server, instead of a store; its administrator's key is taken from "+envAdminKey)
	cmd.MarkFlagsOneRequired("store", "endpoint")
	cmd.MarkFlagsMutuallyExclusive("store", "endpoint")
}

func (p *place) String() string {
	switch {
	case p.endpoint != "":
		return "the server " + p.endpoint
	case store.IsURL(p.store):
		return "the database"
	default:
		return "the store " + p.store
	}
}

// client is a line to the control API of one simulated cloud, so that a command does the same on a store and on a server.
type client struct {
	place   string
	base    string
	line    http.RoundTripper
	key     string // the administrator's
	project string
	at      string // the instant of the calls; empty: the project's clock
	close   func() error
}

// open begins the line. A command that only looks makes no store.
func (p *place) open(opts Options, makes bool) (*client, error) {
	if p.endpoint != "" {
		return p.dial()
	}
	if !store.IsURL(p.store) {
		if err := store.CheckFile(p.store); err != nil {
			return nil, fmt.Errorf("--store must be the path of a file or begin with postgres://: %w", err)
		}
		info, err := os.Stat(p.store)
		switch {
		case errors.Is(err, fs.ErrNotExist) && !makes:
			return nil, fmt.Errorf("there is no store at %s: the first apply creates it, where the provider's simulator.store says", p.store)
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("the store cannot be read: %w", err)
		case err == nil && !info.Mode().IsRegular():
			return nil, fmt.Errorf("%s is not a file", p.store)
		}
	}
	st := store.New(p.store)
	cloud := simulator.New(st, simulator.Options{Clock: opts.Clock})
	return &client{
		place: p.String(), base: "http://simulator.mss.invalid", line: api.Transport(api.New(cloud, (&auth.Verifier{Keys: cloud, Off: true}).Believe)), close: st.Close,
	}, nil
}

func (p *place) dial() (*client, error) {
	u, err := url.Parse(p.endpoint)
	if err != nil || !wire.IsEndpoint(u) {
		return nil, errors.New("--endpoint must be an address such as http://127.0.0.1:7788, without a path")
	}
	key := os.Getenv(envAdminKey)
	if key == "" {
		return nil, fmt.Errorf("%s is not set: it must hold the key of the server's administrator", envAdminKey)
	}
	return &client{place: p.String(), base: strings.TrimSuffix(p.endpoint, "/"), line: http.DefaultTransport, key: key, close: func() error { return nil }}, nil
}

// timeout bounds a call to a server.
const timeout = time.Minute

// call makes a call and reads its answer into out, unless that is nil.
func (c *client) call(ctx context.Context, method, path string, body, out any) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	data := []byte(nil)
	if body != nil {
		var err error
		if data, err = json.Marshal(body); err != nil {
			return err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+"/_sim/v1"+path, bytes.NewReader(data))
	if err != nil {
		return err
	}
	for name, value := range map[string]string{wire.HeaderProject: c.project, wire.HeaderInstant: c.at, "Content-Type": "application/json"} {
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	if c.key != "" {
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
	resp, err := c.line.RoundTrip(req)
	if err != nil {
		return fmt.Errorf("%s does not answer: %w", c.place, err)
	}
	defer func() { _ = resp.Body.Close() }()
	if data, err = io.ReadAll(resp.Body); err != nil {
		return fmt.Errorf("%s: the answer breaks off: %w", c.place, err)
	}
	if resp.StatusCode >= http.StatusBadRequest {
		return c.refused(resp.StatusCode, data)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(data, out); err != nil {
		return fmt.Errorf("%s answers something else than a simulator does", c.place)
	}
	return nil
}

func (c *client) refused(status int, data []byte) error {
	var body struct {
		Code    string `json:"error_code"`
		Message string `json:"error_msg"`
	}
	if err := json.Unmarshal(data, &body); err != nil || body.Code == "" {
		return fmt.Errorf("%s answers HTTP %d, and not as a simulator does", c.place, status)
	}
	if status == http.StatusUnauthorized || status == http.StatusForbidden {
		return fmt.Errorf("%s does not accept the administrator's key in %s (it was started with another one, or without): %s: %s", c.place, envAdminKey, body.Code, body.Message)
	}
	return fmt.Errorf("%s: %s", body.Code, body.Message)
}

// tenants are the projects of the simulated cloud.
func (c *client) tenants(ctx context.Context) ([]control.Tenant, error) {
	var all control.Tenants
	err := c.call(ctx, http.MethodGet, "/tenants", nil, &all)
	return all.Tenants, err
}

// on turns the line to a project that is there.
func (c *client) on(ctx context.Context, project string) error {
	all, err := c.tenants(ctx)
	if err != nil {
		return err
	}
	var ids []string
	for _, t := range all {
		ids = append(ids, t.ProjectID)
	}
	switch {
	case slices.Contains(ids, project):
		c.project = project
		return nil
	case len(ids) == 0:
		return fmt.Errorf("%s has no project %q; it is empty", c.place, project)
	default:
		return fmt.Errorf("%s has no project %q, but %s", c.place, project, strings.Join(ids, ", "))
	}
}

// with runs a command on a line and closes it.
func with(p *place, opts Options, makes bool, do func(*client) error) (err error) {
	c, err := p.open(opts, makes)
	if err != nil {
		return err
	}
	defer func() {
		if e := c.close(); err == nil {
			err = e
		}
	}()
	return do(c)
}
