// Package examples_test runs every configuration of this folder, the one of the README and the demo through the real provider binary and
// Terraform or OpenTofu.
package examples_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	// The tests start a binary that they build themselves. These imports make the test cache see when its code changes.
	_ "github.com/mss-iac/terraform-provider-mss/internal/process"
	_ "github.com/mss-iac/terraform-provider-mss/internal/provider"
	_ "github.com/mss-iac/terraform-provider-mss/internal/simulator/cli"
)

var buildDir string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "mss-examples-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	buildDir = dir
	code := m.Run()
	if err := os.RemoveAll(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// pluginFolder builds the provider once and returns a plugin folder with it, for both registry hosts.
var pluginFolder = sync.OnceValues(func() (string, error) {
	if _, err := os.Stat("../main.go"); err != nil { // noted by the test cache
		return "", err
	}
	const v = "0.0.1"
	plugins := filepath.Join(buildDir, "plugins")
	for i, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		dir := filepath.Join(plugins, host, "mss-iac", "mss", v, runtime.GOOS+"_"+runtime.GOARCH)
		binary := filepath.Join(dir, "terraform-provider-mss_v"+v)
		if runtime.GOOS == "windows" {
			binary += ".exe"
		}
		if i > 0 {
			if err := os.CopyFS(dir, os.DirFS(filepath.Join(plugins, "registry.terraform.io", "mss-iac", "mss", v, runtime.GOOS+"_"+runtime.GOARCH))); err != nil {
				return "", err
			}
			continue
		}
		build := exec.Command("go", "build", "-ldflags", "-X main.version="+v, "-o", binary, "..")
		if out, err := build.CombinedOutput(); err != nil {
			return "", fmt.Errorf("go build: %w\n%s", err, out)
		}
	}
	return plugins, nil
})

func terraformCommand(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("TF_ACC_TERRAFORM_PATH"), "terraform", "tofu"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("neither terraform nor tofu is on the PATH")
	return ""
}

// environment is the caller's without anything that would steer Terraform or the provider.
func environment(extra ...string) []string {
	env := slices.DeleteFunc(os.Environ(), func(kv string) bool {
		return strings.HasPrefix(kv, "TF_") || strings.HasPrefix(kv, "MSS_") || strings.HasPrefix(kv, "HW_")
	})
	return append(env, append(extra, "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1", "TF_INPUT=0")...)
}

// workspace is a folder with a configuration in it, outside the repository.
type workspace struct {
	dir, terraform string
	env            []string
}

func newWorkspace(t *testing.T) workspace {
	t.Helper()
	plugins, err := pluginFolder()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	rc := filepath.Join(dir, "cli.tfrc")
	content := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", filepath.ToSlash(plugins))
	if err := os.WriteFile(rc, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return workspace{dir: dir, terraform: terraformCommand(t), env: environment("TF_CLI_CONFIG_FILE="+rc, "HOME="+dir)}
}

func (w workspace) copyConfiguration(t *testing.T, from string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(from, "*.tf"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no configuration in %s: %v", from, err)
	}
	for _, file := range files {
		if strings.HasPrefix(filepath.Base(file), "import") {
			continue // needs the id of an object that exists
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(w.dir, filepath.Base(file)), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// run runs Terraform and returns its standard output. An exit code other than 0 fails the test.
func (w workspace) run(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), w.terraform, args...)
	cmd.Dir, cmd.Env = w.dir, w.env
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s%s", filepath.Base(w.terraform), strings.Join(args, " "), err, stdout.String(), stderr.String())
	}
	return stdout.String()
}

// live takes the configuration through a whole life and checks that a plan right after apply is empty.
func (w workspace) live(t *testing.T, between func()) {
	t.Helper()
	w.run(t, "init", "-no-color")
	w.run(t, "plan", "-no-color", "-out=plan")
	w.run(t, "apply", "-no-color", "plan")
	w.run(t, "plan", "-no-color", "-detailed-exitcode")
	if between != nil {
		between()
	}
	w.run(t, "destroy", "-no-color", "-auto-approve")
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
		t.Run(filepath.ToSlash(folder), func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t)
			w.copyConfiguration(t, folder)
			var between func()
			if strings.HasPrefix(filepath.ToSlash(folder), "resources/") {
				between = func() { w.reimport(t, folder) }
			}
			w.live(t, between)
		})
	}
}

var importCommand = regexp.MustCompile(`(?m)^terraform import (\S+) (\S+)$`)

