package order_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

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
	kind = "mss_order"
	addr = kind + ".list"
)

const twoItems = `items = [
  { resource_spec_code = "` + acctest.Voice + `", period_type = "yearly", period_num = 1, subscription_num = 2 },
  { resource_spec_code = "` + acctest.Image + `", period_type = "one_off", period_num = 1 },
]
`

const oneItem = `items = [{ resource_spec_code = "` + acctest.Voice + `", period_type = "yearly", period_num = 1 }]
`

func order(body string) string { return acctest.Block(kind, "list", body) }

func attr(name string, v knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(addr, tfjsonpath.New(name), v)
}

func planned(a plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(addr, a)}}
}

// An order without a payment waits, is paid in place by adding one, and is then done.
func TestPayByHand(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.Run(t,
		resource.TestStep{
			Config: cloud.At(acctest.Now, order(oneItem)),
			ConfigStateChecks: []statecheck.StateCheck{
				attr("status", knownvalue.StringExact("pending_payment")),
				attr("auto_pay", knownvalue.Bool(false)),
				attr("payment", knownvalue.Null()),
				attr("on_destroy", knownvalue.StringExact("unsubscribe")),
				attr("amount", knownvalue.StringExact("99.00")),
				attr("official_amount", knownvalue.StringExact("99.00")),
				attr("currency", knownvalue.StringExact("USD")),
				attr("created_time", knownvalue.StringExact("2027-03-01T00:00:00Z")),
				attr("paid_time", knownvalue.Null()),
				attr("payment_deadline", knownvalue.StringExact("2027-03-08T00:00:00Z")),
				attr("packages", knownvalue.ListSizeExact(0)),
			},
		},
		resource.TestStep{ResourceName: addr, ImportState: true, ImportStateVerify: true,
			ImportStateVerifyIgnore: []string{"on_destroy"}},
		resource.TestStep{
			Config:           cloud.At("2027-03-02T00:00:00Z", order(oneItem+"payment = {}")),
			ConfigPlanChecks: planned(plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{attr("status", knownvalue.StringExact("completed")),
				attr("paid_time", knownvalue.StringExact("2027-03-02T00:00:00Z")), attr("packages", knownvalue.ListSizeExact(1))},
			Check: cloud.Placed(lifecycle.NewPurchase, 1, 1),
		},
		resource.TestStep{Config: cloud.At("2027-03-02T00:00:00Z", order(oneItem)),
			ConfigPlanChecks: planned(plancheck.ResourceActionNoop)},
	)
}

func TestPaymentAtCreate(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.Run(t,
		resource.TestStep{
			Config: cloud.At(acctest.Now,
				order(twoItems+"payment = {}\nclient_token = \"one\"\non_destroy = \"retain\"")),
			ConfigStateChecks: []statecheck.StateCheck{attr("status", knownvalue.StringExact("completed")),
				attr("packages", knownvalue.ListSizeExact(3))},
			Check: resource.ComposeAggregateTestCheckFunc(
				resource.TestCheckResourceAttr(addr, "amount", "1698.00"),
				resource.TestCheckResourceAttr(addr, "packages.0.item_index", "0"),
				resource.TestCheckResourceAttr(addr, "packages.1.item_index", "0"),
				resource.TestCheckResourceAttr(addr, "packages.2.item_index", "1"),
				resource.TestCheckResourceAttr(addr, "packages.2.resource_spec_code", acctest.Image),
			),
		},
		resource.TestStep{
			ResourceName: addr, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{
				"auto_pay", "client_token", "on_destroy"},
		},
	)
}

// Coupons pay first. One that the account does not have is refused before anything is ordered, and one can be named
// while the order waits. Those of a paid order stay.
func TestPayWithCoupons(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	cloud.Balance = "60.00"
	coupon := cloud.Coupon(t, acctest.Now, 4_000)
	with := func(ids ...string) string {
		return cloud.At(acctest.Now, order(oneItem+fmt.Sprintf("payment = { coupon_ids = [%s] }", strings.Join(ids, ", "))))
	}
	quoted := strconv.Quote(coupon)
	acctest.Run(t,
		resource.TestStep{Config: with(), ExpectError: regexp.MustCompile(`(?s)coupon_ids.*at least 1`)},
		resource.TestStep{Config: with(`"nothing"`), PlanOnly: true,
			ExpectError: acctest.Words(`Unable to use coupons.*the account has no coupon nothing`)},
		resource.TestStep{Config: with(`terraform_data.late.output`) +
			acctest.Block("terraform_data", "late", `input = "nothing"`),
			ExpectError: acctest.Words(`Unable to use coupons.*the account has no coupon nothing`)},
		resource.TestStep{Config: cloud.At(acctest.Now, order(oneItem+"payment = {}")),
			ConfigStateChecks:  []statecheck.StateCheck{attr("status", knownvalue.StringExact("pending_payment"))},
			ExpectNonEmptyPlan: true},
		resource.TestStep{Config: with(`"nothing"`), PlanOnly: true,
			ExpectError: acctest.Words(`Unable to use coupons.*the account has no coupon nothing`)},
		resource.TestStep{
			Config:           with(quoted),
			ConfigPlanChecks: planned(plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{attr("status", knownvalue.StringExact("completed")),
				attr("amount", knownvalue.StringExact("99.00"))},
			Check: func(*terraform.State) error {
				w, err := cloud.World()
				if err != nil {
					return err
				}
				if w.Tenant.Balance != 100 { // 60.00 - (99.00 - 40.00)
					return fmt.Errorf("the balance is %s", w.Tenant.Balance)
				}
				return nil
			},
		},
		resource.TestStep{Config: with(`"another"`),
			ExpectError: regexp.MustCompile(`(?s)Coupons cannot be changed.*` + coupon)},
		resource.TestStep{Config: with(quoted), PlanOnly: true},
	)
}

// The plan refuses coupons that cannot pay the order, of a new order and of one that waits for its payment.
func TestThePlanChecksCoupons(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	begins, err := time.Parse(time.RFC3339, acctest.Now)
	if err != nil {
		t.Fatal(err)
	}
	grant := func(change func(*lifecycle.Coupon)) (id string) {
		coupon := lifecycle.Coupon{Type: lifecycle.CashCoupon, FaceValue: 1_000, ValidFrom: begins,
			ValidUntil: begins.AddDate(1, 0, 0)}
		change(&coupon)
		cloud.Beside(t, acctest.Now, func(c *simulator.Cloud, call simulator.Call, _ *lifecycle.View) (err error) {
			out, err := c.Do(t.Context(), call, lifecycle.GrantCoupon{Coupon: coupon})
			id = out.ID()
			return err
		})
		return id
	}
	good := grant(func(*lifecycle.Coupon) {})
	refused := map[string]string{
		"nothing": "has no coupon nothing",
		grant(func(c *lifecycle.Coupon) { c.ValidFrom = begins.AddDate(0, 1, 0) }): "is valid from 2027-04-01",
		grant(func(c *lifecycle.Coupon) { c.Minimum = 1_000_00 }): "needs an order of " +
			"1000.00 USD",
		grant(func(c *lifecycle.Coupon) { c.Products = []string{acctest.Image} }): "does not cover " +
			"every product",
		good + `", "` + grant(func(c *lifecycle.Coupon) { c.Type = lifecycle.DiscountCoupon }): "cannot be used together",
	}
	paid := func(name, coupons string) string {
		return acctest.Block(kind, name, oneItem+`payment = { coupon_ids = ["`+coupons+`"] }`)
	}
	steps := []resource.TestStep{{Config: cloud.At(acctest.Now, order(oneItem))}}
	for coupons, words := range refused {
		// that waits, and a new one
		for _, blocks := range [][]string{{paid("list", coupons)}, {order(oneItem), paid("more", coupons)}} {
			steps = append(steps, resource.TestStep{
				Config: cloud.At(acctest.Now, blocks...), PlanOnly: true,
				ExpectError: acctest.Words("Unable to use coupons.*" + words),
			})
		}
	}
	steps = append(steps,
		resource.TestStep{Config: cloud.At(acctest.Now, paid("list", good), paid("more", good)), PlanOnly: true,
			ExpectError: acctest.Words("Coupon is used twice")},
		resource.TestStep{Config: cloud.At(acctest.Now, paid("list", good)),
			Check: cloud.Placed(lifecycle.NewPurchase, 1, 1)},
		resource.TestStep{Config: cloud.At(acctest.Now, paid("list", good), paid("more", good)), PlanOnly: true,
			ExpectError: acctest.Words("Unable to use coupons.*was used for the order")},
	)
	acctest.Run(t, steps...)
}

// Applied again, automatic payment pays with what it had chosen and locked: the coupon first.
func TestAutoPayAgainTakesTheLockedCoupons(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	cloud.Balance = "60.00"
	cloud.Coupon(t, acctest.Now, 3_000)
	config := cloud.At(acctest.Now, order(oneItem+"auto_pay = true"))
	acctest.Run(t,
		resource.TestStep{Config: config, ConfigStateChecks: []statecheck.StateCheck{
			attr("status", knownvalue.StringExact("pending_payment"))}, ExpectNonEmptyPlan: true},
		resource.TestStep{Config: config, ExpectError: regexp.MustCompile(`(?s)Unable to pay order.*69\.00`)},
		resource.TestStep{
			Config: config, PreConfig: func() { cloud.Deposit(t, acctest.Now, 1_000) },
			ConfigStateChecks: []statecheck.StateCheck{attr("status", knownvalue.StringExact("completed"))},
			Check: func(*terraform.State) error {
				w, err := cloud.World()
				if err == nil && w.Tenant.Balance != 100 { // 60.00 + 10.00 - (99.00 - 30.00)
					err = fmt.Errorf("the balance is %s", w.Tenant.Balance)
				}
				return err
			},
		},
	)
}

// How a paid order was paid is not recorded: an import fits both.
func TestImportBlock(t *testing.T) {
	t.Parallel()
	for _, pay := range []string{"auto_pay = true", "payment = {}", ""} {
		t.Run(pay, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.New(t)
			acctest.Run(t,
				resource.TestStep{Config: cloud.At(acctest.Now, order(twoItems+pay))},
				resource.TestStep{
					ResourceName: addr, ImportState: true, ImportStateKind: resource.ImportBlockWithID,
					ImportPlanChecks: resource.ImportPlanChecks{
						PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(addr, plancheck.ResourceActionNoop)}},
				},
			)
		})
	}
}

