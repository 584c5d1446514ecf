package crud_test

import (
	"context"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/wire"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/purchase"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

type kept map[string][]byte

func (k kept) GetKey(_ context.Context, key string) ([]byte, diag.Diagnostics) { return k[key], nil }
func (k kept) SetKey(_ context.Context, key string, v []byte) diag.Diagnostics {
	k[key] = v
	return nil
}

// TestFirstCreatesKeepTheAccountThatTheyMake: before the first write there is none, and parallel creates all find the
// same one afterwards.
func TestFirstCreatesKeepTheAccountThatTheyMake(t *testing.T) {
	t.Parallel()
	ctx, l := t.Context(), wire.New(t, nil)
	if tenant, err := l.Session.Client.Tenant(ctx); err != nil || tenant.Exists || tenant.Identity != "" {
		t.Fatalf("before the first write: %+v, %v", tenant, err)
	}
	states := make([]kept, 8)
	var wg sync.WaitGroup
	for i := range states {
		states[i] = kept{}
		wg.Go(func() {
			if _, err := l.Buyer.PlaceOrder(ctx, mssclient.OrderRequest{
				Items: []mssclient.OrderItem{{ResourceSpecCode: "hws.resource.type.metastudio.modeling.voice.onebasic",
					PeriodType: mssclient.Yearly, PeriodNum: 1, SubscriptionNum: 1}}, Token: purchase.Token(""),
			}); err != nil {
				t.Error(err)
			}
			l.KeepOrigin(ctx, states[i])
		})
	}
	wg.Wait()
	tenant, err := l.Session.Client.Tenant(ctx)
	if err != nil || len(tenant.Identity) != 32 {
		t.Fatalf("%+v, %v", tenant, err)
	}
	for _, s := range states {
		var o session.Origin
		if found, d := tfconv.GetPrivate(ctx, s, "origin", &o); !found || d.HasError() || o.Identity != tenant.Identity {
			t.Errorf("kept %+v, want the account %s", o, tenant.Identity)
		}
	}
}

// TestAnAccountThatCannotBeAskedIsAdoptedLater: what was bought is kept with its place, and a check that cannot be
// made refuses.
func TestAnAccountThatCannotBeAskedIsAdoptedLater(t *testing.T) {
	t.Parallel()
	ctx, l, state := t.Context(), wire.New(t, nil), kept{}
	l.Lose("GET", "/_sim/v1/tenant", 4)
	if d := l.KeepOrigin(ctx, state); d.HasError() {
		t.Fatal(d)
	}
	l.Lose("GET", "/_sim/v1/tenant", 4)
	if d := l.CheckOrigin(ctx, state); !d.HasError() || d[0].Summary() != "Unable to find the account of the state" {
		t.Errorf("an account that cannot be asked: %v", d)
	}
	if d := l.CheckOrigin(ctx, state); !d.HasError() || d[0].Summary() != "Account of the state is missing" {
		t.Errorf("an account that is not there: %v", d)
	}
	if err := l.Session.Client.SignService(ctx); err != nil {
		t.Fatal(err)
	}
	if d := l.CheckOrigin(ctx, state); d.HasError() {
		t.Errorf("the account at the same place: %v", d)
	}
}
