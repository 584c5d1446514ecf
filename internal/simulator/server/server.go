// Package server serves the simulated cloud to a team: MetaStudio, billing, IAM and control on one port.
package server

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"time"

	"github.com/hashicorp/go-hclog"
	"golang.org/x/net/netutil"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/console"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/limit"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/share"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// Config is what a server is started with.
type Config struct {
	Listen          string // host:port; the host must not be left out
	Store           string // a file, or postgres://…
	AuthOff         bool   // believe every caller; only if no other user can reach it
	AdminKey        string // of the calls that act on all tenants; empty: they are refused
	TLSCert, TLSKey string // files; both or none
	MaxConnections  int    // of all addresses
	MaxOfAddress    int    // connections of one address; 0: half of all
	Limits          limit.Set
	AdminListen     string        // host:port of probes and metrics; empty: they are served with the API
	Grace           time.Duration // for calls that are running when it is told to stop
	Clock           func() time.Time
	LeaseClock      func() time.Time // nil: the database's, if servers share it, or else the Clock
	Log             hclog.Logger
	Version         string
	Ready           func(address string) // is told where it listens
	AdminReady      func(address string) // and where probes and metrics are
}

// Limits of a call. A call waits for its tenant's turn as long as the store does.
const (
	headerTime = 10 * time.Second
	readTime   = 30 * time.Second
	writeTime  = 60 * time.Second
	idleTime   = 2 * time.Minute
	maxHeader  = 64 << 10
	operators  = 100 // connections for probes and metrics
	// lease is how long a run is taken for alive after it was last heard of. The provider tells of itself three times as
	// often.
	lease = 30 * time.Second
)

// Check finds what is wrong with a configuration before anything is opened.
func (c *Config) Check() error {
	host, _, err := net.SplitHostPort(c.Listen)
	switch {
	case err != nil || host == "":
		return fmt.Errorf("the address to listen on %q is not of the form 127.0.0.1:7788; to be reached from elsewhere, "+
			"name the address, or 0.0.0.0 for all", c.Listen)
	case c.AuthOff && !auth.IsLoopback(c.Listen):
		return fmt.Errorf("without authentication everybody who can reach %s could act on every account: that is for "+
			"loopback addresses only", c.Listen)
	case (c.TLSCert == "") != (c.TLSKey == ""):
		return errors.New("TLS needs both a certificate and its key")
	case c.MaxConnections < 1 || c.MaxOfAddress < 0:
		return errors.New("at least one connection must be allowed")
	case min(c.Limits.Requests, c.Limits.Writes, c.Limits.LookAhead, c.Limits.Facts) < 0:
		return errors.New("a limit of projects cannot be negative; 0 is none")
	case c.AdminListen != "" && !isAddress(c.AdminListen):
		return fmt.Errorf("the address of probes and metrics %q is not of the form 127.0.0.1:7789", c.AdminListen)
	case c.AdminKey != "" && len(c.AdminKey) < minAdminKey:
		return fmt.Errorf("the administrator's key must have at least %d characters", minAdminKey)
	}
	return nil
}

const minAdminKey = 16

func isAddress(s string) bool {
	host, _, err := net.SplitHostPort(s)
	return err == nil && host != ""
}

// Serve serves until the context ends, and returns when the running calls have ended.
func Serve(ctx context.Context, cfg Config) (err error) {
	if err := cfg.Check(); err != nil {
		return err
	}
	st := store.New(cfg.Store)
	defer func() { err = errors.Join(err, st.Close()) }()
	cloud := simulator.New(st, simulator.Options{Clock: cfg.Clock, Lease: lease, OnlyAccounts: !cfg.AuthOff,
		LeaseClock: cfg.LeaseClock, Limits: cfg.Limits})
	if err := cloud.Prepare(ctx); err != nil {
		return err
	}
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", cfg.Listen)
	if err != nil {
		return err
	}
	calls, operation, err := handlers(cfg, cloud)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	open := newConnections(cfg.MaxConnections, cmp.Or(cfg.MaxOfAddress, max(1, cfg.MaxConnections/2)), cfg.Clock)
	srv := &http.Server{
		Handler: admitted(calls, open), ConnState: open.changed, ConnContext: open.context,
		ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		MaxHeaderBytes: maxHeader,
		ErrorLog:       cfg.Log.StandardLogger(&hclog.StandardLoggerOptions{InferLevels: true}),
	}
	scheme := "http"
	if cfg.TLSCert != "" {
		certificate, err := tls.LoadX509KeyPair(cfg.TLSCert, cfg.TLSKey)
		if err != nil {
			_ = listener.Close()
			return err
		}
		srv.TLSConfig, scheme = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12},
			"https"
	}
	address := listener.Addr().String()
	cfg.Log.Info("serving", "url", scheme+"://"+address, "store", st.Name(), "authentication", !cfg.AuthOff,
		"administrator", cfg.AdminKey != "" || cfg.AuthOff)
	if scheme == "http" && !auth.IsLoopback(address) {
		cfg.Log.Warn("calls are not encrypted: other hosts can reach this address, and TLS is off")
	}
	if cfg.AdminListen != "" {
		stop, err := serveOperation(ctx, cfg, operation)
		if err != nil {
			_ = listener.Close()
			return err
		}
		defer stop()
	}
	if cfg.Ready != nil {
		cfg.Ready(address)
	}
	// Connections without a place are answered, and so bounded as well.
	return run(ctx, cfg, srv, netutil.LimitListener(listener, 2*cfg.MaxConnections))
}

