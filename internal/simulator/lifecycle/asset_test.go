package lifecycle_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

func (k *tester) onShelf(rows ...lifecycle.RenewalRow) (*lifecycle.AssetRenewal, error) {
	k.calls++
	k.Identity = strings.Repeat("i", k.calls)
	id, err := renewAssets(k.World, lifecycle.RenewAssets{Rows: rows})
	return k.Renewals[id], err
}

func TestAssetIsMadeFromAFreeUnitOfAnActivePackage(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(voice, site.Yearly, 1, 1, false))[0]
	for name, c := range map[string]struct {
		in   lifecycle.MakeAsset
		code string
	}{
		"unknown kind":  {lifecycle.MakeAsset{PackageID: p.ID, Kind: "hologram", Name: "a"}, lifecycle.CodeBadParameter},
		"kind not made": {lifecycle.MakeAsset{PackageID: p.ID, Kind: "studio_2d", Name: "a"}, lifecycle.CodeBadParameter},
		"no name":       {lifecycle.MakeAsset{PackageID: p.ID, Kind: "voice_clone"}, lifecycle.CodeBadParameter},
		"name too long": {lifecycle.MakeAsset{PackageID: p.ID, Kind: "voice_clone", Name: strings.Repeat("声", 257)},
			lifecycle.CodeBadParameter},
		"unknown package": {lifecycle.MakeAsset{PackageID: "x", Kind: "voice_clone", Name: "a"},
			lifecycle.CodeResourceUnknown},
	} {
		_, err := makeAsset(k.World, c.in)
		if k.refused(err, c.code); p.Used != 0 {
			t.Errorf("%s: a unit was used", name)
		}
	}
	a := k.make(p, "voice_clone")
	if p.Used != 1 || p.AssetID != a.ID || a.Pool != "voice_clone" || a.AssetType != "VOICE_MODEL" || len(a.VK) != 32 {
		t.Errorf("package %+v, asset %+v", p, a)
	}
	k.at(k.Now)
	_, err := makeAsset(k.World, lifecycle.MakeAsset{PackageID: p.ID, Kind: "voice_clone", Name: "two"})
	k.refused(err, lifecycle.CodeUnitTaken, a.ID, "one")
	k.at(dayEnd(2028, 3, 1))
	q := k.buy(item(voice, site.Yearly, 1, 1, false))[0]
	k.at(dayEnd(2029, 3, 1))
	_, err = makeAsset(k.World, lifecycle.MakeAsset{PackageID: q.ID, Kind: "voice_clone", Name: "late"})
	k.refused(err, lifecycle.CodePackageState, "grace")
}

func TestAssetStatusPrecedence(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(voice, site.Yearly, 1, 1, false))[0]
	a := k.make(p, "voice_clone")
	off := false
	k.ok(updateAsset(k.World, a.ID, lifecycle.AssetChange{Active: &off}))
	want := func(when time.Time, status lifecycle.AssetStatus) {
		t.Helper()
		if got := a.Status(p, when, k.Policies); got != status {
			t.Errorf("at %v: %s, want %s", when, got, status)
		}
	}
	want(day0, lifecycle.AssetInactive)
	want(dayEnd(2028, 3, 1), lifecycle.AssetGrace)
	want(dayEnd(2028, 3, 16), lifecycle.AssetFrozen)
	want(dayEnd(2028, 3, 31), lifecycle.AssetDeleted)
	k.at(dayEnd(2028, 3, 10))
	k.ok(deleteAsset(k.World, a.ID, false))
	want(k.Now, lifecycle.AssetRecycled)
	want(dayEnd(2028, 3, 20), lifecycle.AssetRecycled)
	want(dayEnd(2028, 3, 31), lifecycle.AssetDeleted)
	k.at(dayEnd(2028, 3, 20))
	k.ok(restoreAsset(k.World, a.ID))
	want(k.Now, lifecycle.AssetFrozen)
	k.refused(updateAsset(k.World, a.ID, lifecycle.AssetChange{Active: &off}), lifecycle.CodeAssetState, "frozen")
}

