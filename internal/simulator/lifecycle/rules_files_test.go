package lifecycle_test

import (
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// counting counts the texts that are read.
func counting(read *int) *site.Files {
	return site.NewFilesRead(func(data []byte) (*site.Policy, error) {
		*read++
		return site.ParsePolicy(data)
	}, func(data []byte) (*site.Catalog, error) {
		*read++
		return site.ParseCatalog(data)
	})
}

// TestRuleFilesAreReadBeforeTheTransaction: what Prepare has read, Decide finds read, and it refuses what is too large,
// has keys that no file has, or nests too deep, without reading on.
func TestRuleFilesAreReadBeforeTheTransaction(t *testing.T) {
	t.Parallel()
	policy, err := site.PolicyText("china")
	if err != nil {
		t.Fatal(err)
	}
	catalog, err := site.CatalogText()
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	files := counting(&read)
	own := lifecycle.ChangeRules{Rules: lifecycle.RuleSet{OwnPolicy: policy + "\n", OwnCatalog: catalog + "\n"}}
	if err := own.Prepare(files); err != nil {
		t.Fatal(err)
	}
	before := read
	if _, err := files.Policy(own.Rules.OwnPolicy, "", ""); err != nil {
		t.Error(err)
	}
	if _, err := files.Catalog(own.Rules.OwnCatalog); err != nil {
		t.Error(err)
	}
	if before == 0 || read != before {
		t.Errorf("%d texts were read before the transaction, %d in it", before, read-before)
	}
	for name, text := range map[string]string{
		"large": policy + strings.Repeat("# \n", 100_000),
		"junk":  policy + strings.Repeat("a", 10) + ": 1\n",
		"deep":  policy + "x: " + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000),
	} {
		err := lifecycle.ChangeRules{Rules: lifecycle.RuleSet{OwnPolicy: text}}.Prepare(files)
		if no, ok := err.(*lifecycle.Refusal); !ok || no.Code != lifecycle.CodeBillingParameter { //nolint:errorlint // as is
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestKeptRuleFilesAreBounded: however often rules change, no more than some are kept.
func TestKeptRuleFilesAreBounded(t *testing.T) {
	t.Parallel()
	policy, err := site.PolicyText("china")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	files := counting(&read)
	const changes = 200
	for i := range changes {
		if _, err := files.Policy(policy+strings.Repeat("\n", i+1), "", ""); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := files.Policy(policy+"\n", "", ""); err != nil || read != changes+1 {
		t.Errorf("%d texts were read of %d changes, %v", read, changes, err)
	}
}
