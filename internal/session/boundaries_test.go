package session_test

import (
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// borders is an account of which everything ends at some time, looked at by the service and by its client.
type borders struct {
	t                               *testing.T
	cloud                           *simulator.Cloud
	renewing, plain, months         string // packages; the renewal of the first fails for lack of balance
	asset, kept                     string // of the plain one; the second has months of its own
	unpaid, coupon                  string
	couponFrom, couponUntil, payEnd time.Time
}

const voice = "hws.resource.type.metastudio.modeling.voice.onebasic"

var instants = regexp.MustCompile(`\d{4}-\d\d-\d\dT[0-9:]+Z`)

var beginning = time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)

func newBorders(t *testing.T) *borders {
	t.Helper()
	st := store.New(filepath.Join(t.TempDir(), "simulator.db"))
	t.Cleanup(func() { _ = st.Close() })
	balance := money.Amount(3*99_00 + 8_00)
	b := &borders{t: t, couponFrom: beginning.Add(time.Hour), couponUntil: beginning.AddDate(0, 0, 30)}
	b.cloud = simulator.New(st, simulator.Options{Clock: func() time.Time { return beginning },
		Settings: simulator.Settings{OpeningBalance: &balance}})
	c := b.at(beginning).Client
	ctx := t.Context()
	order := func(it mssclient.OrderItem) string {
		t.Helper()
		it.SubscriptionNum = 1
		id, err := c.PlaceOrder(ctx, mssclient.OrderRequest{Items: []mssclient.OrderItem{it}})
		b.ok(err)
		return id
	}
	buy := func(it mssclient.OrderItem) string {
		t.Helper()
		id := order(it)
		b.ok(c.PayOrder(ctx, id))
		all, err := c.Packages(ctx, mssclient.PackageFilter{OrderID: id})
		b.ok(err)
		return all[0].ResourceID
	}
	b.renewing = buy(mssclient.OrderItem{ResourceSpecCode: voice, PeriodType: mssclient.Yearly, PeriodNum: 1,
		AutoRenew: true})
	b.plain = buy(mssclient.OrderItem{ResourceSpecCode: voice, PeriodType: mssclient.Yearly, PeriodNum: 1})
	other := buy(mssclient.OrderItem{ResourceSpecCode: voice, PeriodType: mssclient.Yearly, PeriodNum: 1})
	b.months = buy(mssclient.OrderItem{ResourceSpecCode: "mss.onshelf.voice_clone", PeriodType: mssclient.Monthly,
		PeriodNum: 1})
	var err error
	b.asset, err = c.MakeAsset(ctx, mssclient.AssetRequest{PackageID: b.plain, Kind: "voice_clone", Name: "Anna"})
	b.ok(err)
	b.kept, err = c.MakeAsset(ctx, mssclient.AssetRequest{PackageID: other, Kind: "voice_clone", Name: "Bob"})
	b.ok(err)
	_, err = c.RenewAssets(ctx, mssclient.RenewalRequest{Rows: []mssclient.RenewalRow{{AssetID: b.kept, Months: 1}}})
	b.ok(err)
	b.unpaid = order(mssclient.OrderItem{ResourceSpecCode: voice, PeriodType: mssclient.Yearly, PeriodNum: 1})
	b.payEnd = beginning.AddDate(0, 0, 7)
	granted, err := b.cloud.Do(ctx, simulator.Call{Tenant: "demo"},
		lifecycle.GrantCoupon{Coupon: lifecycle.Coupon{Type: lifecycle.CashCoupon, FaceValue: 1, ValidFrom: b.couponFrom,
			ValidUntil: b.couponUntil}})
	b.coupon = granted.ID()
	b.ok(err)
	return b
}

func (b *borders) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// at is a session at an instant, as the provider configures it.
func (b *borders) at(now time.Time) *session.Session {
	b.t.Helper()
	c, err := mssclient.New(mssclient.Config{
		ProjectID: "demo", AccessKey: "demo", SecretKey: "sk", Endpoint: "http://simulator.mss.invalid",
		Transport: api.Transport(api.New(b.cloud, auth.Embedded("demo"))), Instant: now,
	})
	b.ok(err)
	tenant, err := c.Tenant(b.t.Context())
	b.ok(err)
	return &session.Session{
		Client: c, AcceptAgreements: true, ExpiryWarningDays: 7, GraceDays: tenant.GraceDays,
		RetentionDays:  tenant.RetentionDays,
		ChargeLeadDays: tenant.ChargeLeadDays, ChargeHour: tenant.ChargeHour,
	}
}

func (b *borders) world(now time.Time) *lifecycle.View {
	b.t.Helper()
	w, err := b.cloud.Look(b.t.Context(), simulator.Call{Tenant: "demo", At: now},
		lifecycle.Selection{AllOrders: true, AllPackages: true, AllAssets: true})
	b.ok(err)
	return w
}

