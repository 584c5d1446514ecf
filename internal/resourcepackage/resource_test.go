package resourcepackage_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

const (
	kind = "mss_resource_package"
	addr = kind + ".voice"
)

func voice(more string) string {
	return acctest.Block(kind, "voice",
		fmt.Sprintf("  resource_spec_code = %q\n  period_type = \"yearly\"\n  period_num = 1\n%s", acctest.Voice, more))
}

func attr(name string, v knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(addr, tfjsonpath.New(name), v)
}

func action(a plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(addr, a)}}
}

func TestMinimal(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.Run(t,
		resource.TestStep{
			Config: cloud.At(acctest.Now, voice("")),
			ConfigStateChecks: []statecheck.StateCheck{
				attr("status", knownvalue.StringExact("active")),
				attr("auto_renew", knownvalue.Bool(false)),
				attr("on_destroy", knownvalue.StringExact("unsubscribe")),
				attr("deletion_protection", knownvalue.Bool(false)),
				attr("business_type", knownvalue.StringExact("VOICE_CLONE")),
				attr("charging_mode", knownvalue.StringExact("PERIODIC")),
				attr("unit", knownvalue.StringExact("NUM")),
				attr("units_total", knownvalue.Int64Exact(1)),
				attr("units_used", knownvalue.Int64Exact(0)),
				attr("asset_ids", knownvalue.ListSizeExact(0)),
				attr("sub_resources", knownvalue.ListSizeExact(0)),
				attr("order_ids", knownvalue.ListSizeExact(1)),
				attr("effective_time", knownvalue.StringExact("2027-03-01T00:00:00Z")),
				attr("expire_time", knownvalue.StringExact("2028-03-01T15:59:59Z")),
				attr("returnable_until", knownvalue.StringExact("2028-03-01T15:59:59Z")),
				attr("next_charge_time", knownvalue.Null()),
			},
			Check: cloud.Placed(lifecycle.NewPurchase, 1, 1),
		},
		resource.TestStep{ResourceName: addr, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{
			"on_destroy"}},
	)
}

func TestFull(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	cloud.Balance = "1000.00"
	acctest.Run(t,
		resource.TestStep{
			Config: cloud.At(acctest.Now, voice("auto_renew = true\nvalid_through = \"2029-06-01T00:00:00+08:00\"\n"+
				"deletion_protection = true\non_destroy = \"cancel_renewal\"\nclient_token = \"one\"")),
			ConfigStateChecks: []statecheck.StateCheck{
				attr("auto_renew", knownvalue.Bool(true)),
				attr("valid_through", knownvalue.StringExact("2029-06-01T00:00:00+08:00")),
				attr("expire_time", knownvalue.StringExact("2030-03-01T15:59:59Z")),
				attr("next_charge_time", knownvalue.StringExact("2030-02-21T19:00:00Z")),
				attr("order_ids", knownvalue.ListSizeExact(2)),
			},
			Check: cloud.Placed(lifecycle.Renewal, 1, 1),
		},
		resource.TestStep{
			Config:      cloud.At(acctest.Now),
			ExpectError: regexp.MustCompile(`deletion_protection is\s+true`),
		},
		resource.TestStep{Config: cloud.At(acctest.Now,
			voice("auto_renew = true\nvalid_through = \"2029-06-01T00:00:00+08:00\"\non_destroy = \"cancel_renewal\"\n"+
				"client_token = \"one\""))},
		resource.TestStep{
			Config: cloud.At(acctest.Now),
			Check: func(*terraform.State) error {
				if cloud.Package(t, 0).AutoRenew {
					return fmt.Errorf("destroying with cancel_renewal left automatic renewal on")
				}
				return nil
			},
		},
	)
}

