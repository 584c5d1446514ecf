package order_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// TestFull: an order with every argument; what can be changed in place is, the rest is read again as it was.
func TestFull(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	cloud.Balance = "1000.00"
	coupon := cloud.Coupon(t, acctest.Now, 4_000)
	full := func(limit, onDestroy, timeout string) string {
		return cloud.At(acctest.Now, order(`
items = [
  { resource_spec_code = "`+acctest.Voice+
			`", period_type = "yearly", period_num = 2, subscription_num = 2, auto_renew = true },
  { resource_spec_code = "`+acctest.OnShelfVoice+
			`", period_type = "monthly", period_num = 6, subscription_num = 1, auto_renew = false },
]
payment      = { coupon_ids = ["`+coupon+`"] }
max_amount   = "`+limit+`"
client_token = "spring"
on_destroy   = "`+onDestroy+`"
timeouts     = { create = "`+timeout+`", update = "5m", delete = "1h" }`))
	}
	acctest.Run(t,
		resource.TestStep{Config: full("443.99", "unsubscribe", "5m"),
			ExpectError: regexp.MustCompile(`(?s)costs\s+444.00\s+USD,\s+and\s+max_amount\s+is\s+443.99`)},
		resource.TestStep{
			Config: full("444.00", "unsubscribe", "5m"),
			ConfigStateChecks: []statecheck.StateCheck{
				attr("status", knownvalue.StringExact("completed")), attr("amount", knownvalue.StringExact("444.00")),
				attr("max_amount", knownvalue.StringExact("444.00")),
				attr("packages", knownvalue.ListSizeExact(3)), attr("client_token", knownvalue.StringExact("spring")),
			},
			Check: func(*terraform.State) error {
				w, err := cloud.World()
				if err == nil && w.Tenant.Balance != 596_00 { // 1000.00 - (444.00 - 40.00)
					err = fmt.Errorf("the balance is %s", w.Tenant.Balance)
				}
				for _, p := range w.PackageList() {
					if p.AutoRenew != (p.Pool == "") {
						err = fmt.Errorf("%s of %s renews automatically: %t", p.ID, p.ResourceSpecCode, p.AutoRenew)
					}
				}
				return err
			},
		},
		resource.TestStep{Config: full("500", "unsubscribe", "5m"), ConfigPlanChecks: planned(plancheck.ResourceActionUpdate),
			Check: cloud.Placed(lifecycle.NewPurchase, 1, 1)},
		resource.TestStep{Config: full("500.00", "unsubscribe", "5m"),
			ConfigPlanChecks: planned(plancheck.ResourceActionNoop)},
		resource.TestStep{Config: full("500.00", "cancel_renewal", "6m"),
			ConfigPlanChecks: planned(plancheck.ResourceActionUpdate), Check: cloud.Placed(lifecycle.NewPurchase, 1, 1)},
		resource.TestStep{
			ResourceName: addr, ImportState: true, ImportStateVerify: true,
			ImportStateVerifyIgnore: []string{"auto_pay", "payment", "client_token", "max_amount", "on_destroy", "timeouts"},
		},
		resource.TestStep{
			Config: cloud.At(acctest.Now),
			Check: func(*terraform.State) error {
				w, err := cloud.World()
				if err != nil {
					return err
				}
				for _, p := range w.PackageList() {
					if p.AutoRenew || !p.Returned.IsZero() {
						return fmt.Errorf("after cancel_renewal %s renews automatically (%t), or was returned (%s)", p.ID, p.AutoRenew,
							p.Returned)
					}
				}
				return nil
			},
		},
	)
}