func TestDeletingGoesToTheBinAndNeverFreesTheUnit(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(voice, site.Yearly, 1, 1, false))[0]
	a := k.make(p, "voice_clone")
	k.ok(deleteAsset(k.World, a.ID, false))
	k.ok(deleteAsset(k.World, a.ID, false)) // again: it is there already
	_, err := makeAsset(k.World, lifecycle.MakeAsset{PackageID: p.ID, Kind: "voice_clone", Name: "another"})
	k.refused(err, lifecycle.CodeUnitTaken)
	id, err := makeAsset(k.World, lifecycle.MakeAsset{PackageID: p.ID, Kind: "voice_clone", Name: "one"})
	if k.ok(err); id != a.ID || k.AssetStatus(a) != lifecycle.AssetActive {
		t.Errorf("making it again gave %s, %s", id, k.AssetStatus(a))
	}
	k.refused(restoreAsset(k.World, a.ID), lifecycle.CodeAssetState, "active")
	k.ok(deleteAsset(k.World, a.ID, true))
	k.refused(deleteAsset(k.World, a.ID, true), lifecycle.CodeAssetState, "deleted")
	k.refused(restoreAsset(k.World, a.ID), lifecycle.CodeAssetState)
	k.refused(deleteAsset(k.World, "x", false), lifecycle.CodeAssetNotFound)
}

// TestANameInAnotherFormRestoresItsAsset, with the name that it had.
func TestANameInAnotherFormRestoresItsAsset(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(voice, site.Yearly, 1, 1, false))[0]
	request := func(name string) lifecycle.MakeAsset {
		return lifecycle.MakeAsset{PackageID: p.ID, Kind: "voice_clone", Name: name}
	}
	id, err := makeAsset(k.World, request("Zoe\u0301"))
	k.ok(err)
	k.ok(deleteAsset(k.World, id, false))
	_, err = makeAsset(k.World, request("Zoe"))
	k.refused(err, lifecycle.CodeUnitTaken)
	again, err := makeAsset(k.World, request("Zo\u00e9"))
	if k.ok(err); again != id || k.Assets[id].Name != "Zoe\u0301" || k.AssetStatus(k.Assets[id]) != lifecycle.AssetActive {
		t.Errorf("asset %s (%q) answers for %s", again, k.Assets[again].Name, id)
	}
}

func TestDeletionIsRefusedUnderAutoRenewal(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	p := k.buy(item(voice, site.Yearly, 1, 1, true))[0]
	a := k.make(p, "voice_clone")
	for _, force := range []bool{false, true} {
		k.refused(deleteAsset(k.World, a.ID, force), lifecycle.CodeAutoRenewGuard, p.ID)
	}
	k.ok(setAutoRenew(k.World, lifecycle.SetAutoRenew{PackageID: p.ID, On: false}))
	k.ok(deleteAsset(k.World, a.ID, true))
}

func TestAssetEndIsTheLaterOfPackageAndMonths(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	packages := k.buy(item(voice, site.Yearly, 1, 1, false), item(onShelf, site.Monthly, 12, 1, false))
	p, shelf := packages[0], packages[1]
	a := k.make(p, "voice_clone")
	r, err := k.onShelf(lifecycle.RenewalRow{AssetID: a.ID, Months: 3})
	k.ok(err)
	row := r.Operations[0].Results[0]
	if row.Outcome != lifecycle.OutcomeRenewed || !row.PreviousEnd.Equal(dayEnd(2028, 3, 1)) ||
		!row.End.Equal(dayEnd(2028, 6, 1)) || row.Debits[0].ResourceID != shelf.ID || row.Debits[0].Units != 3 {
		t.Errorf("the result is %+v", row)
	}
	// The package is released on 31 March; the asset lives by its own months, with grace and retention of its own.
	for when, want := range map[time.Time]lifecycle.AssetStatus{
		dayEnd(2028, 5, 31): lifecycle.AssetActive, dayEnd(2028, 6, 1): lifecycle.AssetGrace,
		dayEnd(2028, 6, 16): lifecycle.AssetFrozen, dayEnd(2028, 7, 1): lifecycle.AssetDeleted,
	} {
		if got := a.Status(p, when, k.Policies); got != want {
			t.Errorf("at %v: %s, want %s", when, got, want)
		}
	}
	// Renewing the package past the on-shelf date swallows those months.
	k.renew(p, site.Yearly, 1)
	if end := k.AssetEnd(a); !end.Equal(dayEnd(2029, 3, 1)) {
		t.Errorf("with the renewed package the asset ends %v", end)
	}
}

func TestCascadeAlwaysTakesTheAssetWithItsPackage(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	k.Policy.Cascade.Value = "always"
	p := k.buy(item(voice, site.Yearly, 1, 1, false), item(onShelf, site.Monthly, 12, 1, false))[0]
	a := k.make(p, "voice_clone")
	_, err := k.onShelf(lifecycle.RenewalRow{AssetID: a.ID, Months: 3})
	k.ok(err)
	if got := a.Status(p, dayEnd(2028, 3, 31), k.Policies); got != lifecycle.AssetDeleted {
		t.Errorf("when its package is released the asset is %s", got)
	}
}

