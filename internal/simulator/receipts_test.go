package simulator_test

import (
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// runs is a cloud whose runs live until they are killed.
type runs struct {
	cloud
	dead map[string]bool
}

func newRuns(t *testing.T) runs {
	t.Helper()
	c := newCloud(t, simulator.Settings{})
	dead := map[string]bool{}
	c.Cloud = simulator.New(stores.Open(t, c.file),
		simulator.Options{Clock: func() time.Time { return day0 }, Alive: func(run string) bool { return !dead[run] }})
	return runs{c, dead}
}

func (r runs) call(run, state, token string) simulator.Call {
	return simulator.Call{Tenant: "demo", At: day0, Token: token, State: state, Run: run}
}

// order places the same order in the name of a run.
func (r runs) order(run, state, token string) string {
	r.t.Helper()
	id, err := r.PlaceOrder(ctx, r.call(run, state, token), yearly(voice, 1, false))
	if err != nil {
		r.t.Fatal(err)
	}
	return id
}

func TestWhatABrokenRunBoughtIsAdoptedOnce(t *testing.T) {
	t.Parallel()
	r := newRuns(t)
	first := r.order("run 1", "here", "a")
	r.dead["run 1"] = true
	if lost, err := r.Lost(ctx, r.call("run 2", "here", "")); err != nil || len(lost) != 1 || lost[0] != first {
		t.Errorf("lost are %v (%v), want %s", lost, err, first)
	}
	if got := r.order("run 2", "here", "b"); got != first {
		t.Errorf("the next run ordered %s, not %s again", got, first)
	}
	if got := r.order("run 2", "here", "c"); got == first {
		t.Error("a second identical block took it over, too")
	}
	if w := r.look(day0, lifecycle.Selection{AllOrders: true}); len(w.Orders) != 2 {
		t.Errorf("%d orders were placed, want 2", len(w.Orders))
	}
	r.dead["run 2"] = true // which dies as well: what it had adopted is lost again
	if got := r.order("run 3", "here", "d"); got != first && got != r.order("run 3", "here", "e") {
		t.Error("what the second broken run held is not adopted")
	}
}

func TestOnlyWhatWasLostIsAdopted(t *testing.T) {
	t.Parallel()
	for name, meanwhile := range map[string]func(r runs, id string) (run, state string){
		"it is the same run": func(runs, string) (string, string) { return "run 1", "here" },
		"another state":      func(runs, string) (string, string) { return "run 2", "there" },
		"no state":           func(runs, string) (string, string) { return "run 2", "" },
		"the state has shown it": func(r runs, id string) (string, string) {
			r.ok(r.Receive(ctx, r.call("run 2", "here", ""), []string{id}))
			return "run 2", "here"
		},
		"its own run has told of it": func(r runs, id string) (string, string) {
			r.ok(r.Receive(ctx, r.call("run 1", "here", ""), []string{id}))
			return "run 2", "here"
		},
		"the run closed in order": func(r runs, _ string) (string, string) {
			r.ok(r.CloseRun(ctx, r.call("run 1", "here", "")))
			return "run 2", "here"
		},
		"it was cancelled": func(r runs, id string) (string, string) {
			r.ok(r.CancelOrder(ctx, at(day0), id))
			return "run 2", "here"
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRuns(t)
			first := r.order("run 1", "here", "a")
			r.dead["run 1"] = true
			run, state := meanwhile(r, first)
			if got := r.order(run, state, "b"); got == first {
				t.Errorf("%s was adopted", first)
			}
		})
	}
}

// Terraform lives while one of its providers has died, and has noted what that one made: another alias's identical
// block buys its own.
func TestADeadProcessOfTheSameCommandIsNotAdopted(t *testing.T) {
	t.Parallel()
	r := newRuns(t)
	first := r.order("one.a", "here", "a")
	r.dead["one.a"] = true
	if got := r.order("one.b", "here", "b"); got == first {
		t.Errorf("%s was given to a second block", first)
	}
	if lost, err := r.Lost(ctx, r.call("one.b", "here", "")); err != nil || len(lost) > 0 {
		t.Errorf("lost are %v (%v)", lost, err)
	}
	if got := r.order("two.a", "here", "c"); got != first {
		t.Errorf("the next command got %s, want %s", got, first)
	}
}

// An interrupted run's process may live on for a moment, and buy. Its own command's other processes, as those of
// aliases, do not wait for one another.
func TestALivingRunOfAnotherCommandIsWaitedFor(t *testing.T) {
	t.Parallel()
	r := newRuns(t)
	first := r.order("one.a", "here", "a")
	_, err := r.PlaceOrder(ctx, r.call("two.a", "here", "b"), yearly(voice, 1, false))
	wantCode(t, err, lifecycle.CodeRunUnderWay)
	if got := r.order("one.b", "here", "c"); got == first {
		t.Errorf("%s was adopted from a living process of the same command", first)
	}
	r.dead["one.a"] = true
	if lost, err := r.Lost(ctx, r.call("two.a", "here", "")); err != nil || len(lost) != 2 {
		t.Errorf("lost may be %v (%v), want both", lost, err)
	}
	if got := r.order("two.a", "here", "d"); got != first {
		t.Errorf("the next run ordered %s, want %s again", got, first)
	}
}

func (c cloud) ok(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func TestOtherContentIsNotAdopted(t *testing.T) {
	t.Parallel()
	r := newRuns(t)
	first := r.order("run 1", "here", "a")
	r.dead["run 1"] = true
	id, err := r.PlaceOrder(ctx, r.call("run 2", "here", "b"), yearly(voice, 2, false))
	if err != nil || id == first {
		t.Errorf("another order got %s (%v)", id, err)
	}
}

func TestUpdatesAreNeverAdopted(t *testing.T) {
	t.Parallel()
	r := newRuns(t)
	_, packages := r.buy(day0, yearly(voice, 1, false))
	in := lifecycle.RenewPackages{PackageIDs: []string{packages[0].ID}, PeriodType: "yearly", PeriodNum: 1}
	first, err := r.RenewPackages(ctx, r.call("run 1", "here", "a"), in)
	r.ok(err)
	r.ok(r.PayOrder(ctx, at(day0), first[0], lifecycle.Choice{}))
	r.dead["run 1"] = true
	if next, err := r.RenewPackages(ctx, r.call("run 2", "here", "b"), in); err != nil || next[0] == first[0] {
		t.Errorf("the renewal got %v (%v)", next, err)
	}
}

func TestAReadMakesNoReceipt(t *testing.T) {
	t.Parallel()
	r := newRuns(t)
	if lost, err := r.Lost(ctx, r.call("run 1", "here", "")); err != nil || len(lost) > 0 {
		t.Errorf("an empty cloud has lost %v (%v)", lost, err)
	}
	if _, err := r.Tenants(ctx); err != store.ErrMissing { //nolint:errorlint // the store's own word
		t.Errorf("the store is there: %v", err)
	}
}