// serveOperation serves probes and metrics on a listener of their own, which no call can fill.
func serveOperation(ctx context.Context, cfg Config, handler http.Handler) (stop func(), err error) {
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", cfg.AdminListen)
	if err != nil {
		return nil, err
	}
	srv := &http.Server{Handler: handler, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime,
		IdleTimeout: idleTime, MaxHeaderBytes: maxHeader,
		ErrorLog: cfg.Log.StandardLogger(&hclog.StandardLoggerOptions{InferLevels: true})}
	go func() { _ = srv.Serve(netutil.LimitListener(listener, operators)) }() // until it is closed
	cfg.Log.Info("serving probes and metrics", "url", "http://"+listener.Addr().String())
	if cfg.AdminReady != nil {
		cfg.AdminReady(listener.Addr().String())
	}
	return func() { _ = srv.Close() }, nil
}

func run(ctx context.Context, cfg Config, srv *http.Server, listener net.Listener) error {
	ended := make(chan error, 1)
	go func() {
		if srv.TLSConfig != nil {
			ended <- srv.ServeTLS(listener, "", "")
			return
		}
		ended <- srv.Serve(listener)
	}()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	cfg.Log.Info("stopping after the running calls", "grace", cfg.Grace.String())
	// The caller's context has ended; the calls have theirs.
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), cfg.Grace)
	defer cancel()
	if err := srv.Shutdown(stopping); err != nil {
		_ = srv.Close()
		return fmt.Errorf("calls were cut off: they did not end within %s", cfg.Grace)
	}
	cfg.Log.Info("stopped")
	return nil
}

// handlers are the API with logs and metrics around it and the console, and what operators look at: probes and metrics.
func handlers(cfg Config, cloud *simulator.Cloud) (calls, operation http.Handler, err error) {
	verifier := &auth.Verifier{Keys: cloud, Clock: cfg.Clock, Admin: cfg.AdminKey, Off: cfg.AuthOff}
	who := auth.Authenticator(verifier.Authenticate)
	if cfg.AuthOff {
		who = verifier.Believe
	}
	m := newMetrics(cfg.Version)
	observe := func(o api.Observation) {
		m.observe(o)
		level := hclog.Info
		if o.Status >= http.StatusInternalServerError {
			level = hclog.Error
		}
		about := []any{"request", o.Request, "operation", o.Operation, "tenant", o.Tenant, "status", o.Status,
			"duration_ms", float64(o.Took.Microseconds()) / 1000}
		if o.Fault != "" {
			about = append(about, "fault", o.Fault)
		}
		if o.Code != "" {
			about = append(about, "code", o.Code)
		}
		cfg.Log.Log(level, "call", about...)
	}
	options := []api.Option{api.WithLogger(cfg.Log), api.WithObserver(cfg.Clock, observe), api.WithTokens(verifier),
		api.WithPlaces(share.NewYielding(max(1, runtime.GOMAXPROCS(0)/2), cfg.Clock))}
	if cfg.AuthOff {
		options = append(options, api.WithGuard(checkBrowser))
	}
	served := api.New(cloud, who, options...)
	pages, err := console.New(console.Config{Path: consolePath, Cloud: api.Transport(served), Base: "http://127.0.0.1",
		Clock: cfg.Clock, AnyHost: !cfg.AuthOff})
	if err != nil {
		return nil, nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", m)
	for _, probe := range []string{"/_sim/v1/health", "/_sim/v1/ready"} {
		mux.Handle("GET "+probe, served)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == consolePath:
			http.Redirect(w, r, consolePath+"/", http.StatusSeeOther)
		case strings.HasPrefix(r.URL.Path, consolePath+"/"):
			pages.ServeHTTP(w, r)
		case cfg.AdminListen == "" && r.Method == http.MethodGet && r.URL.Path == "/metrics":
			mux.ServeHTTP(w, r)
		default:
			served.ServeHTTP(w, r)
		}
	}), mux, nil
}

// consolePath is where the console is served.
const consolePath = "/console"

// admitted refuses requests on connections for which there is no place.
func admitted(next http.Handler, c *connections) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c.admits(r) {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Connection", "close")
		w.Header().Set("Retry-After", "1")
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, `{"error_code":"SIM.3005","error_msg":"all connections of the server are busy; try again"}`)
	})
}
