package resourcepackage_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

func TestMaxAmount(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.Run(t,
		resource.TestStep{
			Config:      cloud.At(acctest.Now, voice(`max_amount = "98.99"`)),
			ExpectError: acctest.Words(`max_amount = "98.99".*costs 99.00 USD, and max_amount is 98.99. No money moved`),
		},
		resource.TestStep{Config: cloud.At(acctest.Now, voice(`max_amount = "99"`)),
			Check: cloud.Placed(lifecycle.NewPurchase, 1, 1)},
		// The same amount and the same instant in other words are no change.
		resource.TestStep{Config: cloud.At(acctest.Now, voice(`max_amount = "99.00"`)),
			ConfigPlanChecks: action(plancheck.ResourceActionNoop)},
		resource.TestStep{
			Config:      cloud.At(acctest.Now, voice("max_amount = \"99.00\"\nvalid_through = \"2030-03-01T00:00:00Z\"")),
			ExpectError: acctest.Words(`costs 198.00 USD, and max_amount is 99.00`),
		},
		resource.TestStep{Config: cloud.At(acctest.Now,
			voice("max_amount = \"99.00\"\nvalid_through = \"2029-03-01T00:00:00Z\"")),
			Check: cloud.Placed(lifecycle.Renewal, 1, 1)},
		resource.TestStep{
			Config: cloud.At(acctest.Now,
				voice("max_amount = \"99.0\"\nvalid_through = \"2029-03-01T08:00:00+08:00\"")),
			ConfigPlanChecks: action(plancheck.ResourceActionNoop),
		},
	)
}

// max_amount bounds an order, and a long renewal takes several.
func TestMaxAmountOfALongRenewal(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	with := func(limit string) string {
		return cloud.At(acctest.Now, voice("max_amount = \""+limit+"\"\nvalid_through = \"2032-03-01T00:00:00Z\""))
	}
	acctest.Run(t,
		resource.TestStep{Config: with("296.99"),
			ExpectError: acctest.Words(`costs 297.00 USD, and max_amount is 296.99. No money moved`)},
		resource.TestStep{Config: with("297"), Check: resource.ComposeTestCheckFunc(cloud.Placed(lifecycle.NewPurchase, 1, 1),
			cloud.Placed(lifecycle.Renewal, 2, 2))},
	)
}

func TestMaxChargePerRun(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	cloud.More = `max_charge_per_run = "197.99"`
	second := strings.Replace(voice(""), `"voice"`, `"second"`, 1)
	acctest.Run(t,
		resource.TestStep{
			Config: cloud.At(acctest.Now, voice(""), second),
			ExpectError: acctest.Words(`Charges are above max_charge_per_run.*this command charges 198.00 USD, and the ` +
				`provider's max_charge_per_run is 197.99`),
		},
		resource.TestStep{Config: cloud.At(acctest.Now, voice("")), Check: cloud.Placed(lifecycle.NewPurchase, 1, 1)},
		// another run
		resource.TestStep{Config: cloud.At(acctest.Now, voice(""), second), Check: cloud.Placed(lifecycle.NewPurchase, 2, 2)},
		resource.TestStep{ResourceName: addr, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{
			"on_destroy"}},
	)
}
