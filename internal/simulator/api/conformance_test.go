package api_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
)

// Products whose rules differ.
const (
	voice   = "hws.resource.type.metastudio.modeling.voice.onebasic"
	flexus  = "hws.resource.type.metastudio.modeling.flexus.avatar.number"
	onShelf = "mss.onshelf.voice_clone"
)

var day0 = time.Date(2027, 3, 1, 1, 0, 0, 0, time.UTC)

// world is the whole chain: official client, wire, use cases, a store file.
type world struct {
	t    *testing.T
	file string
	as   func(instant time.Time, accessKey string) *mssclient.Client

	cloud     *simulator.Cloud
	api       http.Handler
	transport http.RoundTripper
	token     string // see wire
}

func newWorld(t *testing.T, opening string) world {
	t.Helper()
	var settings simulator.Settings
	if opening != "" {
		amount, err := money.Parse(opening)
		if err != nil {
			t.Fatal(err)
		}
		settings.OpeningBalance = &amount
	}
	return newWorldWith(t, settings)
}

func newWorldWith(t *testing.T, settings simulator.Settings) world {
	t.Helper()
	file := stores.New(t)
	cloud := simulator.New(stores.Open(t, file),
		simulator.Options{Clock: func() time.Time { return day0 }, Settings: settings})
	api := api.Checked(t, api.New(cloud, auth.Embedded("demo")))
	transport, token := wire(t, cloud, api)
	return world{t: t, file: file, cloud: cloud, api: api, transport: transport, token: token,
		as: func(instant time.Time, accessKey string) *mssclient.Client {
			c, err := mssclient.New(mssclient.Config{
				ProjectID: "demo", AccessKey: accessKey, SecretKey: "sk", Endpoint: "http://simulator.mss.invalid",
				Transport: transport,
				Instant:   instant, UserAgent: "conformance",
			})
			if err != nil {
				t.Fatal(err)
			}
			return c
		}}
}

// at is a client whose calls are made at an instant.
func (w world) at(instant time.Time) *mssclient.Client { return w.as(instant, "demo") }

func (w world) days(n int) *mssclient.Client { return w.at(day0.AddDate(0, 0, n)) }

// buy orders, pays and lists.
func (w world) buy(c *mssclient.Client, items ...mssclient.OrderItem) (orderID string, packages []mssclient.Package) {
	w.t.Helper()
	id, err := c.PlaceOrder(w.t.Context(), mssclient.OrderRequest{Items: items})
	if err != nil {
		w.t.Fatal(err)
	}
	if err := c.PayOrder(w.t.Context(), id); err != nil {
		w.t.Fatal(err)
	}
	packages, err = c.Packages(w.t.Context(), mssclient.PackageFilter{OrderID: id})
	if err != nil || len(packages) == 0 {
		w.t.Fatalf("the order delivered %v, %v", packages, err)
	}
	return id, packages
}

func yearly(n int32) mssclient.OrderItem {
	return mssclient.OrderItem{ResourceSpecCode: voice, PeriodType: mssclient.Yearly, PeriodNum: 1, SubscriptionNum: n}
}

func months(n int32) mssclient.OrderItem {
	return mssclient.OrderItem{ResourceSpecCode: onShelf, PeriodType: mssclient.Monthly, PeriodNum: n, SubscriptionNum: 1}
}

