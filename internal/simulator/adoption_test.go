package simulator_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

func ids(made []simulator.Made) (all []string) {
	for _, m := range made {
		all = append(all, m.ID)
	}
	return all
}

func (r runs) kept(call simulator.Call) []string {
	r.t.Helper()
	made, err := r.Kept(ctx, call)
	r.ok(err)
	return ids(made)
}

func TestAPartialPlanAdoptsNothing(t *testing.T) {
	t.Parallel()
	r := newRuns(t)
	first := r.order("one.a", "here", "a")
	r.ok(r.PayOrder(ctx, at(day0), first, lifecycle.Choice{}))
	r.dead["one.a"] = true
	partial := func(token string) simulator.Call {
		call := r.call("two.a", "here", token)
		call.Command.Partial = true
		return call
	}
	made, err := r.Unclaimed(ctx, partial("b"), lifecycle.OpPlaceOrder, yearly(voice, 1, false))
	if err != nil || len(made) != 1 || made[0].ID != first || len(made[0].Packages) != 1 {
		t.Fatalf("unclaimed is %v (%v), want %s with its package", made, err, first)
	}
	_, err = r.PlaceOrder(ctx, partial("b"), yearly(voice, 1, false))
	wantCode(t, err, lifecycle.CodePartialPlan)
	if !strings.Contains(err.Error(), first) || !strings.Contains(err.Error(), made[0].Packages[0]) {
		t.Errorf("the refusal names neither the order nor its package: %v", err)
	}
	// Other content is bought, also in part.
	if id, err := r.PlaceOrder(ctx, partial("c"), yearly(voice, 2, false)); err != nil || id == first {
		t.Errorf("another order got %s (%v)", id, err)
	}
	for what, other := range map[string]any{"other content": yearly(voice, 2, false),
		"another renewal": yearly(voice, 1, true)} {
		if made, err := r.Unclaimed(ctx, partial("d"), lifecycle.OpPlaceOrder, other); err != nil || len(made) > 0 {
			t.Errorf("%s: unclaimed is %v (%v)", what, made, err)
		}
	}
	// A full plan takes it over, and once the state has shown it a partial one buys.
	if got := r.order("three.a", "here", "e"); got != first {
		t.Errorf("a full plan got %s, want %s", got, first)
	}
	r.ok(r.Receive(ctx, r.call("four.a", "here", ""), []string{first}))
	if made, err := r.Unclaimed(ctx, partial("f"), lifecycle.OpPlaceOrder, yearly(voice, 1, false)); err != nil ||
		len(made) > 0 {
		t.Errorf("what the state has shown is unclaimed: %v (%v)", made, err)
	}
	if id, err := r.PlaceOrder(ctx, partial("f"), yearly(voice, 1, false)); err != nil || id == first {
		t.Errorf("a partial plan got %s (%v)", id, err)
	}
}

// A client token that was used before claims what it made.
func TestAUsedTokenIsNotUnclaimed(t *testing.T) {
	t.Parallel()
	r := newRuns(t)
	first := r.order("one.a", "here", "mine")
	r.dead["one.a"] = true
	call := r.call("two.a", "here", "mine")
	call.Command.Partial = true
	if made, err := r.Unclaimed(ctx, call, lifecycle.OpPlaceOrder, yearly(voice, 1, false)); err != nil || len(made) > 0 {
		t.Errorf("unclaimed is %v (%v)", made, err)
	}
	if id, err := r.PlaceOrder(ctx, call, yearly(voice, 1, false)); err != nil || id != first {
		t.Errorf("the token's own order is %s (%v), want %s", id, err, first)
	}
}

func TestFormerNamesOfAStateCount(t *testing.T) {
	t.Parallel()
	r := newRuns(t)
	lost, closed := r.order("one.a", "old name", "a"), r.order("one.b", "old name", "b")
	r.ok(r.CloseRun(ctx, r.call("one.b", "old name", "")))
	r.dead["one.a"] = true
	call := r.call("two.a", "new name", "c")
	call.Former = []string{"older name", "old name"}
	if got, err := r.Lost(ctx, call); err != nil || !slices.Equal(got, []string{lost}) {
		t.Errorf("lost is %v (%v), want %s", got, err, lost)
	}
	if got := r.kept(call); !slices.Equal(got, []string{closed}) {
		t.Errorf("kept is %v, want %s", got, closed)
	}
	if got, err := r.PlaceOrder(ctx, call, yearly(voice, 1, false)); err != nil || got != lost {
		t.Errorf("the next apply got %s (%v), want %s", got, err, lost)
	}
	if got := r.kept(call); !slices.Equal(got, []string{closed}) {
		t.Errorf("kept is %v although %s is open again", got, lost)
	}
	r.ok(r.CloseRun(ctx, r.call("two.a", "new name", "")))
	if got := r.kept(r.call("three.a", "new name", "")); !slices.Equal(got, []string{lost}) {
		t.Errorf("under its new name the state keeps %v, want %s", got, lost)
	}
}

