package order_test

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

func TestMaxAmount(t *testing.T) {
	t.Parallel()
	for name, pays := range map[string]string{"automatic": "auto_pay = true", "by hand": "payment = {}"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.New(t)
			acctest.Run(t,
				resource.TestStep{
					Config:      cloud.At(acctest.Now, order(oneItem+pays+"\nmax_amount = \"1\"")),
					ExpectError: regexp.MustCompile(`(?s)max_amount = "1".*max_amount\s+is\s+1.00`),
				},
				// An order that waits for its payment charges nothing; the limit counts when it is to be paid.
				resource.TestStep{Config: cloud.At(acctest.Now, order(oneItem+"max_amount = \"1\"")),
					Check: cloud.Placed(lifecycle.NewPurchase, 1, 0)},
				resource.TestStep{
					Config:      cloud.At(acctest.Now, order(oneItem+pays+"\nmax_amount = \"1\"")),
					ExpectError: regexp.MustCompile(`max_amount\s+is\s+1.00`),
				},
				resource.TestStep{Config: cloud.At(acctest.Now, order(oneItem+pays+"\nmax_amount = \"100000\"")),
					Check: cloud.Placed(lifecycle.NewPurchase, 1, 1)},
			)
		})
	}
}
