package simulator_test

import (
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// What is sold once is quoted again to the state whose killed apply has ordered it, because that adopts it, and to no
// other.
func TestAQuoteOfWhatIsSoldOnceKnowsWhatIsAdopted(t *testing.T) {
	t.Parallel()
	r := newRuns(t)
	trial := []lifecycle.OrderRequestItem{
		{ResourceSpecCode: "hws.resource.type.metastudio.modeling.avatarvideo.smb.duration60", PeriodType: site.OneOff,
			PeriodNum: 1, Quantity: 1}}
	if _, err := r.PlaceOrder(ctx, r.call("one.a", "here", "a"), lifecycle.PlaceOrder{Items: trial}); err != nil {
		t.Fatal(err)
	}
	r.dead["one.a"] = true
	in := lifecycle.OrdersRequest{Items: trial}
	if q, err := r.QuoteOrders(ctx, r.call("two.a", "here", ""), in, nil); err != nil || len(q.Orders) != 1 {
		t.Errorf("the state that lost it is quoted %+v, %v", q, err)
	}
	_, err := r.QuoteOrders(ctx, r.call("two.a", "elsewhere", ""), in, nil)
	wantCode(t, err, lifecycle.CodeBadParameter)
}

// A renewal that an interrupted apply placed is priced as it was placed, not refused for being in an unpaid order; a
// stranger's is refused.
func TestAQuoteOfARenewalKnowsItsOwnUnpaidOrder(t *testing.T) {
	t.Parallel()
	r := newRuns(t)
	_, bought := r.buy(day0, yearly(voice, 1, false))
	id := bought[0].ID
	placed, err := r.RenewPackages(ctx, r.call("one.a", "here", "renew-1"), lifecycle.RenewPackages{
		PackageIDs: []string{id}, PeriodType: site.Yearly, PeriodNum: 2})
	if err != nil {
		t.Fatal(err)
	}
	in := func() lifecycle.OrdersRequest {
		return lifecycle.OrdersRequest{
			Renewals: []lifecycle.RenewalStep{{PackageID: id, PeriodType: site.Yearly, PeriodNum: 2}}}
	}
	before := r.look(day0, lifecycle.Selection{Orders: placed, Packages: []string{id}})
	for range 2 { // a quotation changes nothing, also not what other reads share
		q, err := r.QuoteOrders(ctx, r.call("two.a", "here", ""), in(), []string{"renew-1"})
		if err != nil || q.Amount != before.Orders[placed[0]].Amount {
			t.Fatalf("quoted %+v, %v", q, err)
		}
	}
	if after := r.look(day0, lifecycle.Selection{Orders: placed, Packages: []string{id}}); !after.Packages[id].Expire().
		Equal(before.Packages[id].Expire()) || !after.Orders[placed[0]].Paid.IsZero() {
		t.Error("the quotation renewed the package")
	}
	_, err = r.QuoteOrders(ctx, r.call("two.a", "here", ""), in(), []string{"renew-2"})
	wantCode(t, err, lifecycle.CodeResourceInOrder)
}