func TestAutoPay(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.Run(t,
		resource.TestStep{
			Config: cloud.At(acctest.Now, order(oneItem+"auto_pay = true")),
			ConfigStateChecks: []statecheck.StateCheck{attr("status", knownvalue.StringExact("completed")),
				attr("packages", knownvalue.ListSizeExact(1))},
			Check: cloud.Placed(lifecycle.NewPurchase, 1, 1),
		},
		resource.TestStep{
			Config:      cloud.At(acctest.Now, order(twoItems+"auto_pay = true")),
			ExpectError: regexp.MustCompile(`(?s)Order cannot be changed.*-replace`),
		},
		resource.TestStep{
			Config: cloud.At(acctest.Now,
				order(`items = [{ resource_spec_code = "`+acctest.Voice+`", period_type = "yearly", period_num = 2 }]`)),
			ExpectError: regexp.MustCompile(`(?s)period_num cannot\s+change.*-replace`),
		},
		// The fact of how it was paid needs nothing further.
		resource.TestStep{Config: cloud.At(acctest.Now, order(oneItem)), Check: cloud.Placed(lifecycle.NewPurchase, 1, 1)},
		resource.TestStep{Config: cloud.At(acctest.Now), Check: cloud.Placed(lifecycle.Unsubscription, 1, 1)},
	)
}

