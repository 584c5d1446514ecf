package account_test

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
)

const (
	addr    = "data.mss_account.this"
	account = `data "mss_account" "this" {}`
)

func is(attribute, want string) resource.TestCheckFunc {
	return resource.TestCheckResourceAttr(addr, attribute, want)
}

// An account that nothing was written to has what the configuration gives it, and reading does not make it.
func TestEmpty(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	cloud.Balance = "500"
	acctest.Run(t, resource.TestStep{
		Config: cloud.At(acctest.Now, account),
		Check: resource.ComposeAggregateTestCheckFunc(is("project_id", "demo"), is("site", "international"),
			is("currency", "USD"), is("balance", "500.00"),
			is("unlimited_credit", "false"), is("now", acctest.Now), is("clock", "client"), is("coupons.#", "0"),
			resource.TestMatchResourceAttr(addr, "grace_days", regexp.MustCompile(`^[1-9]`)),
			resource.TestMatchResourceAttr(addr, "retention_days", regexp.MustCompile(`^[1-9]`))),
	})
}

func TestUnlimited(t *testing.T) {
	t.Parallel()
	acctest.Run(t, resource.TestStep{
		Config: acctest.New(t).At(acctest.Now, account),
		Check: resource.ComposeAggregateTestCheckFunc(is("unlimited_credit", "true"),
			resource.TestCheckNoResourceAttr(addr, "balance")),
	})
}

// A coupon is usable, then used, and the balance pays the rest; another one expires with time.
func TestMoney(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	cloud.Balance = "500.00"
	id := cloud.Coupon(t, acctest.Now, 1000)
	order := acctest.Block("mss_order", "voice", "items = [{ resource_spec_code = \""+acctest.Voice+
		"\", period_type = \"yearly\", period_num = 1 }]\npayment = { coupon_ids = [\""+id+"\"] }")
	after := `
data "mss_account" "this" { depends_on = [mss_order.voice] }`
	acctest.Run(t,
		resource.TestStep{
			Config: cloud.At(acctest.Now, account),
			Check: resource.ComposeAggregateTestCheckFunc(is("balance", "500.00"), is("coupons.#", "1"), is("coupons.0.id", id),
				is("coupons.0.type", "cash"),
				is("coupons.0.status", "to_use"), is("coupons.0.amount", "10.00"), is("coupons.0.currency", "USD"),
				is("coupons.0.effective_time", acctest.Now),
				is("coupons.0.expire_time", "2028-03-01T00:00:00Z"), is("coupons.0.resource_spec_codes.#", "0"),
				is("coupons.0.minimum_amount", "0.00"),
				resource.TestCheckNoResourceAttr(addr, "coupons.0.order_id")),
		},
		resource.TestStep{
			Config: cloud.At("2027-04-01T00:00:00Z", order, after),
			Check: resource.ComposeAggregateTestCheckFunc(is("balance", "411.00"), is("now", "2027-04-01T00:00:00Z"),
				is("coupons.0.status", "used"),
				resource.TestCheckResourceAttrPair(addr, "coupons.0.order_id", "mss_order.voice", "id")),
		},
	)
}

func TestCouponExpires(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	cloud.Coupon(t, acctest.Now, 1000)
	acctest.Run(t, resource.TestStep{Config: cloud.At("2028-03-02T00:00:00Z", account),
		Check: is("coupons.0.status", "expired")})
}
