// Package binary helps tests that need the real provider binary in the hands of real Terraform or OpenTofu.
package binary

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	// The tests start a binary that they build themselves. These imports make the test cache see when its code changes.
	_ "github.com/mss-iac/terraform-provider-mss/internal/process"
	_ "github.com/mss-iac/terraform-provider-mss/internal/provider"
	_ "github.com/mss-iac/terraform-provider-mss/internal/simulator/cli"
)

const (
	module          = "github.com/mss-iac/terraform-provider-mss"
	providerVersion = "0.0.1"
)

var buildDir string

// Main runs a package's tests and removes what was built for them. Call it from TestMain.
func Main(m *testing.M) {
	dir, err := os.MkdirTemp("", "mss-binary-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	buildDir = dir
	if err := errors.Join(os.Mkdir(temporary(), 0o700), runTwicePerProcessor()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := os.RemoveAll(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// runTwicePerProcessor lets more tests run at once than there are processors, unless -parallel says how many: half of
// their time they wait for processes and leases.
func runTwicePerProcessor() error {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "test.parallel" })
	if given {
		return nil
	}
	return flag.Set("test.parallel", strconv.Itoa(2*runtime.GOMAXPROCS(0)))
}

// PluginFolder builds the provider once and returns a plugin folder with it, for both registry hosts.
var PluginFolder = sync.OnceValues(func() (string, error) {
	if _, here, _, ok := runtime.Caller(0); ok {
		// Noted by the test cache, which does not see main.go otherwise. Absent where paths are trimmed.
		_, _ = os.Stat(filepath.Join(filepath.Dir(here), "..", "..", "..", "main.go"))
	}
	file, err := build()
	if err != nil {
		return "", err
	}
	plugins := filepath.Join(buildDir, "plugins")
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		dir := filepath.Join(plugins, host, "mss-iac", "mss", providerVersion, runtime.GOOS+"_"+runtime.GOARCH)
		if err := os.MkdirAll(dir, 0o750); err != nil {
			return "", err
		}
		if err := os.Link(file, filepath.Join(dir, filepath.Base(file))); err != nil {
			return "", err
		}
	}
	return plugins, nil
})

var build = sync.OnceValues(func() (string, error) {
	file := filepath.Join(buildDir, "terraform-provider-mss_v"+providerVersion)
	if runtime.GOOS == "windows" {
		file += ".exe"
	}
	if out, err := exec.Command("go", "build", "-ldflags", "-s -w -X main.version="+providerVersion, "-o", file, module).
		CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return file, nil
})

// Provider is the file of the provider.
func Provider(t *testing.T) string {
	t.Helper()
	file, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func findTerraform() (string, error) {
	for _, name := range []string{os.Getenv("TF_ACC_TERRAFORM_PATH"), "terraform", "tofu"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("neither terraform nor tofu is on the PATH")
}

// temporary is where the processes that tests start put their temporary files. Providers that are killed leave their
// sockets there, whose paths must be short.
func temporary() string { return filepath.Join(buildDir, "t") }

// environment is the caller's without anything that would steer Terraform or the provider.
func environment(extra ...string) []string {
	env := slices.DeleteFunc(os.Environ(), func(kv string) bool {
		return strings.HasPrefix(kv, "TF_") || strings.HasPrefix(kv, "MSS_") || strings.HasPrefix(kv, "HW_")
	})
	// Processes that live for a second need no garbage collector that saves memory, and no keys for the socket between
	// Terraform and its provider, which take a third of a command's time.
	return append(env, append(extra, "TMPDIR="+temporary(), "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1", "TF_INPUT=0",
		"GOGC=off", "GOMEMLIMIT=256MiB", "TF_DISABLE_PLUGIN_TLS=1")...)
}

// Workspace is a folder with a configuration in it, outside the repository.
type Workspace struct {
	Dir, Terraform string
	Env            []string
}

// NewWorkspace is a folder with what `terraform init` leaves in one that needs this provider and nothing else. The lock
// file has no checksums, so that no command reads the whole binary to compare them.
func NewWorkspace(t *testing.T) Workspace {
	t.Helper()
	w := EmptyWorkspace(t)
	from, err := initialised()
	if err != nil {
		t.Fatal(err)
	}
	// Only the provider itself is shared: an init in one folder takes the link to it away and makes it again.
	installed, err := filepath.Glob(filepath.Join(from, ".terraform", "providers", "*", "*", "*", "*",
		runtime.GOOS+"_"+runtime.GOARCH))
	if err != nil || len(installed) != 1 {
		t.Fatalf("init has installed %q: %v", installed, err)
	}
	provider, err := filepath.EvalSymlinks(installed[0])
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(w.Dir, strings.TrimPrefix(installed[0], from))
	if err := errors.Join(os.MkdirAll(filepath.Dir(link), 0o750), os.Symlink(provider, link)); err != nil {
		t.Fatal(err)
	}
	lock, err := os.ReadFile(filepath.Join(from, ".terraform.lock.hcl"))
	if err != nil {
		t.Fatal(err)
	}
	w.Write(t, ".terraform.lock.hcl", lockedHashes.ReplaceAllString(string(lock), ""))
	return w
}

// EmptyWorkspace is a folder in which `terraform init` finds the provider.
func EmptyWorkspace(t *testing.T) Workspace {
	t.Helper()
	w, err := newWorkspace(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func newWorkspace(dir string) (Workspace, error) {
	plugins, err := PluginFolder()
	if err != nil {
		return Workspace{}, err
	}
	terraform, err := findTerraform()
	if err != nil {
		return Workspace{}, err
	}
	rc := filepath.Join(dir, "cli.tfrc")
	content := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n",
		filepath.ToSlash(plugins))
	if err := os.WriteFile(rc, []byte(content), 0o600); err != nil {
		return Workspace{}, err
	}
	return Workspace{Dir: dir, Terraform: terraform, Env: environment("TF_CLI_CONFIG_FILE="+rc, "HOME="+dir)}, nil
}

// initialised is a folder in which `terraform init` was run, once in a process.
var initialised = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(buildDir, "initialised")
	if err := os.Mkdir(dir, 0o750); err != nil {
		return "", err
	}
	w, err := newWorkspace(dir)
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(dir, "main.tf"),
		[]byte("terraform {\n  required_providers { mss = { source = \"mss-iac/mss\" } }\n}\n"), 0o600); err != nil {
		return "", err
	}
	cmd := exec.Command(w.Terraform, "init")
	cmd.Dir, cmd.Env = w.Dir, w.Env
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("init: %w\n%s", err, out)
	}
	return dir, nil
})

