package assetrenewal_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
)

func TestIdentity(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	identified := []statecheck.StateCheck{
		statecheck.ExpectIdentityValueMatchesState(addr, tfjsonpath.New("id")),
		statecheck.ExpectIdentityValue(addr, tfjsonpath.New("project_id"), knownvalue.StringExact("demo")),
	}
	acctest.RunFrom(t, acctest.Identities,
		resource.TestStep{Config: cloud.At(acctest.Now, base(9), renew("renewals = ["+row("anna", "months = 1")+"]")),
			ConfigStateChecks: identified},
		resource.TestStep{ResourceName: addr, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
		resource.TestStep{Config: cloud.At(acctest.Now, base(9), renew("renewals = ["+row("anna", "months = 2")+"]")),
			ConfigStateChecks: identified},
	)
}

// used checks how many units of the pool are spent.
func used(cloud *acctest.Cloud, want int64) resource.TestCheckFunc {
	return func(*terraform.State) error {
		w, err := cloud.World()
		if err != nil {
			return err
		}
		if got := w.Quota("voice_clone").Used; got != want {
			return fmt.Errorf("%d units are spent, want %d", got, want)
		}
		return nil
	}
}

func TestRenewAction(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	act := func(when, config string) string {
		return acctest.Act("mss_asset_renew", when, "asset_id = mss_asset.anna.id\n"+config)
	}
	fails := func(config, want string) resource.TestStep {
		return resource.TestStep{Config: cloud.At(acctest.Now, base(6), act("1", config)),
			ExpectError: regexp.MustCompile(want)}
	}
	acctest.RunFrom(t, acctest.Actions,
		resource.TestStep{Config: cloud.At(acctest.Now, base(6)), Check: used(cloud, 0)},
		fails("", `Missing attribute`),
		fails("months = 1\nvalid_through = \"2029-01-01T00:00:00Z\"", `Invalid combination`),
		fails("months = 7", `(?s)Renewal pool is short.*7\s+units\s+needed,\s+6\s+available.*No\s+units\s+were\s+spent`),
		resource.TestStep{
			Config: cloud.At(acctest.Now, base(6),
				acctest.Act("mss_asset_renew", "1", "asset_id = \"sim-asset-0\"\nmonths = 1")),
			ExpectError: regexp.MustCompile(`(?s)Unable to read asset.*No\s+units\s+were\s+spent`),
		},
		// By months: each time, unless the token is the same. Until an instant: once.
		resource.TestStep{Config: cloud.At(acctest.Now, base(6), act("1", "months = 1\nclient_token = \"spring\"")),
			Check: used(cloud, 1)},
		resource.TestStep{Config: cloud.At(acctest.Now, base(6), act("2", "months = 1\nclient_token = \"spring\"")),
			Check: used(cloud, 1)},
		resource.TestStep{Config: cloud.At(acctest.Now, base(6), act("3", "months = 1")), Check: used(cloud, 2)},
		resource.TestStep{Config: cloud.At(acctest.Now, base(6), act("4", "valid_through = \"2028-06-15T00:00:00Z\"")),
			Check: used(cloud, 4)},
		resource.TestStep{
			Config: cloud.At(acctest.Now, base(6), act("5", "valid_through = \"2028-06-15T00:00:00Z\"")),
			Check:  resource.ComposeAggregateTestCheckFunc(used(cloud, 4), end("anna", "2028-07-01T15:59:59Z")),
		},
		resource.TestStep{Config: cloud.At("2029-03-01T00:00:00Z", base(6), act("6", "months = 1")),
			ExpectError: regexp.MustCompile(`(?s)Asset cannot be renewed.*is\s+deleted.*No\s+units\s+were\s+spent`)},
	)
}

// An asset of the same plan is not known while it is planned; the service's own check decides.
func TestRenewActionOfTheSamePlan(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	act := func(when, months string) string {
		return acctest.Act("mss_asset_renew", when, "asset_id = mss_asset.anna.id\nmonths = "+months)
	}
	acctest.RunFrom(t, acctest.Actions,
		resource.TestStep{Config: cloud.At(acctest.Now, base(2), shelf("more", 1), act("1", "9")),
			ExpectError: regexp.MustCompile(`(?s)Unable to renew asset.*No\s+units\s+were\s+spent`)},
		resource.TestStep{
			Config: cloud.At(acctest.Now, base(2), shelf("more", 1), act("2", "3")), Check: used(cloud, 3),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction("mss_asset.anna", plancheck.ResourceActionNoop)}},
		},
	)
}
