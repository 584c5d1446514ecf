package order_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/querycheck"
	"github.com/hashicorp/terraform-plugin-testing/querycheck/queryfilter"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

func identified(project string) []statecheck.StateCheck {
	return []statecheck.StateCheck{
		statecheck.ExpectIdentityValueMatchesState(addr, tfjsonpath.New("id")),
		statecheck.ExpectIdentityValue(addr, tfjsonpath.New("project_id"), knownvalue.StringExact(project)),
	}
}

func TestIdentity(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.RunFrom(t, acctest.Identities,
		resource.TestStep{Config: cloud.At(acctest.Now, order(twoItems)), ConfigStateChecks: identified("demo")},
		resource.TestStep{ResourceName: addr, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
		resource.TestStep{Config: cloud.At(acctest.Now, order(twoItems+"payment = {}")),
			ConfigStateChecks: identified("demo")},
		resource.TestStep{ResourceName: addr, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
		resource.TestStep{ResourceName: addr, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
	)
}

// importing is a block that imports by identity into a block that does not exist otherwise.
func importing(identity string) string {
	return fmt.Sprintf("import {\n  to = mss_order.other\n  identity = { %s }\n}\n", identity) +
		acctest.Block(kind, "other", oneItem)
}

func TestIdentityOfAnotherProject(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.RunFrom(t, acctest.Identities,
		resource.TestStep{Config: cloud.At(acctest.Now, importing(`project_id = "elsewhere", id = "CS1"`)),
			ExpectError: regexp.MustCompile(`(?s)Identity of another project.*"elsewhere".*project\s+demo.*` +
				`Nothing\s+was\s+imported`)},
		resource.TestStep{Config: cloud.At(acctest.Now, importing(`id = ""`)), ExpectError: regexp.MustCompile(`Missing id`)},
		resource.TestStep{Config: cloud.At(acctest.Now, importing(`project_id = "demo", id = "CS1"`)),
			ExpectError: regexp.MustCompile(`(?s)no\s+such\s+account.*Nothing\s+was\s+imported`)},
		resource.TestStep{Config: cloud.At(acctest.Now, order(twoItems))},
		resource.TestStep{Config: cloud.At(acctest.Now, order(twoItems), importing(`project_id = "demo", id = "CS1"`)),
			ExpectError: regexp.MustCompile(`(?s)No such order.*Nothing\s+was\s+imported`)},
	)
}

// An unsubscription buys nothing, so that mss_order has nothing to manage in it.
func TestImportOfAReturn(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	var id string
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, renewed)},
		resource.TestStep{Config: cloud.At(acctest.Now, `data "mss_orders" "none" { status = "cancelled" }`),
			Check: func(*terraform.State) error {
				w, err := cloud.World()
				if err != nil {
					return err
				}
				for _, o := range w.OrderList() {
					if o.Type == lifecycle.Unsubscription {
						id = o.ID
					}
				}
				return nil
			}},
		resource.TestStep{
			Config: cloud.At(acctest.Now, order(oneItem)), ResourceName: addr, ImportState: true,
			ImportStateIdFunc: func(*terraform.State) (string, error) { return id, nil },
			ExpectError:       regexp.MustCompile(`(?s)Order buys nothing.*unsubscription.*Nothing\s+was\s+imported`),
		},
	)
}

func TestQuery(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	found := func(name string, n int) querycheck.QueryResultCheck { return querycheck.ExpectLength(kind+"."+name, n) }
	two := queryfilter.ByDisplayName(
		knownvalue.StringExact("voice.onebasic, yearly, 1 × 2; avatarmodeling.number, one_off, 1 (completed, 1698.00 USD, " +
			"2027-03-01T00:00:00Z)"))
	acctest.RunFrom(t, acctest.Queries,
		resource.TestStep{Config: cloud.At(acctest.Now, ledger()...)},
		acctest.Query(kind, "all", "", "include_resource = true", found("all", 3),
			querycheck.ExpectIdentity(kind+".all", map[string]knownvalue.Check{"project_id": knownvalue.StringExact("demo"),
				"id": knownvalue.StringRegexp(regexp.MustCompile("^CS"))}),
			querycheck.ExpectResourceKnownValues(kind+".all", two, []querycheck.KnownValueCheck{
				{Path: tfjsonpath.New("status"), KnownValue: knownvalue.StringExact("completed")},
				{Path: tfjsonpath.New("auto_pay"), KnownValue: knownvalue.Bool(true)},
				{Path: tfjsonpath.New("on_destroy"), KnownValue: knownvalue.StringExact("retain")},
				{Path: tfjsonpath.New("items"), KnownValue: knownvalue.ListSizeExact(2)},
				{Path: tfjsonpath.New("packages"), KnownValue: knownvalue.ListSizeExact(3)},
			}),
		),
		acctest.Query(kind, "unpaid", `status = "pending_payment"`, "", found("unpaid", 1)),
		acctest.Query(kind, "renewals", `order_type = "renewal"`, "", found("renewals", 1)),
		acctest.Query(kind, "first", "", "limit = 1", found("first", 1)),
	)
}

