package lifecycle_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

const (
	voice    = "hws.resource.type.metastudio.modeling.voice.onebasic"
	image    = "hws.resource.type.metastudio.avatarmodeling.number"
	channel  = "hws.resource.type.metastudio.modeling.avatarlive.channel"
	trial    = "hws.resource.type.metastudio.modeling.avatarvideo.smb.duration60"
	byUse    = "hws.resource.type.metastudio.modeling.avatarvideo.duration"
	onShelf  = "mss.onshelf.voice_clone"
	onShelf3 = "mss.onshelf.avatar_3d"
)

// day0 is 2027-03-01 09:00:00 in UTC+8.
var day0 = time.Date(2027, 3, 1, 1, 0, 0, 0, time.UTC)

func dayEnd(y int, m time.Month, d int) time.Time {
	return time.Date(y, m, d, 23, 59, 59, 0, calendar.Zone)
}

// tester is a tenant's whole World that is moved forward by hand.
type tester struct {
	*lifecycle.World
	t     testing.TB
	calls int
}

func newTester(t testing.TB, opening ...string) *tester {
	t.Helper()
	return newTesterOn(t, "international", opening...)
}

func newTesterOn(t testing.TB, where string, opening ...string) *tester {
	t.Helper()
	pol, err := site.BuiltinPolicy(where)
	if err != nil {
		t.Fatal(err)
	}
	cat, err := site.BuiltinCatalog()
	if err != nil {
		t.Fatal(err)
	}
	w := lifecycle.NewWorld(lifecycle.Tenant{ID: "demo"}, pol, cat, day0)
	w.Names = func(parts ...string) string {
		h := fnv.New128a()
		_, _ = io.WriteString(h, strings.Join(parts, "\x00")) // a hash never fails
		return hex.EncodeToString(h.Sum(nil))
	}
	k := &tester{World: w, t: t}
	var balance *money.Amount
	if len(opening) > 0 {
		a, err := money.Parse(opening[0])
		if err != nil {
			t.Fatal(err)
		}
		balance = &a
	}
	lifecycle.Open(w, "seed", balance)
	return k
}

// at moves to an instant, as a write does: what is due by then is settled first.
func (k *tester) at(when time.Time) *tester {
	k.t.Helper()
	if when.Before(k.Tenant.Head) {
		k.t.Fatalf("%v is before the newest fact of %v", when, k.Tenant.Head)
	}
	k.calls++
	k.Identity = fmt.Sprint("call ", k.calls)
	k.Now = when.UTC()
	lifecycle.Settle(k.World, k.Now)
	return k
}

func item(code string, period site.PeriodType, n, quantity int32, autoRenew bool) lifecycle.OrderRequestItem {
	return lifecycle.OrderRequestItem{ResourceSpecCode: code, PeriodType: period, PeriodNum: n, Quantity: quantity,
		AutoRenew: autoRenew}
}

func (k *tester) place(items ...lifecycle.OrderRequestItem) string {
	k.t.Helper()
	id, err := place(k.World, lifecycle.PlaceOrder{Items: items})
	if err != nil {
		k.t.Fatal(err)
	}
	return id
}

// buy orders and pays, and returns the packages in the items' order.
func (k *tester) buy(items ...lifecycle.OrderRequestItem) []*lifecycle.Package {
	k.t.Helper()
	id := k.place(items...)
	if err := pay(k.World, id, lifecycle.Choice{}); err != nil {
		k.t.Fatal(err)
	}
	var packages []*lifecycle.Package
	for _, p := range k.Orders[id].Resources() {
		packages = append(packages, k.Packages[p])
	}
	return packages
}

func (k *tester) make(p *lifecycle.Package, kind string) *lifecycle.Asset {
	k.t.Helper()
	id, err := makeAsset(k.World, lifecycle.MakeAsset{PackageID: p.ID, Kind: kind, Name: "one"})
	if err != nil {
		k.t.Fatal(err)
	}
	return k.Assets[id]
}

// renew renews a package by periods and pays.
func (k *tester) renew(p *lifecycle.Package, period site.PeriodType, n int32) {
	k.t.Helper()
	ids, err := renew(k.World, lifecycle.RenewPackages{PackageIDs: []string{p.ID}, PeriodType: period, PeriodNum: n})
	if err != nil {
		k.t.Fatal(err)
	}
	k.ok(pay(k.World, ids[0], lifecycle.Choice{}))
}

func (k *tester) ok(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

func (k *tester) refused(err error, code string, parts ...string) {
	k.t.Helper()
	var r *lifecycle.Refusal
	if !errors.As(err, &r) || r.Code != code {
		k.t.Errorf("got %v, want a refusal with %s", err, code)
		return
	}
	for _, p := range parts {
		if !strings.Contains(r.Message, p) {
			k.t.Errorf("%q does not name %q", r.Message, p)
		}
	}
}

// statuses checks a package's status at instants.
func (k *tester) statuses(p *lifecycle.Package, want map[time.Time]lifecycle.PackageStatus) {
	k.t.Helper()
	for when, status := range want {
		if got := p.Status(when, k.Policies); got != status {
			k.t.Errorf("at %v the package is %s, want %s", when, got, status)
		}
	}
}

func (k *tester) types() string {
	var types []string
	for _, f := range k.Facts {
		types = append(types, f.Type)
	}
	return strings.Join(types, " ")
}
