package run_test

import (
	"context"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/wire"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/run"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

type kept map[string][]byte

func (k kept) GetKey(_ context.Context, key string) ([]byte, diag.Diagnostics) { return k[key], nil }
func (k kept) SetKey(_ context.Context, key string, v []byte) diag.Diagnostics {
	k[key] = v
	return nil
}

// TestFirstCreatesKeepTheAccountThatTheyMake: before the first write there is none, and parallel creates all find the same one afterwards.
func TestFirstCreatesKeepTheAccountThatTheyMake(t *testing.T) {
	t.Parallel()
	ctx, l := t.Context(), wire.New(t, nil)
	if tenant, err := l.Run.Client.Tenant(ctx); err != nil || tenant.Exists || tenant.Identity != "" {
		t.Fatalf("before the first write: %+v, %v", tenant, err)
	}
	states := make([]kept, 8)
	var wg sync.WaitGroup
	for i := range states {
		states[i] = kept{}
		wg.Go(func() {
			if _, err := l.Run.PlaceOrder(ctx, mssclient.OrderRequest{
				Items: []mssclient.OrderItem{{ResourceSpecCode: voice, PeriodType: mssclient.Yearly, PeriodNum: 1, SubscriptionNum: 1}}, Token: run.Token(""),
			}); err != nil {
				t.Error(err)
			}
			l.Run.KeepOrigin(ctx, states[i])
		})
	}
	wg.Wait()
	tenant, err := l.Run.Client.Tenant(ctx)
	if err != nil || len(tenant.Identity) != 32 {
		t.Fatalf("%+v, %v", tenant, err)
	}
	for _, s := range states {
		var o run.Origin
		if found, d := tfconv.GetPrivate(ctx, s, "origin", &o); !found || d.HasError() || o.Identity != tenant.Identity {
			t.Errorf("kept %+v, want the account %s", o, tenant.Identity)
		}
	}
}

// TestAnAccountThatCannotBeAskedIsTakenOverLater: what was bought is kept with its place, and a check that cannot be made refuses.
func TestAnAccountThatCannotBeAskedIsTakenOverLater(t *testing.T) {
	t.Parallel()
	ctx, l, state := t.Context(), wire.New(t, nil), kept{}
	l.Lose("GET", "/_sim/v1/tenant", 4)
	if d := l.Run.KeepOrigin(ctx, state); d.HasError() {
		t.Fatal(d)
	}
	l.Lose("GET", "/_sim/v1/tenant", 4)
	if d := l.Run.CheckOrigin(ctx, state); !d.HasError() || d[0].Summary() != "Unable to find out whose the state is" {
		t.Errorf("an account that cannot be asked: %v", d)
	}
	if d := l.Run.CheckOrigin(ctx, state); !d.HasError() || d[0].Summary() != "Account of the state is missing" {
		t.Errorf("an account that is not there: %v", d)
	}
	if err := l.Run.Client.SignService(ctx); err != nil {
		t.Fatal(err)
	}
	if d := l.Run.CheckOrigin(ctx, state); d.HasError() {
		t.Errorf("the account at the same place: %v", d)
	}
}