func TestKeptIsWhatStillExists(t *testing.T) {
	t.Parallel()
	r := newRuns(t)
	run := r.call("one.a", "here", "a")
	first := r.order("one.a", "here", "a")
	r.ok(r.PayOrder(ctx, at(day0), first, lifecycle.Choice{}))
	pkg := r.look(day0, lifecycle.Selection{AllPackages: true}).PackageList()[0].ID
	run.Token = "b"
	asset, err := r.MakeAsset(ctx, run, lifecycle.MakeAsset{PackageID: pkg, Kind: "voice_clone", Name: "Narrator"})
	r.ok(err)
	_, _ = r.buy(day0, lifecycle.PlaceOrder{
		Items: []lifecycle.OrderRequestItem{
			{ResourceSpecCode: "mss.onshelf.voice_clone", PeriodType: "monthly", PeriodNum: 6, Quantity: 1}}})
	run.Token = "c"
	renewal, _, err := r.RenewAssets(ctx, run,
		lifecycle.RenewAssets{Rows: []lifecycle.RenewalRow{{AssetID: asset, Months: 2}}})
	r.ok(err)
	run.Token = "d"
	acted, _, err := r.RenewAssets(ctx, run,
		lifecycle.RenewAssets{Rows: []lifecycle.RenewalRow{{AssetID: asset, Months: 1}}})
	r.ok(err)
	r.ok(r.Receive(ctx, run, []string{acted})) // by an action, which no state keeps
	call := r.call("two.a", "here", "")
	if got := r.kept(call); len(got) > 0 {
		t.Errorf("kept is %v while the run is open", got)
	}
	r.ok(r.CloseRun(ctx, run))
	want := []string{first, asset, renewal}
	slices.Sort(want)
	if got := r.kept(call); !slices.Equal(got, want) {
		t.Errorf("kept is %v, want %v", got, want)
	}
	if got := r.kept(r.call("two.a", "there", "")); len(got) > 0 {
		t.Errorf("another state keeps %v", got)
	}
	r.ok(r.DeleteAsset(ctx, at(day0), asset, true))
	if got := r.kept(call); !slices.Equal(got, []string{first}) {
		t.Errorf("kept is %v after its asset was deleted, want %s", got, first)
	}
	_, err = r.ReturnPackages(ctx, at(day0), lifecycle.ReturnPackages{PackageIDs: []string{pkg}})
	r.ok(err)
	if got := r.kept(call); len(got) > 0 {
		t.Errorf("kept is %v after all of it has gone", got)
	}
}

// TestAnApplyDuringAnotherOneBuysNothing: neither while the other one lives, nor when it has ended since this one read
// the state.
func TestAnApplyDuringAnotherOneBuysNothing(t *testing.T) {
	t.Parallel()
	now := day0
	c := newCloud(t, simulator.Settings{})
	dead := map[string]bool{}
	c.Cloud = simulator.New(stores.Open(t, c.file),
		simulator.Options{Clock: func() time.Time { return now }, LeaseClock: func() time.Time { return now },
			Alive: func(run string) bool { return !dead[run] }})
	r := runs{c, dead}
	r.order("one.a", "here", "a")
	call := func(run, token string, command simulator.Command) simulator.Call {
		call := r.call(run, "here", token)
		call.Command = command
		return call
	}
	place := func(want string, call simulator.Call, years int32) {
		t.Helper()
		_, err := r.PlaceOrder(ctx, call, yearly(voice, years, false))
		if want == "" {
			r.ok(err)
			return
		}
		wantCode(t, err, want)
	}
	unlocked := simulator.Command{Unlocked: time.Minute}
	place(lifecycle.CodeRunUnderWay, call("two.a", "b", simulator.Command{}), 1)
	// whatever it is: the two would overwrite each other's state
	place(lifecycle.CodeRunUnderWay, call("two.a", "b", unlocked), 2)
	ids, err := r.Lost(ctx, call("two.a", "", simulator.Command{}))
	r.ok(err)
	r.ok(r.Receive(ctx, call("two.a", "", simulator.Command{}), ids)) // its state has what the first one made so far
	place(lifecycle.CodeRunUnderWay, call("two.a", "b", unlocked), 2)
	now = now.Add(30 * time.Second)
	r.ok(r.CloseRun(ctx, call("one.a", "", simulator.Command{})))
	now = now.Add(time.Second)
	place(lifecycle.CodeMadeMeanwhile, call("two.a", "b", unlocked), 1)
	place(lifecycle.CodeMadeMeanwhile, call("two.a", "b", unlocked), 2)
	place(lifecycle.CodeMadeMeanwhile, call("two.a", "b", simulator.Command{Waited: 5 * time.Second}), 1)
	place("", call("two.a", "c", simulator.Command{Waited: 5 * time.Second}), 2) // not the same
	dead["two.a"], dead["three.a"], dead["four.a"] = true, true, true
	// it began later
	place("", call("three.a", "d", simulator.Command{Unlocked: 900 * time.Millisecond, Waited: 200 * time.Millisecond}), 3)
	place("", call("four.a", "e", simulator.Command{}), 4)
	place("", call("one.b", "f", unlocked), 1) // of the same command
}
