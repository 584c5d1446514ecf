package docs_test

import (
	"archive/zip"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
	"github.com/mss-iac/terraform-provider-mss/internal/acctest/realcloud"
)

// elsewhere are guides with a test of their own. All others begin in an empty folder. Their terraform, hcl and
// yaml blocks are files, named by the comment on their first line; their shell blocks are run one after the other;
// and a text block behind one holds lines of what it prints, in their order, where … stands for anything. A
// command of which the guide shows an error fails. Console blocks are commands that cannot run here.
var elsewhere = []string{"install", "real-cloud", "sharing", "your-fleet"}

var fence = regexp.MustCompile("(?ms)^```(terraform|hcl|yaml|shell|console|text|go)\n(.*?)^```$")

func TestGuides(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the guides are for a shell")
	}
	guides, err := filepath.Glob("../templates/guides/*.md")
	if err != nil || len(guides) <= len(elsewhere) {
		t.Fatalf("%d guides: %v", len(guides), err)
	}
	for _, file := range guides {
		name := strings.TrimSuffix(filepath.Base(file), ".md")
		if slices.Contains(elsewhere, name) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := readFile(t, file)
			if _, err := exec.LookPath("jq"); err != nil && strings.Contains(page, "| jq ") {
				t.Skip("the guide needs jq, which is not installed")
			}
			tell(t, page)
		})
	}
}

// TestGuidesOfTheRealCloud runs the guides against what stands in for the real cloud, whose address a configuration
// must write.
func TestGuidesOfTheRealCloud(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the guides are for a shell")
	}
	const region, flag = "  region             = \"ap-southeast-3\"\n", "--region ap-southeast-3"
	for name, needs := range map[string][]string{
		"real-cloud": {region, "your-access-key", "your-secret-key"},
		"your-fleet": {region, flag, "your-access-key", "your-secret-key"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := realcloud.New(t)
			page := readFile(t, "../templates/guides", name+".md")
			for _, old := range needs {
				now := map[string]string{
					region: fmt.Sprintf("%s  endpoint           = %q\n  billing_endpoint   = %q\n", region, cloud.URL,
						cloud.URL),
					flag:              fmt.Sprintf("%s --endpoint %s --billing-endpoint %s", flag, cloud.URL, cloud.URL),
					"your-access-key": realcloud.AccessKey,
					"your-secret-key": realcloud.SecretKey,
				}[old]
				if !strings.Contains(page, old) {
					t.Fatalf("the guide lacks %q", old)
				}
				page = strings.ReplaceAll(page, old, now)
			}
			tell(t, page)
		})
	}
}

// TestGuideInstall follows the guide with a mirror in the layout of "make mirror".
func TestGuideInstall(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the guides are for a shell")
	}
	const mirror = "/opt/mss/mirror"
	folder := t.TempDir()
	here := runtime.GOOS + "_" + runtime.GOARCH
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		for _, platform := range []string{"linux_amd64", "darwin_arm64", here} {
			content := []byte("a provider for " + platform)
			if platform == here {
				content = []byte(readFile(t, binary.Provider(t)))
			}
			pack(t, content, filepath.Join(folder, host, "mss-iac", "mss",
				"terraform-provider-mss_0.1.0_"+platform+".zip"))
		}
	}
	page := readFile(t, "../templates/guides/install.md")
	if !strings.Contains(page, mirror) {
		t.Fatal("the guide names no mirror")
	}
	tell(t, strings.ReplaceAll(page, mirror, folder))
}

