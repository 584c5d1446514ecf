package assetrenewal_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
)

// TestFractionsOfASecond holds that a fraction names its second, which is what the service keeps: what a plan announces
// is spent, and the next one is empty, also under another instant of the same second.
func TestFractionsOfASecond(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	at := func(anna, bob string) string {
		return renew("renewals = [" + row("anna", fmt.Sprintf("valid_through = %q", anna)) + ", " +
			row("bob", fmt.Sprintf("valid_through = %q", bob)) + "]")
	}
	same := func(anna string) resource.TestStep {
		return resource.TestStep{
			Config:           cloud.At("2027-03-01T00:00:00.999Z", base(3), at(anna, "2028-03-01T23:59:59.999+08:00")),
			ConfigPlanChecks: planned(plancheck.ResourceActionNoop),
			Check: resource.ComposeAggregateTestCheckFunc(end("anna", "2028-06-01T15:59:59Z"),
				end("bob", "2028-03-01T15:59:59Z")),
		}
	}
	acctest.Run(t,
		resource.TestStep{ // three units suffice: bob's own last second needs none
			Config: cloud.At("2027-03-01T00:00:00.5Z", base(3),
				at("2028-06-01T23:59:59.999+08:00", "2028-03-01T23:59:59.999+08:00")),
			ConfigStateChecks: spent(3),
		},
		same("2028-06-01T23:59:59.999+08:00"),
		same("2028-06-01T15:59:59Z"),
		same("2028-06-01t15:59:59.000000001z"),
		same("2028-06-02T15:58:59.5+23:59"),
		resource.TestStep{
			ResourceName: addr, ImportState: true, ImportStateKind: resource.ImportBlockWithID,
			Config: cloud.At("2027-03-01T00:00:00.999Z", base(3),
				at("2028-06-01T23:59:59.999+08:00", "2028-03-01T23:59:59.999+08:00")),
			ImportPlanChecks: resource.ImportPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(addr, plancheck.ResourceActionNoop)}},
		},
		resource.TestStep{ // the next second is another month
			Config: cloud.At("2027-03-01T00:00:00.999Z", base(3),
				at("2028-06-02T00:00:00.001+08:00", "2028-03-01T23:59:59.999+08:00")),
			ExpectError: regexp.MustCompile(`(?s)Renewal pool is short.*1\s+unit\s+needed,\s+0\s+available`),
		},
	)
}

// TestFractionsNeedNoPool renews an asset through the fraction after its last second where no months were ever bought.
func TestFractionsNeedNoPool(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	body := acctest.Block(kind, "shelf", "renewals = ["+row("anna", `valid_through = "2028-03-01T23:59:59.999+08:00"`)+"]")
	acctest.Run(t, resource.TestStep{
		Config:            cloud.At(acctest.Now, base(1), body),
		ConfigStateChecks: append(spent(0), attr("results", knownvalue.ListSizeExact(1))),
		Check:             resource.TestCheckResourceAttr(addr, "results.0.outcome", "covered"),
	})
}

// TestInstantsThatAreNone are refused where they are written, whatever time.Parse thinks of them.
func TestInstantsThatAreNone(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	var steps []resource.TestStep
	for _, through := range []string{"0001-01-01T00:00:00Z", "2028-06-01T00:00:00+24:00", "2028-06-01T3:00:00Z",
		"2028-06-01T00:00:00,5Z", "9999-12-31T23:59:59-00:01", "2028-06-01T24:00:00Z"} {
		steps = append(steps, resource.TestStep{
			Config: cloud.At(acctest.Now,
				acctest.Block(kind, "shelf", fmt.Sprintf("renewals = [{ asset_id = \"a\", valid_through = %q }]", through))),
			ExpectError: regexp.MustCompile(`(?s)Invalid instant.*RFC\s+3339`),
		})
	}
	acctest.Run(t, steps...)
}

// TestEmptyTriggersAreNone: without a value there is nothing that could change.
func TestEmptyTriggersAreNone(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	step := func(more string, units int64) resource.TestStep {
		return resource.TestStep{Config: cloud.At(acctest.Now, base(6),
			renew("renewals = ["+row("anna", "months = 2")+"]\n"+more)), ConfigStateChecks: spent(units)}
	}
	acctest.Run(t, step("", 2), step("triggers = {}", 2), step("", 2), step("triggers = { a = 1 }", 4),
		step("triggers = {}", 4), step("triggers = { a = 1 }", 6), step("", 6))
}