func pay(when, config string) string { return acctest.Act("mss_order_pay", when, config) }

func TestPayAction(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	cloud.Balance = "1800.00"
	const wait = "order_id = mss_order.list.id"
	fails := func(block, want string) resource.TestStep {
		return resource.TestStep{Config: cloud.At(acctest.Now, order(twoItems), block), ExpectError: regexp.MustCompile(want),
			Check: cloud.Placed(lifecycle.NewPurchase, 1, 0)}
	}
	acctest.RunFrom(t, acctest.Actions,
		resource.TestStep{Config: cloud.At(acctest.Now, order(twoItems)), Check: cloud.Placed(lifecycle.NewPurchase, 1, 0)},
		fails(pay("1", wait+"\nmax_amount = \"1697.99\""),
			`(?s)Charge is above max_amount.*1698\.00 USD.*No\s+money\s+moved`),
		fails(pay("1", `order_id = "CS0"`), `(?s)Unable to read order.*No\s+money\s+moved`),
		fails(pay("1", wait+"\nmax_amount = \"much\""), `must be an amount`),
		// Paid once, however often it runs.
		resource.TestStep{Config: cloud.At(acctest.Now, order(twoItems), pay("1", wait+"\nmax_amount = \"1698\"")),
			Check: cloud.Placed(lifecycle.NewPurchase, 1, 1)},
		resource.TestStep{Config: cloud.At(acctest.Now, order(twoItems), pay("2", wait)),
			Check: cloud.Placed(lifecycle.NewPurchase, 1, 1)},
		resource.TestStep{
			Config:           cloud.At(acctest.Now, order(twoItems), pay("2", wait)),
			ConfigPlanChecks: planned(plancheck.ResourceActionNoop),
			ConfigStateChecks: []statecheck.StateCheck{attr("status", knownvalue.StringExact("completed")),
				attr("packages", knownvalue.ListSizeExact(3))},
		},
		// An order of this plan is not known while it is planned; what the balance does not cover goes on waiting.
		resource.TestStep{
			Config: cloud.At(acctest.Now, order(twoItems), acctest.Block(kind, "more", twoItems),
				pay("3", "order_id = mss_order.more.id")),
			ExpectError: regexp.MustCompile(`(?s)Unable to pay order.*No\s+money\s+moved.*can\s+still\s+be\s+paid\s+until`),
		},
		resource.TestStep{Config: cloud.At(acctest.Now, order(twoItems), acctest.Block(kind, "more", twoItems)),
			Check: cloud.Placed(lifecycle.NewPurchase, 2, 1)},
		resource.TestStep{
			Config: cloud.At("2027-04-01T00:00:00Z", order(twoItems), acctest.Block(kind, "more", twoItems),
				pay("4", "order_id = mss_order.more.id")),
			ExpectError: regexp.MustCompile(`(?s)Order cannot be paid.*is\s+cancelled.*No\s+money\s+moved`),
		},
	)
}

func TestPayActionWithCoupons(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	cloud.Balance = "60.00"
	coupon := cloud.Coupon(t, acctest.Now, 4_000)
	acctest.RunFrom(t, acctest.Actions,
		resource.TestStep{Config: cloud.At(acctest.Now, order(oneItem))},
		resource.TestStep{
			Config: cloud.At(acctest.Now, order(oneItem),
				pay("1", fmt.Sprintf("order_id = mss_order.list.id\ncoupon_ids = [%q]", coupon))),
			Check: cloud.Placed(lifecycle.NewPurchase, 1, 1), // the balance alone would not have been enough
		},
	)
}

func TestPayActionNeedsConsent(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	cloud.Refuse = true
	acctest.RunFrom(t, acctest.Actions, resource.TestStep{
		Config:      cloud.At(acctest.Now, pay("1", `order_id = "CS1"`)),
		ExpectError: regexp.MustCompile(`(?s)Agreements not accepted.*the\s+payment\s+of\s+order\s+CS1`),
	})
}
