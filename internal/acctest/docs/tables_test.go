package docs_test

import (
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/docs"
)

// TestGuideTables compares the tables of the guides with the data that the simulated cloud runs on.
func TestGuideTables(t *testing.T) {
	t.Parallel()
	for _, guide := range docs.Guides() {
		page := readFile(t, "../templates/guides", guide)
		want, err := docs.WithTables(guide, page)
		if err != nil {
			t.Fatal(err)
		}
		if page != want {
			t.Errorf("the tables of %s are not what the rules, the policies and the catalogue say; run make docs", guide)
		}
	}
}
