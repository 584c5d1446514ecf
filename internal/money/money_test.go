package money_test

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]money.Amount{
		"0": 0, "20000": 2_000_000, "20000.00": 2_000_000, "0.5": 50, "0.05": 5, "-1.01": -101,
		"92233720368547758.07": math.MaxInt64,
	} {
		if got, err := money.Parse(in); err != nil || got != want {
			t.Errorf("%q: got %v (%v), want %v", in, got, err, want)
		}
	}
	for _, in := range []string{"", ".", "1.", ".5", "1.234", "1e3", "1,5", "+1", "--1", " 1", "92233720368547758.08",
		"NaN", "0x10", "1_000"} {
		if got, err := money.Parse(in); err == nil {
			t.Errorf("%q is read as %v", in, got)
		}
	}
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := money.Amount(rapid.Int64Range(math.MinInt64+1, math.MaxInt64).Draw(t, "amount"))
		if got, err := money.Parse(a.String()); err != nil || got != a {
			t.Fatalf("%s is read as %v (%v)", a, got, err)
		}
	})
}

func TestSumsAndProductsAreExactOrRefused(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64().Draw(t, "a"), rapid.Int64().Draw(t, "b")
		check := func(what string, got money.Amount, err error, want *big.Int) {
			if (err == nil) != want.IsInt64() || err == nil && int64(got) != want.Int64() {
				t.Fatalf("%d %s %d: got %d (%v), want %s", a, what, b, int64(got), err, want)
			}
		}
		sum, err := money.Amount(a).Add(money.Amount(b))
		check("+", sum, err, new(big.Int).Add(big.NewInt(a), big.NewInt(b)))
		product, err := money.Amount(a).Times(b)
		check("×", product, err, new(big.Int).Mul(big.NewInt(a), big.NewInt(b)))
	})
}

// TestAmountsSurviveFloats: billing writes the amounts of orders as floating-point numbers.
func TestAmountsSurviveFloats(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := money.Amount(rapid.Int64Range(-int64(money.MostInFloat), int64(money.MostInFloat)).Draw(t, "amount"))
		if got, err := money.FromFloat(a.Float()); err != nil || got != a {
			t.Fatalf("%s comes back as %s (%v)", a, got, err)
		}
	})
	for _, a := range []money.Amount{money.MostInFloat, -money.MostInFloat, 29, 0} {
		if got, err := money.FromFloat(a.Float()); err != nil || got != a {
			t.Errorf("%s comes back as %s (%v)", a, got, err)
		}
	}
	for _, f := range []float64{1e13, -1e13, 1e300, math.Inf(1), math.Inf(-1), math.NaN()} {
		if got, err := money.FromFloat(f); err == nil {
			t.Errorf("%g is read as %s", f, got)
		}
	}
}

func TestSum(t *testing.T) {
	t.Parallel()
	if got, err := money.Sum(1, 2, 3); err != nil || got != 6 {
		t.Errorf("got %d (%v)", got, err)
	}
	if got, err := money.Sum(math.MaxInt64, 1, math.MinInt64); err == nil {
		t.Errorf("a sum that passes the greatest number is %s", got)
	}
}
