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
// and a text block behind one holds lines of what it prints, in their order, where … stands for anything and an id for
// one of its form. A command of which the guide shows an error fails. Console blocks are commands that cannot run here.
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
	follow(t, binary.EmptyWorkspace(t), page, shown{stood: map[string]string{}})
}

// follow does what a page says in a folder, and compares what that prints with what the page shows.
func follow(t *testing.T, w binary.Workspace, page string, s shown) {
	t.Helper()
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
			run(t, w, block[2], want, s)
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

// made are ids, which differ from one run to the next, and days. Of an order's id the first digits are when it was
// placed.
var made = regexp.MustCompile(`sim-[a-z]+-[0-9a-f]{16}|CS\d{10}SIM[0-9A-F]{10}|` +
	`[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d{2}-\d{2}T`)

// shown is what a page shows of what its commands print: under each id the one that it stood for when it was printed
// first. Days are compared as they are, unless the page is read today: then one is shown for another, like an id.
type shown struct {
	today bool
	stood map[string]string
}

var (
	hex    = regexp.MustCompile(`[0-9a-f]`)
	digits = regexp.MustCompile(`\d`)
)

// pattern is that of a line, with a group for each id that has not been printed yet.
func (s *shown) pattern(line string) (pattern string, groups []string) {
	pattern = strings.ReplaceAll(regexp.QuoteMeta(line), "…", ".*?")
	pattern = strings.ReplaceAll(pattern, "Terraform", "(?:Terraform|OpenTofu)") // the pages name one of the two
	pattern = made.ReplaceAllStringFunc(pattern, func(id string) string {
		isDay := strings.HasSuffix(id, "T")
		if isDay && !s.today {
			return id
		}
		if stood, ok := s.stood[id]; ok {
			return regexp.QuoteMeta(stood)
		}
		groups = append(groups, id)
		switch order, random, ofOrder := strings.Cut(id, "SIM"); {
		case isDay:
			return "(" + digits.ReplaceAllString(id, `\d`) + ")"
		case ofOrder && s.today:
			return `(CS\d{10}SIM[0-9A-F]{10})`
		case ofOrder:
			return fmt.Sprintf(`(%sSIM[0-9A-F]{%d})`, order, len(random))
		case strings.HasPrefix(id, "sim-"):
			kind, random, _ := strings.Cut(strings.TrimPrefix(id, "sim-"), "-")
			return fmt.Sprintf(`(sim-%s-[0-9a-f]{%d})`, kind, len(random))
		default:
			return "(" + hex.ReplaceAllString(id, `[0-9a-f]`) + ")"
		}
	})
	return pattern, groups
}

// after is what is printed after a line that is shown; false if the line is not printed.
func (s *shown) after(line, printed string) (string, bool) {
	pattern, groups := s.pattern(line)
	at := regexp.MustCompile(pattern).FindStringSubmatchIndex(printed)
	if at == nil {
		return printed, false
	}
	for i, id := range groups {
		stood := printed[at[2*i+2]:at[2*i+3]]
		if was, ok := s.stood[id]; ok && was != stood {
			return printed, false
		}
		s.stood[id] = stood
	}
	return printed[at[1]:], true
}

func run(t *testing.T, w binary.Workspace, script, want string, s shown) {
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
		var printed bool
		if rest, printed = s.after(line, rest); !printed {
			t.Fatalf("%sdoes not print, or not in this order: %s\n%s", script, line, out)
		}
	}
}

func TestShown(t *testing.T) {
	t.Parallel()
	const one, two = "sim-pkg-00000000000000a1", "sim-pkg-00000000000000a2"
	s := shown{stood: map[string]string{}}
	for _, c := range []struct {
		line, printed string
		want          bool
	}{
		{"Package " + one + " ends 2028-03-01T15:59:59Z", "Package sim-pkg-ffffffffffffffff ends 2028-03-01T15:59:59Z", true},
		{"Package " + one + " ends", "Package sim-pkg-eeeeeeeeeeeeeeee ends", false}, // another package
		{"Package " + one + " ends", "Package sim-pkg-ffffffffffffffff ends", true},
		{"Package " + two + " ends", "Asset sim-asset-eeeeeeeeeeeeeeee ends", false},
		{"ends 2028-03-01T15:59:59Z", "ends 2028-03-02T15:59:59Z", false},
		{"order CS2703010000SIM8CF2FBB36D", "order CS2703010000SIM0000000000", true},
		{"order CS2703010000SIM8CF2FBB36E", "order CS2703020000SIM0000000000", false}, // of another day
		{"… (request ad56b6f5-a6ac-4fb8-af86-ad23cfb40665)", "no (request 00000000-0000-0000-0000-000000000000)", true},
	} {
		if _, got := s.after(c.line, c.printed); got != c.want {
			t.Errorf("%q is shown for %q: %t", c.line, c.printed, got)
		}
	}
	s = shown{today: true, stood: map[string]string{}}
	for printed, want := range map[string]bool{
		"2030-05-06T15:59:59Z and 2030-05-06T15:59:59Z": true, "2030-05-06T15:59:59Z and 2030-05-06T15:59:58Z": false,
	} {
		if _, got := s.after("2028-03-01T15:59:59Z and 2028-03-01T15:59:59Z", printed); got != want {
			t.Errorf("%q: %t", printed, got)
		}
	}
}
