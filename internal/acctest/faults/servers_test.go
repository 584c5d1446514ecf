package faults

import (
	"errors"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/fault"
)

// TestEveryServerSeesFaultsAtOnce: what is set or cleared by one server of a store holds for the next signed call to
// another one, and never for another account.
func TestEveryServerSeesFaultsAtOnce(t *testing.T) {
	t.Parallel()
	stores.Each(t, func(t *testing.T, at string) {
		t.Helper()
		one, other := simulator.New(stores.Open(t, at), simulator.Options{Clock: time.Now}),
			simulator.New(stores.Open(t, at), simulator.Options{Clock: time.Now})
		clients := map[string]*mssclient.Client{}
		server := httptest.NewServer(api.New(other, (&auth.Verifier{Keys: other, Clock: time.Now}).Authenticate))
		t.Cleanup(server.Close)
		for _, project := range []string{"demo", "calm"} {
			key := simulator.Key{AccessKey: "AK" + project, SecretKey: "secret-of-" + project, Role: simulator.RoleOwner}
			if err := one.CreateTenant(t.Context(), project, simulator.Settings{}, key); err != nil {
				t.Fatal(err)
			}
			c, err := mssclient.New(mssclient.Config{ProjectID: project, AccessKey: key.AccessKey, SecretKey: key.SecretKey,
				Endpoint: server.URL})
			if err != nil {
				t.Fatal(err)
			}
			clients[project] = c
		}
		hit := func(project string) bool {
			_, err := clients[project].Order(t.Context(), "CS1")
			e, ok := errors.AsType[*mssclient.Error](err)
			return ok && e.Code == "X.1"
		}
		rule := fault.Rule{Match: fault.Match{Operation: "ShowCustomerOrderDetails"},
			Error: &fault.Failure{Status: 409, Code: "X.1", Message: said}}
		for range 2 {
			if hit("demo") {
				t.Error("a call was hit without a fault")
			}
			if err := one.SetFaults(t.Context(), call(), []fault.Rule{rule}); err != nil {
				t.Fatal(err)
			}
			if !hit("demo") || hit("calm") {
				t.Errorf("of the account with the fault a call was hit: %t, of the other: %t", hit("demo"), hit("calm"))
			}
			if err := one.ClearFaults(t.Context(), call()); err != nil {
				t.Fatal(err)
			}
		}
	})
}
