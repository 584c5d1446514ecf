package functions_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
)

func run(t *testing.T, step resource.TestStep) {
	t.Helper()
	acctest.RunFrom(t, tfversion.Version1_8_0, step)
}

// result is what a call of a function returns, or with which error it fails.
type result struct {
	call  string
	value knownvalue.Check
	error string
}

// results makes all calls in one configuration and checks what each returns.
func results(t *testing.T, all ...result) {
	t.Helper()
	var config strings.Builder
	var checks []statecheck.StateCheck
	for i, r := range all {
		name := fmt.Sprintf("call_%02d", i)
		fmt.Fprintf(&config, "output %q { value = provider::mss::%s }\n", name, r.call)
		checks = append(checks, statecheck.ExpectKnownOutputValue(name, r.value))
	}
	run(t, resource.TestStep{Config: config.String(), ConfigStateChecks: checks})
}

// failures makes all calls in one configuration, of which Terraform reports the errors in their order.
func failures(t *testing.T, all ...result) {
	t.Helper()
	var config strings.Builder
	var patterns []string
	for i, r := range all {
		fmt.Fprintf(&config, "output \"call_%02d\" { value = provider::mss::%s }\n", i, r.call)
		patterns = append(patterns, fmt.Sprintf(`output "call_%02d".*`, i)+r.error)
	}
	run(t, resource.TestStep{Config: config.String(), ExpectError: acctest.Words(strings.Join(patterns, ".*"))})
}

func TestExpireTime(t *testing.T) {
	t.Parallel()
	results(t,
		result{call: `expire_time("2024-03-31T08:00:00+08:00", "monthly", 1)`,
			value: knownvalue.StringExact("2024-04-30T15:59:59Z")},
		result{call: `expire_time("2024-03-31T08:00:00+08:00", "monthly", 2)`,
			value: knownvalue.StringExact("2024-05-31T15:59:59Z")},
		result{call: `expire_time("2027-02-28T17:00:00Z", "yearly", 1)`,
			value: knownvalue.StringExact("2028-03-01T15:59:59Z")},
		result{call: `expire_time("2027-03-01T00:00:00Z", "one_off", 1)`,
			value: knownvalue.StringExact("2028-03-01T15:59:59Z")},
	)
}

func TestExpireTimeErrors(t *testing.T) {
	t.Parallel()
	failures(t,
		result{call: `expire_time("tomorrow", "monthly", 1)`, error: `"start" parameter.*RFC 3339`},
		result{call: `expire_time("2027-03-01T00:00:00Z", "weekly", 1)`, error: `"period_type" parameter.*one of monthly`},
		result{call: `expire_time("2027-03-01T00:00:00Z", "monthly", 0)`, error: `"period_num" parameter.*at least 1`},
		result{call: `expire_time("2027-03-01T00:00:00Z", "one_off", 2)`, error: `"period_num" parameter.*must be 1`},
		result{call: `expire_time("2027-03-01T00:00:00Z", "yearly", 9999)`, error: `"period_num" parameter.*thousand years`},
	)
}

func TestExpireTimeUnknown(t *testing.T) {
	t.Parallel()
	run(t, resource.TestStep{
		Config: `resource "terraform_data" "start" { input = "2027-03-01T00:00:00Z" }
output "end" { value = provider::mss::expire_time(terraform_data.start.output, "monthly", 1) }`,
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownOutputValue("end", knownvalue.StringExact("2027-04-01T15:59:59Z"))},
	})
}
