package functions_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
)

func TestMonthsUntil(t *testing.T) {
	t.Parallel()
	results(t,
		// the last second of the shorter month
		result{call: `months_until("2027-03-31T02:00:00Z", "2027-04-30T15:59:59Z")`, value: knownvalue.Int64Exact(1)},
		// the same second and one more
		result{call: `months_until("2027-03-31T02:00:00Z", "2027-05-01T00:00:00+08:00")`, value: knownvalue.Int64Exact(2)},
		result{call: `months_until("2027-03-01T15:59:59Z", "2027-03-01T15:59:59Z")`, value: knownvalue.Int64Exact(0)},
		result{call: `months_until("2027-03-01T15:59:59Z", "2020-01-01T00:00:00Z")`, value: knownvalue.Int64Exact(0)},
		result{call: `months_until("2028-03-01T15:59:59Z", "2029-03-01T15:59:59Z")`, value: knownvalue.Int64Exact(12)},
		// the same second, as valid_through counts it
		result{call: `months_until("2028-03-01T15:59:59Z", "2029-03-01T23:59:59.5+08:00")`, value: knownvalue.Int64Exact(12)},
		result{call: `months_until("2028-03-01t15:59:59z", "2029-03-02t00:00:00.5+08:00")`, value: knownvalue.Int64Exact(13)},
		// already the second of March in UTC+8
		result{call: `months_until("2028-03-01T16:00:00Z", "2028-03-02T23:59:59+08:00")`, value: knownvalue.Int64Exact(0)},
	)
}

// So many months from an end are the fewest that reach: with one less the term ends earlier.
func TestMonthsUntilMatchesExpireTime(t *testing.T) {
	t.Parallel()
	run(t, resource.TestStep{
		Config: `
locals {
  n = provider::mss::months_until("2027-01-31T02:00:00Z", "2027-06-15T00:00:00Z")
}
output "reaches" { value = timecmp(provider::mss::expire_time("2027-01-31T02:00:00Z", "monthly", local.n),
    "2027-06-15T00:00:00Z") >= 0 }
output "fewest" { value = timecmp(provider::mss::expire_time("2027-01-31T02:00:00Z", "monthly", local.n - 1),
    "2027-06-15T00:00:00Z") < 0 }`,
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownOutputValue("reaches", knownvalue.Bool(true)),
			statecheck.ExpectKnownOutputValue("fewest", knownvalue.Bool(true)),
		},
	})
}

func TestMonthsUntilErrors(t *testing.T) {
	t.Parallel()
	failures(t,
		result{call: `months_until("today", "2027-03-01T00:00:00Z")`, error: `"from" parameter.*RFC 3339`},
		result{call: `months_until("2027-03-01T00:00:00Z", "2027-03-01")`, error: `"to" parameter.*RFC 3339`},
		result{call: `months_until("2027-03-01T00:00:00Z", "9999-03-01T00:00:00Z")`, error: `"to" parameter.*thousand years`},
		result{call: `months_until("2027-03-01T00:00:00Z", "2027-03-01T00:00:00+24:00")`, error: `"to" parameter.*RFC 3339`},
		result{call: `months_until("0001-01-01T00:00:00Z", "2027-03-01T00:00:00Z")`, error: `"from" parameter.*1900`},
		result{call: `months_until("2027-03-01T00:00:00Z", null)`, error: `"to" parameter.*null`},
	)
}

func TestMonthsUntilUnknown(t *testing.T) {
	t.Parallel()
	run(t, resource.TestStep{
		Config: `resource "terraform_data" "end" { input = "2027-06-01T00:00:00Z" }
output "months" { value = provider::mss::months_until("2027-03-01T00:00:00Z", terraform_data.end.output) }`,
		ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownOutputValue("months", knownvalue.Int64Exact(3))},
	})
}
