package ledger

import (
	"slices"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/session"
)

func TestTakeUnit(t *testing.T) {
	t.Parallel()
	l := New(&session.Session{})
	take := func(key, asset string, rebind bool, free int64, want ...string) {
		t.Helper()
		if got := l.TakeUnit(key, asset, rebind, free); !slices.Equal(got, want) {
			t.Errorf("%s of %s: taken by %v, want %v", asset, key, got, want)
		}
	}
	take("p", "anna", false, 2)
	take("p", "anna", false, 2) // another block of the same name
	take("p", "bob", false, 2, "anna", "anna")
	take("q", "bob", false, 1)
	take("q", "bob", true, 1, "bob")
	l.FreeUnit("p", "anna")
	take("p", "bob", false, 2)
	l.FreeUnit("p", "nobody")
	take("p", "carl", false, 2, "anna", "bob")
	// Planned as it is and then as a new one, an asset takes one unit.
	take("s", "anna", true, 1)
	take("s", "anna", false, 1)
	take("s", "anna", false, 1, "anna")
}

func TestShortages(t *testing.T) {
	t.Parallel()
	available := map[string]int64{"voice_clone": 5}
	for _, c := range []struct {
		name                     string
		wanted, bought, reserved int64
		short                    bool
	}{
		{"enough", 5, 0, 0, false},
		{"too few", 6, 0, 0, true},
		{"bought in this plan", 6, 1, 0, false},
		{"planned for others", 5, 0, 1, true},
	} {
		short := shortages(map[string]int64{"voice_clone": c.wanted}, available, map[string]int64{"voice_clone": c.bought},
			map[string]int64{"voice_clone": c.reserved})
		if (len(short) > 0) != c.short {
			t.Errorf("%s: %v", c.name, short)
		}
	}
}
