package resourcepackage_test

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// TestRepurchaseWhenGone: only a package that is gone is bought again, once, protected or not, and only where that was
// asked for.
func TestRepurchaseWhenGone(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	const again = "repurchase_when_gone = true\ndeletion_protection = true"
	const grace, released = "2028-03-05T00:00:00Z", "2028-05-01T00:00:00Z"
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice("")), Check: cloud.Placed(lifecycle.NewPurchase, 1, 1)},
		resource.TestStep{Config: cloud.At(grace, voice(again)), ConfigPlanChecks: action(plancheck.ResourceActionUpdate)},
		resource.TestStep{Config: cloud.At(grace, voice(again)), ConfigPlanChecks: action(plancheck.ResourceActionNoop)},
		resource.TestStep{Config: cloud.At(released, voice("")), ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
			Check: cloud.Placed(lifecycle.NewPurchase, 1, 1)},
		resource.TestStep{
			Config: cloud.At(released, voice(again)), ConfigPlanChecks: action(plancheck.ResourceActionReplace),
			ConfigStateChecks: []statecheck.StateCheck{
				attr("status", knownvalue.StringExact("active")), attr("effective_time", knownvalue.StringExact(released)),
			},
			Check: cloud.Placed(lifecycle.NewPurchase, 2, 2),
		},
		resource.TestStep{Config: cloud.At(released, voice(again)), ConfigPlanChecks: action(plancheck.ResourceActionNoop),
			Check: cloud.Placed(lifecycle.NewPurchase, 2, 2)},
		resource.TestStep{
			Config: cloud.At(released, acctest.Block(kind, "other", "resource_id = \"x\"\nrepurchase_when_gone = true"),
				voice(again)),
			ExpectError: regexp.MustCompile(`Remove\s+repurchase_when_gone`),
		},
		resource.TestStep{Config: cloud.At(released, voice(""))},
	)
}

func TestTimeouts(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice(`timeouts = { create = "soon" }`)),
			ExpectError: acctest.Words(`timeouts.create must be a positive duration.*"soon"`)},
		resource.TestStep{Config: cloud.At(acctest.Now, voice(`timeouts = { update = "0s" }`)),
			ExpectError: acctest.Words(`timeouts.update must be a positive duration.*"0s"`)},
		resource.TestStep{Config: cloud.At(acctest.Now, voice(`timeouts = { delete = "-5m" }`)),
			ExpectError: acctest.Words(`timeouts.delete must be a positive duration.*"-5m"`)},
		// Without time for a single call nothing is bought, and nothing is in doubt: no call was sent.
		resource.TestStep{Config: cloud.At(acctest.Now, voice(`timeouts = { create = "1ns" }`)),
			ExpectError: regexp.MustCompile(`(?s)No money\s+moved`)},
		resource.TestStep{Config: cloud.At(acctest.Now, voice(`timeouts = { create = "1m", update = "2m", delete = "3m" }`)),
			Check: cloud.Placed(lifecycle.NewPurchase, 1, 1)},
		resource.TestStep{Config: cloud.At(acctest.Now, voice("")), ConfigPlanChecks: action(plancheck.ResourceActionUpdate)},
	)
}
