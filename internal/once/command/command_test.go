package command

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/once/planfile"
)

func environment(pairs ...string) func(string) string {
	return func(name string) string {
		for _, pair := range pairs {
			if k, v, _ := strings.Cut(pair, "="); k == name {
				return v
			}
		}
		return ""
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	unknown := Command{Partial: true, Refresh: true}
	for _, c := range []struct {
		args string
		env  []string
		want Command
	}{
		{"terraform plan", nil, Command{Name: "plan", Refresh: true}},
		{"/usr/bin/terraform -chdir=prod plan -target=mss_order.o", nil, Command{Name: "plan", Partial: true, Refresh: true}},
		{"terraform plan -target mss_order.o -out p", nil, Command{Name: "plan", Partial: true, Refresh: true}},
		{"terraform plan --target=mss_order.o", nil, Command{Name: "plan", Partial: true, Refresh: true}},
		{"tofu apply -exclude=mss_order.o", nil, Command{Name: "apply", Partial: true, Refresh: true}},
		{"tofu apply -exclude-file=less -auto-approve", nil, Command{Name: "apply", Partial: true, Refresh: true}},
		{"terraform apply -invoke=action.mss_order_pay.p", nil, Command{Name: "apply", Partial: true, Refresh: true}},
		{"terraform apply -auto-approve -no-color", nil, Command{Name: "apply", Refresh: true}},
		{"terraform apply -var target=x -auto-approve", nil, Command{Name: "apply", Refresh: true}},
		{"terraform apply -input=false p.bin", nil, Command{Name: "apply", Refresh: true, Plan: "p.bin"}},
		{"terraform apply -made-up p.bin", nil, Command{Name: "apply", Refresh: true, Plan: "p.bin"}},
		{"terraform apply -state a -state-out=b -backup c", nil,
			Command{Name: "apply", Refresh: true, State: "a", StateOut: "b"}},
		{"terraform plan -refresh=false -lock=false -destroy", nil, Command{Name: "plan", Unlocked: true, Destroy: true}},
		{"terraform plan -lock=false -lock=true", nil, Command{Name: "plan", Refresh: true}},
		{"terraform plan -lock", nil, Command{Name: "plan", Refresh: true}},
		{"terraform destroy", nil, Command{Name: "destroy", Destroy: true, Refresh: true}},
		{"terraform test -filter one.tftest.hcl", nil, Command{Name: "test", Refresh: true}},
		{"terraform plan", []string{"TF_CLI_ARGS=-target='mss_order.a b'"},
			Command{Name: "plan", Partial: true, Refresh: true}},
		{"terraform plan", []string{"TF_CLI_ARGS_plan=-exclude \"x\" -lock=false"},
			Command{Name: "plan", Partial: true, Unlocked: true, Refresh: true}},
		{"terraform plan", []string{"TF_CLI_ARGS_apply=-target=x"}, Command{Name: "plan", Refresh: true}},
		{"terraform plan -lock=true", []string{"TF_CLI_ARGS=-lock=false", "TF_CLI_ARGS_plan=-state=a"},
			Command{Name: "plan", Refresh: true, State: "a"}},
		{"terraform plan", []string{"TF_CLI_ARGS=-var 'x"}, unknown},
		{"terraform", nil, unknown},
		{"terraform version", nil, unknown},
		{"terraform.exe plan -out apply", nil, Command{Name: "plan", Refresh: true}},
		{"/opt/terraform-1.15 apply", nil, Command{Name: "apply", Refresh: true}},
		{"tf apply", nil, Command{Name: "apply", Refresh: true}},
		{"provider.test -test.run apply", nil, unknown},
		{"go test ./internal/order", nil, unknown},
		{"/usr/bin/dlv test", nil, unknown},
		{"bash", nil, unknown},
		{"", nil, unknown},
	} {
		if got := parse(strings.Fields(c.args), environment(c.env...)); got != c.want {
			t.Errorf("%s %v is %+v, want %+v", c.args, c.env, got, c.want)
		}
	}
	if got := parse([]string{"terraform", "apply", "-target", `mss_order.o["a b"]`, "a plan"},
		environment()); !got.Partial || got.Plan != "a plan" {
		t.Errorf("arguments with spaces are %+v", got)
	}
	if unknown.Known() || !(Command{Name: "plan"}).Known() {
		t.Error("what is known is not told from what is not")
	}
}

// TestCurrent runs under `go test`, or by itself: neither is a Terraform command, and nothing is known of it.
func TestCurrent(t *testing.T) {
	t.Parallel()
	if c := Of(int32(os.Getppid())); c.Known() || !c.Partial {
		t.Errorf("the tests run under %+v", c)
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"": nil, "  ": nil, "a  b\tc": {"a", "b", "c"}, `a'b c'd`: {"ab cd"}, `"a \"b\""`: {`a "b"`}, `a\ b`: {"a b"},
		`'' ""`: {"", ""}, `'a\b'`: {`a\b`},
	} {
		if got, ok := words(text); !ok || !slices.Equal(got, want) {
			t.Errorf("%q is %q (%t), want %q", text, got, ok, want)
		}
	}
	for _, text := range []string{`'a`, `"a`, `a\`} {
		if got, ok := words(text); ok {
			t.Errorf("%q is %q", text, got)
		}
	}
}

// folder is a root module's, also reached by a symbolic link.
type folder struct{ dir, link string }

func newFolder(t *testing.T) folder {
	t.Helper()
	base, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	f := folder{filepath.Join(base, "root"), filepath.Join(base, "link")}
	if err := os.MkdirAll(filepath.Join(f.dir, ".terraform"), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(f.dir, f.link); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	return f
}

func (f folder) write(t *testing.T, name, content string) {
	t.Helper()
	name = filepath.Join(f.dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestAStateHasOneName(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	plan := Command{Name: "plan"}
	want := of(plan, f.dir, environment())
	if want.File != filepath.Join(f.dir, "terraform.tfstate") || !want.Usual {
		t.Fatalf("the state is %+v", want)
	}
	same := func(what string, got State) {
		t.Helper()
		if got.Name != want.Name || got.File != want.File {
			t.Errorf("%s: %+v, want %+v", what, got, want)
		}
	}
	same("by a link", of(plan, f.link, environment()))
	same("TF_WORKSPACE=default", of(plan, f.dir, environment("TF_WORKSPACE=default")))
	same("-state with the usual file", of(Command{Name: "plan", State: "./terraform.tfstate"}, f.dir, environment()))
	same("-state through the link", of(Command{Name: "plan", State: filepath.Join(f.link, "terraform.tfstate")}, f.dir,
		environment()))
	same("a saved plan of this workspace, applied in another",
		of(Command{Name: "apply", Saved: &planfile.Plan{Workspace: "default"}}, f.dir, environment("TF_WORKSPACE=blue")))
	f.write(t, ".terraform/environment", "default")
	same("workspace select default", of(plan, f.dir, environment()))
	f.write(t, ".terraform/terraform.tfstate", `{"version": 3, "backend": {"type": "local", "config": {"path": null,`+
		` "workspace_dir": null}}}`)
	same("backend local", of(plan, f.dir, environment()))
	f.write(t, "terraform.tfstate", "")
	same("the file exists", of(plan, f.link, environment()))
	f.write(t, ".terraform/terraform.tfstate", `{"version": 3}`)
	same("another TF_DATA_DIR", of(plan, f.dir, environment("TF_DATA_DIR=elsewhere")))
}

func TestStatesOfOneFolderHaveDifferentNames(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	plan := Command{Name: "plan"}
	seen := map[string]string{}
	for _, c := range []struct {
		what, backend string
		command       Command
		env           []string
		file          string // below the folder
		usual         bool
	}{
		{what: "the usual", command: plan, file: "terraform.tfstate", usual: true},
		{what: "a workspace", command: plan, env: []string{"TF_WORKSPACE=blue"},
			file: "terraform.tfstate.d/blue/terraform.tfstate", usual: true},
		{what: "-state", command: Command{Name: "plan", State: "a.tfstate"}, file: "a.tfstate"},
		{what: "-state-out", command: Command{Name: "apply", StateOut: "b.tfstate"}, file: "terraform.tfstate"},
		{what: "path", command: plan, backend: `{"type": "local", "config": {"path": "c.tfstate"}}`, file: "c.tfstate"},
		{what: "workspace_dir", command: plan, backend: `{"type": "local", "config": {"path": "c.tfstate", ` +
			`"workspace_dir": "states"}}`, env: []string{"TF_WORKSPACE=blue"}, file: "states/blue/terraform.tfstate"},
		{what: "http", command: plan, backend: `{"type": "http", "config": {"address": "https://one.invalid"}}`},
		{what: "another http", command: plan, backend: `{"type": "http", "config": {"address": "https://two.invalid"}}`},
		{what: "http by environment", command: plan, backend: `{"type": "http", "config": {}}`,
			env: []string{"TF_HTTP_ADDRESS=https://three.invalid"}},
		{what: "s3", command: plan, backend: `{"type": "s3", "config": {"bucket": "b", "key": "k"}}`},
		{what: "another key of s3", command: plan, backend: `{"type": "s3", "config": {"bucket": "b", "key": "l"}}`},
		{what: "a workspace of s3", command: plan, backend: `{"type": "s3", "config": {"bucket": "b", "key": "k"}}`,
			env: []string{"TF_WORKSPACE=blue"}},
		{what: "cloud", command: plan, backend: `{"type": "cloud", "config": {"organization": "o", "workspaces": ` +
			`{"name": "w"}}}`},
		{what: "another workspace of cloud", command: plan, backend: `{"type": "cloud", "config": {"organization": "o",` +
			` "workspaces": {"name": "v"}}}`},
		{what: "test", command: Command{Name: "test"}},
	} {
		f.write(t, ".terraform/terraform.tfstate", `{"version": 3, "backend": `+cmp.Or(c.backend, "null")+`}`)
		got := of(c.command, f.dir, environment(c.env...))
		if other := seen[got.Name]; other != "" || got.Name == "" {
			t.Errorf("%s is called as %q is", c.what, other)
		}
		seen[got.Name] = c.what
		file := ""
		if c.file != "" {
			file = filepath.Join(f.dir, filepath.FromSlash(c.file))
		}
		if got.File != file || got.Usual != c.usual {
			t.Errorf("%s: %+v, want the file %q", c.what, got, file)
		}
	}
	// What changes from one command to the next does not count.
	f.write(t, ".terraform/terraform.tfstate", `{"version": 3, "backend": {"type": "http", "config": {"address": `+
		`"https://one.invalid", "password": "new", "retry_max": 3}}}`)
	if got := of(plan, f.dir, environment()); seen[got.Name] != "http" {
		t.Errorf("another password makes another state: %+v", got)
	}
}

func TestFormerNamesAreKept(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	for _, c := range []struct{ root, workspace, first string }{
		{f.dir, "", ""}, {f.dir, "", "default"}, {f.dir, "default", ""}, {f.link, "", ""}, {f.dir, "blue", "blue"},
		{f.link, "blue", "blue"},
	} {
		got := of(Command{Name: "plan"}, c.root, environment("TF_WORKSPACE="+c.workspace))
		for _, dir := range []string{c.root, f.dir} {
			if want := digest(dir + "\x00" + c.first); !slices.Contains(got.Former, want) {
				t.Errorf("%s, workspace %q: the first version's name for %s and %q is missing", c.root, c.workspace, dir, c.first)
			}
		}
		if slices.Contains(got.Former, got.Name) || len(got.Former) > 4 {
			t.Errorf("former names are %v", got.Former)
		}
	}
}

func TestEmpty(t *testing.T) {
	t.Parallel()
	f := newFolder(t)
	s := of(Command{Name: "plan"}, f.dir, environment())
	if !s.Empty() {
		t.Error("a missing file is not empty")
	}
	for content, want := range map[string]bool{"": true, " \n": true, `{"version": 4, "resources": []}`: false,
		`{"vers`: false} {
		f.write(t, "terraform.tfstate", content)
		if s.Empty() != want {
			t.Errorf("%q: empty is %t", content, !want)
		}
	}
	for what, s := range map[string]State{
		"an unknown command": of(Command{}, f.dir, environment()), "a test": of(Command{Name: "test"}, f.dir, environment()),
	} {
		if s.File != "" || s.Empty() {
			t.Errorf("%s has the state %+v", what, s)
		}
	}
}
