package resourcepackage_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// TestFractionsOfASecond holds that a fraction names its second: the package's own last one needs no renewal, the next
// one does, and plans converge.
func TestFractionsOfASecond(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	through := func(at string) string { return voice(fmt.Sprintf("valid_through = %q", at)) }
	acctest.Run(t,
		resource.TestStep{
			Config: cloud.At("2027-03-01T00:00:00.999Z", through("2028-03-01T23:59:59.999+08:00")),
			ConfigStateChecks: []statecheck.StateCheck{attr("expire_time", knownvalue.StringExact("2028-03-01T15:59:59Z")),
				attr("valid_through", knownvalue.StringExact("2028-03-01T23:59:59.999+08:00"))},
			Check: cloud.Placed(lifecycle.Renewal, 0, 0),
		},
		resource.TestStep{Config: cloud.At("2027-03-01T08:00:00.5+08:00", through("2028-03-01t15:59:59.5z")),
			ConfigPlanChecks: action(plancheck.ResourceActionNoop)},
		resource.TestStep{Config: cloud.At(acctest.Now, through("2028-03-02T15:58:59+23:59")),
			ConfigPlanChecks: action(plancheck.ResourceActionNoop)},
		resource.TestStep{
			Config:            cloud.At(acctest.Now, through("2028-03-02T00:00:00.001+08:00")),
			ConfigStateChecks: []statecheck.StateCheck{attr("expire_time", knownvalue.StringExact("2029-03-01T15:59:59Z"))},
			Check:             cloud.Placed(lifecycle.Renewal, 1, 1),
		},
		resource.TestStep{Config: cloud.At(acctest.Now, through("0001-01-01T00:00:00Z")),
			ExpectError: regexp.MustCompile(`(?s)Invalid instant.*RFC\s+3339`)},
		resource.TestStep{ // in the past it asks for nothing
			Config:           cloud.At(acctest.Now, through("1900-01-01T00:00:00Z")),
			ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
			Check:            cloud.Placed(lifecycle.Renewal, 1, 1),
		},
	)
	acctest.Run(t, resource.TestStep{Config: acctest.New(t).At("0001-01-01T00:00:00Z", through("2028-01-01T00:00:00Z")),
		ExpectError: regexp.MustCompile(`(?s)now.*RFC\s+3339`)})
}
