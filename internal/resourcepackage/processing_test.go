package resourcepackage_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// TestAnOrderInProcessingHasNoPackageYet: a package and an order are paid and delivered five hours later. Nothing is
// bought twice, and a refresh finds what was delivered.
func TestAnOrderInProcessingHasNoPackageYet(t *testing.T) {
	t.Parallel()
	policy, err := site.PolicyText("international")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "policy.yaml")
	policy = strings.Replace(policy, "processing_hours: {value: 0,", "processing_hours: {value: 5,", 1)
	if err := os.WriteFile(file, []byte(policy), 0o600); err != nil {
		t.Fatal(err)
	}
	c := acctest.New(t)
	blocks := `
resource "mss_resource_package" "v" {
  resource_spec_code = "` + acctest.Voice + `"
  period_type        = "yearly"
  period_num         = 1
}
resource "mss_order" "months" {
  items   = [{ resource_spec_code = "` + acctest.OnShelfVoice + `", period_type = "monthly", period_num = 6 }]
  payment = {}
}
data "mss_resource_packages" "all" {
  depends_on = [mss_resource_package.v, mss_order.months]
}
`
	at := func(now string) string {
		return strings.Replace(c.At(now, blocks), "simulator = {",
			fmt.Sprintf("simulator = {\n policy = %q", filepath.ToSlash(file)), 1)
	}
	is := func(address, attribute string, want knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), want)
	}
	acctest.Run(t,
		resource.TestStep{Config: at("2027-03-01T00:00:00Z"), ConfigStateChecks: []statecheck.StateCheck{
			is("mss_resource_package.v", "id", knownvalue.Null()),
			is("mss_resource_package.v", "planned_charge", knownvalue.StringExact("99.00")),
			is("mss_order.months", "status", knownvalue.StringExact("processing")),
			is("mss_order.months", "packages", knownvalue.ListSizeExact(0)),
			is("data.mss_resource_packages.all", "packages", knownvalue.ListSizeExact(0)),
		}},
		resource.TestStep{Config: at("2027-03-01T04:59:59Z"), ConfigStateChecks: []statecheck.StateCheck{
			is("mss_resource_package.v", "id", knownvalue.Null()),
			is("mss_order.months", "packages", knownvalue.ListSizeExact(0)),
		}},
		resource.TestStep{Config: at("2027-03-01T05:00:00Z"), ConfigStateChecks: []statecheck.StateCheck{
			is("mss_resource_package.v", "status", knownvalue.StringExact("active")),
			is("mss_resource_package.v", "effective_time", knownvalue.StringExact("2027-03-01T05:00:00Z")),
			is("mss_order.months", "status", knownvalue.StringExact("completed")),
			is("mss_order.months", "packages", knownvalue.ListSizeExact(1)),
			is("data.mss_resource_packages.all", "packages", knownvalue.ListSizeExact(2)),
		}},
	)
}
