package docs_test

import (
	"context"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
)

// The tests name files as seen from examples/.
func TestMain(m *testing.M) {
	if err := os.Chdir("../../../examples"); err != nil {
		panic(err)
	}
	binary.Main(m)
}

func TestExamples(t *testing.T) {
	t.Parallel()
	folders := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && path != "." {
			return fs.SkipDir
		}
		if filepath.Ext(path) == ".tf" {
			folders[filepath.Dir(path)] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range slices.Sorted(maps.Keys(folders)) {
		if _, err := os.Stat(filepath.Join(folder, "tests")); err == nil {
			continue // a module, whose provider its test files configure
		}
		t.Run(filepath.ToSlash(folder), func(t *testing.T) {
			t.Parallel()
			w := binary.NewWorkspace(t)
			w.Copy(t, folder)
			var between func()
			switch kind, _, _ := strings.Cut(filepath.ToSlash(folder), "/"); kind {
			case "resources":
				between = func() { reimport(t, w, folder) }
			case "actions":
				w.Need(t, binary.Actions)
				between = func() { invoke(t, w, folder) }
			}
			w.Live(t, between)
			test(t, w, folder)
		})
	}
}

// test runs the test files of an example, if it has any.
func test(t *testing.T, w binary.Workspace, folder string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.tftest.hcl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		w.Write(t, filepath.Base(file), readFile(t, file))
	}
	if len(files) > 0 {
		w.Run(t, "test", "-no-color")
	}
}

var importCommand = regexp.MustCompile(`(?m)^terraform import (\S+) (\S+)$`)

var actionBlock = regexp.MustCompile(`(?m)^action "(\w+)" "(\w+)" \{$`)

// invoke runs every action of the folder. Once the state knows what they did, the plan is empty.
func invoke(t *testing.T, w binary.Workspace, folder string) {
	t.Helper()
	actions := actionBlock.FindAllStringSubmatch(readFile(t, folder, "action.tf"), -1)
	if len(actions) == 0 {
		t.Fatal("action.tf has no action")
	}
	for _, a := range actions {
		w.Run(t, "apply", "-no-color", "-auto-approve", "-invoke=action."+a[1]+"."+a[2])
	}
	w.Run(t, "apply", "-no-color", "-auto-approve", "-refresh-only")
	w.Run(t, "plan", "-no-color", "-detailed-exitcode")
}

// TestQueryExamples lists what the example of the resource makes, and writes configuration for it that plans empty.
func TestQueryExamples(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("list-resources/*/list-resource.tfquery.hcl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no queries: %v", err)
	}
	for _, file := range files {
		kind := filepath.Base(filepath.Dir(file))
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			w := binary.NewWorkspace(t)
			w.Need(t, binary.Query)
			w.Copy(t, filepath.Join("resources", kind))
			w.Write(t, filepath.Base(file), readFile(t, file))
			w.Run(t, "apply", "-no-color", "-auto-approve")
			// the order of the example is paid, and renews nothing
			if out := w.Run(t, "query", "-no-color"); kind != "mss_order" && !strings.Contains(out, "project_id=demo") {
				t.Errorf("the query finds nothing:\n%s", out)
			}
			w.Run(t, "query", "-no-color", "-generate-config-out=found.tf")
		})
	}
}

