package store_test

import (
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// deposited is the World of a tenant after n deposits of the smallest amount, a fact each.
func deposited(t *testing.T, tenant lifecycle.Tenant, n int) *lifecycle.World {
	t.Helper()
	w, err := newWorld(tenant)
	if err != nil {
		t.Fatal(err)
	}
	if tenant.Seq == 0 {
		lifecycle.Open(w, "seed", new(money.Amount))
	}
	for range n {
		if _, err := (lifecycle.Deposit{Amount: 1}).Decide(w); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// TestALongReadSeesOneStateOfItsTenant: although it ends its transaction, and begins again when the tenant was
// written to. It ends even if that happens all the time.
func TestALongReadSeesOneStateOfItsTenant(t *testing.T) {
	t.Parallel()
	stores.Each(t, func(t *testing.T, place string) {
		t.Helper()
		st := open(t, place)
		write := func(id string, n int) {
			if err := st.Write(ctx, id, func(tx *store.Tx) error {
				tenant, _, err := tx.Tenant(id)
				if err != nil {
					return err
				}
				return tx.Save(deposited(t, tenant, n))
			}); err != nil {
				t.Fatal(err)
			}
		}
		for _, id := range []string{"demo", "other"} {
			write(id, 1_500)
		}
		for name, c := range map[string]struct {
			writes string
			tries  int
		}{"another tenant is written to": {"other", 1}, "it is written to": {"demo", 4}} {
			tries := 0
			err := st.Read(ctx, "demo", func(tx *store.Tx) error {
				tries++
				tenant, _, err := tx.Tenant("demo")
				if err != nil {
					return err
				}
				write(c.writes, 1)
				facts, err := tx.Facts("demo", 1)
				if err != nil {
					return err
				}
				if int64(len(facts)) != tenant.Seq {
					t.Errorf("%s: %d facts, and the tenant says %d", name, len(facts), tenant.Seq)
				}
				return nil
			})
			if err != nil || tries != c.tries {
				t.Errorf("%s: %d tries, %v", name, tries, err)
			}
		}
	})
}
