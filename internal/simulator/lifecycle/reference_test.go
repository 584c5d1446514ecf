package lifecycle_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// reference is the rules of one livestreaming channel package on the international site once more, written apart from
// the engine: it knows only what its owner did and when, walks day by day, and says what the package is on a day. Days
// are counted in UTC+8; a package ends with a day.
type reference struct {
	bought time.Time // in UTC+8, as all instants here
	months int
	auto   bool
	gone   string // "released" or "returned"
	day    time.Time
	last   time.Time // the instant to which the owner's and time's deeds are known
}

var east = time.FixedZone("", 8*3600)

// endDay is the last day of n months: the day of the month of the purchase, or the month's last.
func (r *reference) endDay() time.Time {
	for d := r.bought.Day(); ; d-- {
		if t := time.Date(r.bought.Year(), r.bought.Month()+time.Month(r.months), d, 0, 0, 0, 0, east); t.Day() == d {
			return t
		}
	}
}

func (r *reference) end() time.Time { return r.endDay().Add(24*time.Hour - time.Second) }

// walk lets the days pass at whose 03:00 an automatic renewal may be charged.
func (r *reference) walk(to time.Time) {
	for ; !r.day.Add(3 * time.Hour).After(to); r.day = r.day.AddDate(0, 0, 1) {
		three := r.day.Add(3 * time.Hour)
		if three.After(r.last) && r.auto && r.gone == "" && !r.day.Before(r.endDay().AddDate(0, 0, -7)) &&
			three.Before(r.end().AddDate(0, 0, 30)) {
			r.months++
		}
	}
	r.last = to
}

func (r *reference) status() string {
	switch {
	case r.gone != "":
		return r.gone
	case r.last.Before(r.end()):
		return "active"
	case r.last.Before(r.end().AddDate(0, 0, 15)):
		return "grace"
	case r.last.Before(r.end().AddDate(0, 0, 30)):
		return "frozen"
	default:
		return "released"
	}
}

func TestEngineAgreesWithTheReference(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		k := newTester(t)
		now := day0.Add(time.Duration(rapid.Int64Range(0, 1500*24*3600).Draw(rt, "start")) * time.Second)
		k.at(now)
		auto := rapid.Bool().Draw(rt, "auto")
		months := rapid.Int32Range(1, 11).Draw(rt, "months")
		p := k.buy(item(channel, site.Monthly, months, 1, auto))[0]
		start := now.In(east)
		r := &reference{bought: start, months: int(months), auto: auto, last: start,
			day: time.Date(start.Year(), start.Month(), start.Day(), 0, 0, 0, 0, east)}
		for range rapid.IntRange(1, 25).Draw(rt, "deeds") {
			now = now.Add(time.Duration(rapid.Int64Range(0, 45*24*3600).Draw(rt, "seconds")) * time.Second)
			if rapid.Bool().Draw(rt, "on an edge") { // the instants at which a status changes, a charge is due, or just before
				edges := []time.Time{r.end(), r.end().AddDate(0, 0, 15), r.end().AddDate(0, 0, 30),
					r.endDay().AddDate(0, 0, -7).Add(3 * time.Hour)}
				edge := rapid.SampledFrom(edges).Draw(rt, "edge").
					Add(-time.Duration(rapid.IntRange(0, 1).Draw(rt, "before")) * time.Second)
				if edge.After(k.Now) {
					now = edge.UTC()
				}
			}
			k.at(now)
			r.walk(now.In(east))
			compareWith(rt, r, k, p)
			r.deed(rt, k, p)
			compareWith(rt, r, k, p)
		}
		r.forecastAgrees(rt, k, p)
	})
}

func compareWith(t *rapid.T, r *reference, k *tester, p *lifecycle.Package) {
	if got, want := string(k.PackageStatus(p)), r.status(); got != want {
		t.Fatalf("at %v the package is %s, the reference says %s", k.Now, got, want)
	}
	if r.gone == "" && !p.Expire().Equal(r.end()) {
		t.Fatalf("at %v the package ends %v, the reference says %v", k.Now, p.Expire(), r.end().UTC())
	}
}

// deed does something in both worlds; both must agree whether it is allowed.
func (r *reference) deed(t *rapid.T, k *tester, p *lifecycle.Package) {
	var err error
	allowed, does := true, func() {}
	alive := slices.Contains([]string{"active", "grace", "frozen"}, r.status())
	switch rapid.IntRange(0, 5).Draw(t, "deed") {
	case 0, 1:
		n := rapid.Int32Range(1, 3).Draw(t, "n")
		allowed, does = alive, func() { r.months += int(n) }
		var ids []string
		if ids, err = renew(k.World, lifecycle.RenewPackages{PackageIDs: []string{p.ID}, PeriodType: site.Monthly,
			PeriodNum: n}); err == nil {
			err = pay(k.World, ids[0], lifecycle.Choice{})
		}
	case 2:
		allowed, does = r.status() == "active", func() { r.auto = true }
		err = setAutoRenew(k.World, lifecycle.SetAutoRenew{PackageID: p.ID, On: true})
	case 3:
		allowed, does = alive && r.auto, func() { r.auto = false }
		err = setAutoRenew(k.World, lifecycle.SetAutoRenew{PackageID: p.ID, On: false})
	case 4:
		if rapid.IntRange(0, 9).Draw(t, "return") == 0 {
			allowed, does = r.status() == "active" || r.status() == "grace", func() { r.gone = "returned" }
			_, err = giveBack(k.World, lifecycle.ReturnPackages{PackageIDs: []string{p.ID}})
		}
	}
	if (err == nil) != allowed {
		t.Fatalf("at %v, %s: the engine says %v, the reference allowed: %v", k.Now, r.status(), err, allowed)
	}
	if allowed {
		does()
	}
}
