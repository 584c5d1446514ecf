package acctest_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// What users of purchase resources suffer from elsewhere, ranked by the money that it costs them. Each has a test of
// its number, here or, where it takes the real binary or a broken line, in binary/. Conversion to pay-per-use (11),
// testing without buying (16) and what is missing elsewhere (18) are no question of a single resource.
var pains = []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 17}

func TestEveryPainHasItsTest(t *testing.T) {
	t.Parallel()
	var there []string
	err := filepath.WalkDir("..", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(file, "_test.go") {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range parsed.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil {
				there = append(there, f.Name.Name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range pains {
		found := false
		for _, name := range there {
			found = found || strings.HasPrefix(name, fmt.Sprintf("TestPain%02d", n))
		}
		if !found {
			t.Errorf("pain %d has no test", n)
		}
	}
}

const voice = "mss_resource_package.voice"

func voicePackage(more string) string {
	return acctest.Block("mss_resource_package", "voice", `resource_spec_code = "`+acctest.Voice+`"
period_type = "yearly"
period_num = 1
`+more)
}

func narrator() string {
	return acctest.Block("mss_asset", "narrator", `kind = "voice_clone"
name = "Narrator"
package_id = `+voice+`.id`)
}

func planned(address string, a plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, a)}}
}

func isText(address, name, text string) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(name), knownvalue.StringExact(text))
}

func balance(cloud *acctest.Cloud, cents int64) func(*terraform.State) error {
	return func(*terraform.State) error {
		w, err := cloud.World()
		if err == nil && int64(w.Tenant.Balance) != cents {
			err = fmt.Errorf("the balance is %s", w.Tenant.Balance)
		}
		return err
	}
}

// Pain 3: a change of what was bought replaces it, and so buys again. Here it is an error with the way out, before
// anything happens.
func TestPain03AChangeNeverBuysAgain(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	order := func(n int) string {
		return acctest.Block("mss_order", "list",
			fmt.Sprintf("items = [{ resource_spec_code = %q, period_type = \"yearly\", period_num = %d }]\npayment = {}",
				acctest.Voice, n))
	}
	changed := func(from, to string) resource.TestStep {
		return resource.TestStep{
			Config:      cloud.At(acctest.Now, strings.Replace(voicePackage(""), from, to, 1), narrator(), order(1)),
			ExpectError: acctest.Words("Nothing is bought or replaced without your request.*Change it back"),
		}
	}
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voicePackage(""), narrator(), order(1))},
		changed("period_num = 1", "period_num = 2"),
		changed(`"yearly"`, `"one_off"`),
		changed(acctest.Voice, acctest.Image),
		resource.TestStep{Config: cloud.At(acctest.Now, voicePackage(""), narrator(), order(2)),
			ExpectError: acctest.Words("Nothing is bought or replaced without your request")},
		resource.TestStep{
			Config: cloud.At(acctest.Now, voicePackage(""), strings.Replace(narrator(), "voice_clone", "studio_2d", 1),
				order(1)),
			ExpectError: acctest.Words("Nothing is bought or replaced without your request"),
		},
		resource.TestStep{
			Config:           cloud.At(acctest.Now, voicePackage(""), narrator(), order(1)),
			ConfigPlanChecks: planned(voice, plancheck.ResourceActionNoop),
			Check:            cloud.Placed(lifecycle.NewPurchase, 2, 2),
		},
	)
}

// Pain 4: an import plans a replacement, or a change that nobody wants.
func TestPain04AnImportPlansNothing(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	config := cloud.At(acctest.Now, voicePackage("auto_renew = true"), narrator(),
		acctest.Block("mss_order", "months", `items = [{ resource_spec_code = "`+acctest.OnShelfVoice+
			`", period_type = "monthly", period_num = 6 }]
payment = {}`),
		acctest.Block("mss_asset_renewal", "narrator", `renewals = [{ asset_id = mss_asset.narrator.id, months = 2 }]
depends_on = [mss_order.months]`))
	steps := []resource.TestStep{{Config: config}}
	for _, address := range []string{voice, "mss_asset.narrator", "mss_order.months", "mss_asset_renewal.narrator"} {
		steps = append(steps, resource.TestStep{
			ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID,
			ImportPlanChecks: resource.ImportPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, plancheck.ResourceActionNoop)}},
		})
	}
	acctest.Run(t, steps...)
}

