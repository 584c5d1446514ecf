package names_test

import (
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/names"
)

func TestNamesAreComparedInOneForm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b           string
		same, contains bool
	}{
		{"Zoé", "Zoe\u0301", true, true},
		{"Zoe\u0301", "Zoé", true, true},
		{"Madame Zoé", "Zoe\u0301", false, true},
		{"Zoe\u0301", "Zoe", false, false}, // an accent more is another letter
		{"각", "\u1100\u1161\u11a8", true, true},
		{"Å", "\u212b", true, true}, // the sign of the unit
		{"ﬁ", "fi", false, false},   // a ligature is no other form of the same letters
		{"\u202eb", "b", false, true},
		{"", "", true, true},
		{"a\xff", "a\xff", true, true},
	} {
		if got := names.Same(c.a, c.b); got != c.same {
			t.Errorf("%q and %q: same is %t, want %t", c.a, c.b, got, c.same)
		}
		if got := names.Contains(c.a, c.b); got != c.contains {
			t.Errorf("%q in %q: %t, want %t", c.b, c.a, got, c.contains)
		}
	}
}