func TestUpdateInPlace(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	same := statecheck.CompareValue(compareSame{})
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice("")), ConfigStateChecks: []statecheck.StateCheck{
			same.AddStateValue(addr, tfjsonpath.New("id"))}},
		resource.TestStep{
			Config: cloud.At(acctest.Now, voice("auto_renew = true")),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(addr, plancheck.ResourceActionUpdate),
				plancheck.ExpectUnknownValue(addr, tfjsonpath.New("next_charge_time")),
				plancheck.ExpectKnownValue(addr, tfjsonpath.New("expire_time"), knownvalue.StringExact("2028-03-01T15:59:59Z")),
			}},
			ConfigStateChecks: []statecheck.StateCheck{same.AddStateValue(addr, tfjsonpath.New("id")),
				attr("auto_renew", knownvalue.Bool(true))},
		},
		// Without the attribute an existing package keeps what it has.
		resource.TestStep{Config: cloud.At(acctest.Now, voice("")), ConfigStateChecks: []statecheck.StateCheck{
			attr("auto_renew", knownvalue.Bool(true))}},
		resource.TestStep{Config: cloud.At(acctest.Now, voice("auto_renew = false")),
			ConfigStateChecks: []statecheck.StateCheck{attr("next_charge_time", knownvalue.Null())}},
		resource.TestStep{
			Config: cloud.At("2027-04-01T00:00:00Z", voice("auto_renew = false\nvalid_through = \"2028-03-02T00:00:00Z\"")),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(addr, plancheck.ResourceActionUpdate),
				plancheck.ExpectUnknownValue(addr, tfjsonpath.New("expire_time")),
			}},
			ConfigStateChecks: []statecheck.StateCheck{attr("expire_time", knownvalue.StringExact("2029-03-01T15:59:59Z")),
				attr("order_ids", knownvalue.ListSizeExact(2))},
			Check: cloud.Placed(lifecycle.Renewal, 1, 1),
		},
		// Another way to write the same end, and one that is covered, buy nothing.
		resource.TestStep{
			Config: cloud.At("2027-04-01T00:00:00Z", voice("auto_renew = false\nvalid_through = \"2029-03-01T23:59:59+08:00\"")),
			Check:  cloud.Placed(lifecycle.Renewal, 1, 1),
		},
		resource.TestStep{
			Config: cloud.At("2027-04-01T00:00:00Z",
				acctest.Block(kind, "voice", fmt.Sprintf("resource_spec_code = %q\nperiod_type = \"yearly\"\nperiod_num = 2",
					acctest.Voice))),
			ExpectError: regexp.MustCompile(`(?s)period_num = 2.*period_num cannot change.*valid_through`),
		},
	)
}

// compareSame demands that all values are the same.
type compareSame struct{}

func (compareSame) CompareValues(values ...any) error {
	for _, v := range values {
		if v != values[0] {
			return fmt.Errorf("%v is not %v", v, values[0])
		}
	}
	return nil
}

// A plan, a refresh and an apply two years on keep a package that has gone, and buy nothing.
func TestGoneStays(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now,
			voice("auto_renew = false\nvalid_through = \"2027-12-01T00:00:00Z\""))},
		resource.TestStep{
			Config:   cloud.At("2028-03-10T00:00:00Z", voice("auto_renew = false\nvalid_through = \"2027-12-01T00:00:00Z\"")),
			PlanOnly: true,
		},
		resource.TestStep{
			Config:      cloud.At("2028-03-10T00:00:00Z", voice("auto_renew = true")),
			ExpectError: regexp.MustCompile(`(?s)auto_renew = true.*has\s+the\s+status\s+grace`),
		},
		resource.TestStep{
			Config: cloud.At("2029-03-01T00:00:00Z", voice("valid_through = \"2030-01-01T00:00:00Z\"")),
			ConfigStateChecks: []statecheck.StateCheck{
				attr("status", knownvalue.StringExact("released")),
				attr("order_id", knownvalue.NotNull()),
				attr("units_total", knownvalue.Int64Exact(1)),
				attr("business_type", knownvalue.StringExact("VOICE_CLONE")),
				attr("returnable_until", knownvalue.Null()),
			},
			Check: cloud.Placed(lifecycle.NewPurchase, 1, 1),
		},
	)
}

