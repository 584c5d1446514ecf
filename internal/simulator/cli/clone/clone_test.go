package clone_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/realcloud"
	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/clone"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

const (
	project = realcloud.Project
	voice   = "hws.resource.type.metastudio.modeling.voice.onebasic"
	channel = "hws.resource.type.metastudio.modeling.avatarlive.channel"
	avatar  = "hws.resource.type.metastudio.avatarmodeling.number"
	months  = "mss.onshelf.voice_clone"
)

// life makes a random history of an account.
type life struct {
	t     *testing.T
	cloud *simulator.Cloud
	rng   *rand.Rand
	// told says that the wire tells months of assets, as the real one does not.
	told bool
}

func (l life) do(at time.Time, command lifecycle.Command) []string {
	l.t.Helper()
	out, err := l.cloud.Do(l.t.Context(), simulator.Call{Tenant: project, At: at}, command)
	if err != nil { // what cannot be done at this instant is not
		return nil
	}
	return out.IDs
}

// live lets things happen from one instant to another.
func (l life) live(from, to time.Time) {
	l.t.Helper()
	steps := 60
	for i := range steps {
		at := from.Add(to.Sub(from) / time.Duration(steps) * time.Duration(i)).Truncate(time.Second)
		l.step(at, i)
	}
}

func pick[T any](rng *rand.Rand, of []T) (one T) {
	if len(of) > 0 {
		one = of[rng.IntN(len(of))]
	}
	return one
}

func (l life) step(at time.Time, i int) {
	l.t.Helper()
	w, err := l.cloud.Look(l.t.Context(), simulator.Call{Tenant: project, At: at},
		lifecycle.Selection{AllPackages: true, AllAssets: true, AllOrders: true})
	if err != nil {
		l.t.Fatal(err)
	}
	p, a := pick(l.rng, w.PackageList()), pick(l.rng, w.AssetList())
	switch n := l.rng.IntN(12); {
	case n < 5 || p == nil:
		items := []lifecycle.OrderRequestItem{
			{ResourceSpecCode: voice, PeriodType: site.Yearly, PeriodNum: 1, Quantity: int32(1 + l.rng.IntN(2)),
				AutoRenew: l.rng.IntN(2) == 0},
			{ResourceSpecCode: channel, PeriodType: site.Monthly, PeriodNum: int32(1 + l.rng.IntN(3)),
				Quantity: int32(1 + l.rng.IntN(3)), AutoRenew: l.rng.IntN(2) == 0},
			{ResourceSpecCode: avatar, PeriodType: site.OneOff, PeriodNum: 1, Quantity: 1},
			{ResourceSpecCode: months, PeriodType: site.Monthly, PeriodNum: 6, Quantity: 1},
		}
		l.rng.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
		placed := l.do(at, lifecycle.PlaceOrder{Items: items[:1+l.rng.IntN(2)]})
		if len(placed) > 0 && l.rng.IntN(6) > 0 {
			l.do(at, lifecycle.PayOrder{OrderID: placed[0]})
		}
	case n < 8:
		product, _ := w.Catalog.Product(p.ResourceSpecCode)
		if len(product.Makes) > 0 {
			l.do(at, lifecycle.MakeAsset{PackageID: p.ID, Kind: product.Makes[0], Name: fmt.Sprint("asset ", i)})
		}
	case n == 8:
		placed := l.do(at, lifecycle.RenewPackages{PackageIDs: []string{p.ID}, PeriodType: p.PeriodType, PeriodNum: 1})
		if len(placed) > 0 && l.rng.IntN(6) > 0 {
			l.do(at, lifecycle.PayOrder{OrderID: placed[0]})
		}
	case n == 9:
		l.do(at, lifecycle.ReturnPackages{PackageIDs: []string{p.ID}, OnlyRenewed: l.rng.IntN(2) == 0})
	case n == 10:
		l.do(at, lifecycle.SetAutoRenew{PackageID: p.ID, On: l.rng.IntN(2) == 0})
	case a != nil && l.told && l.rng.IntN(2) == 0:
		l.do(at, lifecycle.RenewAssets{Rows: []lifecycle.RenewalRow{{AssetID: a.ID, Months: 2}}})
	case a != nil:
		l.do(at, lifecycle.DeleteAsset{AssetID: a.ID, Force: true})
	}
}

