package order_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
)

// renewed is a package that is renewed once: two orders.
var renewed = acctest.Block("mss_resource_package", "voice",
	fmt.Sprintf("resource_spec_code = %q\nperiod_type = \"yearly\"\nperiod_num = 1\n"+
		"valid_through = \"2028-06-01T00:00:00Z\"", acctest.Voice))

func ledger() []string {
	return []string{order(twoItems + "auto_pay = true"), acctest.Block(kind, "wait", oneItem), renewed}
}

// data reads after all orders were placed.
func data(kind, name, body string) string {
	return fmt.Sprintf("data %q %q {\n%s\n  depends_on = [mss_order.list, mss_order.wait, mss_resource_package.voice]\n}",
		kind, name, body)
}

func TestDataSource(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	const one = "data.mss_order."
	same := func(name, attribute, other string) resource.TestCheckFunc {
		return resource.TestCheckResourceAttrPair(one+name, attribute, other, attribute)
	}
	is := func(name, attribute, want string) resource.TestCheckFunc {
		return resource.TestCheckResourceAttr(one+name, attribute, want)
	}
	checks := []resource.TestCheckFunc{
		is("id", "order_type", "new"), is("id", "coupon_amount", "0.00"), is("id", "items.#", "2"),
		is("id", "items.0.resource_spec_code", acctest.Voice),
		is("id", "items.0.period_type", "yearly"), is("id", "items.0.period_num", "1"),
		is("id", "items.0.subscription_num", "2"), is("id", "items.1.period_type", "one_off"),
		same("wait", "id", kind+".wait"), same("wait", "payment_deadline", kind+".wait"), is("wait", "packages.#", "0"),
		resource.TestCheckNoResourceAttr(one+"wait", "paid_time"),
		is("renewal", "order_type", "renewal"), is("renewal", "amount", "99.00"), is("renewal", "packages.#", "1"),
		is("renewal", "packages.0.item_index", "0"),
		resource.TestCheckResourceAttrPair(one+"renewal", "packages.0.resource_id", "mss_resource_package.voice", "id"),
	}
	for _, attribute := range []string{
		"id", "status", "official_amount", "amount", "currency", "created_time", "paid_time", "payment_deadline",
		"packages.#",
		"packages.0.resource_id", "packages.2.resource_id", "packages.2.resource_spec_code", "packages.2.item_index",
	} {
		checks = append(checks, same("id", attribute, addr))
	}
	config := append(ledger(),
		"data \"mss_order\" \"id\" { id = mss_order.list.id }", // unknown while the order is planned
		data("mss_order", "renewal", "order_type = \"renewal\""),
	)
	acctest.Run(t,
		resource.TestStep{
			Config: cloud.At(acctest.Now, append(config,
				data("mss_order", "wait", "status = \"pending_payment\"\ncreated_after = \"2027-03-01T08:00:00+08:00\""))...),
			Check: resource.ComposeAggregateTestCheckFunc(checks...),
		},
		// By then the payment deadline has passed.
		resource.TestStep{
			Config: cloud.At("2027-03-09T00:00:00Z", append(config, data("mss_order", "wait", "status = \"cancelled\""))...),
			Check:  resource.ComposeAggregateTestCheckFunc(same("wait", "id", kind+".wait"), is("wait", "packages.#", "0")),
		},
		// Without its block the package is returned.
		resource.TestStep{Config: cloud.At("2027-03-09T00:00:00Z", ledger()[:2]...)},
		resource.TestStep{
			Config: cloud.At("2027-03-09T00:00:00Z",
				append(ledger()[:2], `data "mss_order" "refund" { order_type = "unsubscription" }`)...),
			Check: resource.ComposeAggregateTestCheckFunc(
				is("refund", "items.#", "0"), is("refund", "packages.#", "1"),
				resource.TestCheckNoResourceAttr(one+"refund", "packages.0.item_index"),
				resource.TestMatchResourceAttr(one+"refund", "amount", regexp.MustCompile(`^-\d+\.\d\d$`)),
			),
		},
	)
}

func TestDataSourceErrors(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	fails := func(body, want string) resource.TestStep {
		return resource.TestStep{Config: cloud.At(acctest.Now, append(ledger(), data("mss_order", "one", body))...),
			ExpectError: regexp.MustCompile(want)}
	}
	acctest.Run(t,
		resource.TestStep{
			Config:      cloud.At(acctest.Now, `data "mss_order" "one" { status = "completed" }`),
			ExpectError: regexp.MustCompile(`(?s)No order found.*status = "completed".*no order in\s+project\s+demo`),
		},
		fails(`order_type = "gift"`, `must be one of\s+new`),
		fails(`created_after = "March"`, `RFC\s+3339`),
		resource.TestStep{Config: cloud.At(acctest.Now, ledger()...)},
		fails(`order_type = "new"`, `(?s)More than one order found.*3\s+orders.*Set id.*CS\w+: new,`+
			` (completed|pending_payment), \d+\.00 USD,\s+placed\s+2027-03-01T00:00:00Z`),
		fails(`id = "CS0"`, `(?s)No order found.*id = "CS0".*4\s+orders`),
		fails("order_type = \"new\"\ncreated_before = \"2027-03-01T08:00:00+08:00\"",
			`(?s)created_before = .*3\s+orders.*none\s+has\s+this\s+created_before`),
	)
}

func TestList(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	count := func(name string, n int) resource.TestCheckFunc {
		return resource.TestCheckResourceAttr("data.mss_orders."+name, "orders.#", fmt.Sprint(n))
	}
	config := append(ledger(),
		data("mss_orders", "all", ""),
		data("mss_orders", "unpaid", `status = "pending_payment"`),
		data("mss_orders", "renewals", `order_type = "renewal"`),
		data("mss_orders", "returns", `order_type = "unsubscription"`),
		data("mss_orders", "from", `created_after = "2027-03-01T08:00:00+08:00"`), // the instant of all of them
		data("mss_orders", "before", `created_before = "2027-03-01T08:00:00+08:00"`),
		data("mss_orders", "later", `created_after = "2027-03-01T00:00:01Z"`),
	)
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, `data "mss_orders" "empty" {}`), Check: count("empty", 0)},
		resource.TestStep{
			Config: cloud.At(acctest.Now, config...),
			Check: resource.ComposeAggregateTestCheckFunc(count("all", 4), count("unpaid", 1), count("renewals", 1),
				count("returns", 0), count("from", 4), count("before", 0), count("later", 0),
				resource.TestCheckResourceAttrPair("data.mss_orders.unpaid", "orders.0.id", kind+".wait", "id"),
				resource.TestCheckResourceAttr("data.mss_orders.renewals", "orders.0.amount", "99.00")),
		},
		resource.TestStep{Config: cloud.At("2027-03-09T00:00:00Z", config...),
			Check: resource.ComposeAggregateTestCheckFunc(count("all", 4), count("unpaid", 0))},
	)
}
