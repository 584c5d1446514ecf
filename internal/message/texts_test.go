package message_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden file of texts anew")

const golden = "testdata/texts.golden"

// speakers are the packages whose words users of Terraform read.
var speakers = []string{"account", "asset", "assetrenewal", "crud", "forecast", "functions", "ledger", "lookup",
	"message", "mssclient", "mssclient/answer", "mssclient/transport", "once", "order", "product", "provider", "purchase",
	"quota", "resourcepackage", "session", "tfconv"}

// talks are the calls that make a text: of this package, of the framework, and of errors that are shown.
var talks = []string{
	"Wrong", "Unable", "UnableAt", "Note", "AddError", "AddWarning", "AddAttributeError", "NewErrorDiagnostic",
	"NewWarningDiagnostic", "NewAttributeErrorDiagnostic",
	"CreateOnly", "OnlySimulated", "Forgotten", "NotThere", "Gone", "Lapsing", "Expires", "Unfinished", "Finish", "Errorf",
	"New", "NewArgumentFuncError", "NewFuncError",
}

// TestTexts holds every error and warning text in one file, so that they can be read as a whole, and a change of one is
// seen as what it is. What stands between the quotes is what the code says, with its verbs; what is worked out
// elsewhere is an ellipsis.
func TestTexts(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, pkg := range speakers {
		for _, text := range texts(t, filepath.Join("..", pkg)) {
			fmt.Fprintf(&b, "%s: %s\n", pkg, strings.ReplaceAll(text, "\n", `\n`))
		}
	}
	if *update {
		if err := os.MkdirAll(filepath.Dir(golden), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.String(); got != string(want) {
		for line := range strings.Lines(got) {
			if !strings.Contains(string(want), line) {
				t.Errorf("new or changed: %s", line)
			}
		}
		for line := range strings.Lines(string(want)) {
			if !strings.Contains(got, line) {
				t.Errorf("gone: %s", line)
			}
		}
		t.Errorf("texts have changed: read them, then go test ./internal/message -run TestTexts -update")
	}
}

func texts(t *testing.T, dir string) (all []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		said := map[ast.Expr]bool{}
		ast.Inspect(parsed, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				return !describes(n)
			case *ast.KeyValueExpr:
				key, ok := n.Key.(*ast.Ident)
				return !ok || !strings.HasSuffix(key.Name, "Description")
			case *ast.CallExpr:
				if describing(n) {
					return false
				}
				if slices.Contains(talks, called(n)) {
					if text := saidBy(n); text != "" {
						all = append(all, called(n)+" "+text)
						mark(n, said)
					}
				}
			case ast.Expr: // a sentence that reaches its diagnostic in a variable, a result or a format
				if text := literal(n); !said[n] && sentence(text) {
					all = append(all, "… "+text)
					mark(n, said)
				}
			}
			return true
		})
	}
	return all
}

// describes reports whether a function writes descriptions for the docs, which are read there.
func describes(f *ast.FuncDecl) bool {
	return f.Name.Name == "Schema" || f.Name.Name == "Definition" || strings.HasSuffix(f.Name.Name, "Schema") ||
		strings.HasSuffix(f.Name.Name, "Attribute") || strings.HasSuffix(f.Name.Name, "Attributes")
}

// describing reports whether a call makes an attribute, whose description is read in the docs.
func describing(call *ast.CallExpr) bool {
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	from, ok := f.X.(*ast.Ident)
	return ok && from.Name == "lookup" || strings.HasPrefix(f.Sel.Name, "Computed") ||
		strings.HasSuffix(f.Sel.Name, "Attribute")
}

// sentence reports whether a literal has words.
func sentence(s string) bool {
	return strings.Count(strings.Trim(s, " …"), " ") >= 2 && !strings.Contains(s, "://")
}

// mark notes the literals that a text consists of.
func mark(n ast.Node, said map[ast.Expr]bool) {
	ast.Inspect(n, func(part ast.Node) bool {
		if e, ok := part.(ast.Expr); ok && e != n {
			said[e] = true
		}
		return true
	})
}

func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	default:
		return ""
	}
}

// saidBy is the literal text of a call, argument by argument; without any word it says nothing.
func saidBy(call *ast.CallExpr) string {
	var parts []string
	words := false
	for _, a := range call.Args {
		part := literal(a)
		words = words || strings.Contains(part, " ")
		if part != "…" || len(parts) == 0 || parts[len(parts)-1] != "…" {
			parts = append(parts, part)
		}
	}
	if !words {
		return ""
	}
	return strings.Trim(strings.Join(parts, " | "), "… |")
}

// named are sentences that have a name of their own.
var named = map[string]bool{"NoMoney": true, "NothingSpent": true, "ApplyAgain": true, "TopUp": true,
	"raiseTheLimit": true, "wayOut": true}

func literal(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if s, err := strconv.Unquote(e.Value); err == nil {
			return s
		}
	case *ast.SelectorExpr:
		if named[e.Sel.Name] {
			return "{" + e.Sel.Name + "}"
		}
	case *ast.Ident:
		if named[e.Name] {
			return "{" + e.Name + "}"
		}
	case *ast.BinaryExpr:
		return literal(e.X) + literal(e.Y)
	case *ast.CallExpr:
		if called(e) == "Sprintf" && len(e.Args) > 0 {
			return literal(e.Args[0])
		}
	}
	return "…"
}
