package cli_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli"
)

//go:generate go test . -run ^TestGolden -count=1 -update
var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a text with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(want), "\n")
	for i, line := range strings.Split(got, "\n") {
		if i >= len(lines) || line != lines[i] {
			t.Fatalf("%s, line %d: got %q; run go generate ./internal/simulator/cli if this is meant", file, i+1, line)
		}
	}
	if got != string(want) {
		t.Fatalf("%s: the end is missing", file)
	}
}

// program runs the whole command, and not only "simulator".
func program(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = cli.Main(args, &o, &e, cli.Options{Version: "1.2.3", Clock: clock})
	return code, o.String(), e.String()
}

// commands are the paths of all commands below one.
func commands(t *testing.T, path ...string) (all [][]string) {
	t.Helper()
	code, out, errs := program(append(path, "--help")...)
	if code != 0 || errs != "" {
		t.Fatalf("%v --help ended with %d: %s", path, code, errs)
	}
	all = append(all, path)
	_, list, ok := strings.Cut(out, "\nCommands:\n")
	if !ok || len(path) > 0 && path[0] == "completion" { // of which Cobra writes the help
		return all
	}
	for line := range strings.Lines(list) {
		word := strings.Fields(line)
		if len(word) == 0 {
			break
		}
		all = append(all, commands(t, append(append([]string{}, path...), word[0])...)...)
	}
	return all
}

func TestGoldenHelp(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, path := range commands(t) {
		if len(path) > 0 && (path[0] == "completion" || path[0] == "help") {
			continue
		}
		_, out, _ := program(append(path, "--help")...)
		fmt.Fprintf(&b, "$ %s --help\n%s\n", strings.Join(append([]string{"terraform-provider-mss"}, path...), " "), out)
		for i, line := range strings.Split(out, "\n") {
			if len(line) > 110 {
				t.Errorf("%v: line %d of its help is %d characters long: %s", path, i+1, len(line), line)
			}
		}
		if len(path) > 0 && path[0] == "simulator" &&
			!strings.Contains(out, "\nExamples:\n  terraform-provider-mss simulator ") {
			t.Errorf("%v: its help has no example", path)
		}
	}
	golden(t, "help.golden", b.String())
}

// mine finds what differs from one test to the next.
var mine = []struct {
	pattern *regexp.Regexp
	name    string
}{
	{regexp.MustCompile(`\b[0-9a-f]{32}\b`), "IDENTITY"},
	{regexp.MustCompile(`\b(sim-[a-z]+)-[0-9a-f]+\b`), "$1-ID"},
	{regexp.MustCompile(`\b[0-9a-f]{8}\n`), "IDENTIT\n"},
	{regexp.MustCompile(`\(account [0-9a-f]{8}\)`), "(account IDENTIT)"},
	{regexp.MustCompile(`\b(CS|CP|DC)[0-9A-Z]{6,}\b`), "$1-ID"},
	{regexp.MustCompile(`\bSIM[0-9A-Z]{6,}\b`), "SIM-ID"},
}

func impersonal(s string) string {
	for _, m := range mine {
		s = m.pattern.ReplaceAllString(s, m.name)
	}
	return s
}

// TestGoldenJSON holds the JSON of each command: names in it are not renamed.
func TestGoldenJSON(t *testing.T) {
	t.Parallel()
	file := furnished(t)
	folder := t.TempDir()
	var b strings.Builder
	for _, args := range append(slices.Clone(everyCommand), []string{"diff", "demo", "copy", "--months", "1"}) {
		if args[0] == "rules" {
			args = append(append([]string{}, args...), "--dir", folder)
		} else {
			args = append(filled(t, args, []string{"--store", file}), "--store", file)
		}
		out := impersonal(mustRun(t, append(args, "-o", "json")...))
		out = strings.ReplaceAll(strings.ReplaceAll(out, folder, "FOLDER"), file, "FILE")
		fmt.Fprintf(&b, "$ simulator %s -o json\n%s\n", impersonal(strings.Join(args[:len(args)-2], " ")), out)
	}
	golden(t, "json.golden", b.String())
}
