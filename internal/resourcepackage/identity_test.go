package resourcepackage_test

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
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

func TestIdentity(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	identified := []statecheck.StateCheck{
		statecheck.ExpectIdentityValueMatchesState(addr, tfjsonpath.New("id")),
		statecheck.ExpectIdentityValue(addr, tfjsonpath.New("project_id"), knownvalue.StringExact("demo")),
	}
	acctest.RunFrom(t, acctest.Identities,
		resource.TestStep{Config: cloud.At(acctest.Now, voice("")), ConfigStateChecks: identified},
		resource.TestStep{ResourceName: addr, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
		resource.TestStep{Config: cloud.At(acctest.Now, voice("auto_renew = true")), ConfigStateChecks: identified},
		// What replaces a package that is gone has an identity of its own.
		resource.TestStep{
			Config:             cloud.At("2029-05-01T00:00:00Z", voice("repurchase_when_gone = true\nauto_renew = false")),
			ConfigStateChecks:  identified,
			ExpectNonEmptyPlan: false,
		},
	)
}

func TestQuery(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	found := func(name string, n int) querycheck.QueryResultCheck { return querycheck.ExpectLength(kind+"."+name, n) }
	named := queryfilter.ByDisplayName(knownvalue.StringExact("voice.onebasic (active, ends 2028-03-01T15:59:59Z)"))
	acctest.RunFrom(t, acctest.Queries,
		resource.TestStep{Config: cloud.At(acctest.Now, voice("deletion_protection = false"),
			acctest.Block(kind, "months", fmt.Sprintf("resource_spec_code = %q\nperiod_type = \"monthly\"\nperiod_num = 3",
				acctest.OnShelfVoice)))},
		acctest.Query(kind, "all", "", "include_resource = true", found("all", 2),
			querycheck.ExpectResourceKnownValues(kind+".all", named, []querycheck.KnownValueCheck{
				{Path: tfjsonpath.New("period_type"), KnownValue: knownvalue.StringExact("yearly")},
				{Path: tfjsonpath.New("period_num"), KnownValue: knownvalue.Int64Exact(1)},
				{Path: tfjsonpath.New("on_destroy"), KnownValue: knownvalue.StringExact("retain")},
				{Path: tfjsonpath.New("resource_id"), KnownValue: knownvalue.Null()},
			}),
		),
		acctest.Query(kind, "voices", fmt.Sprintf("resource_spec_code = %q\nstatus = \"active\"", acctest.Voice), "",
			found("voices", 1)),
		acctest.Query(kind, "gone", `status = "released"`, "", found("gone", 0)),
		acctest.Query(kind, "first", "", "limit = 1", found("first", 1)),
		resource.TestStep{
			Query: true, ExpectError: regexp.MustCompile(`must be one of\s+active`),
			Config: "list \"mss_resource_package\" \"bad\" {\n  provider = mss\n  config {\n    status = \"fine\"\n  }\n}\n",
		},
	)
}

func renewNow(when, config string) string {
	return acctest.Act("mss_resource_package_renew", when, "resource_id = mss_resource_package.voice.id\n"+config)
}

func TestRenewAction(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	renewals := func(n int) resource.TestCheckFunc { return cloud.Placed(lifecycle.Renewal, n, n) }
	fails := func(config, want string) resource.TestStep {
		return resource.TestStep{Config: cloud.At(acctest.Now, voice(""), renewNow("1", config)),
			ExpectError: regexp.MustCompile(want)}
	}
	acctest.RunFrom(t, acctest.Actions,
		resource.TestStep{Config: cloud.At(acctest.Now, voice("")), Check: renewals(0)},
		fails("", `Missing attribute`),
		fails("period_num = 1\nvalid_through = \"2029-01-01T00:00:00Z\"", `Invalid combination`),
		fails("period_num = 4", `(?s)Too many periods.*at\s+most\s+3.*No\s+money\s+moved`),
		fails("period_num = 2\nmax_amount = \"99\"", `(?s)Charge is above max_amount.*198\.00 USD.*No\s+money\s+moved`),
		fails("valid_through = \"2199-01-01T00:00:00Z\"", `out of reach`),
		// Until an instant: once. By periods: each time.
		resource.TestStep{Config: cloud.At(acctest.Now, voice(""), renewNow("1", `valid_through = "2029-02-01T00:00:00Z"`)),
			Check: renewals(1)},
		resource.TestStep{
			Config:            cloud.At(acctest.Now, voice(""), renewNow("2", `valid_through = "2029-02-01T00:00:00Z"`)),
			Check:             renewals(1),
			ConfigPlanChecks:  action(plancheck.ResourceActionNoop),
			ConfigStateChecks: []statecheck.StateCheck{attr("expire_time", knownvalue.StringExact("2029-03-01T15:59:59Z"))},
		},
		resource.TestStep{Config: cloud.At(acctest.Now, voice(""), renewNow("3", "period_num = 1\nmax_amount = \"99\"")),
			Check: renewals(2)},
		resource.TestStep{Config: cloud.At(acctest.Now, voice(""), renewNow("4", "period_num = 1")), Check: renewals(3)},
		resource.TestStep{Config: cloud.At("2034-01-01T00:00:00Z", voice(""), renewNow("5", "period_num = 1")),
			ExpectError: regexp.MustCompile(`(?s)Package is gone.*No\s+money\s+moved`)},
	)
}

// A package of the same plan is not known while it is planned; what the balance does not cover is withdrawn.
func TestRenewActionOfTheSamePlan(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	cloud.Balance = "250.00"
	acctest.RunFrom(t, acctest.Actions,
		resource.TestStep{Config: cloud.At(acctest.Now, voice(""), renewNow("1", "period_num = 1")),
			Check: cloud.Placed(lifecycle.Renewal, 1, 1)},
		resource.TestStep{
			Config: cloud.At(acctest.Now, voice(""), renewNow("2", "period_num = 1")),
			ExpectError: regexp.MustCompile(`(?s)Unable to pay for renewal.*no\s+money\s+moved.*was\s+cancelled.*` +
				`Deposit\s+money`),
		},
		resource.TestStep{Config: cloud.At(acctest.Now, voice("")), Check: cloud.Placed(lifecycle.Renewal, 2, 1)},
	)
}

func TestRenewActionNeedsConsent(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	cloud.Refuse = true
	acctest.RunFrom(t, acctest.Actions, resource.TestStep{
		Config: cloud.At(acctest.Now,
			acctest.Act("mss_resource_package_renew", "1", "resource_id = \"sim-pkg-1\"\nperiod_num = 1")),
		ExpectError: regexp.MustCompile(`(?s)Agreements not accepted.*a\s+renewal\s+of\s+package\s+sim-pkg-1`),
	})
}
