// Package wire is a client on a simulated cloud over a line that can lose answers, for tests of what happens when money
// may have moved.
package wire

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// Project is the account of every line.
const Project = "demo"

// Line is a session on a simulated cloud of its own.
type Line struct {
	crud.Configured

	cloud *simulator.Cloud
	next  http.RoundTripper

	mu     sync.Mutex
	lose   map[string]int  // method and end of the path: answers still to lose
	spare  map[string]int  // and those that arrive before
	refuse map[string]bool // method and end of the path: calls that never arrive
	Calls  map[string]int  // method and end of the path: calls that arrived
}

var errLost = errors.New("connection reset by peer")

// New makes a line. The balance may be nil for unlimited credit.
func New(t *testing.T, balance *money.Amount) *Line {
	t.Helper()
	st := store.New(filepath.Join(t.TempDir(), "simulator.db"))
	t.Cleanup(func() { _ = st.Close() })
	now := time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	cloud := simulator.New(st, simulator.Options{Clock: func() time.Time { return now }, Settings: simulator.Settings{
		OpeningBalance: balance}})
	l := &Line{
		cloud: cloud, next: api.Transport(api.New(cloud, auth.Embedded(Project))),
		lose: map[string]int{}, spare: map[string]int{}, refuse: map[string]bool{}, Calls: map[string]int{},
	}
	client, err := mssclient.New(mssclient.Config{
		ProjectID: Project, AccessKey: Project, SecretKey: "simulated", Endpoint: "http://simulator.mss.invalid",
		Transport: l,
		Instant:   now, UserAgent: "test",
	})
	if err != nil {
		t.Fatal(err)
	}
	l.Configured = crud.NewConfigured(&session.Session{Client: client, AcceptAgreements: true, ChargeLeadDays: 7,
		ChargeHour: 3, Origin: session.Origin{Kind: session.KindSimulator, Store: "test", Project: Project}})
	if _, err := client.Tenant(context.Background()); err != nil {
		t.Fatal(err)
	}
	return l
}

// Lose lets the next n calls of a method and a path's end take effect without their answers arriving.
func (l *Line) Lose(method, end string, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lose[method+" "+end] = n
}

// LoseAfter is Lose for calls after the first so many.
func (l *Line) LoseAfter(method, end string, first, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.spare[method+" "+end], l.lose[method+" "+end] = first, n
}

// Cut stops all further calls of a method and a path's end.
func (l *Line) Cut(method, end string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refuse[method+" "+end] = true
}

// RoundTrip carries a request to the simulated cloud, and loses the answer where it was told to.
func (l *Line) RoundTrip(req *http.Request) (*http.Response, error) {
	is := func(key string) bool {
		method, end, _ := strings.Cut(key, " ")
		return req.Method == method && strings.HasSuffix(req.URL.Path, end)
	}
	l.mu.Lock()
	for key := range l.refuse {
		if is(key) {
			l.mu.Unlock()
			return nil, errLost
		}
	}
	lost := false
	for key, n := range l.lose {
		if is(key) && l.spare[key] > 0 {
			l.spare[key]--
		} else if is(key) && n > 0 {
			l.lose[key], lost = n-1, true
		}
	}
	l.Calls[req.Method+" "+req.URL.Path]++
	l.mu.Unlock()
	resp, err := l.next.RoundTrip(req)
	if lost && err == nil {
		_ = resp.Body.Close()
		return nil, errLost
	}
	return resp, err
}

// World is everything in the simulated cloud.
func (l *Line) World(t *testing.T) *lifecycle.View {
	t.Helper()
	w, err := l.cloud.Look(context.Background(), simulator.Call{Tenant: Project},
		lifecycle.Selection{AllOrders: true, AllPackages: true, AllAssets: true, Pools: true})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// Paid counts the orders that were placed and those that were paid.
func (l *Line) Paid(t *testing.T) (placed, paid int) {
	t.Helper()
	for _, o := range l.World(t).OrderList() {
		placed++
		if !o.Paid.IsZero() {
			paid++
		}
	}
	return placed, paid
}