var lockedHashes = regexp.MustCompile(`(?s)\n  hashes = \[.*?\n  \]`)

// Write writes a file of the workspace.
func (w Workspace) Write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(w.Dir, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Read reads a file of the workspace.
func (w Workspace) Read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(w.Dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// Output is a value from the state's file: a text as it is, anything else as JSON. It starts no Terraform.
func (w Workspace) Output(t *testing.T, name string) string {
	t.Helper()
	var state struct {
		Outputs map[string]struct {
			Value json.RawMessage `json:"value"`
		} `json:"outputs"`
	}
	if err := json.Unmarshal([]byte(w.Read(t, "terraform.tfstate")), &state); err != nil {
		t.Fatal(err)
	}
	value, ok := state.Outputs[name]
	if !ok {
		t.Fatalf("the state has no output %s", name)
	}
	var text string
	if json.Unmarshal(value.Value, &text) == nil {
		return text
	}
	return string(value.Value)
}

// Copy copies the configuration of a folder.
func (w Workspace) Copy(t *testing.T, from string) {
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
		w.Write(t, filepath.Base(file), string(content))
	}
}

// Command is a Terraform command that is not started yet.
func (w Workspace) Command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), w.Terraform, args...)
	cmd.Dir, cmd.Env = w.Dir, w.Env
	return cmd
}

// Run runs Terraform and returns its standard output. An exit code other than 0 fails the test.
func (w Workspace) Run(t *testing.T, args ...string) string {
	t.Helper()
	out, err := w.Try(t, args...)
	if err != nil {
		t.Fatalf("%s %s: %v", filepath.Base(w.Terraform), strings.Join(args, " "), err)
	}
	return out
}

// Try runs Terraform and returns its standard output; the error holds all that it printed.
func (w Workspace) Try(t *testing.T, args ...string) (string, error) {
	t.Helper()
	cmd := w.Command(t, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return stdout.String(), fmt.Errorf("%w\n%s%s", err, stdout.String(), stderr.String())
	}
	return stdout.String(), nil
}

// Live takes the configuration through a whole life and checks that a plan right after apply is empty.
func (w Workspace) Live(t *testing.T, between func()) {
	t.Helper()
	w.Run(t, "plan", "-no-color", "-out=plan")
	w.Run(t, "apply", "-no-color", "plan")
	w.Run(t, "plan", "-no-color", "-detailed-exitcode")
	if between != nil {
		between()
	}
	w.Run(t, "destroy", "-no-color", "-auto-approve")
}
