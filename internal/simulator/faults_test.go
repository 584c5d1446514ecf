package simulator_test

import (
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/fault"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// TestACallWithoutFaultsIsNotLookedUp: who has looked up the caller's key knows that there are none. The store here
// cannot be read.
func TestACallWithoutFaultsIsNotLookedUp(t *testing.T) {
	t.Parallel()
	of, names := fault.Operation{Name: "PayOrders", Pays: true}, func(string) bool { return false }
	for _, c := range []struct {
		known bool
		rules []fault.Rule
		reads bool
	}{
		{known: true},
		{known: false, reads: true},
		{known: true, rules: []fault.Rule{{Match: fault.Match{Operation: "PayOrders"}, Reset: true}}, reads: true},
	} {
		cloud := simulator.New(store.New(t.TempDir()), simulator.Options{Clock: time.Now,
			Faults: simulator.Faults{Rules: c.rules, Source: "s"}})
		found, err := cloud.MatchFaults(t.Context(), simulator.Call{Tenant: "demo", NoFaults: c.known}, of, names)
		if (err != nil) != c.reads || found != nil {
			t.Errorf("known to have none: %t, rules of a configuration: %d: found %v, %v; want the store to be read: %t",
				c.known, len(c.rules), found, err, c.reads)
		}
	}
}
