package assetrenewal_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
)

const (
	kind = "mss_asset_renewal"
	addr = kind + ".shelf"
)

// base is two voices and the given number of on-shelf months.
func base(months int) string {
	voice := func(name string) string {
		return acctest.Block("mss_resource_package", name,
			fmt.Sprintf("resource_spec_code = %q\nperiod_type = \"yearly\"\nperiod_num = 1", acctest.Voice)) + "\n" +
			acctest.Block("mss_asset", name,
				fmt.Sprintf("kind = \"voice_clone\"\nname = %q\npackage_id = mss_resource_package.%s.id", name, name)) + "\n"
	}
	return voice("anna") + voice("bob") + shelf("months", months)
}

func shelf(name string, months int) string {
	return acctest.Block("mss_resource_package", name,
		fmt.Sprintf("resource_spec_code = %q\nperiod_type = \"monthly\"\nperiod_num = %d", acctest.OnShelfVoice, months))
}

func renew(body string) string {
	return acctest.Block(kind, "shelf", body+"\ndepends_on = [mss_resource_package.months]")
}

func row(name, what string) string {
	return fmt.Sprintf("{ asset_id = mss_asset.%s.id, %s }", name, what)
}

func attr(name string, v knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(addr, tfjsonpath.New(name), v)
}

func planned(a plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(addr, a)}}
}

func spent(n int64) []statecheck.StateCheck {
	return []statecheck.StateCheck{attr("units_spent", knownvalue.Int64Exact(n))}
}

func end(name, want string) resource.TestCheckFunc {
	return resource.TestCheckResourceAttr("mss_asset."+name, "expire_time", want)
}

// Everything in one plan: packages, assets, on-shelf months and their spending.
func TestBatch(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	both := renew("renewals = [" + row("anna", "months = 3") + ", " +
		row("bob", `valid_through = "2028-05-15T00:00:00+08:00"`) + "]")
	acctest.Run(t,
		resource.TestStep{
			Config:            cloud.At(acctest.Now, base(12), both),
			ConfigStateChecks: append(spent(6), attr("results", knownvalue.ListSizeExact(2))),
		},
		resource.TestStep{
			Config:           cloud.At(acctest.Now, base(12), both),
			ConfigPlanChecks: planned(plancheck.ResourceActionNoop),
			Check: resource.ComposeAggregateTestCheckFunc(end("anna", "2028-06-01T15:59:59Z"),
				end("bob", "2028-06-01T15:59:59Z")),
		},
		resource.TestStep{ResourceName: addr, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{
			"renewals", "planned_units"}},
		// Raising spends the difference, and only the row that is due is sent.
		resource.TestStep{
			Config: cloud.At(acctest.Now, base(12),
				renew("renewals = ["+row("anna", "months = 5")+", "+row("bob", `valid_through = "2028-05-15T00:00:00+08:00"`)+"]")),
			ConfigPlanChecks:  planned(plancheck.ResourceActionUpdate),
			ConfigStateChecks: append(spent(8), attr("results", knownvalue.ListSizeExact(1))),
		},
		resource.TestStep{
			Config:      cloud.At(acctest.Now, base(12), renew("renewals = ["+row("anna", "months = 4")+"]")),
			ExpectError: regexp.MustCompile(`(?s)Months cannot be lowered.*has\s+5\s+months`),
		},
		// A trigger spends months again, in place; removing a row forgets it and spends nothing.
		resource.TestStep{
			Config: cloud.At(acctest.Now, base(12),
				renew("renewals = ["+row("anna", "months = 2")+"]\ntriggers = { year = 2 }")),
			ConfigPlanChecks:  planned(plancheck.ResourceActionUpdate),
			ConfigStateChecks: spent(10),
		},
		resource.TestStep{
			Config: cloud.At(acctest.Now, base(12),
				renew("renewals = ["+row("anna", "months = 2")+"]\ntriggers = { year = 2 }")),
			Check: resource.ComposeAggregateTestCheckFunc(end("anna", "2028-10-01T15:59:59Z"),
				end("bob", "2028-06-01T15:59:59Z")),
		},
		resource.TestStep{
			Config: cloud.At(acctest.Now, base(12),
				renew("renewals = ["+row("anna", "months = 6")+"]\ntriggers = { year = 2 }")),
			ExpectError: regexp.MustCompile(`(?s)Renewal pool is short.*pool\s+voice_clone:\s+4\s+units\s+needed,` +
				`\s+2\s+available`),
		},
	)
}

