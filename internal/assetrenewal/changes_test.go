package assetrenewal_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
)

func TestEveryArgument(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	all := func(timeouts string) string {
		return renew("renewals = [" + row("anna", "months = 1") + ", " +
			row("bob", `valid_through = "2028-03-15T00:00:00Z"`) +
			"]\ntriggers = { year = 1 }\nclient_token = \"first\"\ntimeouts = { " + timeouts + " }")
	}
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, base(6))},
		// Without time for a single call nothing is sent, and nothing is in doubt.
		resource.TestStep{Config: cloud.At(acctest.Now, base(6), all(`create = "1ns"`)),
			ExpectError: regexp.MustCompile(`(?s)Unable to renew assets.*No\s+units\s+were\s+spent`)},
		resource.TestStep{
			Config: cloud.At(acctest.Now, base(6), all(`create = "1m", update = "2m"`)), Check: used(cloud, 2),
			ConfigStateChecks: append(spent(2), attr("triggers", knownvalue.MapSizeExact(1)),
				attr("client_token", knownvalue.StringExact("first"))),
		},
		resource.TestStep{Config: cloud.At(acctest.Now, base(6), all(`create = "1m", update = "2m"`)),
			ConfigPlanChecks: planned(plancheck.ResourceActionNoop)},
		resource.TestStep{Config: cloud.At(acctest.Now, base(6), all(`update = "3m"`)),
			ConfigPlanChecks: planned(plancheck.ResourceActionUpdate), Check: used(cloud, 2)},
	)
}

// An instant is the same in every zone, also after an import, which writes it in UTC.
func TestInstantsInOtherZones(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	through := func(instant string) string {
		return cloud.At(acctest.Now, base(6), renew("renewals = ["+row("anna", fmt.Sprintf("valid_through = %q", instant))+
			", "+row("bob", "months = 1")+"]"))
	}
	acctest.Run(t,
		resource.TestStep{Config: through("2028-05-15T00:00:00Z"), ConfigStateChecks: spent(4)},
		resource.TestStep{Config: through("2028-05-15T08:00:00+08:00"),
			ConfigPlanChecks: planned(plancheck.ResourceActionNoop)},
		resource.TestStep{
			ResourceName: addr, ImportState: true, ImportStateKind: resource.ImportBlockWithID,
			ImportPlanChecks: resource.ImportPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(addr, plancheck.ResourceActionNoop)}},
		},
		resource.TestStep{Config: through("2028-05-15T08:00:01+08:00"),
			ConfigPlanChecks: planned(plancheck.ResourceActionUpdate), Check: used(cloud, 4)},
	)
}

// A renewal whose months were spent twice, by triggers, is imported with the configuration that made it: the running
// total in there counts from then on, and nothing is spent for the triggers that the state sees for the first time.
func TestImportSpendsNothing(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	const imported = `
data "mss_quota" "voice" { pool = "voice_clone" }
import {
  to = mss_asset_renewal.shelf
  id = data.mss_quota.voice.spent[0].renewal_id
}`
	with := func(months, year int) string {
		return renew(fmt.Sprintf("renewals = [%s]\ntriggers = { year = %d }",
			row("anna", fmt.Sprintf("months = %d", months)), year))
	}
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, base(12), with(2, 1))},
		resource.TestStep{Config: cloud.At(acctest.Now, base(12), with(2, 2)), ConfigStateChecks: spent(4)},
		resource.TestStep{Config: cloud.At(acctest.Now, base(12))}, // forgotten
		resource.TestStep{Config: cloud.At(acctest.Now, base(12), with(2, 2), imported), ConfigStateChecks: spent(4),
			Check: used(cloud, 4)},
		resource.TestStep{Config: cloud.At(acctest.Now, base(12), with(2, 2)),
			ConfigPlanChecks: planned(plancheck.ResourceActionNoop)},
		// From then on it is as if it had never been away.
		resource.TestStep{Config: cloud.At(acctest.Now, base(12), with(3, 2)), ConfigStateChecks: spent(5),
			Check: used(cloud, 5)},
		resource.TestStep{Config: cloud.At(acctest.Now, base(12), with(3, 3)), ConfigStateChecks: spent(8),
			Check: used(cloud, 8)},
		resource.TestStep{Config: cloud.At(acctest.Now, base(12), with(2, 3)),
			ExpectError: regexp.MustCompile(`Months cannot be lowered`)},
	)
}