// TestReturnedAtTheCloud: somebody returned the packages. The order is a fact and stays; nothing is ordered in their
// place.
func TestReturnedAtTheCloud(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	config := cloud.At(acctest.Now, order(oneItem+"auto_pay = true"))
	acctest.Run(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() {
				cloud.Beside(t, acctest.Now, func(c *simulator.Cloud, call simulator.Call, w *lifecycle.View) error {
					_, err := c.Do(t.Context(), call, lifecycle.ReturnPackages{PackageIDs: []string{w.PackageList()[0].ID}})
					return err
				})
			},
			Config: config, ConfigPlanChecks: planned(plancheck.ResourceActionNoop),
			ConfigStateChecks: []statecheck.StateCheck{attr("packages", knownvalue.ListSizeExact(1)),
				attr("status", knownvalue.StringExact("completed"))},
		},
		resource.TestStep{Config: cloud.At(acctest.Now),
			Check: resource.ComposeTestCheckFunc(cloud.Placed(lifecycle.NewPurchase, 1, 1),
				cloud.Placed(lifecycle.Unsubscription, 1, 1))},
	)
}

// TestImportedFactsAreFixedByTheFirstUpdate: what an import guessed can be set right once; from then on it is a fact
// like all others.
func TestImportedFactsAreFixedByTheFirstUpdate(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	with := func(renew string) string {
		return cloud.At(acctest.Now, order(`items = [{ resource_spec_code = "`+acctest.Voice+
			`", period_type = "yearly", period_num = 1, auto_renew = `+renew+` }]
payment = {}`))
	}
	id := paidByOthers(t, cloud)
	acctest.Run(t,
		resource.TestStep{
			Config: with("true"), ResourceName: addr, ImportState: true, ImportStatePersist: true,
			ImportStateIdFunc: func(*terraform.State) (string, error) { return id, nil },
		},
		resource.TestStep{Config: with("true"), ConfigPlanChecks: planned(plancheck.ResourceActionNoop)},
		resource.TestStep{Config: with("false"), ConfigPlanChecks: planned(plancheck.ResourceActionUpdate)},
		resource.TestStep{Config: with("true"), ExpectError: regexp.MustCompile(`auto_renew cannot\s+change`)},
		resource.TestStep{Config: with("false"), ConfigPlanChecks: planned(plancheck.ResourceActionNoop),
			Check: cloud.Placed(lifecycle.NewPurchase, 1, 1)},
	)
}

// paidByOthers is an order of a yearly voice with automatic renewal that another client placed and paid.
func paidByOthers(t *testing.T, cloud *acctest.Cloud) (id string) {
	t.Helper()
	cloud.Beside(t, acctest.Now, func(c *simulator.Cloud, call simulator.Call, _ *lifecycle.View) error {
		placed, err := c.Do(t.Context(), call, lifecycle.PlaceOrder{Items: []lifecycle.OrderRequestItem{{
			ResourceSpecCode: acctest.Voice, PeriodType: "yearly", PeriodNum: 1, Quantity: 1, AutoRenew: true,
		}}})
		if err == nil {
			_, err = c.Do(t.Context(), call, lifecycle.PayOrder{OrderID: placed.ID()})
		}
		id = placed.ID()
		return err
	})
	return id
}

// TestAnImportedOrderIsKeptWhenItIsDestroyed: what was bought elsewhere is returned only if on_destroy says so, as for
// packages.
func TestAnImportedOrderIsKeptWhenItIsDestroyed(t *testing.T) {
	t.Parallel()
	for onDestroy, returned := range map[string]int{"": 0, `on_destroy = "unsubscribe"`: 1} {
		cloud := acctest.New(t)
		id := paidByOthers(t, cloud)
		config := cloud.At(acctest.Now, order(`items = [{ resource_spec_code = "`+acctest.Voice+
			`", period_type = "yearly", period_num = 1, auto_renew = true }]
payment = {}
`+onDestroy))
		action := plancheck.ResourceActionNoop
		if onDestroy != "" {
			action = plancheck.ResourceActionUpdate
		}
		acctest.Run(t,
			resource.TestStep{
				Config: config, ResourceName: addr, ImportState: true, ImportStatePersist: true,
				ImportStateIdFunc: func(*terraform.State) (string, error) { return id, nil },
			},
			resource.TestStep{Config: config, ConfigPlanChecks: planned(action)},
			resource.TestStep{Config: config, ConfigPlanChecks: planned(plancheck.ResourceActionNoop)},
			resource.TestStep{Config: cloud.At(acctest.Now), Check: cloud.Placed(lifecycle.Unsubscription, returned, returned)},
		)
	}
}
