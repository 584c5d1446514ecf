package binary_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	sim "github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// envCalls is how many calls the load makes; make test-long asks for 20,000.
const envCalls = "MSS_TEST_CALLS"

const (
	loadTenants     = 20
	loadConnections = 50
	loadVoice       = "hws.resource.type.metastudio.modeling.voice.onebasic"
	loadBalance     = money.Amount(10_000_000_00)
	loadPrice       = money.Amount(99_00)
)

// TestKilledServersLoseAndDoubleNothing: 20 tenants, 50 connections, 90 % reads, 8 % orders and 2 % renewals on two
// server processes of one store, of which one after the other is killed and started again. In the end every order and
// every renewal that a client was told of is there once.
func TestKilledServersLoseAndDoubleNothing(t *testing.T) {
	t.Parallel()
	calls := 1500
	if s := os.Getenv(envCalls); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		calls = n
	}
	stores.Each(t, func(t *testing.T, at string) { //nolint:thelper // it is the test itself
		l := newLoad(t, at, int64(calls))
		began := time.Now()
		stop := l.killing()
		var wg sync.WaitGroup
		for worker := range loadConnections {
			wg.Go(func() { l.work(worker) })
		}
		wg.Wait()
		kills := stop()
		if kills == 0 && calls >= 1500 {
			t.Error("no server was killed: the load is too short")
		}
		took := time.Since(began)
		placed, renewed := l.check(at)
		t.Logf("%d calls in %s (%.0f a second), %d orders, %d renewals, %d kills", l.made.Load(),
			took.Round(time.Millisecond),
			float64(l.made.Load())/took.Seconds(), placed, renewed, kills)
	})
}

type load struct {
	t       *testing.T
	servers []*binary.Server
	left    atomic.Int64
	made    atomic.Int64

	mu       sync.Mutex
	orders   map[string]map[string]bool // by tenant: order ids that clients were told of
	packages map[string][]string
	renewals map[string]map[string]bool // by tenant: ids of renewal orders
}

func loadTenant(n int) string { return fmt.Sprintf("tenant-%d", n) }

func newLoad(t *testing.T, at string, calls int64) *load {
	t.Helper()
	cloud := sim.New(stores.Open(t, at), sim.Options{Clock: time.Now})
	balance := loadBalance
	l := &load{t: t, orders: map[string]map[string]bool{}, packages: map[string][]string{},
		renewals: map[string]map[string]bool{}}
	for n := range loadTenants {
		id := loadTenant(n)
		l.orders[id], l.renewals[id] = map[string]bool{}, map[string]bool{}
		key := sim.Key{AccessKey: "AK-" + id, SecretKey: "secret-of-" + id, Role: sim.RoleOwner}
		if err := cloud.CreateTenant(t.Context(), id, sim.Settings{OpeningBalance: &balance}, key); err != nil {
			t.Fatal(err)
		}
		if _, err := cloud.Do(t.Context(), sim.Call{Tenant: id}, lifecycle.SignAutoPay{Sign: true}); err != nil {
			t.Fatal(err)
		}
	}
	l.left.Store(calls)
	l.servers = []*binary.Server{binary.Serve(t, at), binary.Serve(t, at)}
	return l
}

// killing kills one server after the other until it is told to stop.
func (l *load) killing() (stop func() (kills int)) {
	done, ended := make(chan struct{}), make(chan int)
	go func() {
		kills := 0
		for {
			select {
			case <-done:
				ended <- kills
				return
			case <-time.After(100*time.Millisecond + rand.N(200*time.Millisecond)):
			}
			victim := kills % len(l.servers)
			l.servers[victim].Kill()
			if err := l.servers[victim].Start(); err != nil {
				l.t.Error(err)
			}
			kills++
		}
	}()
	return func() int { close(done); return <-ended }
}

// line is one connection. A call that fails goes to the other server next time, as a load balancer would have it.
type line struct {
	l    *load
	next http.RoundTripper
	to   int64
}

func (c *line) RoundTrip(req *http.Request) (*http.Response, error) {
	c.l.made.Add(1)
	req.URL.Host = strings.TrimPrefix(c.l.servers[c.to].URL, "http://")
	resp, err := c.next.RoundTrip(req)
	if err != nil {
		c.to = 1 - c.to
	}
	return resp, err
}

func (l *load) work(worker int) {
	transport := &http.Transport{MaxConnsPerHost: 1}
	defer transport.CloseIdleConnections()
	tenant := loadTenant(worker % loadTenants)
	client, err := mssclient.New(mssclient.Config{
		ProjectID: tenant, AccessKey: "AK-" + tenant, SecretKey: "secret-of-" + tenant,
		Endpoint:  "http://simulator.mss.invalid",
		Transport: &line{l: l, next: transport, to: int64(worker % 2)}, UserAgent: "load",
	})
	if err != nil {
		l.t.Error(err)
		return
	}
	for n := 0; l.left.Add(-1) >= 0; n++ {
		token := fmt.Sprintf("%d-%d", worker, n)
		switch dice := rand.N(100); {
		case dice < 8:
			err = l.order(client, tenant, token)
		case dice < 10:
			err = l.renew(client, tenant, token)
		default:
			err = l.read(client, tenant)
		}
		if err != nil {
			l.t.Errorf("%s: %v", tenant, err)
		}
	}
}