// Assets, months, dates and triggers that are known only at apply spend what they turn out to ask for, once.
func TestUnknownValues(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	later := func(months int, through string, year int) string {
		return fmt.Sprintf("resource \"terraform_data\" \"later\" {\n  triggers_replace = \"%d %s %d\"\n"+
			"  input = { months = %d, through = %q, year = \"%d\" }\n}\n", months, through, year, months, through, year) +
			renew("renewals = ["+row("anna", "months = terraform_data.later.output.months")+", "+
				row("bob", "valid_through = terraform_data.later.output.through")+
				"]\ntriggers = { year = terraform_data.later.output.year }")
	}
	open := resource.ConfigPlanChecks{
		PreApply: []plancheck.PlanCheck{plancheck.ExpectUnknownValue(addr, tfjsonpath.New("units_spent"))}}
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, base(12), later(2, "2028-03-15T00:00:00Z", 1)),
			ConfigPlanChecks:  open,
			ConfigStateChecks: spent(3)},
		resource.TestStep{Config: cloud.At(acctest.Now, base(12), later(3, "2028-04-15T00:00:00Z", 1)),
			ConfigPlanChecks:  open,
			ConfigStateChecks: spent(5), Check: used(cloud, 5)},
		resource.TestStep{Config: cloud.At(acctest.Now, base(12), later(3, "2028-04-15T00:00:00Z", 2)),
			ConfigPlanChecks:  open,
			ConfigStateChecks: spent(8), Check: used(cloud, 8)},
		resource.TestStep{Config: cloud.At(acctest.Now, base(12), later(3, "2028-04-15T00:00:00Z", 2)),
			ConfigPlanChecks: planned(plancheck.ResourceActionNoop)},
	)
}

// What is known of a request is reserved although other rows are not: the next renewal sees what is left.
func TestKnownRowsAreReservedNextToUnknownOnes(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	const later = "resource \"terraform_data\" \"later\" { input = 1 }\n"
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, base(3))},
		resource.TestStep{
			Config: cloud.At(acctest.Now, base(3), later,
				renew("renewals = ["+row("anna", "months = 3")+", "+row("bob", "months = terraform_data.later.output")+"]"),
				acctest.Block(kind, "other", "renewals = ["+row("bob", "months = 1")+"]\ndepends_on = [mss_asset_renewal.shelf]")),
			PlanOnly: true, ExpectError: regexp.MustCompile(`(?s)1\s+unit\s+needed,\s+3\s+available,\s+3\s+already\s+planned`),
		},
	)
}

// A row that failed stays due until its asset is restored or deleted. Then it has no effect, and no plan wants
// to change anything; asking for more is an error that does not stand in the way of a destroy.
func TestFailedRowOfADeletedAsset(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	with := func(months int) string {
		return renew(fmt.Sprintf("renewals = [%s, %s]", row("anna", "months = 1"),
			row("bob", fmt.Sprintf("months = %d", months))))
	}
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, base(6))},
		resource.TestStep{
			PreConfig:         func() { cloud.Recycle(t, acctest.Now, "bob") },
			Config:            cloud.At(acctest.Now, base(6), with(2)),
			ConfigStateChecks: append(spent(1), attr("results", knownvalue.ListSizeExact(2))), ExpectNonEmptyPlan: true,
		},
		resource.TestStep{Config: cloud.At("2030-01-01T00:00:00Z", base(6), with(2)),
			ConfigPlanChecks: planned(plancheck.ResourceActionNoop), Check: used(cloud, 1)},
		resource.TestStep{Config: cloud.At("2030-01-01T00:00:00Z", base(6), with(3)),
			ExpectError: regexp.MustCompile(`(?s)Asset is gone.*is\s+deleted.*terraform\s+destroy\s+-refresh=false`)},
	)
}

func TestOrigin(t *testing.T) {
	t.Parallel()
	cloud, other := acctest.New(t), acctest.New(t)
	one := renew("renewals = [" + row("anna", "months = 1") + "]")
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, base(6), one), ConfigStateChecks: []statecheck.StateCheck{
			attr("units_spent", knownvalue.Int64Exact(1))}},
		resource.TestStep{Config: other.At(acctest.Now, base(6), one),
			ExpectError: regexp.MustCompile(`State belongs to another origin`)},
		resource.TestStep{Config: cloud.At(acctest.Now, base(6), one),
			ConfigPlanChecks: planned(plancheck.ResourceActionNoop),
			Check:            used(cloud, 1)},
	)
}

// An instant that no number of months reaches is an error at plan.
func TestInstantOutOfReach(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, base(6))},
		resource.TestStep{
			Config: cloud.At(acctest.Now, base(6),
				renew("renewals = ["+row("anna", `valid_through = "2199-01-01T00:00:00Z"`)+"]")),
			PlanOnly: true, ExpectError: regexp.MustCompile(`(?s)Instant is out of reach.*No\s+units\s+were\s+spent`),
		},
	)
}