// valid_through is checked on every plan, against the asset's end.
func TestValidThrough(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	through := renew("renewals = [" + row("anna", `valid_through = "2028-02-01T00:00:00Z"`) + "]")
	later := renew("renewals = [" + row("anna", `valid_through = "2028-04-15T00:00:00Z"`) + "]")
	acctest.Run(t,
		resource.TestStep{
			Config:            cloud.At(acctest.Now, base(6), through),
			ConfigStateChecks: spent(0),
			Check:             resource.TestCheckResourceAttr(addr, "results.0.outcome", "covered"),
		},
		resource.TestStep{Config: cloud.At(acctest.Now, base(6), later),
			ConfigPlanChecks: planned(plancheck.ResourceActionUpdate), ConfigStateChecks: spent(2)},
		resource.TestStep{Config: cloud.At("2027-06-01T00:00:00Z", base(6), later),
			ConfigPlanChecks: planned(plancheck.ResourceActionNoop)},
		resource.TestStep{ResourceName: addr, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{
			"planned_units"}},
		resource.TestStep{
			ResourceName: addr, ImportState: true, ImportStateKind: resource.ImportBlockWithID,
			ImportPlanChecks: resource.ImportPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(addr, plancheck.ResourceActionNoop)}},
		},
	)
}

func TestImportMonths(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	body := renew("renewals = [" + row("anna", "months = 2") + ", " + row("bob", "months = 1") + "]\nclient_token = \"t\"")
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, base(6), body)},
		resource.TestStep{ResourceName: addr, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{
			"client_token", "planned_units"}},
	)
}

// A row that fails is a warning; only that row is tried again.
func TestFailedRow(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	packages := acctest.Block("mss_resource_package", "anna",
		fmt.Sprintf("resource_spec_code = %q\nperiod_type = \"yearly\"\nperiod_num = 1", acctest.Voice)) +
		"\n" + acctest.Block("mss_asset", "anna", "kind = \"voice_clone\"\nname = \"anna\"\n"+
		"package_id = mss_resource_package.anna.id") +
		"\n" + acctest.Block("mss_resource_package", "bob",
		fmt.Sprintf("resource_spec_code = %q\nperiod_type = \"yearly\"\nperiod_num = 1", acctest.Voice)) + "\n" +
		shelf("months", 6)
	bob := acctest.Block("mss_asset", "bob", "kind = \"voice_clone\"\nname = \"bob\"\n"+
		"package_id = mss_resource_package.bob.id")
	id := "one(flatten(data.mss_resource_packages.bob.packages[*].asset_ids))"
	data := "data \"mss_resource_packages\" \"bob\" { order_id = mss_resource_package.bob.order_id }\n"
	body := data + renew("renewals = ["+row("anna", "months = 1")+", { asset_id = "+id+", months = 2 }]")
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, packages, bob)},
		resource.TestStep{Config: cloud.At(acctest.Now, packages)}, // bob goes to the recycle bin
		resource.TestStep{
			Config:             cloud.At(acctest.Now, packages, body),
			ConfigStateChecks:  spent(1),
			ExpectNonEmptyPlan: true,
		},
		resource.TestStep{
			Config: cloud.At(acctest.Now, packages, bob,
				strings.Replace(body, "depends_on = [mss_", "depends_on = [mss_asset.bob, mss_", 1)),
			ConfigPlanChecks:  planned(plancheck.ResourceActionUpdate),
			ConfigStateChecks: append(spent(3), attr("results", knownvalue.ListSizeExact(1))),
		},
	)
}

func TestGoneStays(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	body := renew("renewals = [" + row("anna", "months = 1") + ", " +
		row("bob", `valid_through = "2028-06-15T00:00:00Z"`) + "]")
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, base(6), body), ConfigStateChecks: spent(5)},
		resource.TestStep{Config: cloud.At("2030-01-01T00:00:00Z", base(6), body),
			ConfigPlanChecks: planned(plancheck.ResourceActionNoop), ConfigStateChecks: spent(5)},
	)
}