func TestMonthsAddUpFromTheFirstAnchor(t *testing.T) {
	t.Parallel()
	split, whole := newTester(t), newTester(t)
	var ends []time.Time
	for k, months := range map[*tester][]int64{split: {1, 4}, whole: {5}} {
		k.at(time.Date(2027, 3, 31, 2, 0, 0, 0, time.UTC))
		a := k.make(k.buy(item(voice, site.Yearly, 1, 1, false), item(onShelf, site.Monthly, 12, 1, false))[0], "voice_clone")
		for _, n := range months {
			_, err := k.onShelf(lifecycle.RenewalRow{AssetID: a.ID, Months: n})
			k.ok(err)
		}
		ends = append(ends, k.AssetEnd(a))
	}
	if !ends[0].Equal(ends[1]) || !ends[0].Equal(dayEnd(2028, 8, 31)) {
		t.Errorf("1 + 4 months and 5 months end %v and %v, want 2028-08-31", ends[0], ends[1])
	}
}

func TestEarliestEndingPackageIsDebitedFirstAcrossPackages(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	late := k.buy(item(voice, site.Yearly, 1, 1, false), item(onShelf, site.Monthly, 5, 1, false))
	a := k.make(late[0], "voice_clone")
	k.at(day0.AddDate(0, 1, 0))
	later := k.buy(item(onShelf, site.Monthly, 5, 1, false))[0]
	r, err := k.onShelf(lifecycle.RenewalRow{AssetID: a.ID, Months: 7})
	k.ok(err)
	d := r.Operations[0].Results[0].Debits
	if len(d) != 2 || d[0] != (lifecycle.Debit{ResourceID: late[1].ID, Units: 5}) ||
		d[1] != (lifecycle.Debit{ResourceID: later.ID, Units: 2}) {
		t.Errorf("debits %+v", d)
	}
	if got := late[1].Status(k.Now, k.Policies); got != lifecycle.PackageUsedUp {
		t.Errorf("the spent package is %s", got)
	}
	if q := k.Quota("voice_clone"); q.Total != 10 || q.Used != 7 || q.Available != 3 {
		t.Errorf("the pool is %+v", q)
	}
	k.at(dayEnd(2028, 3, 1)) // the first package is void, its spent months stay spent
	if q := k.Quota("voice_clone"); q.Total != 5 || q.Available != 3 {
		t.Errorf("after the first package's year the pool is %+v", q)
	}
}

func TestRenewalIsRefusedWhole(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	packages := k.buy(item(voice, site.Yearly, 1, 2, false), item(onShelf, site.Monthly, 4, 1, false))
	a := k.make(packages[0], "voice_clone")
	k.at(k.Now)
	b := k.make(packages[1], "voice_clone")
	for name, c := range map[string]struct {
		rows  []lifecycle.RenewalRow
		code  string
		parts []string
	}{
		"empty": {nil, lifecycle.CodeBadParameter, nil},
		"unknown asset": {[]lifecycle.RenewalRow{{AssetID: a.ID, Months: 1}, {AssetID: "x", Months: 1}},
			lifecycle.CodeAssetNotFound, []string{"renewals[1].asset_id"}},
		"doubled asset": {[]lifecycle.RenewalRow{{AssetID: a.ID, Months: 1}, {AssetID: a.ID, Months: 1}},
			lifecycle.CodeDoubledAsset, []string{"renewals[1]"}},
		"no months": {[]lifecycle.RenewalRow{{AssetID: a.ID}}, lifecycle.CodeBadParameter,
			[]string{"renewals[0].months"}},
		"far too many": {[]lifecycle.RenewalRow{{AssetID: a.ID, Months: 1 << 40}}, lifecycle.CodeTooLong, nil},
		"pool short": {[]lifecycle.RenewalRow{{AssetID: a.ID, Months: 3}, {AssetID: b.ID, Months: 2}},
			lifecycle.CodePoolShort, []string{"voice_clone", "5 months wanted", "4 available"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := k.onShelf(c.rows...)
			k.refused(err, c.code, c.parts...)
			if q := k.Quota("voice_clone"); q.Used != 0 || len(k.Renewals) != 0 {
				t.Error("the refused renewal spent something")
			}
		})
	}
}