// An order that cannot be paid stays in the state, and every plan shows that it is still to be paid.
func TestUnpaid(t *testing.T) {
	t.Parallel()
	for name, pay := range map[string]string{"auto_pay": "auto_pay = true", "payment": "payment = {}"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.New(t)
			cloud.Balance = "50.00"
			acctest.Run(t,
				resource.TestStep{
					Config: cloud.At(acctest.Now, order(oneItem+pay)),
					ConfigStateChecks: []statecheck.StateCheck{attr("status", knownvalue.StringExact("pending_payment")),
						attr("payment_deadline", knownvalue.StringExact("2027-03-08T00:00:00Z"))},
					Check:              cloud.Placed(lifecycle.NewPurchase, 1, 0),
					ExpectNonEmptyPlan: true,
				},
				resource.TestStep{
					Config:      cloud.At(acctest.Now, order(oneItem+pay)),
					ExpectError: regexp.MustCompile(`(?s)Unable to pay order.*No\s+money\s+moved`),
				},
				resource.TestStep{Config: cloud.At(acctest.Now, order(oneItem)), ConfigStateChecks: []statecheck.StateCheck{
					attr("payment", knownvalue.Null())}},
				// Past its deadline it is cancelled, stays, and cannot be paid.
				resource.TestStep{Config: cloud.At("2029-03-01T00:00:00Z", order(oneItem+pay)),
					ExpectError: regexp.MustCompile(`(?s)Order cannot be paid.*terraform\s+taint`)},
				resource.TestStep{
					Config:            cloud.At("2029-03-01T00:00:00Z", order(oneItem)),
					ConfigStateChecks: []statecheck.StateCheck{attr("status", knownvalue.StringExact("cancelled"))},
					Check:             cloud.Placed(lifecycle.NewPurchase, 1, 0),
				},
			)
		})
	}
}

func TestDestroyUnpaid(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, order(oneItem))},
		resource.TestStep{Config: cloud.At(acctest.Now), Check: func(*terraform.State) error {
			w, err := cloud.World()
			if err != nil {
				return err
			}
			for _, o := range w.OrderList() {
				if o.Cancelled.IsZero() {
					return fmt.Errorf("order %s is not cancelled", o.ID)
				}
			}
			return nil
		}},
	)
}

