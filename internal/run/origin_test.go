package run

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

type private map[string][]byte

func (p private) GetKey(_ context.Context, key string) ([]byte, diag.Diagnostics) { return p[key], nil }
func (p private) SetKey(_ context.Context, key string, v []byte) diag.Diagnostics {
	p[key] = v
	return nil
}

// TestStatesBelongToAccounts: to the account, wherever its store lies and whatever serves it, and of the real cloud to endpoint and project.
func TestStatesBelongToAccounts(t *testing.T) {
	t.Parallel()
	const another, missing = "State belongs to another origin", "Account of the state is missing"
	of := func(kind, store, project, identity string) Origin {
		return Origin{Kind: kind, Store: store, Project: project, Identity: identity}
	}
	file := of(KindSimulator, "a.db", "demo", "1111")
	command := of(KindCommand, "7-9", "demo", "1111")
	for name, c := range map[string]struct {
		made, here Origin
		summary    string
		way        string // a part of it
	}{
		"the same":                             {file, file, "", ""},
		"moved or renamed":                     {file, of(KindSimulator, "b.db", "demo", "1111"), "", ""},
		"served":                               {file, of(KindServer, "http://h:1", "demo", "1111"), "", ""},
		"no longer served":                     {of(KindServer, "http://h:1", "demo", "1111"), file, "", ""},
		"server at another port":               {of(KindServer, "http://h:1", "demo", "1111"), of(KindServer, "http://h:2", "demo", "1111"), "", ""},
		"another project of the same store":    {file, of(KindSimulator, "a.db", "other", "2222"), another, "another workspace"},
		"another project that is not there":    {file, of(KindSimulator, "a.db", "other", ""), another, "another workspace"},
		"another project, the same account":    {file, of(KindSimulator, "a.db", "other", "1111"), another, "another workspace"},
		"another store":                        {file, of(KindSimulator, "b.db", "demo", "2222"), another, "another workspace"},
		"another store that is not there":      {file, of(KindSimulator, "b.db", "demo", ""), another, "go back"},
		"store replaced, or account made anew": {file, of(KindSimulator, "a.db", "demo", "2222"), another, "put the old store back"},
		"store deleted, or account deleted":    {file, of(KindSimulator, "a.db", "demo", ""), missing, "Put the store back"},
		"account of a server made anew":        {of(KindServer, "http://h:1", "demo", "1111"), of(KindServer, "http://h:1", "demo", "2222"), another, "terraform state rm"},
		"first version":                        {of(KindSimulator, "a.db", "demo", ""), file, "", ""},
		"first version, moved":                 {of(KindSimulator, "a.db", "demo", ""), of(KindSimulator, "b.db", "demo", "1111"), another, "-refresh-only"},
		"first version, served":                {of(KindSimulator, "a.db", "demo", ""), of(KindServer, "http://h:1", "demo", "1111"), another, "-refresh-only"},
		"first version, store deleted":         {of(KindSimulator, "a.db", "demo", ""), of(KindSimulator, "a.db", "demo", ""), missing, "Put the store back"},
		"first version, elsewhere, no account": {of(KindSimulator, "a.db", "demo", ""), of(KindSimulator, "b.db", "demo", ""), another, "go back"},
		"the same command":                     {command, command, "", ""},
		"a command that has ended":             {command, of(KindCommand, "8-9", "demo", ""), another, "lifetime"},
		"the next command has an account":      {command, of(KindCommand, "8-9", "demo", "2222"), another, "lifetime"},
		"a command, then a file":               {command, of(KindSimulator, "a.db", "demo", "2222"), another, "lifetime"},
		"a file, then a command":               {file, of(KindCommand, "7-9", "demo", ""), another, "another workspace"},
		"a command of the first version":       {of(KindCommand, "7-9", "demo", ""), of(KindCommand, "8-9", "demo", "2222"), another, "lifetime"},
		"the real cloud":                       {of(KindReal, "https://h", "demo", ""), of(KindReal, "https://h", "demo", ""), "", ""},
		"another region":                       {of(KindReal, "https://h", "demo", ""), of(KindReal, "https://i", "demo", ""), another, "another workspace"},
		"simulated, then real":                 {file, of(KindReal, "https://h", "demo", ""), another, "another workspace"},
		"first version, then real":             {of(KindSimulator, "a.db", "demo", ""), of(KindReal, "a.db", "demo", ""), another, "another workspace"},
		"real, then a server at its address":   {of(KindReal, "https://h", "demo", ""), of(KindServer, "https://h", "demo", "1111"), another, "another workspace"},
		"real, then a server without account":  {of(KindReal, "https://h", "demo", ""), of(KindServer, "https://h", "demo", ""), another, "another workspace"},
	} {
		summary, way := c.made.against(c.here)
		if summary != c.summary || !strings.Contains(way, c.way) || (summary == "") != (way == "") {
			t.Errorf("%s: got %q, %q", name, summary, way)
		}
	}
}

// TestAnOriginIsKeptInPrivateState: and a state that has lost it says so.
func TestAnOriginIsKeptInPrivateState(t *testing.T) {
	t.Parallel()
	ctx, kept := context.Background(), private{}
	made := &Run{Origin: Origin{Kind: KindSimulator, Store: "a.db", Project: "demo", Identity: "1111222233334444"}}
	if d := made.CheckOrigin(ctx, kept); len(d.Errors()) != 1 || d[0].Summary() != "State of unknown origin" || !strings.Contains(d[0].Detail(), "terraform state rm") {
		t.Errorf("without private state: %v", d)
	}
	made.KeepOrigin(ctx, kept)
	if d := made.CheckOrigin(ctx, kept); d.HasError() {
		t.Errorf("the same origin: %v", d)
	}
	other := &Run{Origin: Origin{Kind: KindSimulator, Store: "b.db", Project: "demo", Identity: "5555666677778888"}}
	d := other.CheckOrigin(ctx, kept)
	if len(d.Errors()) != 1 {
		t.Fatalf("another account: %v", d)
	}
	for _, part := range []string{"a.db, project demo (account 11112222)", "b.db, project demo (account 55556666)", "Nothing was read or changed, no money moved"} {
		if !strings.Contains(d[0].Detail(), part) {
			t.Errorf("%q does not say %q", d[0].Detail(), part)
		}
	}
	if d := other.CheckDestroyed(ctx, kept); len(d.Errors()) != 1 {
		t.Errorf("a destroy in another account: %v", d)
	}
	if d := other.CheckDestroyed(ctx, private{}); d.HasError() {
		t.Errorf("the destroy of a replacement has no private data: %v", d)
	}
	if d := other.Missing("Order", "CS1"); len(d.Errors()) != 1 {
		t.Errorf("a simulated account forgets: %v", d)
	}
	if d := (&Run{Origin: Origin{Kind: KindReal}}).Missing("Order", "CS1"); d.HasError() {
		t.Errorf("the real cloud's object is gone: %v", d)
	}
	kept[originKey] = []byte("{")
	if d := made.CheckOrigin(ctx, kept); !d.HasError() {
		t.Error("private state that cannot be read is no error")
	}
}
