package message_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// summaries are the ways in which the first part of a text becomes the summary of a diagnostic.
var summaries = regexp.MustCompile(`^(Note|Wrong|Unable|UnableAt|NewErrorDiagnostic) `)

// unwanted are words that readers stumble over, with the ordinary one.
var unwanted = map[string]string{
	`lapse[sd]?`:                          "expire; be cancelled, of orders",
	`let(s|ting)? go`:                     "release, return",
	`(take|taken|takes|took|taking) over`: "adopt",
	`mend`:                                "fix",
	`beside`:                              "and, next to",
	`nobody|somebody`:                     "say who",
	`any more`:                            "no longer",
	`anew`:                                "again",
	`can not`:                             "cannot",
	`must be given|give only`:             "set",
}

// TestTextsFollowTheStandard holds what a program can tell of it: short summaries, articles, and no
// words that have a better one.
func TestTextsFollowTheStandard(t *testing.T) {
	t.Parallel()
	golden, err := os.ReadFile("testdata/texts.golden")
	if err != nil {
		t.Fatal(err)
	}
	const longest = 90
	article := regexp.MustCompile(`(?i)\b(a [aeio]\w|an [bcdfgjkpqtvwxyz]\w)`)
	for line := range strings.Lines(string(golden)) {
		_, text, _ := strings.Cut(strings.TrimSpace(line), ": ")
		if kind := summaries.FindString(text); kind != "" {
			summary, _, _ := strings.Cut(strings.TrimPrefix(text, kind), " | ")
			if n := utf8.RuneCountInString(summary); n > longest {
				t.Errorf("a summary has %d characters, at most %d are wanted: %s", n, longest, summary)
			}
		}
		if wrong := article.FindString(text); wrong != "" && !strings.EqualFold(wrong, "a on") /* a one-off unit */ {
			t.Errorf("%q in: %s", wrong, text)
		}
		for word, better := range unwanted {
			if regexp.MustCompile(`(?i)\b(` + word + `)\b`).MatchString(text) {
				t.Errorf("%s is better said as %q: %s", word, better, text)
			}
		}
	}
}