// become is what is told of an account at an instant, as far as the wire tells it.
type become struct {
	Balance  money.Amount
	Packages map[string]string
	Assets   map[string]string
	Charges  []string
}

// look tells what became of an account at an instant. Charges are those after another one.
func look(t *testing.T, c *simulator.Cloud, after, at time.Time, left []clone.Note) (out become) {
	t.Helper()
	w, err := c.Look(t.Context(), simulator.Call{Tenant: project, At: at},
		lifecycle.Selection{AllPackages: true, AllAssets: true, AllOrders: true})
	if err != nil {
		t.Fatal(err)
	}
	out = become{Packages: map[string]string{}, Assets: map[string]string{}}
	if w.Tenant.Limited { // or it says nothing
		out.Balance = w.Tenant.Balance
	}
	for _, p := range w.PackageList() {
		out.Packages[p.ID] = fmt.Sprint(w.PackageStatus(p), p.Expire(), p.ResourceSpecCode, p.AutoRenew, w.NextAttempt(p),
			p.OrderID)
	}
	for _, a := range w.AssetList() {
		if !slices.ContainsFunc(left, func(n clone.Note) bool { return slices.Contains(n.IDs, a.ID) }) {
			out.Assets[a.ID] = fmt.Sprint(w.AssetStatus(a), a.Name, a.Kind)
			if w.AssetStatus(a) != lifecycle.AssetDeleted { // of which the real cloud tells no package
				out.Assets[a.ID] += a.PackageID + w.AssetEnd(a).String()
			}
		}
	}
	for _, o := range w.OrderList() {
		if o.BySystem && o.Created.After(after) {
			out.Charges = append(out.Charges, fmt.Sprint(o.Created, o.Resources(), o.Amount))
		}
	}
	slices.Sort(out.Charges)
	return out
}

// imported is a cloud with the clone in it.
func imported(t *testing.T, c *clone.Clone) *simulator.Cloud {
	t.Helper()
	cloud := simulator.New(stores.Open(t, stores.File(t)), simulator.Options{Clock: func() time.Time { return c.Time }})
	if _, err := cloud.ImportTenant(t.Context(), project, c.Lines, false); err != nil {
		t.Fatal(err)
	}
	if v, err := cloud.Verify(t.Context(), project); err != nil || len(v.Differences) > 0 {
		t.Fatalf("verify: %+v, %v", v, err)
	}
	return cloud
}

// compare expects the same of both accounts at five later instants and in a forecast.
func compare(t *testing.T, original *simulator.Cloud, c *clone.Clone) {
	t.Helper()
	cloud := imported(t, c)
	ignore := cmpopts.EquateEmpty()
	instants := []time.Time{c.Time}
	for _, n := range []int{1, 4, 12, 14, 37} {
		instants = append(instants, calendar.AddMonths(c.Time, n))
	}
	for _, at := range instants {
		want, got := look(t, original, c.Time, at, c.LeftOut), look(t, cloud, c.Time, at, nil)
		if diff := cmp.Diff(want, got, ignore); diff != "" {
			t.Errorf("at %s the clone is another (-original +clone):\n%s", at, diff)
			return
		}
	}
	in := lifecycle.ForecastRequest{Months: 60}
	call := simulator.Call{Tenant: project, At: c.Time}
	want, err := original.Forecast(t.Context(), call, in)
	if err != nil {
		t.Fatal(err)
	}
	got, err := cloud.Forecast(t.Context(), call, in)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []*lifecycle.Forecast{&want, &got} {
		for i := range f.Months {
			if !f.Limited {
				f.Balance, f.Months[i].Balance = 0, 0
			}
		}
		// equal instants come in the order of purchase
		slices.SortFunc(f.Ends, func(a, b lifecycle.ForecastEnd) int {
			return compareTexts(fmt.Sprint(a.At, a.ID), fmt.Sprint(b.At, b.ID))
		})
	}
	if diff := cmp.Diff(want, got, ignore); diff != "" {
		t.Errorf("the forecasts differ (-original +clone):\n%s", diff)
	}
}

