package faults

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/fault"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// place is where the simulated cloud is.
type place string

const (
	embedded place = "embedded"
	server   place = "server"
	postgres place = "server on PostgreSQL"
)

// cloud is a simulated cloud of one test, and the provider's configuration for it.
type cloud struct {
	t      *testing.T
	at     string // the store
	place  place
	now    string // the business instant of the commands
	config map[string]any
	line   http.RoundTripper // to the server; nil: embedded
	stop   func()            // of the server

	mu    sync.Mutex
	calls []heard
}

// heard is a call that the server has answered.
type heard struct {
	api.Observation
	at time.Time
}

// store is where a cloud has its store. The server of a database is started in real time, so before the bubble of a
// test.
func (p place) store(t *testing.T) string {
	t.Helper()
	if p == postgres {
		return stores.Postgres(t)
	}
	return filepath.Join(t.TempDir(), "simulator.db")
}

// open mounts a cloud whose store begins as an image of another one; nil: empty.
func open(t *testing.T, where place, at string, image []byte) *cloud {
	t.Helper()
	c := &cloud{t: t, at: at, place: where, now: acctest.Now, stop: func() {}}
	if image != nil {
		if err := os.WriteFile(c.at, image, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c.config = map[string]any{"accept_agreements": true, "project_id": "demo"}
	if where == embedded {
		return c
	}
	st := store.New(c.at)
	inner := simulator.New(st, simulator.Options{Clock: time.Now, Lease: 30 * time.Second, LeaseClock: time.Now})
	verifier := &auth.Verifier{Keys: inner, Off: true}
	handler := api.New(inner, verifier.Believe, api.WithObserver(time.Now, c.hear))
	wire := newPipes()
	srv := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
	served := make(chan error, 1)
	go func() { served <- srv.Serve(wire) }()
	transport := &http.Transport{DialContext: wire.dial}
	c.line = transport
	c.stop = sync.OnceFunc(func() {
		transport.CloseIdleConnections()
		if err := errors.Join(srv.Close(), st.Close()); err != nil {
			t.Error(err)
		}
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	t.Cleanup(c.stop)
	c.config["endpoint"], c.config["access_key"] = "http://server.invalid", "demo"
	c.config["secret_key"] = "secret-of-demo"
	return c
}

func (c *cloud) hear(o api.Observation) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, heard{o, time.Now()})
}

// heard are the calls so far; none of an embedded cloud.
func (c *cloud) heard() []heard {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.calls)
}

// settings are the provider's of a command.
func (c *cloud) settings() map[string]any {
	sim := map[string]any{"now": c.now, "state_id": "matrix"}
	if c.place == embedded {
		sim["store"] = filepath.ToSlash(c.at)
	}
	c.config["simulator"] = sim
	return c.config
}

// image is the store's file. The cloud is closed then.
func (c *cloud) image() []byte {
	c.t.Helper()
	c.stop()
	if _, err := os.Stat(c.at + "-wal"); err == nil {
		c.t.Fatal("the store is not closed")
	}
	data, err := os.ReadFile(c.at)
	if err != nil {
		c.t.Fatal(err)
	}
	return data
}

// inspect asks the store by a cloud of the test's own.
func inspect[T any](c *cloud, f func(*simulator.Cloud) (T, error)) T {
	c.t.Helper()
	st := store.New(c.at)
	v, err := f(simulator.New(st, simulator.Options{Clock: time.Now}))
	if err = errors.Join(err, st.Close()); err != nil {
		c.t.Fatal(err)
	}
	return v
}

func call() simulator.Call { return simulator.Call{Tenant: "demo"} }

// fail sets faults on the account; none: it has none then.
func (c *cloud) fail(rules ...fault.Rule) {
	c.t.Helper()
	inspect(c, func(inner *simulator.Cloud) (any, error) {
		return nil, inner.SetFaults(context.Background(), call(), rules)
	})
}

// hits is how many calls faults have hit.
func (c *cloud) hits() (n int64) {
	c.t.Helper()
	for _, f := range inspect(c, func(inner *simulator.Cloud) ([]store.Fault, error) {
		return inner.ListFaults(context.Background(), call())
	}) {
		n += f.Hits
	}
	return n
}

// ledger is what happened on the account: what moved money, units or things, without ids.
func (c *cloud) ledger() (lines []string) {
	c.t.Helper()
	moves := []string{"asset_made", "assets_renewed", "asset_recycled", "package_returned", "asset_deleted"}
	events := inspect(c, func(inner *simulator.Cloud) (all []event, err error) {
		told, err := inner.Story(context.Background(), "demo", time.Time{})
		if no, refused := errors.AsType[*lifecycle.Refusal](err); refused && no.Code == lifecycle.CodeTenantUnknown {
			return nil, nil // nothing was written yet
		}
		for _, e := range told {
			all = append(all, event{e.Type, e.Money.String(), e.Money != 0})
		}
		return all, err
	})
	for _, e := range events {
		if e.moved || slices.Contains(moves, e.kind) {
			lines = append(lines, e.kind+" "+e.amount)
		}
	}
	return lines
}

type event struct {
	kind, amount string
	moved        bool
}

// pipes is a network in memory: a server listens on it, and callers dial it. Time passes on it only while all wait.
type pipes struct {
	made   chan net.Conn
	closed chan struct{}
	close  func()
}

func newPipes() *pipes {
	p := &pipes{made: make(chan net.Conn), closed: make(chan struct{})}
	p.close = sync.OnceFunc(func() { close(p.closed) })
	return p
}

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.made <- there:
		return here, nil
	case <-p.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept is the server's end of the next connection.
func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.made:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// Close ends the listening.
func (p *pipes) Close() error {
	p.close()
	return nil
}

// Addr is no address of any network.
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipes", Net: "memory"} }
