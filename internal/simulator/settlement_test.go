package simulator

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// TestSettlingStopsInTheMiddle when its last caller has left.
func TestSettlingStopsInTheMiddle(t *testing.T) {
	t.Parallel()
	steps, gone := 0, errors.New("the caller has left")
	pol, err := site.BuiltinPolicy("international")
	if err != nil {
		t.Fatal(err)
	}
	cat, err := site.BuiltinCatalog()
	if err != nil {
		t.Fatal(err)
	}
	w := lifecycle.NewWorld(lifecycle.Tenant{ID: "demo"}, pol, cat, time.Unix(0, 0).AddDate(70, 0, 0))
	w.Names = func(parts ...string) string { return strings.Repeat("0123456789abcdef", 4) + strings.Join(parts, "") }
	for i := range 2_000 {
		id := fmt.Sprint(i)
		w.Packages[id] = &lifecycle.Package{ID: id, Seq: int64(i), PeriodType: "monthly", Months: 1, Units: 1,
			ResourceSpecCode: "hws.resource.type.metastudio.modeling.avatarlive.channel", AutoRenew: true,
			Effective: w.Now.AddDate(0, -1, 0), Anchor: w.Now.AddDate(0, -1, 0), NextCharge: w.Now.AddDate(0, 0, -7)}
	}
	err = settle(w, func(int) error {
		if steps++; steps == 3 {
			return gone
		}
		return nil
	})
	if !errors.Is(err, gone) || len(w.Facts) == 0 || len(w.Facts) > 600 {
		t.Errorf("%v after %d facts of 2,000", err, len(w.Facts))
	}
}