func compareTexts(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

func client(t *testing.T, url string, isReal bool) *mssclient.Client {
	t.Helper()
	c, err := mssclient.New(mssclient.Config{ProjectID: project, AccessKey: realcloud.AccessKey,
		SecretKey: realcloud.SecretKey, Endpoint: url, Real: isReal,
		Transport: clone.NewReadOnly(http.DefaultTransport)})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// cases is how many accounts are tried; make test-long sets more.
func cases(t *testing.T, few uint64) uint64 {
	t.Helper()
	many := os.Getenv("MSS_TEST_RANDOM")
	if many == "" {
		return few
	}
	n, err := strconv.ParseUint(many, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestACloneOfAServersAccountGoesOnAsTheAccount: statuses, ends, charges and the balance of random accounts.
func TestACloneOfAServersAccountGoesOnAsTheAccount(t *testing.T) {
	t.Parallel()
	begin := time.Date(2027, 1, 31, 9, 30, 0, 0, time.UTC)
	for seed := range cases(t, 4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(seed, 1))
			now := calendar.AddMonths(begin, 3+rng.IntN(24)).Add(time.Duration(rng.IntN(1e6)) * time.Second)
			cloud := simulator.New(stores.Open(t, stores.File(t)), simulator.Options{Clock: func() time.Time { return now }})
			balance := money.Amount(10_000_00 + rng.IntN(2_000_000))
			settings := simulator.Settings{OpeningBalance: &balance}
			if seed%2 == 0 {
				settings = simulator.Settings{}
			}
			if err := cloud.CreateTenant(t.Context(), project, settings, simulator.Key{AccessKey: realcloud.AccessKey,
				SecretKey: realcloud.SecretKey, Role: simulator.RoleReadOnly}); err != nil {
				t.Fatal(err)
			}
			life{t, cloud, rng, true}.live(begin, now)
			server := httptest.NewServer(api.New(cloud, (&auth.Verifier{Keys: cloud, Clock: time.Now}).Authenticate))
			defer server.Close()
			c, err := clone.Make(t.Context(), clone.Source{Client: client(t, server.URL, false), Endpoint: server.URL,
				Server: true, Tell: func(string) {}}, "")
			if err != nil {
				t.Fatal(err)
			}
			if !c.Time.Equal(now) || c.Packages == 0 {
				t.Fatalf("read at %s, %+v", c.Time, c.Report)
			}
			compare(t, cloud, c)
		})
	}
}

// TestACloneOfTheRealCloudGoesOnAsTheAccount against the stand-in, which tells neither the products of orders nor the
// months of assets.
func TestACloneOfTheRealCloudGoesOnAsTheAccount(t *testing.T) {
	t.Parallel()
	for seed := range cases(t, 3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(seed, 2))
			cloud := realcloud.New(t)
			now := time.Now()
			life{t, cloud.Cloud, rng, false}.live(calendar.AddMonths(now, -20), now.Add(-time.Minute))
			before, err := cloud.Verify(t.Context(), project)
			if err != nil {
				t.Fatal(err)
			}
			c, err := clone.Make(t.Context(), clone.Source{Client: client(t, cloud.URL, true), Endpoint: cloud.URL,
				Tell: func(string) {}}, "")
			if err != nil {
				t.Fatal(err)
			}
			if after, err := cloud.Verify(t.Context(), project); err != nil || after.Facts != before.Facts {
				t.Errorf("the account has %d facts after the reading, had %d: %v", after.Facts, before.Facts, err)
			}
			compare(t, cloud.Cloud, c)
		})
	}
}