func TestPlanChecks(t *testing.T) {
	t.Parallel()
	t.Run("unknown asset", func(t *testing.T) {
		t.Parallel()
		cloud := acctest.New(t)
		acctest.Run(t, resource.TestStep{
			Config: cloud.At(acctest.Now,
				acctest.Block(kind, "shelf", `renewals = [{ asset_id = "sim-nothing", months = 1 }]`)),
			ExpectError: regexp.MustCompile(`(?s)Unable to renew asset.*knows no asset\s+sim-nothing`),
		})
	})
	t.Run("no id", func(t *testing.T) {
		t.Parallel()
		cloud := acctest.New(t)
		acctest.Run(t, resource.TestStep{
			Config: cloud.At(acctest.Now,
				acctest.Block(kind, "shelf", `renewals = [{ asset_id = "../assets", months = 1 }]`)),
			ExpectError: acctest.Words(`Unable to renew asset.*knows no asset ../assets.*No units were spent`),
		})
	})
	t.Run("more months than an asset can have", func(t *testing.T) {
		t.Parallel()
		cloud := acctest.New(t)
		refused := func(months int, want string, more ...string) resource.TestStep {
			blocks := append([]string{base(2), renew("renewals = [" + row("anna", fmt.Sprintf("months = %d", months)) + ", " +
				row("bob", fmt.Sprintf("months = %d", months)) + "]")}, more...)
			return resource.TestStep{Config: cloud.At(acctest.Now, blocks...), PlanOnly: true, ExpectError: acctest.Words(want)}
		}
		acctest.Run(t,
			refused(601, `months must be at most 600, but it is 601.*No units were spent`), // whatever asset it will be
			refused(12000, `months must be at most 600`),
			resource.TestStep{Config: cloud.At(acctest.Now, base(2))},
			refused(589, `months must be at most 588 here: asset sim-asset-\S+ ends 2028-03-01T15:59:59Z, and with 589 `+
				`months more`),
			refused(588, `1176 units needed, 2 available`),
			resource.TestStep{Config: cloud.At(acctest.Now, base(2),
				renew("renewals = ["+row("anna", `valid_through = "2077-03-02T00:00:00Z"`)+"]")), PlanOnly: true,
				ExpectError: regexp.MustCompile(`Instant is out of reach`)},
			resource.TestStep{Config: cloud.At(acctest.Now, base(2),
				renew("renewals = ["+row("anna", `valid_through = "2077-03-01T00:00:00Z"`)+"]")), PlanOnly: true,
				ExpectError: acctest.Words(`588 units needed`)},
		)
	})
	t.Run("short without the purchase", func(t *testing.T) {
		t.Parallel()
		cloud := acctest.New(t)
		acctest.Run(t,
			resource.TestStep{Config: cloud.At(acctest.Now, base(2))},
			resource.TestStep{
				Config: cloud.At(acctest.Now, base(2), renew("renewals = ["+row("anna", "months = 2")+"]"),
					acctest.Block(kind, "other", "renewals = ["+row("bob", "months = 1")+"]\ndepends_on = [mss_asset_renewal.shelf]")),
				PlanOnly:    true,
				ExpectError: regexp.MustCompile(`(?s)1\s+unit\s+needed,\s+2\s+available,\s+2\s+already\s+planned`),
			},
			resource.TestStep{
				Config: cloud.At(acctest.Now, base(2), shelf("more", 1), renew("renewals = ["+row("anna", "months = 2")+"]"),
					acctest.Block(kind, "other", "renewals = ["+row("bob", "months = 1")+
						"]\ndepends_on = [mss_asset_renewal.shelf, mss_resource_package.more]")),
			},
		)
	})
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, want string }{
		"no rows": {`renewals = []`, `at least 1`},
		"doubled": {`renewals = [{ asset_id = "a", months = 1 }, { asset_id = "a", months = 2 }]`,
			`is in\s+renewals\s+more\s+than\s+once`},
		"both": {`renewals = [{ asset_id = "a", months = 1, valid_through = "2028-01-01T00:00:00Z" }]`,
			`exactly one of\s+them`},
		"neither":  {`renewals = [{ asset_id = "a" }]`, `neither\s+months\s+nor\s+valid_through`},
		"zero":     {`renewals = [{ asset_id = "a", months = 0 }]`, `must be at least 1`},
		"null row": {`renewals = [null, { asset_id = "a", months = 1 }]`, `Row is null`},
		"no asset": {`renewals = [{ asset_id = null, months = 1 }]`, `(?s)asset_id.*(required|Must set)`},
		"overflow": {`renewals = [{ asset_id = "a", months = 9223372036854775807 }]`,
			`months\s+must\s+be\s+at\s+most\s+12000`},
		"date": {`renewals = [{ asset_id = "a", valid_through = "soon" }]`, `RFC\s+3339`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.New(t)
			acctest.Run(t, resource.TestStep{Config: cloud.At(acctest.Now, acctest.Block(kind, "shelf", c.body)),
				ExpectError: regexp.MustCompile(c.want)})
		})
	}
}

func TestQuotas(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.Run(t, resource.TestStep{
		Config: cloud.At(acctest.Now, base(6), renew("renewals = ["+row("anna", "months = 2")+"]"), `
data "mss_quota" "voice" {
  pool       = "voice_clone"
  depends_on = [mss_asset_renewal.shelf]
}
data "mss_quota" "empty" { pool = "avatar_3d" }
data "mss_quotas" "all" { depends_on = [mss_asset_renewal.shelf] }`),
		Check: resource.ComposeAggregateTestCheckFunc(
			resource.TestCheckResourceAttr("data.mss_quota.voice", "total", "6"),
			resource.TestCheckResourceAttr("data.mss_quota.voice", "used", "2"),
			resource.TestCheckResourceAttr("data.mss_quota.voice", "available", "4"),
			resource.TestCheckResourceAttr("data.mss_quota.voice", "packages.#", "1"),
			resource.TestCheckResourceAttr("data.mss_quota.voice", "packages.0.available", "4"),
			resource.TestCheckResourceAttr("data.mss_quota.voice", "spent.#", "1"),
			resource.TestCheckResourceAttrPair("data.mss_quota.voice", "spent.0.renewal_id", addr, "id"),
			resource.TestCheckResourceAttr("data.mss_quota.empty", "total", "0"),
			resource.TestCheckResourceAttr("data.mss_quotas.all", "quotas.#", "4"),
		),
	})
}
