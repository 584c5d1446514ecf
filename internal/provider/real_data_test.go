package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
	"github.com/mss-iac/terraform-provider-mss/internal/acctest/realcloud"
)

// TestDataSourcesOnTheRealCloud: packages, orders and prices are billing's own calls. What only the simulated cloud has
// is refused before anything is sent.
func TestDataSourcesOnTheRealCloud(t *testing.T) {
	t.Parallel()
	cloud := realcloud.New(t)
	voice := realPackage("voice", "")
	price := func(term string) string { return "data \"mss_price\" \"p\" {\n" + term + "\n}" }
	buy := "resource_spec_code = \"" + acctest.Voice + "\"\nperiod_num = 1\nperiod_type = "
	refused := func(block, want string) resource.TestStep {
		return resource.TestStep{Config: onReal(cloud.URL, "", voice, block),
			ExpectError: acctest.Words(want + " is available in the simulated cloud only")}
	}
	acctest.Run(t,
		resource.TestStep{
			Config: onReal(cloud.URL, "", voice,
				price("resource_id = mss_resource_package.voice.id\nperiod_type = \"yearly\"\nperiod_num = 2"),
				"data \"mss_price\" \"buy\" {\n"+buy+"\"yearly\"\n}", `
data "mss_resource_package" "voice" { resource_id = mss_resource_package.voice.id }
data "mss_order" "voice" { id = mss_resource_package.voice.order_id }
data "mss_orders" "all" { depends_on = [mss_resource_package.voice] }
data "mss_assets" "all" {}`),
			Check: resource.ComposeAggregateTestCheckFunc(
				resource.TestCheckResourceAttr("data.mss_price.p", "amount", "198.00"),
				resource.TestCheckResourceAttr("data.mss_price.buy", "amount", "99.00"),
				resource.TestCheckResourceAttrPair("data.mss_resource_package.voice", "expire_time", "mss_resource_package.voice",
					"expire_time"),
				resource.TestCheckResourceAttr("data.mss_order.voice", "amount", "99.00"),
				resource.TestCheckResourceAttr("data.mss_order.voice", "packages.#", "1"),
				resource.TestCheckNoResourceAttr("data.mss_order.voice", "items.0.resource_spec_code"),
				resource.TestCheckResourceAttr("data.mss_orders.all", "orders.#", "1"),
				resource.TestCheckResourceAttr("data.mss_assets.all", "assets.#", "0"),
			),
		},
		refused(price(buy+"\"one_off\""), "Pricing a one-off purchase"),
		refused(`data "mss_products" "all" {}`, "Reading the catalogue"),
		refused(`data "mss_product" "voice" { kind = "voice_clone" }`, "Reading the catalogue"),
		refused(`data "mss_account" "this" {}`, "Reading site and time of an account"),
		refused(`data "mss_forecast" "year" { months_ahead = 12 }`, "A forecast"),
		resource.TestStep{Config: onReal(cloud.URL, "", `data "mss_forecast" "year" { months_ahead = 12 }`),
			ExpectError: acctest.Words("Copy the account into a simulated one with `simulator clone`")},
		resource.TestStep{Config: onReal(cloud.URL, "")},
	)
}
