package functions_test

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
)

func call(args string) string {
	return `output "end" { value = provider::mss::expire_time(` + args + `) }`
}

func run(t *testing.T, step resource.TestStep) {
	t.Helper()
	resource.UnitTest(t, resource.TestCase{
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_8_0)},
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps:                    []resource.TestStep{step},
	})
}

func TestExpireTime(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		`"2024-03-31T08:00:00+08:00", "monthly", 1`: "2024-04-30T15:59:59Z",
		`"2024-03-31T08:00:00+08:00", "monthly", 2`: "2024-05-31T15:59:59Z",
		`"2027-02-28T17:00:00Z", "yearly", 1`:       "2028-03-01T15:59:59Z",
		`"2027-03-01T00:00:00Z", "one_off", 1`:      "2028-03-01T15:59:59Z",
	} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			run(t, resource.TestStep{Config: call(args), ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownOutputValue("end", knownvalue.StringExact(want))}})
		})
	}
}

func TestExpireTimeErrors(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		`"tomorrow", "monthly", 1`:               `(?s)"start"\s+parameter.*RFC\s+3339`,
		`"2027-03-01T00:00:00Z", "weekly", 1`:    `(?s)"period_type"\s+parameter.*one\s+of\s+monthly`,
		`"2027-03-01T00:00:00Z", "monthly", 0`:   `(?s)"period_num"\s+parameter.*at\s+least\s+1`,
		`"2027-03-01T00:00:00Z", "one_off", 2`:   `(?s)"period_num"\s+parameter.*must\s+be\s+1`,
		`"2027-03-01T00:00:00Z", "yearly", 9999`: `(?s)"period_num"\s+parameter.*thousand\s+years`,
	} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			run(t, resource.TestStep{Config: call(args), ExpectError: regexp.MustCompile(want)})
		})
	}
}

func TestExpireTimeUnknown(t *testing.T) {
	t.Parallel()
	run(t, resource.TestStep{
		Config:            `resource "terraform_data" "start" { input = "2027-03-01T00:00:00Z" }` + "\n" + call(`terraform_data.start.output, "monthly", 1`),
		ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownOutputValue("end", knownvalue.StringExact("2027-04-01T15:59:59Z"))},
	})
}
