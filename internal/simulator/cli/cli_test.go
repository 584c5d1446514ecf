package cli_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

var day0 = time.Date(2027, 3, 1, 1, 0, 0, 0, time.UTC)

func clock() time.Time { return day0 }

// bought is a store in which the project demo has bought a voice package.
func bought(t *testing.T) string {
	t.Helper()
	return storeOf(t, func(do func(lifecycle.Command) string, _ func() *lifecycle.View) { buyVoice(do) })
}

// furnished is a store in which it has a voice, too, and three months to renew it with.
func furnished(t *testing.T) string {
	t.Helper()
	return storeOf(t, func(do func(lifecycle.Command) string, world func() *lifecycle.View) {
		buyVoice(do)
		for _, p := range world().PackageList() {
			do(lifecycle.MakeAsset{PackageID: p.ID, Kind: "voice_clone", Name: "narrator"})
		}
		buy(do, lifecycle.OrderRequestItem{ResourceSpecCode: onShelf, PeriodType: site.Monthly, PeriodNum: 3, Quantity: 1})
	})
}

func buyVoice(do func(lifecycle.Command) string) {
	buy(do, lifecycle.OrderRequestItem{ResourceSpecCode: "hws.resource.type.metastudio.modeling.voice.onebasic",
		PeriodType: site.Yearly, PeriodNum: 1, Quantity: 1})
}

func buy(do func(lifecycle.Command) string, it lifecycle.OrderRequestItem) {
	do(lifecycle.PayOrder{OrderID: do(lifecycle.PlaceOrder{Items: []lifecycle.OrderRequestItem{it}})})
}

// storeOf is a store in which the project demo has done something at the first instant.
func storeOf(t *testing.T, fill func(do func(lifecycle.Command) string, world func() *lifecycle.View)) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "simulator.db")
	st := store.New(file)
	cloud := simulator.New(st, simulator.Options{Clock: clock})
	call := simulator.Call{Tenant: "demo", At: day0}
	fill(func(c lifecycle.Command) string {
		t.Helper()
		done, err := cloud.Do(t.Context(), call, c)
		if err != nil {
			t.Fatal(err)
		}
		return done.ID()
	}, func() *lifecycle.View {
		t.Helper()
		w, err := cloud.Look(t.Context(), call, lifecycle.Selection{AllPackages: true})
		if err != nil {
			t.Fatal(err)
		}
		return w
	})
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	return file
}

// run runs a command of "simulator" in the test's own process.
func run(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = cli.Main(append([]string{"simulator"}, args...), &o, &e, cli.Options{Version: "1.2.3", Clock: clock})
	return code, o.String(), e.String()
}

func mustRun(t *testing.T, args ...string) string {
	t.Helper()
	code, out, errs := run(args...)
	if code != 0 || errs != "" {
		t.Fatalf("%v ended with %d: %s", args, code, errs)
	}
	return out
}

// mustFail runs a command that ends with an error, or that was called wrongly: then it says where to read on.
func mustFail(t *testing.T, want string, args ...string) {
	t.Helper()
	code, out, errs := run(args...)
	wrong := strings.Contains(errs, `See "terraform-provider-mss simulator`)
	if wrong != (code == 2) || code != 1 && code != 2 || out != "" || !strings.Contains(errs, want) {
		t.Errorf("%v ended with %d, output %q, errors %q; want 1 or 2, none, and %q", args, code, out, errs, want)
	}
}

func TestEventsTellAStory(t *testing.T) {
	t.Parallel()
	file := bought(t)
	out := mustRun(t, "events", "--project", "demo", "--store", file)
	line := regexp.MustCompile(`^2027-03-01T01:00:00Z  \S`)
	for l := range strings.SplitSeq(strings.TrimSuffix(out, "\n"), "\n") {
		if !line.MatchString(l) {
			t.Errorf("a line does not begin with the instant in UTC: %q", l)
		}
	}
	if !strings.Contains(out, "99.00 USD") {
		t.Errorf("no line says what was paid:\n%s", out)
	}
}