// TestBordersAreToldTheSameWay looks at the second before, at and after each border. A period is half open: at the very
// second of its end, 23:59:59 UTC+8, what follows it has begun, for the service, the statuses that the client derives,
// and the warnings.
func TestBordersAreToldTheSameWay(t *testing.T) {
	t.Parallel()
	b := newBorders(t)
	w := b.world(beginning)
	p, kept := w.Packages[b.plain], w.Assets[b.kept]
	end, grace, release := p.Expire(), p.GraceEnd(w.Policies), p.RetentionEnd(w.Policies)
	keptEnd := kept.End(w.Packages[kept.PackageID])
	keptGrace, keptRelease := kept.GraceEnd(w.Packages[kept.PackageID], w.Policies),
		kept.RetentionEnd(w.Packages[kept.PackageID], w.Policies)
	charge := w.Packages[b.renewing].NextCharge
	spentEnd := w.Packages[b.months].Expire()
	for name, border := range map[string]time.Time{
		"end": end, "grace end": grace, "release": release, "warning": end.AddDate(0, 0, -7), "first charge": charge,
		"second charge":        charge.AddDate(0, 0, 1),
		"charge after the end": charge.AddDate(0, 0, 9), "last charge": charge.AddDate(0, 0, 37),
		"payment deadline": b.payEnd,
		"coupon begins":    b.couponFrom, "coupon ends": b.couponUntil,
		"end of months": keptEnd, "their grace end": keptGrace, "their release": keptRelease,
		"end of the spent package": spentEnd,
	} {
		for _, seconds := range []int{-1, 0, 1} {
			now := border.Add(time.Duration(seconds) * time.Second)
			b.look(name, now, map[string]map[time.Time]string{
				b.plain:    {beginning: "active", end: "grace", grace: "frozen", release: "released"},
				b.renewing: {beginning: "active", end: "grace", grace: "frozen", release: "released"},
				b.months:   {beginning: "used_up", spentEnd: "expired"},
				b.asset:    {beginning: "active", end: "grace", grace: "frozen", release: "deleted"},
				b.kept:     {beginning: "active", keptEnd: "grace", keptGrace: "frozen", keptRelease: "deleted"},
				b.unpaid:   {beginning: "pending_payment", b.payEnd: "cancelled"},
				b.coupon:   {beginning: "inactive", b.couponFrom: "to_use", b.couponUntil: "expired"},
			})
		}
	}
}

// phase is what a thing is at an instant: the phase that began last.
func phase(of map[time.Time]string, now time.Time) string {
	var since time.Time
	for from := range of {
		if !from.After(now) && from.After(since) {
			since = from
		}
	}
	return of[since]
}

func (b *borders) look(border string, now time.Time, phases map[string]map[time.Time]string) {
	b.t.Helper()
	w, s, ctx := b.world(now), b.at(now), b.t.Context()
	want := func(what, got, want string) {
		b.t.Helper()
		if got != want {
			b.t.Errorf("%s, %s: %s is %q, want %q", border, now.Format(time.RFC3339), what, got, want)
		}
	}
	for _, id := range []string{b.plain, b.renewing, b.months} {
		p, err := s.Client.Package(ctx, id)
		b.ok(err)
		want("package for the service", string(w.PackageStatus(w.Packages[id])), phase(phases[id], now))
		want("package for the client", p.Status, phase(phases[id], now))
		want("ended", message.Ended(p.ExpireTime, s.Now()),
			map[bool]string{true: ", its service ended " + message.Instant(p.ExpireTime)}[!now.Before(w.Packages[id].Expire())])
	}
	for _, id := range []string{b.asset, b.kept} {
		a, err := s.Client.Asset(ctx, id)
		b.ok(err)
		want("asset for the service", string(w.AssetStatus(w.Assets[id])), phase(phases[id], now))
		want("asset for the client", a.Status, phase(phases[id], now))
	}
	o, err := s.Client.Order(ctx, b.unpaid)
	b.ok(err)
	want("order", o.Status, phase(phases[b.unpaid], now))
	coupons, err := s.Client.Coupons(ctx)
	b.ok(err)
	for _, c := range coupons { // those that ended long ago are no longer listed
		want("coupon", c.Status, phase(phases[b.coupon], now))
	}

	p, pol := w.Packages[b.renewing], w.Policies
	end := p.Expire()
	want("grace end", message.Instant(s.GraceEnd(end)), message.Instant(p.GraceEnd(pol)))
	want("release end", message.Instant(s.ReleaseEnd(end)), message.Instant(p.RetentionEnd(pol)))
	if !p.Gone(now, pol) {
		want("next charge", message.Instant(s.NextCharge(end)), message.Instant(w.NextAttempt(p)))
	}
	story, err := b.cloud.Story(ctx, "demo", now)
	b.ok(err)
	var soon, failed string
	for _, e := range story {
		switch {
		case e.Type == "package_expires_soon" && e.Subject == b.plain:
			soon = "soon"
		case e.Type == "auto_renewal_failed" && e.Subject == b.renewing:
			failed = message.Instant(e.At)
		case e.Type == "auto_renewal_retried" && e.Subject == b.renewing:
			told := instants.FindAllString(e.Text, -1)
			failed = told[len(told)-1]
		}
	}
	want("warning", map[bool]string{true: "soon"}[s.Soon(w.Packages[b.plain].Expire())], soon)
	if last := s.LastCharge(end); !p.Gone(now, pol) && (!last.IsZero() || failed != "") {
		want("last charge", message.Instant(last), failed)
	}
}
