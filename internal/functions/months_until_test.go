package functions_test

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
)

func months(args string) string {
	return `output "months" { value = provider::mss::months_until(` + args + `) }`
}

func TestMonthsUntil(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]int64{
		`"2027-03-31T02:00:00Z", "2027-04-30T15:59:59Z"`:        1, // the last second of the shorter month
		`"2027-03-31T02:00:00Z", "2027-05-01T00:00:00+08:00"`:   2, // the same second and one more
		`"2027-03-01T15:59:59Z", "2027-03-01T15:59:59Z"`:        0,
		`"2027-03-01T15:59:59Z", "2020-01-01T00:00:00Z"`:        0,
		`"2028-03-01T15:59:59Z", "2029-03-01T15:59:59Z"`:        12,
		`"2028-03-01T15:59:59Z", "2029-03-01T23:59:59.5+08:00"`: 12, // the same second, as valid_through counts it
		`"2028-03-01t15:59:59z", "2029-03-02t00:00:00.5+08:00"`: 13,
		`"2028-03-01T16:00:00Z", "2028-03-02T23:59:59+08:00"`:   0, // already the second of March in UTC+8
	} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			run(t, resource.TestStep{Config: months(args), ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownOutputValue("months", knownvalue.Int64Exact(want))}})
		})
	}
}

// So many months from an end are the fewest that reach: with one less the term ends earlier.
func TestMonthsUntilMatchesExpireTime(t *testing.T) {
	t.Parallel()
	run(t, resource.TestStep{
		Config: `
locals {
  n = provider::mss::months_until("2027-01-31T02:00:00Z", "2027-06-15T00:00:00Z")
}
output "reaches" { value = timecmp(provider::mss::expire_time("2027-01-31T02:00:00Z", "monthly", local.n), "2027-06-15T00:00:00Z") >= 0 }
output "fewest" { value = timecmp(provider::mss::expire_time("2027-01-31T02:00:00Z", "monthly", local.n - 1), "2027-06-15T00:00:00Z") < 0 }`,
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownOutputValue("reaches", knownvalue.Bool(true)), statecheck.ExpectKnownOutputValue("fewest", knownvalue.Bool(true)),
		},
	})
}

func TestMonthsUntilErrors(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		`"today", "2027-03-01T00:00:00Z"`:                     `(?s)"from"\s+parameter.*RFC\s+3339`,
		`"2027-03-01T00:00:00Z", "2027-03-01"`:                `(?s)"to"\s+parameter.*RFC\s+3339`,
		`"2027-03-01T00:00:00Z", "9999-03-01T00:00:00Z"`:      `(?s)"to"\s+parameter.*thousand\s+years`,
		`"2027-03-01T00:00:00Z", "2027-03-01T00:00:00+24:00"`: `(?s)"to"\s+parameter.*RFC\s+3339`,
		`"0001-01-01T00:00:00Z", "2027-03-01T00:00:00Z"`:      `(?s)"from"\s+parameter.*1900`,
		`"2027-03-01T00:00:00Z", null`:                        `(?s)"to"\s+parameter.*null`,
	} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			run(t, resource.TestStep{Config: months(args), ExpectError: regexp.MustCompile(want)})
		})
	}
}

func TestMonthsUntilUnknown(t *testing.T) {
	t.Parallel()
	run(t, resource.TestStep{
		Config:            `resource "terraform_data" "end" { input = "2027-06-01T00:00:00Z" }` + "\n" + months(`"2027-03-01T00:00:00Z", terraform_data.end.output`),
		ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownOutputValue("months", knownvalue.Int64Exact(3))},
	})
}
