package run

import (
	"slices"
	"testing"
)

func TestTakeUnit(t *testing.T) {
	t.Parallel()
	r := &Run{}
	take := func(key, asset string, rebind bool, free int64, want ...string) {
		t.Helper()
		if got := r.TakeUnit(key, asset, rebind, free); !slices.Equal(got, want) {
			t.Errorf("%s of %s: taken by %v, want %v", asset, key, got, want)
		}
	}
	take("p", "anna", false, 2)
	take("p", "anna", false, 2) // another block of the same name
	take("p", "bob", false, 2, "anna", "anna")
	take("q", "bob", false, 1)
	take("q", "bob", true, 1, "bob")
	r.FreeUnit("p", "anna")
	take("p", "bob", false, 2)
	r.FreeUnit("p", "nobody")
	take("p", "carl", false, 2, "anna", "bob")
	// Planned as it is and then as a new one, an asset takes one unit.
	take("s", "anna", true, 1)
	take("s", "anna", false, 1)
	take("s", "anna", false, 1, "anna")
}