// surely makes a call again until its outcome is known.
func surely[T any](l *load, call func(context.Context) (T, error)) (v T, err error) {
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); {
		if v, err = call(l.t.Context()); err == nil || mssclient.Code(err) != "" && !mssclient.MayHaveTakenEffect(err) {
			return v, err
		}
		time.Sleep(5 * time.Millisecond)
	}
	return v, err
}

func (l *load) order(c *mssclient.Client, tenant, token string) error {
	id, err := surely(l, func(ctx context.Context) (string, error) {
		return c.PlaceOrder(ctx, mssclient.OrderRequest{
			Items: []mssclient.OrderItem{
				{ResourceSpecCode: loadVoice, PeriodType: mssclient.Yearly, PeriodNum: 1, SubscriptionNum: 1}},
			AutoPay: true, Token: token,
		})
	})
	if err != nil {
		return err
	}
	o, err := surely(l, func(ctx context.Context) (*mssclient.Order, error) { return c.Order(ctx, id) })
	if err != nil {
		return fmt.Errorf("the order %s that was accepted: %w", id, err)
	}
	packages, err := surely(l, func(ctx context.Context) ([]mssclient.Package, error) {
		return c.Packages(ctx, mssclient.PackageFilter{OrderID: id})
	})
	if err != nil {
		return err
	}
	if len(packages) != 1 || o.Status != mssclient.OrderCompleted {
		return fmt.Errorf("the order %s is %s and delivered %d packages", id, o.Status, len(packages))
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.orders[tenant][id] {
		return fmt.Errorf("two clients were told of the order %s", id)
	}
	l.orders[tenant][id] = true
	l.packages[tenant] = append(l.packages[tenant], packages[0].ResourceID)
	return nil
}

func (l *load) renew(c *mssclient.Client, tenant, token string) error {
	l.mu.Lock()
	var id string
	if n := len(l.packages[tenant]); n > 0 { // each package once, so that none gets longer than may be
		id, l.packages[tenant] = l.packages[tenant][n-1], l.packages[tenant][:n-1]
	}
	l.mu.Unlock()
	if id == "" {
		return l.read(c, tenant)
	}
	order, err := surely(l, func(ctx context.Context) (string, error) {
		return c.RenewPackage(ctx, id, mssclient.Yearly, 1, token)
	})
	if err != nil {
		return err
	}
	_, err = surely(l, func(ctx context.Context) (struct{}, error) { return struct{}{}, c.PayOrder(ctx, order) })
	if mssclient.Code(err) == "CBC.99003106" { // paid by a try whose answer was lost
		err = nil
	}
	o, err2 := surely(l, func(ctx context.Context) (*mssclient.Order, error) { return c.Order(ctx, order) })
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	if o.Status != mssclient.OrderCompleted {
		return fmt.Errorf("the renewal %s is %s", order, o.Status)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.renewals[tenant][order] = true
	return nil
}

func (l *load) read(c *mssclient.Client, tenant string) error {
	_, err := surely(l, func(ctx context.Context) (struct{}, error) {
		var err error
		switch rand.N(4) {
		case 0:
			_, err = c.Quotas(ctx)
		case 1:
			_, err = c.Coupons(ctx)
		case 2:
			_, err = c.Assets(ctx)
		default:
			var t *mssclient.Tenant
			if t, err = c.Tenant(ctx); err == nil && t.ProjectID != tenant {
				err = fmt.Errorf("it sees the account of %s", t.ProjectID)
			}
		}
		return struct{}{}, err
	})
	return err
}

// check compares what is stored with what the clients were told.
func (l *load) check(at string) (placed, renewed int) {
	l.t.Helper()
	cloud := sim.New(stores.Open(l.t, at), sim.Options{Clock: time.Now})
	for id, told := range l.orders {
		w, err := cloud.Look(l.t.Context(), sim.Call{Tenant: id}, lifecycle.Selection{AllOrders: true, AllPackages: true})
		if err != nil {
			l.t.Fatal(err)
		}
		spent := money.Amount(0)
		for _, o := range w.OrderList() {
			spent += o.Amount
			if !told[o.ID] && !l.renewals[id][o.ID] {
				l.t.Errorf("%s has the order %s, of which no client was told", id, o.ID)
			}
		}
		if want := len(told) + len(l.renewals[id]); len(w.Orders) != want || len(w.Packages) != len(told) {
			l.t.Errorf("%s has %d orders and %d packages; clients were told of %d and %d", id, len(w.Orders), len(w.Packages),
				want, len(told))
		}
		if want := loadBalance - loadPrice*money.Amount(len(w.Orders)); w.Tenant.Balance != want ||
			spent != loadPrice*money.Amount(len(w.Orders)) {
			l.t.Errorf("%s has %s left and spent %s, want %s left", id, w.Tenant.Balance, spent, want)
		}
		placed, renewed = placed+len(told), renewed+len(l.renewals[id])
	}
	verify := exec.CommandContext(l.t.Context(), binary.Provider(l.t), "simulator", "verify", "--store", at)
	if out, err := verify.CombinedOutput(); err != nil || strings.Count(string(out), "consistent") != loadTenants {
		l.t.Errorf("verify: %v\n%s", err, out)
	}
	return placed, renewed
}