// reimport forgets the resource that the folder imports and imports it again, with the command and with the block of the folder, under the id
// that the resource has here. Both times the plan after must be empty.
func (w workspace) reimport(t *testing.T, folder string) {
	t.Helper()
	script, block := readFile(t, folder, "import.sh"), readFile(t, folder, "import-by-string-id.tf")
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
	if err := json.Unmarshal([]byte(w.run(t, "show", "-json")), &state); err != nil {
		t.Fatal(err)
	}
	for _, resource := range state.Values.RootModule.Resources {
		if resource.Address != address {
			continue
		}
		w.run(t, "state", "rm", "-no-color", address)
		w.run(t, "import", "-no-color", address, resource.Values.ID)
		w.run(t, "plan", "-no-color", "-detailed-exitcode")

		w.run(t, "state", "rm", "-no-color", address)
		file := filepath.Join(w.dir, "import.tf")
		if err := os.WriteFile(file, []byte(strings.ReplaceAll(block, exampleID, resource.Values.ID)), 0o600); err != nil {
			t.Fatal(err)
		}
		w.run(t, "apply", "-no-color", "-auto-approve")
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
		w.run(t, "plan", "-no-color", "-detailed-exitcode")
		return
	}
	t.Fatalf("import.sh imports %s, which the example does not have", address)
}

// TestReadme types the configuration of the README into an empty folder.
func TestReadme(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(readme), "```hcl\n")
	configuration, _, closed := strings.Cut(rest, "```\n")
	if !found || !closed {
		t.Fatal("README.md has no configuration")
	}
	w := newWorkspace(t)
	if err := os.WriteFile(filepath.Join(w.dir, "main.tf"), []byte(configuration), 0o600); err != nil {
		t.Fatal(err)
	}
	w.run(t, "fmt", "-check")
	w.live(t, nil)
}

func TestFormat(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t)
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	w.run(t, "fmt", "-check", "-recursive", here)
}

// TestDemo runs what "make demo" runs, in a copy of its folder, twice, and checks that the story has all its parts in their order.
func TestDemo(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the demo is a shell script")
	}
	w := newWorkspace(t)
	w.copyConfiguration(t, "lifecycle")
	script, err := os.ReadFile("lifecycle/demo.sh")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(w.dir, "demo.sh"), script, 0o700); err != nil {
		t.Fatal(err)
	}
	plugins, err := pluginFolder()
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		story := w.demo(t, plugins)
		rest := story
		for _, part := range demoParts {
			at := regexp.MustCompile(part).FindStringIndex(rest)
			if at == nil {
				t.Fatalf("the story lacks %q where it should be:\n%s", part, story)
			}
			rest = rest[at[1]:]
		}
	}
}

func (w workspace) demo(t *testing.T, plugins string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "demo.sh")
	cmd.Dir, cmd.Env = w.dir, append(slices.Clone(w.env), "MSS_PLUGINS="+plugins, "TERRAFORM="+w.terraform)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("demo.sh: %v\n%s", err, out)
	}
	return string(out)
}

// demoParts are expressions that the demo's output matches one after the other.
var demoParts = []string{
	`(?m)^2027-01-11T01:00:00Z  == Day 0`,
	`(?m)^2027-01-11T01:00:00Z  order placed .* 408\.00 USD`,
	`(?m)^2027-01-11T01:00:00Z  order paid .* delivered: .* -408\.00 USD`,
	`(?m)^2027-01-11T01:00:00Z  asset made `,
	`(?m)^2027-01-11T01:00:00Z  asset   presenter  active +until 2028-01-11T15:59:59Z$`,
	`(?m)^2029-01-11T01:00:00Z  warning: .*released`,
	`(?m)^2029-01-11T01:00:00Z  stored facts before and after the plan are the same$`,
	`(?m)^2027-04-12T01:00:00Z  package returned .* \d+\.\d\d USD`,
	`(?m)^2027-12-15T01:00:00Z  warning: .*expires 2028-01-11T15:59:59Z`,
	`(?m)^2027-12-15T01:00:00Z  asset presenter  ends 2028-01-11T15:59:59Z$`,
	`(?m)^2027-12-15T02:00:00Z  narrator   renewed by 3 months: 2028-01-11T15:59:59Z -> 2028-04-11T15:59:59Z, paid with 3 units`,
	`(?m)^2027-12-15T02:00:00Z  presenter  renewed by 6 months: 2028-01-11T15:59:59Z -> 2028-07-11T15:59:59Z, paid with 6 units`,
	`(?m)^2028-01-03T19:00:00Z  auto renewal charged .* -199\.00 USD`,
	`(?m)^2028-01-12T01:00:00Z  asset   campaign   grace `,
	`(?m)^2028-01-26T15:59:59Z  asset frozen +campaign`,
	`(?m)^2028-01-27T01:00:00Z  asset   campaign   frozen `,
	`(?m)^2028-02-10T15:59:59Z  package released `,
	`(?m)^2028-02-11T01:00:00Z  package campaign   released `,
	`(?m)^2028-02-11T01:00:00Z  asset   presenter  active +until 2028-07-11T15:59:59Z$`,
	`(?m)^2028-02-11T02:00:00Z  package returned .* \d+\.\d\d USD`,
	`(?m)^demo: \d+ facts, the rows are what they fold to$`,
}

func readFile(t *testing.T, elements ...string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(elements...))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