// reimport forgets the resource that the folder imports and imports it again, with the command and with the blocks of
// the folder, under the id that the resource has here. Each time the plan after must be empty.
func reimport(t *testing.T, w binary.Workspace, folder string) {
	t.Helper()
	script := readFile(t, folder, "import.sh")
	match := importCommand.FindStringSubmatch(script)
	if match == nil {
		t.Fatalf("import.sh has no line like %s:\n%s", importCommand, script)
	}
	address, exampleID := match[1], match[2]
	var state struct {
		Values struct {
			RootModule struct {
				Resources []struct {
					Address string `json:"address"`
					Values  struct {
						ID string `json:"id"`
					} `json:"values"`
				} `json:"resources"`
			} `json:"root_module"`
		} `json:"values"`
	}
	if err := json.Unmarshal([]byte(w.Run(t, "show", "-json")), &state); err != nil {
		t.Fatal(err)
	}
	for _, resource := range state.Values.RootModule.Resources {
		if resource.Address != address {
			continue
		}
		w.Run(t, "state", "rm", "-no-color", address)
		w.Run(t, "import", "-no-color", address, resource.Values.ID)
		w.Run(t, "plan", "-no-color", "-detailed-exitcode")

		blocks := []string{"import-by-string-id.tf"}
		if w.Knows(t, binary.Identity) {
			blocks = append(blocks, "import-by-identity.tf")
		}
		for _, name := range blocks {
			w.Run(t, "state", "rm", "-no-color", address)
			w.Write(t, "import.tf", strings.ReplaceAll(readFile(t, folder, name), exampleID, resource.Values.ID))
			w.Run(t, "apply", "-no-color", "-auto-approve")
			w.Write(t, "import.tf", "")
			w.Run(t, "plan", "-no-color", "-detailed-exitcode")
		}
		return
	}
	t.Fatalf("import.sh imports %s, which the example does not have", address)
}

// TestReadme does what the README's section on use says, and then, in the same folder, the guide that it leads to.
func TestReadme(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the commands are for a shell")
	}
	_, rest, found := strings.Cut(readFile(t, "../README.md"), "\n## Use it\n")
	section, _, ends := strings.Cut(rest, "\n## ")
	if !found || !ends {
		t.Fatal("README.md has no such section")
	}
	w := binary.EmptyWorkspace(t)
	follow(t, w, section, shown{today: true, stood: map[string]string{}})
	follow(t, w, readFile(t, "../templates/guides/rehearsing.md"), shown{stood: map[string]string{}})
}

func TestFormat(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	w.Run(t, "fmt", "-check", "-recursive", here)
}

// TestDemo compares what "make demo" prints with the golden file, twice in one folder, and holds it to a terminal's
// size.
func TestDemo(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the demo is a shell script")
	}
	w := binary.EmptyWorkspace(t)
	w.Copy(t, "lifecycle")
	script := []byte(readFile(t, "lifecycle", "demo.sh"))
	if err := os.WriteFile(filepath.Join(w.Dir, "demo.sh"), script, 0o700); err != nil {
		t.Fatal(err)
	}
	plugins, err := binary.PluginFolder()
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("..", "internal", "acctest", "docs", "testdata", "demo.txt")
	for range 2 {
		story := demo(t, w, plugins)
		if n := strings.Count(story, "\n"); n > 60 {
			t.Errorf("the demo prints %d lines", n)
		}
		for line := range strings.Lines(story) {
			line = strings.TrimSuffix(line, "\n")
			if n := utf8.RuneCountInString(line); n > 100 {
				t.Errorf("%d columns: %s", n, line)
			}
		}
		if got, want := mask(story), readFile(t, golden); got != want {
			t.Errorf("the demo prints\n%s\nand not, as in %s,\n%s", got, golden, want)
		}
	}
}

// mask hides what differs from one demo to the next: ids, the order of equal purchases, and how long it took.
func mask(story string) string {
	for _, m := range []struct{ expression, with string }{
		{`(sim-[a-z]+-)[0-9a-f]{16}`, "${1}…"}, {`(CS\d{10}SIM)[0-9A-F]{10}`, "${1}…"},
		{`took \d+ seconds`, "took … seconds"},
	} {
		story = regexp.MustCompile(m.expression).ReplaceAllString(story, m.with)
	}
	lines := strings.Split(story, "\n")
	for from := 0; from < len(lines); from++ {
		to := from
		for to < len(lines) && strings.Contains(lines[to], "  paid  ") {
			to++
		}
		slices.Sort(lines[from:to])
		from = to
	}
	return strings.Join(lines, "\n")
}

func demo(t *testing.T, w binary.Workspace, plugins string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "demo.sh")
	cmd.Dir, cmd.Env = w.Dir, append(slices.Clone(w.Env), "MSS_PLUGINS="+plugins, "TERRAFORM="+w.Terraform)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("demo.sh: %v\n%s", err, out)
	}
	return string(out)
}

func readFile(t *testing.T, elements ...string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(elements...))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