func (w world) make(c *mssclient.Client, packageID, name string) string {
	w.t.Helper()
	id, err := c.MakeAsset(w.t.Context(), mssclient.AssetRequest{PackageID: packageID, Kind: "voice_clone", Name: name})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w world) status(c *mssclient.Client, id, want string) *mssclient.Package {
	w.t.Helper()
	p, err := c.Package(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	if p.Status != want {
		w.t.Errorf("the package %s is %s, want %s", id, p.Status, want)
	}
	return p
}

func (w world) refused(err error, code string) {
	w.t.Helper()
	if mssclient.Code(err) != code || mssclient.MayHaveTakenEffect(err) {
		w.t.Errorf("got %v, want a refusal with %s", err, code)
	}
}

func utc(t *testing.T, s string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestReadingMakesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "500.00")
	c := w.days(0)
	got, err := c.Tenant(t.Context())
	want := &mssclient.Tenant{ProjectID: "demo", Clock: "client", Site: "international", Currency: "USD", Now: day0,
		GraceDays: 15, RetentionDays: 15, MaxTotalMonths: 600, ChargeLeadDays: 7, ChargeHour: 3,
		Role: "owner", May: []string{"manage", "read", "spend"}}
	if got != nil {
		want.Balance = got.Balance // before the first write it is only what is configured
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	products, err := c.Products(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range products {
		if p.ResourceSpecCode == voice && (p.Prices[mssclient.Yearly] != 9900 || p.Currency != "USD" ||
			p.MaxPeriodNum[mssclient.Yearly] != 3) {
			t.Errorf("got %+v", p)
		}
	}
	packages, err := c.Packages(t.Context(), mssclient.PackageFilter{})
	if err != nil || len(packages) > 0 || len(products) < 10 {
		t.Errorf("%d products, packages %v, %v", len(products), packages, err)
	}
	if _, err := os.Stat(filepath.Dir(w.file)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("reading made a file: %v", err)
	}
	if !c.Instant().Equal(day0) {
		t.Errorf("instant %v", c.Instant())
	}
}

func TestOrders(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "500.00")
	c := w.days(0)
	in := mssclient.OrderRequest{Items: []mssclient.OrderItem{yearly(2)}, Token: "token-1"}
	id, err := c.PlaceOrder(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.PlaceOrder(t.Context(), in); again != id || err != nil {
		t.Errorf("the same token: got %s, %v, want %s", again, err, id)
	}
	other := in
	other.Items = []mssclient.OrderItem{yearly(3)}
	_, err = c.PlaceOrder(t.Context(), other)
	w.refused(err, "SIM.2003")

	got, err := c.Order(t.Context(), id)
	want := &mssclient.Order{
		ID: id, Type: 1, Status: mssclient.OrderPendingPayment, OfficialAmount: 19800, Amount: 19800, Currency: "USD",
		CreatedTime:     day0,
		PaymentDeadline: day0.AddDate(0, 0, 7),
		Items: []mssclient.OrderItem{
			{ResourceSpecCode: voice, PeriodType: mssclient.Yearly, PeriodNum: 1, SubscriptionNum: 2, OfficialAmount: 19800,
				Amount: 19800}},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	if packages, err := c.Packages(t.Context(), mssclient.PackageFilter{OrderID: id}); err != nil || len(packages) > 0 {
		t.Errorf("an unpaid order delivered %v, %v", packages, err)
	}

	c = w.days(1)
	if err := c.PayOrder(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	w.refused(c.PayOrder(t.Context(), id), "CBC.99003106")
	if got, err = c.Order(t.Context(), id); err != nil || got.Status != mssclient.OrderCompleted ||
		!got.PaidTime.Equal(day0.AddDate(0, 0, 1)) {
		t.Errorf("the paid order is %+v, %v", got, err)
	}
	if tenant, err := c.Tenant(t.Context()); err != nil || tenant.Balance != "302.00" || !tenant.Exists ||
		!tenant.Head.Equal(day0.AddDate(0, 0, 1)) {
		t.Errorf("the tenant is %+v, %v", tenant, err)
	}

	dear, err := c.PlaceOrder(t.Context(), mssclient.OrderRequest{Items: []mssclient.OrderItem{yearly(9)}})
	if err != nil {
		t.Fatal(err)
	}
	w.refused(c.PayOrder(t.Context(), dear), "CBC.99005003")
	if err := c.CancelOrder(t.Context(), dear); err != nil {
		t.Error(err)
	}
	w.refused(c.CancelOrder(t.Context(), dear), "CBC.99005010")
	if got, err = c.Order(t.Context(), dear); err != nil || got.Status != mssclient.OrderCancelled {
		t.Errorf("the cancelled order is %+v, %v", got, err)
	}

	_, err = w.days(0).Tenant(t.Context())
	w.refused(err, "SIM.2001")
	_, err = c.Order(t.Context(), "CS0")
	if w.refused(err, "CBC.30000010"); !mssclient.IsNotFound(err) {
		t.Error("an unknown order is found")
	}
	_, err = w.as(day0.AddDate(0, 0, 1), "intruder").Tenant(t.Context())
	w.refused(err, "MSS.00000001")
}

func TestAutomaticPaymentNeedsItsAgreement(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	c := w.days(0)
	status := func() string {
		t.Helper()
		id, err := c.PlaceOrder(t.Context(), mssclient.OrderRequest{Items: []mssclient.OrderItem{yearly(1)}, AutoPay: true})
		if err != nil {
			t.Fatal(err)
		}
		o, err := c.Order(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return o.Status
	}
	if got := status(); got != mssclient.OrderPendingPayment {
		t.Errorf("without the agreement: %s", got)
	}
	for range 2 {
		if err := c.SignAutoPay(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := status(); got != mssclient.OrderCompleted {
		t.Errorf("with the agreement: %s", got)
	}
}

// TestPackages follows packages through their lives, as the wire shows them.
func TestPackages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	orderID, bought := w.buy(w.days(0), yearly(4))
	if len(bought) != 4 {
		t.Fatalf("bought %d packages", len(bought))
	}
	want := mssclient.Package{
		ResourceID: bought[0].ResourceID, OrderID: orderID, ResourceSpecCode: voice, Status: mssclient.PackageActive,
		BusinessType: "VOICE_CLONE",
		ChargingMode: "PERIODIC", Unit: "NUM", Units: 1, EffectiveTime: day0, ExpireTime: utc(t, "2028-03-01T15:59:59Z"),
		Listed: true,
	}
	if diff := cmp.Diff(want, bought[0]); diff != "" {
		t.Error(diff)
	}
	lapsing, kept, renewed, returned := bought[0].ResourceID, bought[1].ResourceID, bought[2].ResourceID,
		bought[3].ResourceID

	c := w.days(10)
	for _, on := range []bool{true, false, false} {
		if err := c.SetAutoRenew(t.Context(), kept, on); err != nil {
			t.Fatal(err)
		}
		if p := w.status(c, kept, mssclient.PackageActive); p.AutoRenew != on {
			t.Errorf("automatic renewal is %t", p.AutoRenew)
		}
	}
	if err := c.SetAutoRenew(t.Context(), kept, true); err != nil {
		t.Fatal(err)
	}
	renewal, err := c.RenewPackage(t.Context(), renewed, mssclient.Yearly, 2, "renew-1")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.RenewPackage(t.Context(), renewed, mssclient.Yearly, 2, "renew-1"); again != renewal || err != nil {
		t.Errorf("the same token: got %s, %v", again, err)
	}
	if p := w.status(c, renewed, mssclient.PackageActive); !p.ExpireTime.Equal(want.ExpireTime) {
		t.Errorf("renewed before payment: %v", p.ExpireTime)
	}
	_, err = c.ReturnPackage(t.Context(), renewed)
	w.refused(err, "CBC.99003100")
	if err := c.PayOrder(t.Context(), renewal); err != nil {
		t.Fatal(err)
	}
	if p := w.status(c, renewed, mssclient.PackageActive); !p.ExpireTime.Equal(utc(t, "2030-03-01T15:59:59Z")) {
		t.Errorf("renewed until %v", p.ExpireTime)
	}
	byRenewal, err := c.Packages(t.Context(), mssclient.PackageFilter{OrderID: renewal})
	if err != nil || len(byRenewal) != 1 || byRenewal[0].ResourceID != renewed || !byRenewal[0].Listed {
		t.Errorf("the renewal order's packages are %+v, %v", byRenewal, err)
	}

	refund, err := c.ReturnPackage(t.Context(), returned)
	if err != nil {
		t.Fatal(err)
	}
	if o, err := c.Order(t.Context(), refund); err != nil || o.Type != 4 || o.Amount >= 0 || o.Items != nil {
		t.Errorf("the return is %+v, %v", o, err)
	}
	if p := w.status(c, returned, mssclient.PackageReturned); p.Listed || p.ResourceSpecCode != voice {
		t.Errorf("the returned package is %+v", p)
	}
	if _, err := c.ReturnPackage(t.Context(), returned); err == nil || mssclient.MayHaveTakenEffect(err) {
		t.Errorf("returned twice: %v", err)
	}

	end := want.ExpireTime
	for _, step := range []struct {
		after  time.Duration
		status string
		listed bool
	}{
		{-time.Second, mssclient.PackageActive, true},
		{0, mssclient.PackageGrace, true},
		{15 * 24 * time.Hour, mssclient.PackageFrozen, true},
		{30 * 24 * time.Hour, mssclient.PackageReleased, false},
	} {
		if p := w.status(w.at(end.Add(step.after)), lapsing, step.status); p.Listed != step.listed {
			t.Errorf("%s: listed %t", step.status, p.Listed)
		}
	}
	later := w.at(end.AddDate(0, 2, 0))
	if p := w.status(later, kept, mssclient.PackageActive); !p.ExpireTime.Equal(utc(t, "2029-03-01T15:59:59Z")) {
		t.Errorf("renewed by itself until %v", p.ExpireTime)
	}
	w.status(later, returned, mssclient.PackageReturned)
	all, err := later.Packages(t.Context(), mssclient.PackageFilter{})
	if err != nil || len(all) != 4 {
		t.Errorf("%d packages are known, %v", len(all), err)
	}

	_, err = later.Package(t.Context(), "nope")
	if !mssclient.IsNotFound(err) {
		t.Errorf("an unknown package: %v", err)
	}
	w.refused(later.SetAutoRenew(t.Context(), "nope", true), "CBC.99003012")
	_, err = later.RenewPackage(t.Context(), lapsing, mssclient.Yearly, 1, "")
	w.refused(err, "CBC.99003016")
}

func TestManyPackagesComeInItemOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	_, packages := w.buy(w.days(0), yearly(100), months(3), yearly(30))
	if len(packages) != 131 {
		t.Fatalf("%d packages", len(packages))
	}
	for i, p := range packages {
		want := voice
		if i == 100 {
			want = onShelf
		}
		if p.ResourceSpecCode != want || !p.Listed {
			t.Errorf("package %d is %+v", i, p)
		}
	}
	all, err := w.days(0).Packages(t.Context(), mssclient.PackageFilter{})
	for _, list := range [][]mssclient.Package{packages, all} {
		slices.SortFunc(list, func(a, b mssclient.Package) int { return strings.Compare(a.ResourceID, b.ResourceID) })
	}
	if diff := cmp.Diff(packages, all); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestBundlesShowTheirParts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	_, packages := w.buy(w.days(0), mssclient.OrderItem{ResourceSpecCode: flexus, PeriodType: mssclient.OneOff,
		PeriodNum: 1, SubscriptionNum: 1})
	want := []mssclient.SubResource{
		{SubResourceType: "modeling_count_2d_model_flexus", BusinessType: "FLEXUS_2D", Unit: "NUM", Amount: 1},
		{SubResourceType: "voice_clone_flexus", BusinessType: "FLEXUS_2D", Unit: "NUM", Amount: 1},
		{SubResourceType: "video_time_flexus_2d_model", BusinessType: "FLEXUS_2D", Unit: "MIN", Amount: 120},
	}
	if diff := cmp.Diff(want, packages[0].SubResources); diff != "" || packages[0].ChargingMode != "ONE_TIME" {
		t.Errorf("%+v\n%s", packages[0], diff)
	}
}

func TestAssets(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	c := w.days(0)
	_, packages := w.buy(c, yearly(2))
	first := packages[0].ResourceID
	in := mssclient.AssetRequest{PackageID: first, Kind: "voice_clone", Name: "Ann", Description: "the voice",
		Inactive: true, Token: "asset-1"}
	id, err := c.MakeAsset(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.MakeAsset(t.Context(), in); again != id || err != nil {
		t.Errorf("the same token: got %s, %v", again, err)
	}
	got, err := c.Asset(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	want := &mssclient.Asset{
		ID: id, Name: "Ann", Description: "the voice", Kind: "voice_clone", VK: got.VK, AssetType: "VOICE_MODEL",
		Status:    mssclient.AssetInactive,
		PackageID: first, Pool: "voice_clone", ExpireTime: utc(t, "2028-03-01T15:59:59Z"), CreatedTime: day0,
		UpdatedTime: day0,
	}
	if diff := cmp.Diff(want, got); diff != "" || got.VK == "" {
		t.Error(diff)
	}
	if p := w.status(c, first, mssclient.PackageActive); p.Used != 1 || len(p.AssetIDs) != 1 || p.AssetIDs[0] != id {
		t.Errorf("the package is %+v", p)
	}
	_, err = c.MakeAsset(t.Context(), mssclient.AssetRequest{PackageID: first, Kind: "voice_clone", Name: "Bob"})
	w.refused(err, "SIM.1001")

	if err := c.UpdateAsset(t.Context(), id, mssclient.AssetUpdate{Name: new("Anna"), Active: new(true)}); err != nil {
		t.Fatal(err)
	}
	if got, err = c.Asset(t.Context(), id); err != nil || got.Name != "Anna" || got.Description != "the voice" ||
		got.Status != mssclient.AssetActive || !got.Active {
		t.Errorf("the updated asset is %+v, %v", got, err)
	}
	if err := c.UpdateAsset(t.Context(), id, mssclient.AssetUpdate{Description: new("")}); err != nil {
		t.Fatal(err)
	}
	if got, err = c.Asset(t.Context(), id); err != nil || got.Description != "" || got.Name != "Anna" {
		t.Errorf("the updated asset is %+v, %v", got, err)
	}

	if err := c.SetAutoRenew(t.Context(), first, true); err != nil {
		t.Fatal(err)
	}
	w.refused(c.DeleteAsset(t.Context(), id, false), "SIM.1007")
	w.refused(c.DeleteAsset(t.Context(), id, true), "SIM.1007")
	if err := c.SetAutoRenew(t.Context(), first, false); err != nil {
		t.Fatal(err)
	}
	other := w.make(c, packages[1].ResourceID, "Bob")
	for _, step := range []struct {
		do   func() error
		want string
	}{
		{func() error { return c.DeleteAsset(t.Context(), id, false) }, mssclient.AssetRecycled},
		{func() error { return c.RestoreAsset(t.Context(), id) }, mssclient.AssetActive},
		{func() error { return c.DeleteAsset(t.Context(), id, true) }, mssclient.AssetDeleted},
	} {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		if got, err = c.Asset(t.Context(), id); err != nil || got.Status != step.want {
			t.Errorf("the asset is %+v, %v, want %s", got, err, step.want)
		}
	}
	all, err := c.Assets(t.Context())
	if err != nil || len(all) != 2 || all[0].ID != id || all[0].Status != mssclient.AssetDeleted || all[1].ID != other {
		t.Errorf("the assets are %+v, %v", all, err)
	}
	for after, want := range map[time.Duration]string{
		-time.Second: mssclient.AssetActive, 0: mssclient.AssetGrace, 15 * 24 * time.Hour: mssclient.AssetFrozen,
		30 * 24 * time.Hour: mssclient.AssetDeleted,
	} {
		if got, err := w.at(utc(t, "2028-03-01T15:59:59Z").Add(after)).Asset(t.Context(), other); err != nil ||
			got.Status != want || !got.Active {
			t.Errorf("%v after the end: %+v, %v, want %s", after, got, err, want)
		}
	}
	_, err = c.Asset(t.Context(), "nope")
	if w.refused(err, "MSS.10001001"); !mssclient.IsNotFound(err) {
		t.Error("an unknown asset is found")
	}
}

func TestRenewals(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	c := w.days(0)
	_, packages := w.buy(c, yearly(2), months(12))
	a, b := w.make(c, packages[0].ResourceID, "Ann"), w.make(c, packages[1].ResourceID, "Bob")
	pool := packages[2].ResourceID
	if packages[2].Unit != "MONTH" || packages[2].Units != 12 {
		t.Errorf("the on-shelf package is %+v", packages[2])
	}

	c = w.days(5)
	in := mssclient.RenewalRequest{
		Rows:  []mssclient.RenewalRow{{AssetID: a, Months: 2}, {AssetID: b, ValidThrough: utc(t, "2028-03-15T00:00:00Z")}},
		Token: "months-1"}
	first, err := c.RenewAssets(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	end := utc(t, "2028-03-01T15:59:59Z")
	want := &mssclient.Renewal{
		ID: first.ID, CreatedTime: day0.AddDate(0, 0, 5), UnitsSpent: 3, Months: map[string]int64{a: 2, b: 1}, Operations: 1,
		Requested: map[string]string{b: "2028-03-15T00:00:00Z"},
		Results: []mssclient.RenewalResult{
			{
				AssetID: a, Outcome: mssclient.OutcomeRenewed, Months: 2, PreviousExpireTime: end,
				ExpireTime: utc(t, "2028-05-01T15:59:59Z"),
				Debits:     []mssclient.RenewalDebit{{ResourceID: pool, Units: 2}},
			},
			{
				AssetID: b, Outcome: mssclient.OutcomeRenewed, Months: 1, PreviousExpireTime: end,
				ExpireTime: utc(t, "2028-04-01T15:59:59Z"),
				Debits:     []mssclient.RenewalDebit{{ResourceID: pool, Units: 1}},
			},
		},
	}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Error(diff)
	}
	in.MaxUnits = map[string]int64{"voice_clone": 0} // a bound is no part of what is asked for
	again, err := c.RenewAssets(t.Context(), in)
	if err != nil || !again.Repeated {
		t.Fatalf("the same token: %+v, %v", again, err)
	}
	if again.Repeated = false; cmp.Diff(first, again) != "" {
		t.Errorf("the same token: %+v", again)
	}
	if err := c.DeleteAsset(t.Context(), b, false); err != nil {
		t.Fatal(err)
	}
	second, err := c.RenewAssets(t.Context(), mssclient.RenewalRequest{RenewalID: first.ID, Rows: []mssclient.RenewalRow{
		{AssetID: a, ValidThrough: end}, {AssetID: b, Months: 1},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if second.ID != first.ID || second.UnitsSpent != 3 || second.Results[0].Outcome != mssclient.OutcomeCovered ||
		second.Results[1].Outcome != mssclient.OutcomeFailed ||
		second.Results[1].ErrorCode != "SIM.1008" {
		t.Errorf("the second operation: %+v", second)
	}
	if read, err := c.Renewal(t.Context(), first.ID); err != nil || cmp.Diff(second, read) != "" {
		t.Errorf("read back: %+v, %v", read, err)
	}

	quotas, err := c.Quotas(t.Context())
	if err != nil || len(quotas) != 4 {
		t.Fatalf("the quotas are %+v, %v", quotas, err)
	}
	for _, q := range quotas {
		want := mssclient.Quota{Pool: q.Pool, Packages: []mssclient.QuotaPackage{}, Spent: []mssclient.QuotaSpend{}}
		if q.Pool == "voice_clone" {
			at := day0.AddDate(0, 0, 5)
			want = mssclient.Quota{
				Pool: q.Pool, Total: 12, Used: 3, Available: 9, Packages: []mssclient.QuotaPackage{
					{ResourceID: pool, Total: 12, Used: 3, ExpireTime: end}},
				Spent: []mssclient.QuotaSpend{{AssetID: a, RenewalID: first.ID, Units: 2, Time: at},
					{AssetID: b, RenewalID: first.ID, Units: 1, Time: at}},
			}
		}
		if diff := cmp.Diff(want, q); diff != "" {
			t.Error(diff)
		}
	}

	_, err = c.RenewAssets(t.Context(), mssclient.RenewalRequest{Rows: []mssclient.RenewalRow{{AssetID: a, Months: 10}}})
	if w.refused(err, "SIM.1003"); !strings.Contains(err.Error(), "voice_clone") {
		t.Errorf("got %v", err)
	}
	_, err = c.RenewAssets(t.Context(), mssclient.RenewalRequest{Rows: []mssclient.RenewalRow{{AssetID: a, Months: 2}},
		MaxUnits: map[string]int64{"voice_clone": 1}})
	w.refused(err, "SIM.1012")
	_, err = c.RenewAssets(t.Context(), mssclient.RenewalRequest{
		Rows: []mssclient.RenewalRow{{AssetID: a, Months: 1}, {AssetID: a, Months: 1}}})
	w.refused(err, "SIM.1005")
	_, err = c.RenewAssets(t.Context(), mssclient.RenewalRequest{Rows: []mssclient.RenewalRow{{AssetID: a}}})
	w.refused(err, "MSS.00000003")
	_, err = c.Renewal(t.Context(), "nope")
	if w.refused(err, "SIM.1006"); !mssclient.IsNotFound(err) {
		t.Error("an unknown renewal is found")
	}

	if _, err := c.RenewAssets(t.Context(), mssclient.RenewalRequest{
		Rows: []mssclient.RenewalRow{{AssetID: a, Months: 9}}}); err != nil {
		t.Fatal(err)
	}
	if p := w.status(c, pool, mssclient.PackageUsedUp); p.Used != 12 {
		t.Errorf("the used up package is %+v", p)
	}
	if p := w.status(w.at(end), pool, mssclient.PackageExpired); p.Listed {
		t.Errorf("the lapsed package is %+v", p)
	}
}