// A package that somebody returned stays as well, whatever its block asks for.
func TestReturnedAtTheCloud(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	config := cloud.At(acctest.Now, voice("auto_renew = true\nvalid_through = \"2027-12-01T00:00:00Z\""))
	later := cloud.At("2028-06-01T00:00:00Z", voice("auto_renew = true\nvalid_through = \"2030-01-01T00:00:00Z\""))
	acctest.Run(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() {
				cloud.Beside(t, acctest.Now, func(c *simulator.Cloud, call simulator.Call, w *lifecycle.View) error {
					_, err := c.Do(t.Context(), call, lifecycle.ReturnPackages{PackageIDs: []string{w.PackageList()[0].ID}})
					return err
				})
			},
			Config: config, ConfigPlanChecks: action(plancheck.ResourceActionNoop), ConfigStateChecks: []statecheck.StateCheck{
				attr("status", knownvalue.StringExact("returned")), attr("next_charge_time", knownvalue.Null()),
				attr("returnable_until", knownvalue.Null()),
			},
		},
		resource.TestStep{Config: later, Check: resource.ComposeTestCheckFunc(cloud.Placed(lifecycle.NewPurchase, 1, 1),
			cloud.Placed(lifecycle.Renewal, 0, 0))},
		resource.TestStep{Config: cloud.At("2028-06-01T00:00:00Z"), Check: cloud.Placed(lifecycle.Unsubscription, 1, 1)},
	)
}

// What cannot renew is refused at plan, bought or not.
func TestAutoRenewOfWhatDoesNotRenew(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	shelf := func(more string) string {
		return cloud.At(acctest.Now, acctest.Block(kind, "voice", "resource_spec_code = \""+acctest.OnShelfVoice+
			"\"\nperiod_type = \"monthly\"\nperiod_num = 3\n"+more))
	}
	acctest.Run(t,
		resource.TestStep{Config: shelf("auto_renew = true"), PlanOnly: true,
			ExpectError: regexp.MustCompile(`auto_renew = true`)},
		resource.TestStep{Config: shelf("")},
		resource.TestStep{Config: shelf("auto_renew = true"), PlanOnly: true,
			ExpectError: acctest.Words(`auto_renew = true.*has the charging mode ONE_TIME: on-shelf months and one-off units ` +
				`cannot\s+be\s+renewed`)},
	)
}

// Renewing in retention starts at the old end.
func TestRenewFrozen(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice(""))},
		resource.TestStep{
			Config: cloud.At("2028-03-20T00:00:00Z", voice("auto_renew = true\nvalid_through = \"2028-06-01T00:00:00Z\"")),
			ConfigStateChecks: []statecheck.StateCheck{
				attr("status", knownvalue.StringExact("active")),
				attr("auto_renew", knownvalue.Bool(true)),
				attr("expire_time", knownvalue.StringExact("2029-03-01T15:59:59Z")),
			},
		},
	)
}

// Automatic renewal happens in time alone; the next plan shows it without a change.
func TestAutomaticRenewal(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice("auto_renew = true"))},
		resource.TestStep{
			Config:           cloud.At("2028-06-01T00:00:00Z", voice("auto_renew = true")),
			ConfigPlanChecks: action(plancheck.ResourceActionNoop),
			ConfigStateChecks: []statecheck.StateCheck{attr("expire_time", knownvalue.StringExact("2029-03-01T15:59:59Z")),
				attr("status", knownvalue.StringExact("active"))},
			ExpectNonEmptyPlan: false,
		},
	)
}

