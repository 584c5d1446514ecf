package customer_test

import (
	"encoding/json"
	"slices"
	"testing"
)

// TestOneStatusListsWhatTheWholeListSays: the service is asked for it, and leaves nothing out. At the instants packages
// are active, in grace, frozen and gone; one was returned, and an asset is in the recycle bin.
func TestOneStatusListsWhatTheWholeListSays(t *testing.T) {
	t.Parallel()
	f := newFleet(t, "client")
	f.must("asset", "delete", f.voices[0], "--yes")
	f.must("package", "return", f.packs[1], "--yes")
	statuses := map[string][]string{
		"package": {"active", "used_up", "grace", "frozen", "expired", "released", "returned"},
		"asset":   {"creating", "active", "inactive", "grace", "frozen", "recycled", "deleted"},
		"order":   {"pending_payment", "processing", "completed", "cancelled"},
	}
	seen := map[string]bool{}
	for _, at := range []string{"2027-03-01T01:00:00Z", "2027-09-05T00:00:00Z", "2027-09-20T00:00:00Z",
		"2028-03-05T00:00:00Z", "2028-03-20T00:00:00Z", "2028-06-01T00:00:00Z"} {
		for noun, all := range statuses {
			list := func(more ...string) (rows []map[string]any) {
				var found map[string][]map[string]any
				f.read(&found, append([]string{noun, "list", "--at", at}, more...)...)
				return found[noun+"s"]
			}
			whole, parts := list(), 0
			for _, status := range all {
				want := slices.DeleteFunc(slices.Clone(whole), func(row map[string]any) bool { return row["status"] != status })
				got := list("--status", status)
				if asText(t, got) != asText(t, want) {
					t.Errorf("%s list --status %s at %s: %v, want %v", noun, status, at, got, want)
				}
				parts += len(got)
				seen[noun+" "+status] = seen[noun+" "+status] || len(got) > 0
			}
			if parts != len(whole) || len(whole) == 0 {
				t.Errorf("%ss at %s: %d by their statuses, %d in all", noun, at, parts, len(whole))
			}
		}
	}
	for _, one := range []string{"package active", "package grace", "package frozen", "package released",
		"package returned", "asset recycled", "asset deleted", "order pending_payment", "order completed",
		"order cancelled"} {
		if !seen[one] {
			t.Errorf("no %s was listed", one)
		}
	}
}

func asText(t *testing.T, rows []map[string]any) string {
	t.Helper()
	if len(rows) == 0 {
		return ""
	}
	text, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
