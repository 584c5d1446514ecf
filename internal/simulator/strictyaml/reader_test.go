package strictyaml

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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
		"name: x\nlist: &a [1]\n":                   "line 2: anchors and aliases are not supported",
	} {
		err := CheckText("catalogue", text, "source")
		if (err == nil) != (want == "") || err != nil &&
			(!strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "catalogue: line ")) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}

type file struct {
	Name string         `yaml:"name"`
	Rows []row          `yaml:"rows"`
	By   map[string]int `yaml:"by"`
}

type row struct {
	Code  string `yaml:"code"`
	Units int    `yaml:"units"`
}

func readFile(text string) (*file, error) {
	return Read("file", []byte(text), func(*file) error { return nil })
}

// TestReadFollowsAliases, which files that were stored by earlier versions have.
func TestReadFollowsAliases(t *testing.T) {
	t.Parallel()
	got, err := readFile("name: x\nrows:\n  - &first {code: a, units: 1}\n  - <<: *first\n    code: b\n  - *first\n")
	if err != nil {
		t.Fatal(err)
	}
	want := &file{Name: "x", Rows: []row{{"a", 1}, {"b", 1}, {"a", 1}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReadIsStrictAboutKeys(t *testing.T) {
	t.Parallel()
	var many strings.Builder
	many.WriteString("by:\n")
	for i := range 60_000 {
		fmt.Fprintf(&many, "  k%d: 1\n", i)
	}
	for text, want := range map[string]string{
		"name: x\ncolour: red\n": "file: unmarshal errors: line 2: field colour not found in " +
			"type file.file",
		"name: x\nname: y\n": `file: unmarshal errors: line 2: mapping key "name" already ` +
			`defined at line 1`,
		"by: {a: 1, a: 2}\n": `file: unmarshal errors: line 1: mapping key "a" already ` +
			`defined at line 1`,
		"rows:\n  - {code: a, price: 1}\n  - {cod: b}": "line 2: field price not found in type file.row line 3: field cod " +
			"not found in type file.row",
		"rows:\n  - {code: a, units: 1.5}": "file: line 2: rows[0].units: 1.5 is not a whole number",
		"by: {a: 1.5}":                     "file: line 1: by.a: 1.5 is not a whole number",
		"rows: &a [*a]\n":                  "cannot unmarshal !!seq into file.row",
		"name: [a]\n":                      "file: unmarshal errors: line 1: cannot unmarshal !!seq into string",
		many.String():                      "a mapping has more than 100 keys",
		"# nothing\n":                      "file: the file is empty",
	} {
		if _, err := readFile(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: got %v, want %q in it", text, err, want)
		}
	}
}