// What an import does not find is not made: Terraform's own words would be to create it.
func TestImportsOfNothing(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	config := cloud.At(acctest.Now, voicePackage(""), narrator(),
		acctest.Block("mss_order", "months", `items = [{ resource_spec_code = "`+acctest.OnShelfVoice+
			`", period_type = "monthly", period_num = 6 }]
payment = {}`),
		acctest.Block("mss_asset_renewal", "narrator", `renewals = [{ asset_id = mss_asset.narrator.id, months = 2 }]
depends_on = [mss_order.months]`))
	steps := []resource.TestStep{{Config: config}}
	for address, what := range map[string]string{voice: "resource package", "mss_asset.narrator": "asset",
		"mss_order.months": "order", "mss_asset_renewal.narrator": "asset renewal"} {
		steps = append(steps, resource.TestStep{
			ResourceName: address, ImportState: true, ImportStateId: "nothing",
			ExpectError: acctest.Words("No such " + what + ".*project demo.*Nothing was imported, nothing was bought"),
		})
	}
	acctest.Run(t, steps...)
}

// Pain 6: automatic renewal is missing, or fixed at purchase.
func TestPain06AutomaticRenewalIsSwitchedInPlace(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voicePackage("auto_renew = false"))},
		resource.TestStep{Config: cloud.At(acctest.Now, voicePackage("auto_renew = true")),
			ConfigPlanChecks: planned(voice, plancheck.ResourceActionUpdate)},
		resource.TestStep{ // what the service renewed by itself is no drift
			Config:            cloud.At("2028-06-01T00:00:00Z", voicePackage("auto_renew = true")),
			ConfigPlanChecks:  planned(voice, plancheck.ResourceActionNoop),
			ConfigStateChecks: []statecheck.StateCheck{isText(voice, "expire_time", "2029-03-01T15:59:59Z")},
		},
		resource.TestStep{Config: cloud.At("2028-06-01T00:00:00Z", voicePackage("auto_renew = false")),
			ConfigPlanChecks: planned(voice, plancheck.ResourceActionUpdate)},
		resource.TestStep{
			Config: cloud.At("2029-03-05T00:00:00Z", voicePackage("auto_renew = false")),
			ConfigStateChecks: []statecheck.StateCheck{
				isText(voice, "status", "grace"), isText(voice, "expire_time", "2029-03-01T15:59:59Z")},
			Check: cloud.Placed(lifecycle.NewPurchase, 1, 1),
		},
	)
}

// Pain 8: an order that waits for somebody is taken for a failure, tainted, and placed again.
func TestPain08AnOrderThatWaitsIsASuccess(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	waiting := acctest.Block("mss_order", "list", `items = [{ resource_spec_code = "`+acctest.Voice+
		`", period_type = "yearly", period_num = 1 }]`)
	acctest.Run(t,
		resource.TestStep{
			Config: cloud.At(acctest.Now, waiting), Check: cloud.Placed(lifecycle.NewPurchase, 1, 0),
			ConfigStateChecks: []statecheck.StateCheck{isText("mss_order.list", "status", "pending_payment"),
				isText("mss_order.list", "payment_deadline", "2027-03-08T00:00:00Z")},
		},
		resource.TestStep{Config: cloud.At("2027-03-07T00:00:00Z", waiting),
			ConfigPlanChecks: planned("mss_order.list", plancheck.ResourceActionNoop)},
		resource.TestStep{
			Config:            cloud.At("2027-03-09T00:00:00Z", waiting),
			ConfigPlanChecks:  planned("mss_order.list", plancheck.ResourceActionNoop),
			ConfigStateChecks: []statecheck.StateCheck{isText("mss_order.list", "status", "cancelled")},
			Check:             cloud.Placed(lifecycle.NewPurchase, 1, 0),
		},
	)
}

// Pain 9: an empty account ends in a riddle, and an unpaid order stays behind.
func TestPain09AnEmptyAccountIsNamed(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	cloud.Balance = "50.00"
	acctest.Run(t,
		resource.TestStep{
			Config: cloud.At(acctest.Now, voicePackage("")),
			ExpectError: acctest.Words(`Unable to pay for resource package.*CBC.99005003.*No money moved. Order \S+ was ` +
				`cancelled. Deposit money`),
		},
		resource.TestStep{
			Config: cloud.At(acctest.Now, voicePackage("")), PreConfig: func() { cloud.Deposit(t, acctest.Now, 60_00) },
			Check: resource.ComposeTestCheckFunc(balance(cloud, 11_00), cloud.Placed(lifecycle.NewPurchase, 2, 1)),
		},
	)
}