// pack makes a zip of a provider, as releases have it.
func pack(t *testing.T, provider []byte, file string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	to, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	archive := zip.NewWriter(to)
	header := &zip.FileHeader{Name: "terraform-provider-mss_v0.1.0", Method: zip.Store}
	header.SetMode(0o755)
	entry, err := archive.CreateHeader(header)
	if err != nil {
		t.Fatal(err)
	}
	_, err = entry.Write(provider)
	if err := errors.Join(err, archive.Close(), to.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestIndex validates the configurations of the index page; the first is an example that is applied.
func TestIndex(t *testing.T) {
	t.Parallel()
	for _, provider := range blocks(t, readFile(t, "../templates/index.md.tmpl"), "terraform") {
		w := binary.NewWorkspace(t)
		w.Env = append(w.Env, "HW_ACCESS_KEY=a", "HW_SECRET_KEY=b")
		w.Write(t, "main.tf", requires+provider)
		w.Run(t, "fmt", "-check")
		w.Run(t, "validate", "-no-color")
	}
}

const requires = `terraform {
  required_providers { mss = { source = "mss-iac/mss" } }
}
`

func tell(t *testing.T, page string) {
	t.Helper()
	w := binary.EmptyWorkspace(t)
	w.Env = append(w.Env, "PATH="+commands(t, w)+string(filepath.ListSeparator)+os.Getenv("PATH"), "TMPDIR="+t.TempDir())
	told := fence.FindAllStringSubmatch(page, -1)
	if strings.Count(page, "\n```")%2 != 0 || len(told) != strings.Count(page, "\n```")/2 {
		t.Fatal("a block is of none of the known languages, or is not closed")
	}
	for i, block := range told {
		switch block[1] {
		case "terraform", "hcl", "yaml":
			name := strings.TrimPrefix(strings.SplitN(block[2], "\n", 2)[0], "# ")
			if err := os.MkdirAll(filepath.Dir(filepath.Join(w.Dir, name)), 0o700); err != nil || filepath.Ext(name) == "" {
				t.Fatalf("the block names no file: %v\n%s", err, block[2])
			}
			w.Write(t, name, block[2])
			if block[1] == "terraform" {
				w.Run(t, "fmt", "-check", name)
			}
			if err := yaml.Unmarshal([]byte(block[2]), new(any)); block[1] == "yaml" && err != nil {
				t.Errorf("%s: %v", name, err)
			}
		case "shell":
			for line := range strings.Lines(block[2]) {
				if setting, ok := strings.CutPrefix(line, "export "); ok { // for the blocks behind it as well
					w.Env = append(w.Env, strings.TrimSpace(setting))
				}
			}
			want := ""
			if i+1 < len(told) && told[i+1][1] == "text" {
				want = told[i+1][2]
			}
			run(t, w, block[2], want)
		}
	}
}

// commands is a folder with what a reader has on the PATH.
func commands(t *testing.T, w binary.Workspace) string {
	t.Helper()
	folder := t.TempDir()
	for name, file := range map[string]string{"terraform": w.Terraform, "terraform-provider-mss": binary.Provider(t)} {
		if err := os.Symlink(file, filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// decoration is what Terraform puts around messages, where it breaks their lines.
var decoration = regexp.MustCompile(`\x1b\[[0-9;]*m|[│╷╵]|\s+`)

func plain(text string) string {
	return strings.Join(strings.Fields(decoration.ReplaceAllString(decoration.ReplaceAllString(text, " "), " ")), " ")
}

func run(t *testing.T, w binary.Workspace, script, want string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "bash", "-e", "-c", script)
	cmd.Dir, cmd.Env = w.Dir, w.Env
	out, err := cmd.CombinedOutput()
	if fails := strings.Contains(want, "Error: "); (err != nil) != fails {
		t.Fatalf("%s%v, want an error: %t\n%s", script, err, fails, out)
	}
	rest := plain(string(out))
	for line := range strings.Lines(want) {
		if line = plain(line); line == "" {
			continue
		}
		pattern := strings.ReplaceAll(regexp.QuoteMeta(line), "…", ".*?")
		pattern = strings.ReplaceAll(pattern, "Terraform", "(?:Terraform|OpenTofu)") // the pages name one of the two
		at := regexp.MustCompile(pattern).FindStringIndex(rest)
		if at == nil {
			t.Fatalf("%sdoes not print, or not in this order: %s\n%s", script, line, out)
		}
		rest = rest[at[1]:]
	}
}
