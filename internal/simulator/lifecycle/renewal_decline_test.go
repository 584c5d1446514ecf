package lifecycle_test

import (
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

func decline(w *lifecycle.World, declines ...lifecycle.RenewalDecline) error {
	_, err := lifecycle.DeclineRenewals{Declines: declines}.Decide(w)
	return err
}

// TestDeclinedRenewalsAreTriedAgain: the first attempt after the window renews, and nothing before it does.
func TestDeclinedRenewalsAreTriedAgain(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(voice, site.Yearly, 1, 1, true))[0]
	first := p.NextCharge
	k.ok(decline(k.World, lifecycle.RenewalDecline{From: first.Add(-time.Hour), Until: first.Add(50 * time.Hour),
		Reason: "expired"}))
	if k.at(first.Add(71 * time.Hour)); len(p.Terms) != 1 {
		t.Errorf("it was renewed within the window")
	}
	if k.at(first.Add(72 * time.Hour)); len(p.Terms) != 2 {
		t.Errorf("it was not renewed at the first attempt after the window")
	}
}

// TestADeclineMayEndWithinTheSecondOfAnAttempt: the next attempt is that of the next day.
func TestADeclineMayEndWithinTheSecondOfAnAttempt(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(voice, site.Yearly, 1, 1, true))[0]
	first := p.NextCharge
	k.ok(decline(k.World, lifecycle.RenewalDecline{From: first.Add(-time.Hour), Until: first.Add(time.Second / 2),
		Reason: "expired"}))
	if k.at(first.Add(23 * time.Hour)); len(p.Terms) != 1 {
		t.Errorf("it was renewed by the attempt that was declined")
	}
	if k.at(first.Add(24 * time.Hour)); len(p.Terms) != 2 {
		t.Errorf("it was not renewed a day later")
	}
}

// TestADeclineIsOfItsPackagesOnly: by product or by id.
func TestADeclineIsOfItsPackagesOnly(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	packages := k.buy(item(voice, site.Yearly, 1, 2, true), item(channel, site.Yearly, 1, 1, true))
	k.ok(decline(k.World, lifecycle.RenewalDecline{ResourceSpecCode: channel, Reason: "no"},
		lifecycle.RenewalDecline{PackageID: packages[1].ID, Reason: "no"}))
	k.at(packages[0].NextCharge)
	for i, want := range []int{2, 1, 1} {
		if n := len(packages[i].Terms); n != want {
			t.Errorf("package %d has %d terms, want %d", i, n, want)
		}
	}
}

// TestADeclineThatNeverEndsReleasesThePackage, and one that is cleared in time does not.
func TestADeclineThatNeverEndsReleasesThePackage(t *testing.T) {
	t.Parallel()
	for _, cleared := range []bool{false, true} {
		k := newTester(t)
		p := k.buy(item(voice, site.Yearly, 1, 1, true))[0]
		k.ok(decline(k.World, lifecycle.RenewalDecline{Reason: "no"}))
		end := p.Expire()
		if k.at(end.Add(time.Hour)); p.Status(k.Now, k.Policies) != lifecycle.PackageGrace {
			t.Errorf("after its end it is %v", p.Status(k.Now, k.Policies))
		}
		if cleared {
			k.ok(decline(k.World))
		}
		k.at(end.AddDate(0, 6, 0))
		if gone := p.Gone(k.Now, k.Policies); gone == cleared {
			t.Errorf("cleared %t, released %t", cleared, gone)
		}
	}
}

// TestDeclinesDoNotChangeThePast: what was due before a decline is set or cleared keeps its answer.
func TestDeclinesDoNotChangeThePast(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(voice, site.Yearly, 1, 1, true))[0]
	first := p.NextCharge
	k.ok(decline(k.World, lifecycle.RenewalDecline{Reason: "no"}))
	k.at(first)
	k.ok(decline(k.World)) // at the very instant of the attempt
	if d := k.Tenant.Declines; len(d) != 1 || !d[0].Until.After(first) {
		t.Errorf("the decline is %+v and must still hold at %v", d, first)
	}
	if k.at(first.Add(23 * time.Hour)); len(p.Terms) != 1 {
		t.Error("the attempt that was declined has renewed it after all")
	}
	if k.at(first.Add(24 * time.Hour)); len(p.Terms) != 2 {
		t.Error("the next attempt has not renewed it")
	}
}
