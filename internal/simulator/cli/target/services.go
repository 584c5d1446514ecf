package target

import (
	"net/http"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient/transport"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// Services is a client of the services that the client's project uses: it makes the same documented calls as the
// provider. An instant is that of every call; zero: the project's clock.
func (c *Client) Services(at time.Time) (*mssclient.Client, error) {
	cfg := mssclient.Config{ProjectID: c.Project, AccessKey: c.Project, SecretKey: "unused", Endpoint: c.base,
		Transport: onBehalf{c.Project, c.transport}, Instant: at}
	if s, ok := c.transport.(transport.Signing); ok { // the SDK signs by itself
		cfg.AccessKey, cfg.SecretKey, cfg.Transport = s.AccessKey, s.SecretKey, s.Base
	}
	return mssclient.New(cfg)
}

// onBehalf lets a caller who needs no access key act on a project: it replaces the SDK's signature.
type onBehalf struct {
	project string
	base    http.RoundTripper
}

// RoundTrip sends a copy of the request that names the project.
func (o onBehalf) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.Header.Del("Authorization")
	req.Header.Set(wire.HeaderProject, o.project)
	return o.base.RoundTrip(req)
}

// Acts is the instant at which a command acts on a project with this clock if it names none itself: on a client clock
// that of the newest fact, because real time would lock out every earlier simulator.now for good. Named says that the
// calls must name it; other clocks let no call name an instant.
func Acts(clock control.Clock) (at time.Time, named bool) {
	if clock.Clock == string(lifecycle.ClockClient) && clock.Head != nil {
		return *clock.Head, true
	}
	return clock.Now, false
}

// Line is where the simulated cloud answers, and what carries calls to it.
func (c *Client) Line() (base string, carrier http.RoundTripper) { return c.base, c.transport }
