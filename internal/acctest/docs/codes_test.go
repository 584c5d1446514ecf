package docs_test

import (
	"regexp"
	"slices"
	"strings"
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
	refused := codes(readFile(t, "../internal/simulator/lifecycle", "refusal.go") +
		readFile(t, "../internal/simulator/api/call", "family.go"))
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

// TestCodesAreSorted, so that a reader finds one.
func TestCodesAreSorted(t *testing.T) {
	t.Parallel()
	_, table, _ := strings.Cut(readFile(t, "../templates/guides", "troubleshooting.md"), "\n## Error codes\n")
	rows := regexp.MustCompile("(?m)^\\| `[^|]*").FindAllString(table, -1)
	if len(rows) < 40 || !slices.IsSorted(rows) {
		t.Errorf("%d rows, not sorted by their codes: %s", len(rows), strings.Join(rows, "\n"))
	}
}

// TestErrorsAreWhatTheyAreCalled: the texts by which a reader finds an error are those of the provider.
func TestErrorsAreWhatTheyAreCalled(t *testing.T) {
	t.Parallel()
	texts := readFile(t, "../internal/message/testdata", "texts.golden")
	page := readFile(t, "../templates/guides", "troubleshooting.md")
	_, table, _ := strings.Cut(page, "\n## Find an error by its text\n")
	table, _, _ = strings.Cut(table, "\n## ")
	rows := regexp.MustCompile("(?m)^\\| `([^`]+)` ").FindAllStringSubmatch(table, -1)
	for _, row := range rows {
		if !strings.Contains(texts, strings.TrimPrefix(row[1], "Unable to ")) {
			t.Errorf("no error says %q", row[1])
		}
	}
	if len(rows) < 10 {
		t.Errorf("only %d texts are found", len(rows))
	}
}
