package yamldoc_test

import (
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/yamldoc"
)

func TestCheckTextRefusesControlCharacters(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"name: plain\nsource: >\n  two\n  lines\n":  "",
		"name: \"tab\\there\"":                      "line 1",
		"name: one\nlist:\n  - code: \"a\\e[31mb\"": "line 3",
		"name: \"two\\nlines\"":                     "U+000A",
		"source: \"two\\nlines\"":                   "",
		"source: \"bell\\a\"":                       "U+0007",
		"name: \"turned \\u202e around\"":           "U+202E",
		"name: \"line\\L separator\"":               "U+2028",
		"\"key\\x7f\": 1":                           "U+007F",
		"prices: {\"A\\u0085\": {monthly: \"1\"}}":  "U+0085",
		"name: Zoé 👩‍👩‍👧":                           "", // joiners are no controls
		"not: [closed":                              "",
		"anchors: &a {name: \"x\\0\"}\nother: *a":   "U+0000",
	} {
		err := yamldoc.CheckText("catalogue", []byte(text))
		if (err == nil) != (want == "") || err != nil && (!strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "catalogue: line ")) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}