func TestPaymentRefused(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	cloud.Balance = "50.00"
	acctest.Run(t,
		resource.TestStep{
			Config:      cloud.At(acctest.Now, voice("")),
			ExpectError: regexp.MustCompile(`(?s)Unable to pay for resource package.*No\s+money\s+moved.*was\s+cancelled`),
		},
		resource.TestStep{
			Config: cloud.At(acctest.Now),
			Check: resource.ComposeAggregateTestCheckFunc(cloud.Placed(lifecycle.NewPurchase, 1, 0),
				func(s *terraform.State) error {
					w, err := cloud.World()
					if err != nil {
						return err
					}
					for _, o := range w.OrderList() {
						if o.Cancelled.IsZero() {
							return fmt.Errorf("order %s is not cancelled", o.ID)
						}
					}
					if n := len(s.RootModule().Resources); n != 0 {
						return fmt.Errorf("%d objects in the state, want none", n)
					}
					return nil
				}),
		},
	)
}

// A renewal that cannot be paid is an error while nothing else has happened, and only a warning beside a purchase.
func TestRenewalRefused(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	cloud.Balance = "150.00"
	acctest.Run(t,
		resource.TestStep{
			Config:            cloud.At(acctest.Now, voice("valid_through = \"2028-06-01T00:00:00Z\"")),
			ConfigStateChecks: []statecheck.StateCheck{attr("expire_time", knownvalue.StringExact("2028-03-01T15:59:59Z"))},
			Check: resource.ComposeAggregateTestCheckFunc(cloud.Placed(lifecycle.NewPurchase, 1, 1),
				cloud.Placed(lifecycle.Renewal, 1, 0)),
			ExpectNonEmptyPlan: true,
		},
		resource.TestStep{
			Config:      cloud.At(acctest.Now, voice("valid_through = \"2028-06-01T00:00:00Z\"")),
			ExpectError: regexp.MustCompile(`Unable to pay for renewal of resource package`),
		},
		resource.TestStep{Config: cloud.At(acctest.Now, voice("")), Check: cloud.Placed(lifecycle.NewPurchase, 1, 1)},
	)
}

func TestAdopt(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	kept := acctest.Block(kind, "kept",
		fmt.Sprintf("resource_spec_code = %q\nperiod_type = \"yearly\"\nperiod_num = 1\non_destroy = \"retain\"",
			acctest.Voice))
	taken := acctest.Block(kind, "voice", "resource_id = mss_resource_package.kept.id\nauto_renew = true\n"+
		"valid_through = \"2029-01-01T00:00:00Z\"")
	acctest.Run(t,
		resource.TestStep{
			Config: cloud.At(acctest.Now, kept, taken),
			ConfigStateChecks: []statecheck.StateCheck{
				attr("resource_spec_code", knownvalue.StringExact(acctest.Voice)),
				attr("period_type", knownvalue.StringExact("yearly")),
				attr("on_destroy", knownvalue.StringExact("retain")),
				attr("auto_renew", knownvalue.Bool(true)),
				attr("expire_time", knownvalue.StringExact("2029-03-01T15:59:59Z")),
				attr("order_ids", knownvalue.ListSizeExact(1)),
			},
			Check: cloud.Placed(lifecycle.NewPurchase, 1, 1),
		},
		resource.TestStep{
			Config:      cloud.At(acctest.Now, kept, acctest.Block(kind, "voice", "resource_id = \"sim-nothing\"")),
			ExpectError: regexp.MustCompile(`resource_id cannot change`),
		},
	)
}

func TestAdoptUnknown(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.Run(t, resource.TestStep{
		Config:      cloud.At(acctest.Now, acctest.Block(kind, "voice", "resource_id = \"sim-nothing\"")),
		ExpectError: regexp.MustCompile(`(?s)resource_id = "sim-nothing".*knows no package`),
	})
}

func TestOnShelf(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	months := func(more string) string {
		return acctest.Block(kind, "voice",
			fmt.Sprintf("resource_spec_code = %q\nperiod_type = \"monthly\"\nperiod_num = 12\n%s", acctest.OnShelfVoice, more))
	}
	acctest.Run(t,
		resource.TestStep{
			Config:      cloud.At(acctest.Now, months("auto_renew = true")),
			ExpectError: regexp.MustCompile(`(?s)auto_renew = true.*onshelf.voice_clone expires at its end`),
		},
		resource.TestStep{
			Config: cloud.At(acctest.Now, months("")),
			ConfigStateChecks: []statecheck.StateCheck{
				attr("units_total", knownvalue.Int64Exact(12)),
				attr("unit", knownvalue.StringExact("MONTH")),
				attr("charging_mode", knownvalue.StringExact("ONE_TIME")),
				attr("expire_time", knownvalue.StringExact("2028-03-01T15:59:59Z")),
				attr("returnable_until", knownvalue.StringExact("2028-03-01T15:59:59Z")),
			},
		},
		resource.TestStep{ResourceName: addr, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{
			"on_destroy"}},
	)
}

