package cli_test

import (
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
)

// TestExportAndImportMoveAProject from a file to a database, to a server and back: what is exported there is the same,
// and so is what happens. It sets the environment and runs alone.
func TestExportAndImportMoveAProject(t *testing.T) {
	t.Setenv("MSS_PROJECT_ID", "")
	keys(t, adminKey, "", "")
	folder := t.TempDir()
	first := bought(t)
	file := filepath.Join(folder, "demo.jsonl")
	if out := mustRun(t, "export", "--store", first, "--file", file); !regexp.MustCompile(
		`^Wrote the project demo to \S+demo\.jsonl: \d facts\.\n$`).MatchString(out) {
		t.Errorf("got %q", out)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others can read the file: %v, %v", info.Mode(), err)
	}
	mustFail(t, "exists already; nothing was written", "export", "--store", first, "--file", file)
	mustRun(t, "export", "--store", first, "--file", file, "--force")
	text := readText(t, file)
	if out := mustRun(t, "export", "--store", first); out != text {
		t.Error("standard output is another file")
	}
	events := mustRun(t, "events", "--store", first, "--until", "2029-01-01T00:00:00Z")

	served := stores.File(t)
	if code, _, errs := run("tenant", "create", "other", "--store", makeFolder(t, served)); code != 0 {
		t.Fatal(errs)
	}
	server := httptest.NewServer(handler(t, served))
	defer server.Close()
	places := [][]string{{"--store", filepath.Join(folder, "second.db")}, {"--endpoint", server.URL}}
	t.Run("postgres", func(t *testing.T) { // it is skipped without PostgreSQL
		places = append(places, []string{"--store", stores.Postgres(t)})
	})
	for _, place := range places {
		code, out, errs := run(append([]string{"import", file}, place...)...)
		if code != 0 || !regexp.MustCompile(`^Created the project demo \(account [0-9a-f]{8}\): \d facts\.\n$`).
			MatchString(out) {
			t.Fatalf("%v: ended with %d, %q, %s", place, code, out, errs)
		}
		at := slices.Concat(place, []string{"--project", "demo"})
		if again := mustRun(t, append([]string{"export"}, at...)...); again != text {
			t.Errorf("%v: exported again, it is another file", place)
		}
		if story := mustRun(t, append([]string{"events", "--until", "2029-01-01T00:00:00Z"}, at...)...); story != events {
			t.Errorf("%v: another story:\n%s", place, story)
		}
		if out := mustRun(t, append([]string{"verify"}, at...)...); !strings.Contains(out, "demo: consistent") {
			t.Errorf("%v: %s", place, out)
		}
		mustFail(t, "the project demo has an account already", append([]string{"import", file}, place...)...)
	}
	keys(t, "", "AKDEMO", "secret-of-demo")
	mustFail(t, "does not accept the access key", "export", "--endpoint", server.URL)
	keys(t, adminKey, "", "")
	for role, access := range map[string]string{"owner": "AKDEMO", "read_only": "AKREAD"} {
		mustRun(t, "tenant", "key", "create", "demo", "--access-key", access, "--secret-key", "secret-of-demo", "--role",
			role, "--endpoint", server.URL)
	}
	keys(t, "", "AKDEMO", "secret-of-demo")
	if again := mustRun(t, "export", "--endpoint", server.URL); again != text {
		t.Error("its owner exports another file")
	}
	mustFail(t, "needs the administrator's key", "import", file, "--endpoint", server.URL)
	keys(t, "", "AKREAD", "secret-of-demo")
	mustFail(t, "MSS.00000005", "export", "--endpoint", server.URL)
	mustRun(t, "forecast", "--endpoint", server.URL)
}

func makeFolder(t *testing.T, file string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		t.Fatal(err)
	}
	return file
}

