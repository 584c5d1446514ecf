package docs_test

import (
	"regexp"
	"slices"
	"testing"
)

var code = regexp.MustCompile(`(MSS|CBC|SIM)\.\d{4,}`)

// TestEveryCodeHasARemedy: the page on troubleshooting has each code with which the simulated cloud refuses, and no
// other.
func TestEveryCodeHasARemedy(t *testing.T) {
	t.Parallel()
	codes := func(text string) []string {
		all := code.FindAllString(text, -1)
		slices.Sort(all)
		return slices.Compact(all)
	}
	refused := codes(readFile(t, "../internal/simulator/lifecycle", "refusal.go"))
	told := codes(readFile(t, "../templates/guides", "troubleshooting.md"))
	for _, one := range refused {
		if !slices.Contains(told, one) {
			t.Errorf("%s is not on the page", one)
		}
	}
	for _, one := range told {
		if !slices.Contains(refused, one) {
			t.Errorf("%s is no code of a refusal", one)
		}
	}
	if len(refused) < 50 {
		t.Errorf("only %d codes are found", len(refused))
	}
}