// Pain 10: a changed period changes the state and nothing else. Here it is a fact of the purchase; valid_through is
// what extends, and does.
func TestPain10APeriodInTheStateIsThatOfTheCloud(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voicePackage(""))},
		resource.TestStep{
			Config:      cloud.At(acctest.Now, strings.Replace(voicePackage(""), "period_num = 1", "period_num = 3", 1)),
			ExpectError: acctest.Words(`period_num = 3.*period_num cannot change.*To extend the package, set valid_through`),
		},
		resource.TestStep{
			Config:           cloud.At(acctest.Now, voicePackage(`valid_through = "2029-06-01T00:00:00Z"`)),
			ConfigPlanChecks: planned(voice, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(voice, tfjsonpath.New("period_num"), knownvalue.Int64Exact(1)),
				isText(voice, "expire_time", "2030-03-01T15:59:59Z"),
			},
			Check: func(*terraform.State) error {
				if end := cloud.Package(t, 0).Expire().UTC().Format("2006-01-02"); end != "2030-03-01" {
					return fmt.Errorf("the cloud's package ends %s", end)
				}
				return nil
			},
		},
	)
}

// Pain 13: a quota is found short at apply, after half of the plan was bought.
func TestPain13AShortPoolIsNamedAtPlan(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	config := func(bought, wanted int) string {
		return cloud.At(acctest.Now, voicePackage(""), narrator(),
			acctest.Block("mss_order", "months",
				fmt.Sprintf("items = [{ resource_spec_code = %q, period_type = \"monthly\", period_num = %d }]\npayment = {}",
					acctest.OnShelfVoice, bought)),
			acctest.Block("mss_asset_renewal", "narrator",
				fmt.Sprintf("renewals = [{ asset_id = mss_asset.narrator.id, months = %d }]\ndepends_on = [mss_order.months]",
					wanted)))
	}
	acctest.Run(t,
		resource.TestStep{Config: config(6, 2)},
		resource.TestStep{Config: config(6, 7), PlanOnly: true,
			ExpectError: acctest.Words(`Renewal pool is short.*pool voice_clone: 5 units needed, 4 available.*No units ` +
				`were spent`)},
		resource.TestStep{Config: config(6, 6)},
	)
}

// Pain 14: what can be bought has opaque ids, which have to be copied from a web page.
func TestPain14WhatCanBeBoughtIsFoundByWhatItIs(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	const find = `data "mss_products" "yearly" { period_type = "yearly" }`
	bought := strings.Replace(voicePackage(""), `"`+acctest.Voice+`"`,
		"one([for p in data.mss_products.yearly.products : p.resource_spec_code if contains(p.makes, \"voice_clone\") && "+
			"p.prices[\"yearly\"] == \"99.00\"])", 1)
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, find, bought), ConfigStateChecks: []statecheck.StateCheck{
			isText(voice, "resource_spec_code", acctest.Voice)}},
		resource.TestStep{
			Config:      cloud.At(acctest.Now, find, bought, `data "mss_product" "one" { resource_spec_code = "voice" }`),
			ExpectError: acctest.Words(`No product found.*onebasic`),
		},
	)
}

// Pain 15: something that was paid for is destroyed by accident, as prevent_destroy goes with its block.
func TestPain15ProtectionOutlivesItsBlock(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	protected, loose := voicePackage("deletion_protection = true"), voicePackage("deletion_protection = false")
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, protected)},
		resource.TestStep{Config: cloud.At(acctest.Now),
			ExpectError: acctest.Words(`Package is protected.*Nothing was returned. Set it to false and apply before you ` +
				`destroy it`)},
		resource.TestStep{Config: cloud.At(acctest.Now, loose)},
		resource.TestStep{Config: cloud.At(acctest.Now), Check: cloud.Placed(lifecycle.Unsubscription, 1, 1)},
	)
}

// Pain 17: timeouts are built in, and an operation that is cut off loses what it bought.
func TestPain17TimeoutsCanBeSet(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voicePackage(`timeouts = { create = "0s" }`)),
			ExpectError: acctest.Words(`timeouts.create must be a positive duration`)},
		resource.TestStep{Config: cloud.At(acctest.Now, voicePackage(`timeouts = { create = "1ns" }`)),
			ExpectError: acctest.Words(`No money moved`)},
		resource.TestStep{Config: cloud.At(acctest.Now,
			voicePackage(`timeouts = { create = "1m", update = "2m", delete = "3m" }`)),
			Check: cloud.Placed(lifecycle.NewPurchase, 1, 1)},
	)
}