func TestEventsLookAhead(t *testing.T) {
	t.Parallel()
	file := bought(t)
	before := mustRun(t, "events", "--project", "demo", "--store", file)
	ahead := mustRun(t, "events", "--project", "demo", "--store", file, "--until", "2030-01-01T00:00:00Z")
	if !regexp.MustCompile(`(?m)^2028-\S+  .*released`).MatchString(ahead) {
		t.Errorf("nothing is released before 2030:\n%s", ahead)
	}
	if after := mustRun(t, "events", "--project", "demo", "--store", file); after != before {
		t.Errorf("looking ahead stored something:\n%s", after)
	}
}

func TestEventsAsJSON(t *testing.T) {
	t.Parallel()
	file := bought(t)
	type event struct {
		At   time.Time `json:"at"`
		Seq  *int64    `json:"seq"`
		Type string    `json:"type"`
		Text string    `json:"text"`
	}
	read := func(args ...string) []event {
		dec := json.NewDecoder(strings.NewReader(
			mustRun(t, append([]string{"events", "--json", "--project", "demo", "--store", file}, args...)...)))
		var events []event
		for dec.More() {
			var e event
			if err := dec.Decode(&e); err != nil {
				t.Fatal(err)
			}
			if e.At.IsZero() || e.Seq == nil || e.Type == "" || e.Text == "" {
				t.Errorf("an event is incomplete: %+v", e)
			}
			events = append(events, e)
		}
		return events
	}

	all := read("--until", "2030-01-01T00:00:00Z")
	var last int64
	for _, e := range all {
		last = max(last, *e.Seq)
	}
	if last < 2 || *all[0].Seq != 1 {
		t.Fatalf("the facts are not numbered from 1: %+v", all)
	}
	for _, e := range read("--after", "1") {
		if *e.Seq <= 1 {
			t.Errorf("--after 1 tells fact %d", *e.Seq)
		}
	}
	rest := read("--until", "2030-01-01T00:00:00Z", "--after", "1000")
	if len(rest) == 0 {
		t.Fatal("--after drops what follows the newest fact")
	}
	for _, e := range rest {
		if *e.Seq != 0 {
			t.Errorf("--after 1000 tells fact %d", *e.Seq)
		}
	}
}

func TestVerify(t *testing.T) {
	t.Parallel()
	out := mustRun(t, "verify", "--store", bought(t))
	if !regexp.MustCompile(`^demo: consistent, \d+ facts`).MatchString(out) {
		t.Errorf("got %q", out)
	}
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	file := bought(t)
	foreign := filepath.Join(t.TempDir(), "foreign.db")
	if err := os.WriteFile(foreign, []byte(strings.Repeat("no database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	absent := filepath.Join(t.TempDir(), "folder", "simulator.db")
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no store":        {[]string{"events", "--project", "demo", "--store", absent}, "there is no store at " + absent},
		"verify no store": {[]string{"verify", "--store", absent}, "there is no store at " + absent},
		"a folder":        {[]string{"events", "--project", "demo", "--store", filepath.Dir(file)}, "is not a file"},
		"memory": {[]string{"tenant", "create", "demo", "--store", ":memory:"},
			"--store must be the path of a file or begin with postgres://: it names a database in memory"},
		"address": {[]string{"verify", "--store", "file:" + file}, "without file:"},
		"foreign": {[]string{"verify", "--store", foreign}, "foreign.db"},
		"project": {[]string{"events", "--project", "other", "--store", file},
			`has no project "other"; available: demo`},
		"verify project": {[]string{"verify", "--project", "other", "--store", file},
			`has no project "other"; available: demo`},
		"instant": {[]string{"events", "--project", "demo", "--store", file, "--until", "tomorrow"},
			`--until "tomorrow" is not an RFC 3339 instant`},
		"project id":      {[]string{"events", "--project", "a/b", "--store", file}, `"a/b" is no project id`},
		"ca file":         {[]string{"events", "--ca-file", "ca.pem", "--store", file}, "--ca-file is for --endpoint"},
		"two forms":       {[]string{"events", "--json", "-o", "table", "--store", file}, "none of the others can be"},
		"form":            {[]string{"events", "-o", "yaml", "--store", file}, "must be table or json"},
		"unknown flag":    {[]string{"verify", "--stare", file}, "unknown flag: --stare"},
		"unknown command": {[]string{"evnets"}, `unknown command "evnets"`},
		"argument":        {[]string{"verify", "--store", file, "more"}, "more"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mustFail(t, c.want, c.args...)
		})
	}
	if _, err := os.Stat(filepath.Dir(absent)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a command that only looks made the folder of its store: %v", err)
	}
}