// An import block in the configuration that bought the package has nothing to change.
func TestImportBlock(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice("auto_renew = true"))},
		resource.TestStep{
			ResourceName: addr, ImportState: true, ImportStateKind: resource.ImportBlockWithID,
			ImportPlanChecks: resource.ImportPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(addr, plancheck.ResourceActionNoop)}},
		},
	)
}

func TestUnsubscribe(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice(""))},
		resource.TestStep{
			Config: cloud.At("2027-06-01T00:00:00Z"),
			Check:  cloud.Placed(lifecycle.Unsubscription, 1, 1),
		},
	)
}

func TestUnsubscribeOneOff(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now,
			acctest.Block(kind, "voice", fmt.Sprintf("resource_spec_code = %q\nperiod_type = \"one_off\"\nperiod_num = 1",
				acctest.Voice)))},
		resource.TestStep{Config: cloud.At(acctest.Now), Check: cloud.Placed(lifecycle.Unsubscription, 0, 0)},
	)
}

func TestUnknownInputs(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	body := `
variable "code" { type = string }
resource "terraform_data" "late" { input = var.code }
resource "terraform_data" "end" { input = "2028-12-01T00:00:00Z" }
` + acctest.Block(kind, "voice", "resource_spec_code = terraform_data.late.output\nperiod_type = \"yearly\"\n"+
		"period_num = 1\nvalid_through = terraform_data.end.output")
	acctest.Run(t, resource.TestStep{
		Config:            cloud.At(acctest.Now, body),
		ConfigVariables:   config.Variables{"code": config.StringVariable(acctest.Voice)},
		ConfigStateChecks: []statecheck.StateCheck{attr("expire_time", knownvalue.StringExact("2029-03-01T15:59:59Z"))},
	})
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, want string }{
		"nothing": {"", `Buying a package needs`},
		"both": {"resource_id = \"x\"\nresource_spec_code = \"y\"\nperiod_type = \"yearly\"\nperiod_num = 1",
			`(?s)resource_spec_code = "y".*only one of them`},
		"period type": {"resource_spec_code = \"y\"\nperiod_type = \"weekly\"\nperiod_num = 1",
			`(?s)period_type = "weekly".*must be one of`},
		"period number": {"resource_spec_code = \"y\"\nperiod_type = \"yearly\"\nperiod_num = 0",
			`(?s)period_num = 0.*between 1`},
		"one-off number": {"resource_spec_code = \"y\"\nperiod_type = \"one_off\"\nperiod_num = 2",
			`(?s)period_num = 2.*must be 1`},
		"one-off renewal": {"resource_spec_code = \"y\"\nperiod_type = \"one_off\"\nperiod_num = 1\nauto_renew = true",
			`(?s)auto_renew = true.*cannot\s+be\s+renewed`},
		"date": {"resource_spec_code = \"y\"\nperiod_type = \"yearly\"\nperiod_num = 1\nvalid_through = \"2028\"",
			`(?s)valid_through = "2028".*RFC\s+3339`},
		"on_destroy": {"resource_spec_code = \"y\"\nperiod_type = \"yearly\"\nperiod_num = 1\non_destroy = \"keep\"",
			`(?s)on_destroy = "keep".*must be one of`},
		"product": {"resource_spec_code = \"y\"\nperiod_type = \"yearly\"\nperiod_num = 1",
			`(?s)Product not available with these settings.*resource_spec_code = "y".*not\s+in\s+the\s+catalogue.*` +
				`No\s+money\s+moved`},
		"beyond the most": {"resource_spec_code = \"" + acctest.Voice + "\"\nperiod_type = \"yearly\"\nperiod_num = 1\n" +
			"valid_through = \"2078-06-01T00:00:00Z\"", `(?s)valid_through = .*the\s+limit\s+is\s+600,\s+until\s+2077-03-01`},
		"out of reach": {"resource_spec_code = \"" + acctest.Voice + "\"\nperiod_type = \"yearly\"\nperiod_num = 1\n" +
			"valid_through = \"9999-01-01T00:00:00Z\"", `(?s)valid_through.*too far`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.New(t)
			acctest.Run(t, resource.TestStep{Config: cloud.At(acctest.Now, acctest.Block(kind, "voice", c.body)),
				ExpectError: regexp.MustCompile(c.want)})
		})
	}
}

