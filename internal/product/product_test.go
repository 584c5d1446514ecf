package product_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

func data(kind, name, body string) string {
	return fmt.Sprintf("data %q %q {\n%s\n}", kind, name, body)
}

func code(c string) string { return fmt.Sprintf("resource_spec_code = %q\n", c) }

func TestProduct(t *testing.T) {
	t.Parallel()
	const one = "data.mss_product."
	is := func(name, attribute, want string) resource.TestCheckFunc {
		return resource.TestCheckResourceAttr(one+name, attribute, want)
	}
	acctest.Run(t, resource.TestStep{
		// The code is unknown while the resource is planned.
		Config: acctest.New(t).At(acctest.Now, "resource \"terraform_data\" \"code\" { input = \""+acctest.Voice+"\" }",
			data("mss_product", "code", "resource_spec_code = terraform_data.code.output"),
			data("mss_product", "pool", `pool = "voice_clone"`),
			data("mss_product", "kind", "kind = \"realistic_3d\"\nperiod_type = \"yearly\"")),
		Check: resource.ComposeAggregateTestCheckFunc(
			is("code", "resource_spec_code", acctest.Voice), is("code", "business_type", "VOICE_CLONE"),
			is("code", "unit", "NUM"), is("code", "currency", "USD"),
			is("code", "period_types.#", "2"), is("code", "prices.yearly", "99.00"), is("code", "max_period_num.one_off", "1"),
			is("code", "makes.0", "voice_clone"),
			is("code", "billed_by_use", "false"), resource.TestCheckNoResourceAttr(one+"code", "pool"),
			resource.TestMatchResourceAttr(one+"code", "max_subscription_num", regexp.MustCompile(`^[1-9]`)),
			resource.TestMatchResourceAttr(one+"code", "name", regexp.MustCompile(`.`)),
			is("pool", "resource_spec_code", acctest.OnShelfVoice), is("pool", "pool", "voice_clone"),
			is("pool", "unit", "MONTH"),
			is("kind", "resource_spec_code", "mss.modeling.realistic_3d"),
		),
	})
}

func TestProductErrors(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		code("hws.nothing"): `(?s)No product found.*resource_spec_code = "hws.nothing".*` +
			`none\s+has\s+this\s+resource_spec_code.*and \d+ more`,
		`kind = "voice_clone"`:                         `(?s)More than one product found.*voice\.onebasic: .*, sold`,
		"pool = \"voice_clone\"\nkind = \"studio_2d\"": `(?s)kind = "studio_2d".*with\s+this\s+pool`,
		`kind = "voice"`:                               `must be one of\s+studio_2d`,
		`period_type = "weekly"`:                       `must be one of\s+monthly`,
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			acctest.Run(t, resource.TestStep{Config: acctest.New(t).At(acctest.Now, data("mss_product", "one", body)),
				ExpectError: regexp.MustCompile(want)})
		})
	}
}

func TestProducts(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	count := func(name string, n int) resource.TestCheckFunc {
		return resource.TestCheckResourceAttr("data.mss_products."+name, "products.#", fmt.Sprint(n))
	}
	config := []string{
		data("mss_products", "all", ""), data("mss_products", "ordered", "billed_by_use = false"),
		data("mss_products", "by_use", "billed_by_use = true"),
		data("mss_products", "voices", `kind = "voice_clone"`), data("mss_products", "shelf", `pool = "avatar_3d"`),
		data("mss_products", "monthly", `period_type = "monthly"`),
		data("mss_products", "none", "pool = \"avatar_3d\"\nperiod_type = \"yearly\""),
		`output "sum" { value = length(data.mss_products.ordered.products) + length(data.mss_products.by_use.products) == ` +
			`length(data.mss_products.all.products) }`,
		`output "monthly" { value = length(data.mss_products.monthly.products) > 4 && alltrue([for p in ` +
			`data.mss_products.monthly.products : contains(p.period_types, "monthly")]) }`,
	}
	acctest.Run(t,
		resource.TestStep{
			Config: cloud.At(acctest.Now, config...),
			Check: resource.ComposeAggregateTestCheckFunc(count("by_use", 2), count("voices", 3), count("shelf", 1),
				count("none", 0),
				resource.TestCheckOutput("sum", "true"), resource.TestCheckOutput("monthly", "true"),
				resource.TestCheckResourceAttr("data.mss_products.by_use", "products.0.period_types.#", "0")),
		},
		// The catalogue does not depend on the instant.
		resource.TestStep{Config: cloud.At("2040-01-01T00:00:00Z", config...),
			Check: resource.TestCheckOutput("sum", "true")},
	)
}

