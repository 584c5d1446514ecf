package resourcepackage_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
)

func channel() string {
	return acctest.Block(kind, "channel",
		fmt.Sprintf("  resource_spec_code = %q\n  period_type = \"monthly\"\n  period_num = 1", acctest.Channel))
}

// found reads both packages after they were bought.
func found(name, body string) string {
	return fmt.Sprintf("data \"mss_resource_package\" %q {\n%s\n  depends_on = [mss_resource_package.voice, "+
		"mss_resource_package.channel]\n}", name, body)
}

func TestDataSource(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	const one = "data.mss_resource_package."
	same := func(name, attribute string) resource.TestCheckFunc {
		return resource.TestCheckResourceAttrPair(one+name, attribute, addr, attribute)
	}
	config := []string{
		voice("auto_renew = true"), channel(),
		// unknown while the package is planned
		"data \"mss_resource_package\" \"id\" { resource_id = mss_resource_package.voice.id }",
		"data \"mss_resource_package\" \"order\" { order_id = mss_resource_package.voice.order_id }",
		found("code", fmt.Sprintf("  resource_spec_code = %q", acctest.Voice)),
	}
	acctest.Run(t,
		resource.TestStep{
			Config: cloud.At(acctest.Now, config...),
			Check: resource.ComposeAggregateTestCheckFunc(
				same("id", "id"), same("id", "order_id"), same("id", "resource_spec_code"), same("id", "status"),
				same("id", "period_type"),
				same("id", "period_num"), same("id", "business_type"), same("id", "charging_mode"), same("id", "unit"),
				same("id", "units_total"),
				same("id", "auto_renew"), same("id", "effective_time"), same("id", "expire_time"), same("id", "next_charge_time"),
				same("id", "returnable_until"),
				resource.TestCheckResourceAttrPair(one+"id", "resource_id", addr, "id"),
				same("order", "id"), same("code", "id"),
			),
		},
		// By then the channel is released, and the voice has been renewed.
		resource.TestStep{
			Config: cloud.At("2028-03-05T00:00:00Z",
				append(config, found("gone", "  status = \"released\""), found("left", "  status = \"active\""))...),
			Check: resource.ComposeAggregateTestCheckFunc(
				resource.TestCheckResourceAttrPair(one+"gone", "id", kind+".channel", "id"),
				resource.TestCheckNoResourceAttr(one+"gone", "order_id"),
				resource.TestCheckNoResourceAttr(one+"gone", "period_type"),
				resource.TestCheckResourceAttrPair(one+"left", "id", addr, "id"),
				resource.TestCheckResourceAttr(one+"left", "expire_time", "2029-03-01T15:59:59Z"),
			),
		},
	)
}

func TestDataSourceErrors(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	fails := func(body, want string) resource.TestStep {
		return resource.TestStep{Config: cloud.At(acctest.Now, voice(""), channel(), found("one", body)),
			ExpectError: regexp.MustCompile(want)}
	}
	acctest.Run(t,
		resource.TestStep{
			Config: cloud.At(acctest.Now, "data \"mss_resource_package\" \"one\" { status = \"active\" }"),
			ExpectError: regexp.MustCompile(`(?s)No resource package found.*status = "active".*no resource package ` +
				`in\s+project\s+demo.*depends_on`),
		},
		fails(`status = "asleep"`, `must be one of\s+active`),
		resource.TestStep{Config: cloud.At(acctest.Now, voice(""), channel())},
		fails("", `(?s)More than one resource package found.*2 resource packages.*resource_id.*(voice\.onebasic, active, `+
			`ends 2028-03-01T15:59:59Z.*avatarlive\.channel|avatarlive\.channel.*voice\.onebasic)`),
		fails(`resource_id = "nothing"`, `(?s)No resource package found.*resource_id = "nothing".*none `+
			`has\s+this\s+resource_id.*voice\.onebasic`),
		fails(`order_id = "CS0"`, `(?s)No resource package found.*order_id = "CS0".*none has\s+this\s+order_id`),
		fails(`status = "frozen"`, `(?s)No resource package found.*status = "frozen".*none has\s+this\s+status`),
		fails(fmt.Sprintf("resource_spec_code = %q\nstatus = \"grace\"", acctest.Voice),
			`(?s)status = "grace".*1 resource\s+package in.*with\s+this\s+resource_spec_code`),
	)
}

func TestListFilters(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	list := func(name, body string) string {
		return fmt.Sprintf("data \"mss_resource_packages\" %q {\n%s\n  depends_on = [mss_resource_package.voice, "+
			"mss_resource_package.channel]\n}", name, body)
	}
	count := func(name string, n int) resource.TestCheckFunc {
		return resource.TestCheckResourceAttr("data.mss_resource_packages."+name, "packages.#", fmt.Sprint(n))
	}
	config := []string{
		voice(""), channel(),
		list("code", fmt.Sprintf("  resource_spec_code = %q", acctest.Channel)),
		list("soon", "  expiring_before = \"2027-04-02T00:00:00+08:00\""),
		list("instant", "  expiring_before = \"2027-04-01T23:59:59+08:00\""), // the very end of the channel
		list("frozen", "  status = \"frozen\""),
	}
	acctest.Run(t,
		resource.TestStep{
			Config: cloud.At(acctest.Now, "data \"mss_resource_packages\" \"empty\" {}"),
			Check:  count("empty", 0),
		},
		resource.TestStep{
			Config: cloud.At(acctest.Now, config...),
			Check: resource.ComposeAggregateTestCheckFunc(count("code", 1), count("soon", 1), count("instant", 0),
				count("frozen", 0),
				resource.TestCheckResourceAttrPair("data.mss_resource_packages.soon", "packages.0.resource_id",
					kind+".channel", "id")),
		},
		resource.TestStep{
			Config: cloud.At("2027-04-20T00:00:00Z", config...),
			Check:  resource.ComposeAggregateTestCheckFunc(count("code", 1), count("frozen", 1)),
		},
	)
}