func TestAgreements(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	cloud.Refuse = true
	acctest.Run(t, resource.TestStep{Config: cloud.At(acctest.Now, voice("")),
		ExpectError: regexp.MustCompile(`(?s)Agreements not accepted.*accept_agreements`)})
}

// A state under another store or project is an error, and nothing is removed or bought.
// Switching automatic renewal on is a promise to buy.
func TestAutoRenewNeedsConsent(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	refusing := *cloud
	refusing.Refuse = true
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice(""))},
		resource.TestStep{Config: refusing.At(acctest.Now, voice("auto_renew = true")),
			ExpectError: regexp.MustCompile(`(?s)Agreements not accepted.*auto_renew = true`)},
		resource.TestStep{Config: refusing.At(acctest.Now, voice("auto_renew = false")), PlanOnly: true},
	)
}

func TestOrigin(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	other := acctest.New(t)
	project := *cloud
	project.Project = "other"
	refused := regexp.MustCompile(`(?s)State belongs to another origin.*project\s+demo.*configured for`)
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice(""))},
		resource.TestStep{Config: other.At(acctest.Now, voice("")), ExpectError: refused},
		resource.TestStep{Config: project.At(acctest.Now, voice("")), ExpectError: refused},
		resource.TestStep{Config: cloud.At(acctest.Now, voice("")), ConfigPlanChecks: action(plancheck.ResourceActionNoop),
			Check: cloud.Placed(lifecycle.NewPurchase, 1, 1)},
	)
}

func TestList(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.Run(t, resource.TestStep{
		Config: cloud.At(acctest.Now, voice(""), `
data "mss_resource_packages" "all" { depends_on = [mss_resource_package.voice] }
data "mss_resource_packages" "none" {
  status     = "frozen"
  depends_on = [mss_resource_package.voice]
}
data "mss_resource_packages" "order" { order_id = mss_resource_package.voice.order_id }`),
		Check: resource.ComposeAggregateTestCheckFunc(
			resource.TestCheckResourceAttr("data.mss_resource_packages.all", "packages.#", "1"),
			resource.TestCheckResourceAttrPair("data.mss_resource_packages.all", "packages.0.resource_id", addr, "id"),
			resource.TestCheckResourceAttrPair("data.mss_resource_packages.all", "packages.0.expire_time", addr, "expire_time"),
			resource.TestCheckResourceAttr("data.mss_resource_packages.none", "packages.#", "0"),
			resource.TestCheckResourceAttr("data.mss_resource_packages.order", "packages.#", "1"),
		),
	})
}

// A replacement is asked for explicitly: it returns the old package and buys one new one.
func TestReplace(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice(""))},
		resource.TestStep{
			Config:           cloud.At(acctest.Now, voice("")),
			Taint:            []string{addr},
			ConfigPlanChecks: action(plancheck.ResourceActionReplace),
			Check: resource.ComposeAggregateTestCheckFunc(cloud.Placed(lifecycle.NewPurchase, 2, 2),
				cloud.Placed(lifecycle.Unsubscription, 1, 1)),
		},
	)
}