// The price of a purchase is what the order then costs, and of a renewal what the renewal costs.
func TestPrice(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	is := func(name, attribute, want string) resource.TestCheckFunc {
		return resource.TestCheckResourceAttr("data.mss_price."+name, attribute, want)
	}
	voice := func(more string) string {
		return acctest.Block("mss_resource_package", "voice", code(acctest.Voice)+"period_type = \"yearly\"\n"+
			"period_num = 1\n"+more)
	}
	const later = "2027-06-01T00:00:00Z"
	config := []string{
		data("mss_price", "buy", code(acctest.Voice)+"period_type = \"yearly\"\nperiod_num = 2\nsubscription_num = 3"),
		data("mss_price", "once", code(acctest.Image)+"period_type = \"one_off\"\nperiod_num = 1\nsubscription_num = 2"),
		data("mss_price", "shelf", code(acctest.OnShelfVoice)+"period_type = \"monthly\"\nperiod_num = 6"),
		// unknown while the package is planned
		data("mss_price", "renew", "resource_id = mss_resource_package.voice.id\nperiod_type = \"yearly\"\nperiod_num = 2"),
		acctest.Block("mss_order", "one", "items = [{ resource_spec_code = \""+acctest.Voice+
			"\", period_type = \"yearly\", period_num = 2, subscription_num = 3 }]"),
		acctest.Block("mss_order", "two", "items = [{ resource_spec_code = \""+acctest.Image+
			"\", period_type = \"one_off\", period_num = 1, subscription_num = 2 }]"),
		`output "same" { value = data.mss_price.buy.amount == mss_order.one.amount && data.mss_price.once.amount == ` +
			`mss_order.two.amount }`,
	}
	acctest.Run(t,
		resource.TestStep{ // also before there is an account
			Config: cloud.At(acctest.Now, config[0]),
			Check: resource.ComposeAggregateTestCheckFunc(is("buy", "official_amount", "594.00"), is("buy", "amount", "594.00"),
				is("buy", "currency", "USD"),
				is("buy", "subscription_num", "3"), is("buy", "discounts.#", "0")),
		},
		resource.TestStep{
			Config: cloud.At(acctest.Now, append(config, voice(""))...),
			Check: resource.ComposeAggregateTestCheckFunc(resource.TestCheckOutput("same", "true"),
				is("renew", "amount", "198.00"), is("renew", "currency", "USD"),
				resource.TestCheckNoResourceAttr("data.mss_price.renew", "subscription_num"), is("shelf", "subscription_num", "1")),
		},
		resource.TestStep{
			Config: cloud.At(later, append(config, voice("valid_through = \"2030-01-01T00:00:00Z\""), `
data "mss_orders" "renewals" {
  order_type = "renewal"
  depends_on = [mss_resource_package.voice]
}`)...),
			Check: resource.TestCheckResourceAttr("data.mss_orders.renewals", "orders.0.amount", "198.00"),
		},
		// Released by then.
		resource.TestStep{Config: cloud.At("2031-01-01T00:00:00Z", append(config, voice(""))...),
			ExpectError: regexp.MustCompile(`(?s)Unable to read the price of the renewal.*resource_id = .*released`)},
	)
}

// What automatic payment charges is the amount after the discount that it would choose: a commercial one before a
// better one.
func TestPriceWithDiscounts(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	cloud.Discount(t, acctest.Now, lifecycle.Promotion, 30)
	best := cloud.Discount(t, acctest.Now, lifecycle.Commercial, 10)
	price := data("mss_price", "buy", code(acctest.Voice)+"period_type = \"yearly\"\nperiod_num = 1")
	is := func(attribute, want string) resource.TestCheckFunc {
		return resource.TestCheckResourceAttr("data.mss_price.buy", attribute, want)
	}
	acctest.Run(t,
		resource.TestStep{
			Config: cloud.At(acctest.Now, price,
				acctest.Block("mss_order", "one", "items = [{ resource_spec_code = \""+acctest.Voice+
					"\", period_type = \"yearly\", period_num = 1 }]\nauto_pay = true")),
			Check: resource.ComposeAggregateTestCheckFunc(is("official_amount", "99.00"), is("amount", "89.10"),
				is("discounts.#", "2"), is("discounts.0.id", best),
				is("discounts.0.type", "commercial"), is("discounts.0.amount", "89.10"), is("discounts.0.discount_amount", "9.90"),
				is("discounts.1.type", "promotion"), is("discounts.1.amount", "69.30"),
				resource.TestCheckResourceAttrPair("data.mss_price.buy", "amount", "mss_order.one", "amount"),
				resource.TestCheckResourceAttrPair("data.mss_price.buy", "official_amount", "mss_order.one", "official_amount")),
		},
		resource.TestStep{Config: cloud.At("2028-04-01T00:00:00Z", price),
			Check: resource.ComposeAggregateTestCheckFunc(is("amount", "99.00"), is("discounts.#", "0"))},
	)
}