func TestGoneStays(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, order(oneItem+"payment = {}"))},
		resource.TestStep{
			Config:           cloud.At("2029-06-01T00:00:00Z", order(oneItem+"payment = {}")),
			ConfigPlanChecks: planned(plancheck.ResourceActionNoop),
			ConfigStateChecks: []statecheck.StateCheck{attr("packages", knownvalue.ListSizeExact(1)),
				attr("status", knownvalue.StringExact("completed"))},
		},
	)
}

func TestUnknownInputs(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.Run(t, resource.TestStep{
		Config: cloud.At(acctest.Now, `
resource "terraform_data" "code" { input = "`+acctest.Voice+`" }
resource "terraform_data" "items" { input = [{ resource_spec_code = "`+acctest.Voice+
			`", period_type = "yearly", period_num = 1, subscription_num = 1, auto_renew = false }] }
`, order(`items = [{ resource_spec_code = terraform_data.code.output, period_type = "yearly", period_num = 1 }]
payment = {}`), acctest.Block(kind, "whole", `items = terraform_data.items.output`)),
		ConfigStateChecks: []statecheck.StateCheck{attr("status", knownvalue.StringExact("completed"))},
	})
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	item := func(body string) string {
		return "items = [{ resource_spec_code = \"" + acctest.Voice + "\"\n" + body + " }]\n"
	}
	for name, c := range map[string]struct{ body, want string }{
		"no items":      {`items = []`, `(?s)items = \[\].*at least 1`},
		"both payments": {oneItem + "auto_pay = true\npayment = {}", `(?s)payment = \{\}.*only one of\s+them`},
		"period type":   {item("period_type = \"daily\"\nperiod_num = 1"), `must be one of\s+monthly`},
		"period number": {item("period_type = \"monthly\"\nperiod_num = 0"), `must be between 1`},
		"quantity":      {item("period_type = \"yearly\"\nperiod_num = 1\nsubscription_num = 0"), `must be between 1`},
		"one-off":       {item("period_type = \"one_off\"\nperiod_num = 2"), `period_num\s+must be 1`},
		"on_destroy":    {oneItem + `on_destroy = "x"`, `(?s)on_destroy = "x".*must be one of`},
		"period": {item("period_type = \"monthly\"\nperiod_num = 1"),
			`(?s)Product not available with these settings.*yearly\s+or\s+one_off\s+here,\s+not\s+monthly.*no\s+money\s+moved`},
		"periods": {item("period_type = \"yearly\"\nperiod_num = 4"),
			`(?s)Product not available with these settings.*4\s+is\s+more\s+than\s+3`},
		"too many": {item("period_type = \"yearly\"\nperiod_num = 1\nsubscription_num = 101"),
			`(?s)101\s+is\s+more\s+than\s+100`},
		"code": {`items = [{ resource_spec_code = "x", period_type = "yearly", period_num = 1 }]`,
			`(?s)Product not available with these settings.*"x"\s+is\s+not\s+in\s+the\s+catalogue.*onebasic`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.New(t)
			acctest.Run(t, resource.TestStep{Config: cloud.At(acctest.Now, order(c.body)),
				ExpectError: regexp.MustCompile(c.want)})
		})
	}
}

func TestAgreements(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	cloud.Refuse = true
	acctest.Run(t, resource.TestStep{Config: cloud.At(acctest.Now, order(oneItem)),
		ExpectError: regexp.MustCompile(`Agreements not accepted`)})
}

func TestOrigin(t *testing.T) {
	t.Parallel()
	cloud, other := acctest.New(t), acctest.New(t)
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, order(oneItem))},
		resource.TestStep{Config: other.At(acctest.Now, order(oneItem)),
			ExpectError: regexp.MustCompile(`State belongs to another origin`)},
		resource.TestStep{Config: cloud.At(acctest.Now, order(oneItem)), Check: cloud.Placed(lifecycle.NewPurchase, 1, 0)},
	)
}

// auto_renew of an imported order is a guess: another value in the configuration is no change of the order.
func TestImportAutoRenew(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	items := func(renew string) string {
		return `items = [{ resource_spec_code = "` + acctest.Voice + `", period_type = "yearly", period_num = 1, ` +
			`auto_renew = ` + renew + ` }]
payment = {}`
	}
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, order(items("true")))},
		resource.TestStep{
			ResourceName: addr, ImportState: true, ImportStateKind: resource.ImportBlockWithID,
			ImportPlanChecks: resource.ImportPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(addr, plancheck.ResourceActionNoop)}},
		},
		resource.TestStep{Config: cloud.At(acctest.Now, order(items("false"))),
			ExpectError: regexp.MustCompile(`auto_renew cannot\s+change`)},
	)
}
