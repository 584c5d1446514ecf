// Package mssclient is the provider's client of MetaStudio and of the billing service, over the official SDK, and of
// the simulated cloud's extension calls.
//
// The SDK writes a file into the home folder unless it is given a user agent, and calls a literal
// {project_id} path unless it is given a project. mssclient gives both.
package mssclient

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/global"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// Config is what a Client is made with.
type Config struct {
	ProjectID, AccessKey, SecretKey string
	// Endpoint is scheme://host of MetaStudio, BillingEndpoint that of billing; empty: the same.
	Endpoint, BillingEndpoint string
	// Region is the real cloud's, for price queries.
	Region string
	// Real says that the real cloud is meant: it has no extension and no control calls, and a simulated one must not
	// answer in its place.
	Real bool
	// Transport sends the calls; nil is http.DefaultTransport.
	Transport http.RoundTripper
	// Instant is the business instant of every call, sent as X-Simulator-Time; zero: not sent.
	Instant time.Time
	// State names the Terraform state that the calls are made for, Run the process that makes them. The simulated cloud
	// needs them to find what a killed process bought without Terraform having noted it. Empty: not sent.
	State, Run string
	// Former are names that earlier versions may have given the state.
	Former []string
	// Partial says that the plan of the Terraform command covers only a part of its state: nothing is adopted then.
	Partial bool
	// Unlocked is when a command began that has not locked its state; zero: it has.
	Unlocked time.Time
	// UserAgent is never empty on the wire: without one the SDK would write an identifier into the user's home.
	UserAgent string
}

// Client calls the services of one project. It is safe for concurrent use.
type Client struct {
	cfg      Config
	headers  map[string]string // of every call
	project  *basic.Credentials
	account  *global.Credentials
	pause    time.Duration // before the first retry
	deadline time.Duration // of one attempt
	patience time.Duration // with another run of the same state; longer than a server's lease

	mu        sync.Mutex
	instant   time.Time
	simulated bool
}

// New checks the configuration and makes a Client. It sends nothing.
func New(cfg Config) (*Client, error) {
	switch {
	case cfg.ProjectID == "":
		return nil, errors.New("the project id is empty")
	case !wire.IsID(cfg.ProjectID):
		return nil, fmt.Errorf("the project id %q has characters that no project id has", cfg.ProjectID)
	case cfg.AccessKey == "" || cfg.SecretKey == "":
		return nil, errors.New("the access key or the secret key is empty")
	}
	if err := checkEndpoint(cfg.Endpoint); err != nil {
		return nil, err
	}
	if cfg.BillingEndpoint == "" {
		cfg.BillingEndpoint = cfg.Endpoint
	}
	if err := checkEndpoint(cfg.BillingEndpoint); err != nil {
		return nil, err
	}
	if cfg.Transport == nil {
		cfg.Transport = http.DefaultTransport
	}
	if cfg.UserAgent == "" {
		cfg.UserAgent = "terraform-provider-mss"
	}
	project, err := basic.NewCredentialsBuilder().WithAk(cfg.AccessKey).WithSk(cfg.SecretKey).
		WithProjectId(cfg.ProjectID).SafeBuild()
	if err != nil {
		return nil, fmt.Errorf("the credentials cannot be used: %w", err)
	}
	// Without a region the SDK looks no domain up; a made-up one would be refused by the real service.
	account, err := global.NewCredentialsBuilder().WithAk(cfg.AccessKey).WithSk(cfg.SecretKey).SafeBuild()
	if err != nil {
		return nil, fmt.Errorf("the credentials cannot be used: %w", err)
	}
	if cfg.Real { // it gets nothing that is only the simulated cloud's
		cfg.Instant, cfg.State, cfg.Run, cfg.Former, cfg.Partial, cfg.Unlocked = time.Time{}, "", "", nil, false, time.Time{}
	}
	c := &Client{
		cfg: cfg, project: project, account: account, headers: map[string]string{},
		pause: 100 * time.Millisecond, deadline: time.Minute, patience: 40 * time.Second,
	}
	if !cfg.Instant.IsZero() {
		c.headers[wire.HeaderInstant] = cfg.Instant.UTC().Format(time.RFC3339)
	}
	for name, v := range map[string]string{wire.HeaderState: cfg.State, wire.HeaderRun: cfg.Run,
		wire.HeaderFormer: strings.Join(cfg.Former, " ")} {
		if v != "" {
			c.headers[name] = v
		}
	}
	return c, nil
}

// checkEndpoint refuses what the SDK would silently change: it drops the endpoint's path and adds a scheme of its own.
func checkEndpoint(endpoint string) error {
	u, err := url.Parse(endpoint)
	if err != nil {
		return fmt.Errorf("the endpoint is no URL: %w", err)
	}
	if !wire.IsEndpoint(u) {
		return fmt.Errorf("the endpoint %q must be http:// or https:// and a host, without a path", u.Redacted())
	}
	return nil
}

// IsReal reports whether the client was made for the real cloud.
func (c *Client) IsReal() bool { return c.cfg.Real }

// ProjectID is the project that the client was made for.
func (c *Client) ProjectID() string { return c.cfg.ProjectID }

// Instant is the business instant of the newest answer; zero before the first.
func (c *Client) Instant() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.instant
}

// observe notes the business instant of an answer. Once the simulated cloud has answered, dates of anything between do
// not count.
func (c *Client) observe(h http.Header) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t, err := calendar.ParseSecond(h.Get(wire.HeaderInstant)); err == nil {
		if !c.simulated || t.After(c.instant) {
			c.instant = t
		}
		c.simulated = true
		return
	}
	if t, err := http.ParseTime(h.Get("Date")); err == nil && !c.simulated {
		c.instant = t.UTC()
	}
}

// isSimulated reports whether an answer has shown that the simulated cloud is behind the endpoint. Only there a client
// token keeps a repeated write from taking effect twice.
func (c *Client) isSimulated() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.simulated
}