func TestPriceErrors(t *testing.T) {
	t.Parallel()
	const year = "period_type = \"yearly\"\nperiod_num = 1\n"
	for body, want := range map[string]string{
		year: `(?s)Exactly\s+one.*resource_spec_code`,
		code(acctest.Voice) + "resource_id = \"a\"\n" + year: `(?s)Exactly\s+one`,
		code("hws.nothing") + year: `(?s)resource_spec_code = "hws.nothing".*` +
			`not\s+in\s+the\s+catalogue`,
		code(acctest.Voice) + "period_type = \"monthly\"\nperiod_num = 1": `(?s)period_type = "monthly".*is\s+sold`,
		code(acctest.Voice) + "period_type = \"one_off\"\nperiod_num = 2": `(?s)period_num = 2.*more\s+than\s+1`,
		code(acctest.Voice) + year + "subscription_num = 1000000":         `(?s)subscription_num = 1000000.*maximum`,
		code(acctest.Voice) + "period_type = \"yearly\"\nperiod_num = 0":  `must be between 1 and`,
		"resource_id = \"nothing\"\n" + year: `(?s)resource_id = "nothing".*` +
			`does\s+not\s+exist.*mss_resource_packages`,
		"resource_id = \"nothing\"\nperiod_type = \"one_off\"\nperiod_num = 1": `(?s)period_type = "one_off".*` +
			`A\s+renewal\s+is\s+monthly\s+or\s+yearly`,
		"resource_id = \"nothing\"\n" + year + "subscription_num = 2": `(?s)A package is renewed whole.*` +
			`subscription_num = 2`,
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			acctest.Run(t, resource.TestStep{Config: acctest.New(t).At(acctest.Now, data("mss_price", "one", body)),
				ExpectError: regexp.MustCompile(want)})
		})
	}
}

// A period in which the package's product is not sold is wrong at the period, too many of them at their number; neither
// at the package.
func TestPriceOfAnUnsoldRenewal(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	voice := acctest.Block("mss_resource_package", "voice", code(acctest.Voice)+"period_type = \"yearly\"\nperiod_num = 1")
	fails := func(term, want string) resource.TestStep {
		return resource.TestStep{
			Config: cloud.At(acctest.Now, voice,
				data("mss_price", "one", "resource_id = mss_resource_package.voice.id\n"+term)),
			ExpectError: regexp.MustCompile(want),
		}
	}
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice)},
		fails("period_type = \"monthly\"\nperiod_num = 1", `(?s)period_type = "monthly".*cannot\s+be\s+renewed\s+monthly`),
		fails("period_type = \"yearly\"\nperiod_num = 4", `(?s)\d: period_num = 4.*must\s+be\s+1\s+to\s+3`),
	)
}

// The other site has other prices.
func TestPriceInChina(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	config := strings.Replace(cloud.At(acctest.Now,
		data("mss_price", "one", code(acctest.Voice)+"period_type = \"one_off\"\nperiod_num = 1"),
		data("mss_product", "one", code(acctest.Voice))),
		"simulator = {", "simulator = {\n    site = \"china\"", 1)
	acctest.Run(t, resource.TestStep{
		Config: config,
		Check: resource.ComposeAggregateTestCheckFunc(
			resource.TestCheckResourceAttr("data.mss_price.one", "currency", "CNY"),
			resource.TestCheckResourceAttr("data.mss_product.one", "period_types.#", "1"),
			resource.TestCheckResourceAttrPair("data.mss_price.one", "amount", "data.mss_product.one", "prices.one_off"),
		),
	})
}
