package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
	"github.com/mss-iac/terraform-provider-mss/internal/acctest/realcloud"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// onReal is a configuration of the real cloud, or of what is taken for it.
func onReal(url, more string, blocks ...string) string {
	return fmt.Sprintf("provider \"mss\" {\n  accept_agreements = true\n  project_id = %q\n  endpoint = %q\n"+
		"  billing_endpoint = %q\n  access_key = %q\n  secret_key = %q\n%s\n}\n",
		realcloud.Project, url, url, realcloud.AccessKey, realcloud.SecretKey, more) + strings.Join(blocks, "\n")
}

func realPackage(name, more string) string {
	return acctest.Block("mss_resource_package", name,
		fmt.Sprintf("  resource_spec_code = %q\n  period_type = \"yearly\"\n  period_num = 1\n%s", acctest.Voice, more))
}

// newOrders counts the new purchases of the stand-in.
func newOrders(t *testing.T, c *realcloud.Cloud, want int) func(*terraform.State) error {
	t.Helper()
	return func(*terraform.State) error {
		w, err := c.Look(t.Context(), simulator.Call{Tenant: realcloud.Project}, lifecycle.Selection{AllOrders: true})
		if err != nil {
			return err
		}
		n := 0
		for _, o := range w.OrderList() {
			if o.Type == lifecycle.NewPurchase && o.Cancelled.IsZero() {
				n++
			}
		}
		if n != want {
			return fmt.Errorf("there are %d purchases, want %d", n, want)
		}
		return nil
	}
}

// TestTheRealCloud: a package's life, with what the real services offer only. Its prices come from billing's own price
// call.
func TestTheRealCloud(t *testing.T) {
	t.Parallel()
	cloud := realcloud.New(t)
	const addr = "mss_resource_package.voice"
	value := func(name string, v knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue(addr, tfjsonpath.New(name), v)
	}
	acctest.Run(t,
		resource.TestStep{Config: onReal(cloud.URL, "", realPackage("voice", `max_amount = "98.00"`)),
			ExpectError: acctest.Words("costs 99.00 USD, and max_amount is 98.00")},
		resource.TestStep{
			Config: onReal(cloud.URL, "", realPackage("voice", "")), Check: newOrders(t, cloud, 1),
			ConfigStateChecks: []statecheck.StateCheck{value("status", knownvalue.StringExact("active")),
				value("auto_renew", knownvalue.Bool(false))},
		},
		resource.TestStep{
			Config: onReal(cloud.URL, "", realPackage("voice", "auto_renew = true")),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(addr, plancheck.ResourceActionUpdate)}},
			ConfigStateChecks: []statecheck.StateCheck{value("auto_renew", knownvalue.Bool(true))},
		},
		resource.TestStep{
			ResourceName: addr, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"on_destroy"},
		},
		// Two that are alike in one apply are no duplicates of one another, nor of the first, which the state has.
		resource.TestStep{Config: onReal(cloud.URL, "", realPackage("voice", "auto_renew = true"), realPackage("second", ""),
			realPackage("third", "")), Check: newOrders(t, cloud, 3)},
		resource.TestStep{
			Config: onReal(cloud.URL, "", realPackage("voice", "auto_renew = true"),
				acctest.Block("mss_asset", "a", "kind = \"voice_clone\"\nname = \"a\"\n"+
					"package_id = mss_resource_package.voice.id")),
			ExpectError: acctest.Words("Creating an asset is available in the simulated cloud only"),
		},
		resource.TestStep{
			Config: onReal(cloud.URL, "",
				acctest.Block("mss_asset_renewal", "r", "renewals = [{ asset_id = \"a\", months = 1 }]")),
			ExpectError: acctest.Words("Renewing assets from a pool is available in the simulated cloud"),
		},
		resource.TestStep{Config: onReal(cloud.URL, "", read),
			ExpectError: acctest.Words("Reading renewal pools is available in the simulated cloud")},
		resource.TestStep{Config: onReal(cloud.URL, "")},
	)
}

// TestALostAnswerOfAPaymentIsLookedUpBeforeAnythingIsSentAgain: the real cloud has no client tokens.
func TestALostAnswerOfAPaymentIsLookedUpBeforeAnythingIsSentAgain(t *testing.T) {
	t.Parallel()
	cloud := realcloud.New(t)
	cloud.Lose("/customer-orders/pay")
	acctest.Run(t, resource.TestStep{
		Config: onReal(cloud.URL, "", realPackage("voice", "")), Check: newOrders(t, cloud, 1),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue("mss_resource_package.voice", tfjsonpath.New("status"),
				knownvalue.StringExact("active"))},
	})
	if n := cloud.Calls["POST /v2/orders/customer-orders/pay"] +
		cloud.Calls["POST /v3/orders/customer-orders/pay"]; n != 1 {
		t.Errorf("the payment was sent %d times: %v", n, cloud.Calls)
	}
}

// TestALostAnswerOfAnOrderNamesWhatItMayBe: none of them is taken for it, as it may be a colleague's. What waits unpaid
// charges nothing.
func TestALostAnswerOfAnOrderNamesWhatItMayBe(t *testing.T) {
	t.Parallel()
	cloud := realcloud.New(t)
	acctest.Run(t,
		resource.TestStep{
			PreConfig: func() { cloud.Lose("/mss/public/orders") }, Config: onReal(cloud.URL, "", realPackage("voice", "")),
			ExpectError: acctest.Words(`it may be one of these orders: \S+ .*No money moved.*an unpaid order may exist`),
		},
		resource.TestStep{
			PreConfig: func() { cloud.Lose("") }, Config: onReal(cloud.URL, "", realPackage("voice", "")),
			Check: newOrders(t, cloud, 2),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue("mss_resource_package.voice", tfjsonpath.New("status"),
					knownvalue.StringExact("active"))},
		},
	)
}

func TestWhichCloudIsMeant(t *testing.T) {
	t.Parallel()
	cloud := realcloud.New(t)
	for name, c := range map[string]struct{ config, want string }{
		"a simulator for the real cloud": {
			onReal(cloud.Simulated, "", read), "a simulated cloud answered instead of the real one"},
		"the real cloud for a simulator": {onReal(cloud.URL, "simulator = {}", read), "Unable to reach a simulator server"},
		"both": {"provider \"mss\" {\n region = \"ap-southeast-3\"\n simulator = {}\n}" + read,
			"region selects the real cloud"},
		"no keys": {"provider \"mss\" {\n project_id = \"p\"\n region = \"ap-southeast-3\"\n}" + read,
			"Missing credentials .*access_key"},
		"no project": {"provider \"mss\" {\n region = \"ap-southeast-3\"\n access_key = \"a\"\n" +
			" secret_key = \"b\"\n}" + read, "Set project_id, or the environment variable"},
		"no billing": {
			"provider \"mss\" {\n project_id = \"p\"\n endpoint = \"https://metastudio.example.com\"\n access_key = \"a\"\n" +
				" secret_key = \"b\"\n}" + read, "Set region or billing_endpoint"},
		"strange region": {`provider "mss" { region = "Mars/1" }` + read, "must be the id of a region"},
		"wrong secret": {
			strings.Replace(onReal(cloud.URL, "", read), realcloud.SecretKey, "a-wrong-secret", 1),
			"Unable to sign in .* The keys are wrong"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.Run(t, resource.TestStep{Config: c.config, ExpectError: acctest.Words(c.want)})
		})
	}
}
