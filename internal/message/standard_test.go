package message_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// summaries are the ways in which the first part of a text becomes the summary of a diagnostic.
var summaries = regexp.MustCompile(`^(Note|Wrong|Unable|UnableAt|NewErrorDiagnostic) `)

// unwanted are words that readers stumble over, with the ordinary one.
var unwanted = map[string]string{
	`lapse[sd]?`:              "expire; be cancelled, of orders",
	`mend`:                    "fix",
	`beside`:                  "and, next to",
	`nobody|somebody`:         "say who",
	`whoever`:                 "say who",
	`can not`:                 "cannot",
	`must be given|give only`: "set",
}

// nowhere are unwanted words that comments do not have either.
var nowhere = map[string]string{
	`let(s|ting)? go`:                     "release, return",
	`(take|taken|takes|took|taking) over`: "adopt, copy",
	`any ?more`:                           "no longer",
	`anew`:                                "again",
	`as it were`:                          "",
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
	for line := range strings.Lines(string(golden)) {
		_, text, _ := strings.Cut(strings.TrimSpace(line), ": ")
		if kind := summaries.FindString(text); kind != "" {
			summary, _, _ := strings.Cut(strings.TrimPrefix(text, kind), " | ")
			if n := utf8.RuneCountInString(summary); n > longest {
				t.Errorf("a summary has %d characters, at most %d are wanted: %s", n, longest, summary)
			}
		}
		articles(t, "a message", text)
		follows(t, "a message", text, unwanted, nowhere)
	}
}

// identifiers are the names of arguments and fields in a document, which are what they are.
var identifiers = regexp.MustCompile("`[a-z_]+`")

// TestDocumentsFollowTheStandard holds the same words of what users read: pages, command help and examples.
func TestDocumentsFollowTheStandard(t *testing.T) {
	t.Parallel()
	texts := map[string]bool{".md": true, ".tmpl": true, ".tf": true, ".hcl": true, ".sh": true, ".golden": true}
	for _, root := range []string{"../../README.md", "../../docs", "../../templates", "../../examples",
		"../simulator/cli/testdata/help.golden"} {
		each(t, root, func(file, content string) {
			if texts[filepath.Ext(file)] {
				for line := range strings.Lines(content) {
					articles(t, file, line)
					follows(t, file, identifiers.ReplaceAllString(line, ""), unwanted, nowhere)
				}
			}
		})
	}
	each(t, "../../CONTRIBUTING.md", func(file, content string) {
		for line := range strings.Lines(content) {
			follows(t, file, line, nowhere)
		}
	})
}

// inNames are words that names of tests do not have.
var inNames = regexp.MustCompile(`^func (Test\w*(Anew|LetGo|TakenOver|TakesOver|TakeOver|Nobody|Somebody|Beside|` +
	`AnyMore)\w*)`)

// TestCommentsFollowTheStandard holds fewer words of comments, and of the names of tests.
func TestCommentsFollowTheStandard(t *testing.T) {
	t.Parallel()
	each(t, "..", func(file, content string) {
		if filepath.Ext(file) != ".go" {
			return
		}
		for line := range strings.Lines(content) {
			if name := inNames.FindStringSubmatch(line); name != nil {
				t.Errorf("%s: the name %s has %s", file, name[1], name[2])
			}
			if _, comment, ok := strings.Cut(line, "// "); ok {
				follows(t, file, comment, nowhere)
			}
		}
	})
}

func each(t *testing.T, root string, f func(file, content string)) {
	t.Helper()
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Type()&fs.ModeSymlink != 0 {
			return err
		}
		content, err := os.ReadFile(file)
		if err == nil {
			f(file, string(content))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

var article = regexp.MustCompile(`(?i)\b(a [aeio]\w|an [bcdfgjkpqtvwxyz]\w)`)

// articles holds "a" and "an" to what follows them.
func articles(t *testing.T, where, text string) {
	t.Helper()
	wrong := article.FindString(text)
	isOneOff, isAnchor := strings.EqualFold(wrong, "a on"), strings.HasPrefix(strings.TrimSpace(text), "<a id=")
	if wrong != "" && !isOneOff && !isAnchor {
		t.Errorf("%s: %q in: %s", where, wrong, text)
	}
}

// follows holds one text against lists of words.
func follows(t *testing.T, where, text string, lists ...map[string]string) {
	t.Helper()
	text = strings.TrimSpace(text)
	for _, list := range lists {
		for word, better := range list {
			if regexp.MustCompile(`(?i)\b(` + word + `)\b`).MatchString(text) {
				t.Errorf("%s: %s is better said as %q: %s", where, word, better, text)
			}
		}
	}
}
