package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// branched is a store with two futures of a project that renews a channel: on what-if, automatic renewal is paid once
// more.
func branched(t *testing.T) string {
	t.Helper()
	store := renewing(t)
	mustRun(t, "branch", "--project", "demo", "--as", "what-if", "--store", store)
	return store
}

func TestDiffShowsTwoFutures(t *testing.T) {
	t.Parallel()
	store := branched(t)
	file := filepath.Join(t.TempDir(), "before.jsonl")
	mustRun(t, "export", "--project", "demo", "--file", file, "--store", store)
	for _, b := range []string{"what-if", file} {
		code, out, errs := run("diff", "demo", b, "--months", "24", "--store", store)
		if code != 0 || errs != "" || !strings.Contains(out,
			"No difference from 2027-03-01T01:00:00Z until 2029-03-01T01:00:00Z.") {
			t.Fatalf("demo and %s: ended with %d, %q\n%s", b, code, errs, out)
		}
	}
	mustRun(t, "account", "deposit", "--amount", "60.00", "--project", "what-if", "--store", store)
	for _, sides := range [][]string{{"demo", "what-if"}, {file, "what-if"}} {
		code, out, errs := run("diff", sides[0], sides[1], "--months", "24", "--store", store)
		if code != 1 || errs != "" {
			t.Errorf("%v: ended with %d, %q", sides, code, errs)
		}
		for _, want := range []string{
			`(?m)^CHARGED +` + regexp.QuoteMeta(sides[0]) + ` +what-if$`, `(?m)^2028-02 +75\.00 +75\.00$`,
			`(?m)^2028-03 +0\.00 +75\.00$`, `(?m)^total +900\.00 USD +975\.00 USD$`, `(?m)^balance +25\.00 +10\.00$`,
			`(?m)^not covered +from 2028-03-24 +from 2028-04-23$`,
			`(?m)^later +package +grace +sim-pkg-\S+ +Livestreaming channel +2028-04-01T15:59:59Z +2028-05-01T15:59:59Z$`,
			`(?m)^They differ from 2027-03-01T01:00:00Z until 2029-03-01T01:00:00Z\.$`,
		} {
			if !regexp.MustCompile(want).MatchString(out) {
				t.Errorf("the difference lacks %s:\n%s", want, out)
			}
		}
	}
	code, out, _ := run("diff", "what-if", "demo", "--until", "2028-05-01T12:00:00Z", "--store", store, "-o", "json")
	var told struct {
		Equal bool `json:"equal"`
		Ends  []struct {
			Change string `json:"change"`
		} `json:"ends"`
	}
	if err := json.Unmarshal([]byte(out), &told); err != nil || code != 1 || told.Equal {
		t.Fatalf("ended with %d, %v: %s", code, err, out)
	}
	if len(told.Ends) != 2 || told.Ends[0].Change != "only_b" || told.Ends[1].Change != "only_b" {
		t.Errorf("grace and frozen come for what-if after that day: %s", out)
	}
}

// TestDiffLooksAtTheSameTime if clocks differ: what was charged before the later one is no difference.
func TestDiffLooksAtTheSameTime(t *testing.T) {
	t.Parallel()
	store := branched(t)
	mustRun(t, "clock", "advance", "P3M", "--project", "what-if", "--store", store)
	for _, sides := range [][]string{{"demo", "what-if"}, {"what-if", "demo"}} {
		for _, until := range [][]string{{"--months", "21"}, {"--until", "2029-03-01T01:00:00Z"}} {
			code, out, errs := run(append([]string{"diff", sides[0], sides[1], "--store", store}, until...)...)
			if code != 0 || errs != "" ||
				!strings.Contains(out, "No difference from 2027-06-01T01:00:00Z until 2029-03-01T01:00:00Z.") {
				t.Errorf("%v %v: ended with %d, %q\n%s", sides, until, code, errs, out)
			}
		}
	}
}

// TestDiffFailsAsDiff with 2, also for what other commands end with 1.
func TestDiffFailsAsDiff(t *testing.T) {
	t.Parallel()
	store := branched(t)
	damaged := filepath.Join(t.TempDir(), "damaged.jsonl")
	if err := os.WriteFile(damaged, []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		`nobody: the store ` + store + ` has no project "nobody"`: {"demo", "nobody"},
		"line 1: it is not the head":                              {"demo", damaged},
		"there is no such file":                                   {"demo", "folder/nowhere.jsonl"},
		"nowhere.jsonl: there is no such file":                    {"demo", "nowhere.jsonl"},
		"expected two projects or files":                          {"demo"},
		"months is 500":                                           {"demo", "what-if", "--months", "500"},
		`--until "soon"`:                                          {"demo", "what-if", "--until", "soon"},
	} {
		code, out, errs := run(append([]string{"diff", "--store", store}, args...)...)
		if code != 2 || out != "" || !strings.Contains(errs, want) {
			t.Errorf("%v: ended with %d, %q, %s; want %s", args, code, out, errs, want)
		}
	}
}
