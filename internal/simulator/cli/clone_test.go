package cli_test

import (
	"encoding/json"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

// TestCloneCopiesAnAccount of a server into a store, where it is consistent, looks ahead and says what it is. It sets
// the environment and runs alone.
func TestCloneCopiesAnAccount(t *testing.T) {
	t.Setenv("MSS_PROJECT_ID", "")
	at := bought(t)
	mustRun(t, "tenant", "key", "create", "demo", "--access-key", "AKREAD", "--secret-key", "secret-of-read", "--role",
		"read_only", "--store", at)
	server := httptest.NewServer(handler(t, at))
	defer server.Close()
	store := filepath.Join(t.TempDir(), "clone.db")
	clone := func(more ...string) []string {
		return append([]string{"clone", "--endpoint", server.URL, "--project", "demo", "--store", store}, more...)
	}
	keys(t, "", "", "")
	mustFail(t, "set HW_ACCESS_KEY and HW_SECRET_KEY", clone()...)
	keys(t, "", "AKREAD", "another-secret")
	mustFail(t, "The keys in HW_ACCESS_KEY and HW_SECRET_KEY are wrong", clone()...)
	keys(t, "", "AKREAD", "secret-of-read")
	mustFail(t, "a simulated cloud answered instead of the real one; nothing was written", clone("--billing-endpoint",
		server.URL)...)
	for _, args := range [][]string{
		{"clone", "--project", "demo", "--store", store},
		{"clone", "--endpoint", server.URL, "--store", store},
		{"clone", "--endpoint", server.URL + "/path", "--project", "demo", "--store", store},
		{"clone", "--endpoint", server.URL, "--project", "../demo", "--store", store},
	} {
		if code, _, errs := run(args...); code != 2 {
			t.Errorf("%v ended with %d: %s", args, code, errs)
		}
	}
	if code, _, _ := run("tenant", "list", "--store", store); code == 0 {
		t.Error("a clone that failed has left a store")
	}

	code, out, errs := run(clone()...)
	if code != 0 || errs != "Creating the store "+store+".\n" {
		t.Fatalf("ended with %d: %s", code, errs)
	}
	golden(t, "clone.golden", strings.ReplaceAll(impersonal(out), server.URL, "URL"))
	mustFail(t, "has an account of the project demo already; name another store", clone()...)
	if out := mustRun(t, "verify", "--store", store); !strings.Contains(out, "demo: consistent") {
		t.Error(out)
	}
	events := mustRun(t, "events", "--store", store)
	for _, want := range []string{"cloned from the project demo at " + server.URL, "package cloned", "order cloned"} {
		if !strings.Contains(events, want) {
			t.Errorf("the story lacks %q:\n%s", want, events)
		}
	}
	ahead := []string{"forecast", "--months", "60", "-o", "json"}
	want := mustRun(t, append(ahead, "--store", at)...)
	if got := mustRun(t, append(ahead, "--store", store)...); got != want {
		t.Errorf("the clone forecasts\n%s, the account\n%s", got, want)
	}

	store = filepath.Join(t.TempDir(), "again.db")
	var said struct {
		Identity string `json:"identity"`
		Time     string `json:"time"`
		Packages int    `json:"packages"`
		Facts    int    `json:"facts"`
		Assumed  []any  `json:"assumed"`
		LeftOut  []any  `json:"left_out"`
	}
	_, out, _ = run(clone("-o", "json")...)
	if err := json.Unmarshal([]byte(out), &said); err != nil || len(said.Identity) != 32 || said.Packages == 0 ||
		said.Facts < said.Packages || said.Time == "" || said.LeftOut == nil {
		t.Errorf("%v, %+v in %s", err, said, out)
	}
	golden(t, "clone-json.golden", strings.ReplaceAll(impersonal(out), server.URL, "URL"))
}
