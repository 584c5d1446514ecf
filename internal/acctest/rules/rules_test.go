package rules_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/rules"
)

// TestEveryRuleHasItsTest checks that each rule of the documentation names a test that exists, its provenance and its
// source.
func TestEveryRuleHasItsTest(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{}
	for _, dir := range []string{"../../simulator/lifecycle", "../../simulator", "../../simulator/api",
		"../../calendar"} {
		files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, decl := range parsed.Decls {
				if f, ok := decl.(*ast.FuncDecl); ok {
					tests[f.Name.Name] = true
				}
			}
		}
	}
	texts := map[string]bool{}
	for _, r := range rules.All() {
		if !tests[r.Test] {
			t.Errorf("the rule %q names the test %s, which does not exist", r.Text, r.Test)
		}
		if r.Provenance != "documented" && r.Provenance != "observed" && r.Provenance != "assumed" || r.Source == "" ||
			r.Topic == "" {
			t.Errorf("the rule %q has topic %q, provenance %q, source %q", r.Text, r.Topic, r.Provenance, r.Source)
		}
		if texts[r.Text] {
			t.Errorf("the rule %q stands twice", r.Text)
		}
		texts[r.Text] = true
	}
}