func readText(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestImportRefusesDamage(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file, store := filepath.Join(folder, "demo.jsonl"), filepath.Join(folder, "new.db")
	text := mustRun(t, "export", "--store", bought(t))
	lines := strings.SplitAfter(text, "\n")
	for name, c := range map[string]struct{ text, want string }{
		"changed": {strings.Replace(text, "order_paid", "order_pald", 1), "line 4: it, or a line before it, was changed"},
		"cut":     {strings.Join(lines[:3], ""), "line 3: the file ends here, without its last line"},
		"half":    {text[:len(text)-5], fmt.Sprintf("line %d: it is cut off", len(lines)-1)},
		"empty":   {"", "line 1: it is cut off, or empty"},
		"another": {"{}\n", "line 1: it is not the head"},
		"newer":   {strings.Replace(text, `"mss_tenant":1`, `"mss_tenant":9`, 1), "format 9 of a newer version"},
	} {
		if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		code, out, errs := run("import", file, "--store", store)
		if code != 1 || out != "" || !strings.Contains(errs, c.want) || !strings.Contains(errs, "nothing was stored") {
			t.Errorf("%s: ended with %d, %q, %s", name, code, out, errs)
		}
		if _, err := os.Stat(store); err == nil {
			t.Fatalf("%s: a store was made", name)
		}
	}
	mustFail(t, "no such file", "import", filepath.Join(folder, "nowhere.jsonl"), "--store", store)
	mustFail(t, "expected a file", "import", "--store", store)
	mustFail(t, `"a b" is no project id`, "import", file, "--project", "a b", "--store", makeStore(t, folder, text, file))
}

// makeStore is a store that has another project, and the file that holds the text.
func makeStore(t *testing.T, folder, text, file string) string {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	store := filepath.Join(folder, "there.db")
	if code, _, errs := run("tenant", "create", "other", "--store", store); code != 0 {
		t.Fatal(errs)
	}
	return store
}

func TestBranchesGoTheirOwnWay(t *testing.T) {
	t.Parallel()
	store := renewing(t)
	mustRun(t, "branch", "--as", "what-if", "--project", "demo", "--store", store)
	ahead := func(project string) string {
		return mustRun(t, "forecast", "--project", project, "--store", store, "-o", "json")
	}
	if ahead("demo") != ahead("what-if") {
		t.Error("the branch has another future from the beginning")
	}
	if out := mustRun(t, "events", "--project", "what-if", "--store", store); !regexp.MustCompile(
		`(?m)^2027-03-01T01:00:00Z  tenant branched +branched from the project demo \(account [0-9a-f]{8}\) after fact \d`).
		MatchString(out) {
		t.Errorf("the branch does not tell where it is from:\n%s", out)
	}
	mustRun(t, "account", "deposit", "--amount", "500.00", "--project", "what-if", "--store", store)
	if ahead("demo") == ahead("what-if") {
		t.Error("a deposit on the branch is the project's, too")
	}
	mustFail(t, "--as must be another project than demo", "branch", "--project", "demo", "--as", "demo", "--store", store)
	mustFail(t, "the project what-if has an account already", "branch", "--project", "demo", "--as", "what-if", "--store",
		store)
	mustFail(t, "at least one of the flags in the group [as to] is required", "branch", "--project", "demo", "--store",
		store)
	to := filepath.Join(t.TempDir(), "other.db")
	if code, out, errs := run("branch", "--project", "demo", "--to", to, "--store", store); code != 0 ||
		!strings.HasPrefix(out, "Branched the project demo to demo (account ") {
		t.Errorf("ended with %d, %q, %s", code, out, errs)
	}
	mustRun(t, "verify", "--store", to)
	mustRun(t, "verify", "--store", store)
	// as another project, an import is a branch
	file := filepath.Join(t.TempDir(), "demo.jsonl")
	mustRun(t, "export", "--project", "demo", "--file", file, "--store", store)
	mustRun(t, "import", file, "--project", "third", "--store", store)
	if out := mustRun(t, "events", "--project", "third", "--store", store); !strings.Contains(out, "tenant branched") {
		t.Errorf("the import as another project is no branch:\n%s", out)
	}
}