// A request spends at most the units of a pool that it allows, whatever its rows turn out to need.
func TestRenewalSpendsAtMostWhatItAllows(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	packages := k.buy(item(voice, site.Yearly, 1, 1, false), item(onShelf, site.Monthly, 9, 1, false))
	a := k.make(packages[0], "voice_clone")
	date := []lifecycle.RenewalRow{{AssetID: a.ID, ValidThrough: dayEnd(2028, 6, 1)}} // three months
	for _, most := range []map[string]int64{{"voice_clone": 0}, {"voice_clone": 2}, {"voice_clone": -1},
		{"voice_clone": 2, "avatar_3d": 9}} {
		_, err := renewAssets(k.World, lifecycle.RenewAssets{Rows: date, MaxUnits: most})
		k.refused(err, lifecycle.CodeAboveMaxUnits, "voice_clone", "3 months wanted")
		if q := k.Quota("voice_clone"); q.Used != 0 || len(k.Renewals) != 0 {
			t.Errorf("at most %v: the refused renewal spent something", most)
		}
	}
	// what is covered needs nothing
	for i, most := range []map[string]int64{{"voice_clone": 3, "avatar_3d": 0}, {"voice_clone": 0}, {"avatar_3d": 0}} {
		if _, err := renewAssets(k.World, lifecycle.RenewAssets{Rows: date, MaxUnits: most}); err != nil ||
			k.Quota("voice_clone").Used != 3 {
			t.Errorf("renewal %d, at most %v: %v, %d units are spent", i, most, err, k.Quota("voice_clone").Used)
		}
	}
}

func TestRecycledAssetFailsItsOwnRowOnly(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	packages := k.buy(item(voice, site.Yearly, 1, 2, false), item(onShelf, site.Monthly, 4, 1, false))
	a := k.make(packages[0], "voice_clone")
	k.at(k.Now)
	b := k.make(packages[1], "voice_clone")
	k.ok(deleteAsset(k.World, a.ID, false))
	r, err := k.onShelf(lifecycle.RenewalRow{AssetID: a.ID, Months: 3}, lifecycle.RenewalRow{AssetID: b.ID, Months: 2})
	k.ok(err)
	rows := r.Operations[0].Results
	if rows[0].Outcome != lifecycle.OutcomeFailed || rows[0].ErrorCode != lifecycle.CodeAssetState ||
		rows[0].Months != 0 ||
		len(rows[0].Debits) != 0 {
		t.Errorf("the recycled asset's row: %+v", rows[0])
	}
	if rows[1].Outcome != lifecycle.OutcomeRenewed || k.Quota("voice_clone").Used != 2 || r.UnitsSpent() != 2 {
		t.Errorf("the other row: %+v", rows[1])
	}
}

func TestABatchMixesPoolsAndIsCheckedPerPool(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	packages := k.buy(item(voice, site.Yearly, 1, 1, false), item("mss.modeling.cartoon_3d", site.Yearly, 1, 1, false),
		item(onShelf, site.Monthly, 9, 1, false), item(onShelf3, site.Monthly, 1, 1, false))
	v := k.make(packages[0], "voice_clone")
	k.at(k.Now)
	c := k.make(packages[1], "cartoon_3d")
	_, err := k.onShelf(lifecycle.RenewalRow{AssetID: v.ID, Months: 2}, lifecycle.RenewalRow{AssetID: c.ID, Months: 2})
	k.refused(err, lifecycle.CodePoolShort, "avatar_3d", "2 months wanted", "1 available")
	_, err = k.onShelf(lifecycle.RenewalRow{AssetID: v.ID, Months: 2}, lifecycle.RenewalRow{AssetID: c.ID, Months: 1})
	k.ok(err)
}

func TestValidThroughSpendsTheFewestMonths(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	// ends 2028-03-01
	a := k.make(k.buy(item(voice, site.Yearly, 1, 1, false), item(onShelf, site.Monthly, 12, 1, false))[0], "voice_clone")
	for _, c := range []struct {
		until   time.Time
		outcome string
		months  int64
	}{
		{dayEnd(2028, 3, 1), lifecycle.OutcomeCovered, 0},
		{dayEnd(2028, 5, 1), lifecycle.OutcomeRenewed, 2},
		{dayEnd(2028, 5, 1), lifecycle.OutcomeCovered, 0},
		{dayEnd(2028, 5, 1).Add(time.Second), lifecycle.OutcomeRenewed, 1},
	} {
		r, err := k.onShelf(lifecycle.RenewalRow{AssetID: a.ID, ValidThrough: c.until})
		k.ok(err)
		if row := r.Operations[0].Results[0]; row.Outcome != c.outcome || row.Months != c.months {
			t.Errorf("until %v: %s, %d months", c.until, row.Outcome, row.Months)
		}
	}
}
