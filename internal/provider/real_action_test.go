package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/querycheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
	"github.com/mss-iac/terraform-provider-mss/internal/acctest/realcloud"
)

// TestActionsOnTheRealCloud: paying and renewing are billing's own calls; renewal pools are not.
func TestActionsOnTheRealCloud(t *testing.T) {
	t.Parallel()
	cloud := realcloud.New(t)
	voice := realPackage("voice", "")
	wait := acctest.Block("mss_order", "wait", "items = [{ resource_spec_code = \""+acctest.Voice+
		"\", period_type = \"yearly\", period_num = 1 }]")
	renew := acctest.Act("mss_resource_package_renew", "1", "resource_id = mss_resource_package.voice.id\n"+
		"period_num = 1\nmax_amount = \"99\"")
	pay := acctest.Act("mss_order_pay", "2", "order_id = mss_order.wait.id")
	acctest.RunFrom(t, acctest.Actions,
		resource.TestStep{Config: onReal(cloud.URL, "", voice, wait)},
		resource.TestStep{Config: onReal(cloud.URL, "", voice, wait, renew)},
		resource.TestStep{Config: onReal(cloud.URL, "", voice, wait, pay)},
		resource.TestStep{Config: onReal(cloud.URL, "", voice, wait), ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue("mss_order.wait", tfjsonpath.New("status"), knownvalue.StringExact("completed")),
			statecheck.ExpectIdentityValue("mss_order.wait", tfjsonpath.New("project_id"),
				knownvalue.StringExact(realcloud.Project)),
		}},
		resource.TestStep{
			Config:      onReal(cloud.URL, "", voice, wait, acctest.Act("mss_asset_renew", "3", "asset_id = \"a\"\nmonths = 1")),
			ExpectError: acctest.Words("Renewing assets from a pool is available in the simulated cloud only"),
		},
		acctest.Query("mss_order", "all", "", "include_resource = true", querycheck.ExpectLength("mss_order.all", 2)),
		acctest.Query("mss_resource_package", "all", "", "include_resource = true",
			querycheck.ExpectLength("mss_resource_package.all", 2)),
		resource.TestStep{ResourceName: "mss_order.wait", ImportState: true, ImportStateVerify: true,
			ImportStateVerifyIgnore: []string{"auto_pay", "payment"}},
		resource.TestStep{Config: onReal(cloud.URL, "")},
	)
}
