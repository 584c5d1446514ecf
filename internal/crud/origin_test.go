package crud

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mss-iac/terraform-provider-mss/internal/session"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

type private map[string][]byte

func (p private) GetKey(_ context.Context, key string) ([]byte, diag.Diagnostics) { return p[key], nil }
func (p private) SetKey(_ context.Context, key string, v []byte) diag.Diagnostics {
	p[key] = v
	return nil
}

// TestStatesBelongToAccounts: to the account, wherever its store lies and whatever serves it, and of the real cloud to
// endpoint and project.
func TestStatesBelongToAccounts(t *testing.T) {
	t.Parallel()
	const another, missing = "State belongs to another origin", "Account of the state is missing"
	of := func(kind, store, project, identity string) session.Origin {
		return session.Origin{Kind: kind, Store: store, Project: project, Identity: identity}
	}
	file := of(session.KindSimulator, "a.db", "demo", "1111")
	command := of(session.KindCommand, "7-9", "demo", "1111")
	for name, c := range map[string]struct {
		made, here session.Origin
		summary    string
		way        string // a part of it
	}{
		"the same":         {file, file, "", ""},
		"moved or renamed": {file, of(session.KindSimulator, "b.db", "demo", "1111"), "", ""},
		"served":           {file, of(session.KindServer, "http://h:1", "demo", "1111"), "", ""},
		"no longer served": {of(session.KindServer, "http://h:1", "demo", "1111"), file, "", ""},
		"server at another port": {of(session.KindServer, "http://h:1", "demo", "1111"),
			of(session.KindServer, "http://h:2", "demo", "1111"), "", ""},
		"another project of the same store": {file, of(session.KindSimulator, "a.db", "other", "2222"), another,
			"another workspace"},
		"another project that is not there": {file, of(session.KindSimulator, "a.db", "other", ""), another,
			"another workspace"},
		"another project, the same account": {file, of(session.KindSimulator, "a.db", "other", "1111"), another,
			"another workspace"},
		"another store": {file, of(session.KindSimulator, "b.db", "demo", "2222"), another,
			"another workspace"},
		"another store that is not there": {file, of(session.KindSimulator, "b.db", "demo", ""), another,
			"another workspace"},
		"store replaced, or account made anew": {file, of(session.KindSimulator, "a.db", "demo", "2222"), another,
			"Restore the old store"},
		"store deleted, or account deleted": {file, of(session.KindSimulator, "a.db", "demo", ""), missing,
			"Restore the store"},
		"account of a server made anew": {of(session.KindServer, "http://h:1", "demo", "1111"),
			of(session.KindServer, "http://h:1", "demo", "2222"), another, "terraform state rm"},
		"first version": {of(session.KindSimulator, "a.db", "demo", ""), file, "", ""},
		"first version, moved": {of(session.KindSimulator, "a.db", "demo", ""),
			of(session.KindSimulator, "b.db", "demo", "1111"), another, "-refresh-only"},
		"first version, served": {of(session.KindSimulator, "a.db", "demo", ""),
			of(session.KindServer, "http://h:1", "demo", "1111"), another, "-refresh-only"},
		"first version, store deleted": {of(session.KindSimulator, "a.db", "demo", ""),
			of(session.KindSimulator, "a.db", "demo", ""), missing, "Restore the store"},
		"first version, elsewhere, no account": {of(session.KindSimulator, "a.db", "demo", ""),
			of(session.KindSimulator, "b.db", "demo", ""), another, "another workspace"},
		"the same command":         {command, command, "", ""},
		"a command that has ended": {command, of(session.KindCommand, "8-9", "demo", ""), another, "lifetime"},
		"the next command has an account": {command, of(session.KindCommand, "8-9", "demo", "2222"), another,
			"lifetime"},
		"a command, then a file": {command, of(session.KindSimulator, "a.db", "demo", "2222"), another,
			"lifetime"},
		"a file, then a command": {file, of(session.KindCommand, "7-9", "demo", ""), another,
			"another workspace"},
		"a command of the first version": {of(session.KindCommand, "7-9", "demo", ""),
			of(session.KindCommand, "8-9", "demo", "2222"), another, "lifetime"},
		"the real cloud": {of(session.KindReal, "https://h", "demo", ""),
			of(session.KindReal, "https://h", "demo", ""), "", ""},
		"another region": {of(session.KindReal, "https://h", "demo", ""),
			of(session.KindReal, "https://i", "demo", ""), another, "another workspace"},
		"simulated, then real": {file, of(session.KindReal, "https://h", "demo", ""), another,
			"another workspace"},
		"first version, then real": {of(session.KindSimulator, "a.db", "demo", ""),
			of(session.KindReal, "a.db", "demo", ""), another, "another workspace"},
		"real, then a server at its address": {of(session.KindReal, "https://h", "demo", ""),
			of(session.KindServer, "https://h", "demo", "1111"), another, "another workspace"},
		"real, then a server without account": {of(session.KindReal, "https://h", "demo", ""),
			of(session.KindServer, "https://h", "demo", ""), another, "another workspace"},
	} {
		summary, way := against(c.made, c.here)
		if summary != c.summary || !strings.Contains(way, c.way) || (summary == "") != (way == "") {
			t.Errorf("%s: got %q, %q", name, summary, way)
		}
	}
}

// TestAnOriginIsKeptInPrivateState: and a state that has lost it says so.
func TestAnOriginIsKeptInPrivateState(t *testing.T) {
	t.Parallel()
	ctx, kept := context.Background(), private{}
	made := NewConfigured(&session.Session{
		Origin: session.Origin{Kind: session.KindSimulator, Store: "a.db", Project: "demo", Identity: "1111222233334444"}})
	if d := made.CheckOrigin(ctx, kept); len(d.Errors()) != 1 || d[0].Summary() != "State of unknown origin" ||
		!strings.Contains(d[0].Detail(), "terraform state rm") {
		t.Errorf("without private state: %v", d)
	}
	made.KeepOrigin(ctx, kept)
	if d := made.CheckOrigin(ctx, kept); d.HasError() {
		t.Errorf("the same origin: %v", d)
	}
	other := NewConfigured(&session.Session{
		Origin: session.Origin{Kind: session.KindSimulator, Store: "b.db", Project: "demo", Identity: "5555666677778888"}})
	d := other.CheckOrigin(ctx, kept)
	if len(d.Errors()) != 1 {
		t.Fatalf("another account: %v", d)
	}
	for _, part := range []string{"a.db, project demo (account 11112222)", "b.db, project demo (account 55556666)",
		"Nothing was read or changed, no money moved"} {
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
	if d := other.Session.Missing("Order", "CS1"); len(d.Errors()) != 1 {
		t.Errorf("a simulated account forgets: %v", d)
	}
	if d := (&session.Session{Origin: session.Origin{Kind: session.KindReal}}).Missing("Order", "CS1"); d.HasError() {
		t.Errorf("the real cloud's object is gone: %v", d)
	}
	kept[originKey] = []byte("{")
	if d := made.CheckOrigin(ctx, kept); !d.HasError() {
		t.Error("private state that cannot be read is no error")
	}
}

// TestAStateIsAcceptedByClones of its account, on the real cloud and on a server, and never the other way round.
func TestAStateIsAcceptedByClones(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	onReal := func(endpoint, project string) session.Origin {
		return session.Origin{Kind: session.KindReal, Store: endpoint, Project: project}
	}
	clone := session.Origin{Kind: session.KindSimulator, Store: "clone.db", Project: "p", Identity: "2222"}
	server := session.Origin{Kind: session.KindServer, Store: "http://h:1", Project: "p", Identity: "1111"}
	ancestors := []string{wire.RealIdentity("https://h", "p"), "1111"}
	for name, c := range map[string]struct {
		made, here session.Origin
		ancestors  []string
		accepted   bool
	}{
		"of the real account":   {onReal("https://h", "p"), clone, ancestors, true},
		"of a server's account": {server, clone, ancestors, true},
		"of another region":     {onReal("https://i", "p"), clone, ancestors, false},
		"of another project":    {onReal("https://h", "q"), clone, ancestors, false},
		"of an unknown account": {session.Origin{Kind: session.KindServer, Store: "http://h:1", Project: "p"}, clone,
			ancestors, false},
		"no clone":                 {onReal("https://h", "p"), clone, nil, false},
		"the clone's, back there":  {clone, onReal("https://h", "p"), nil, false},
		"the clone's, on a server": {clone, server, nil, false},
	} {
		kept := private{}
		if d := tfconv.SetPrivate(ctx, kept, originKey, c.made); d.HasError() {
			t.Fatal(d)
		}
		configured := NewConfigured(&session.Session{Origin: c.here, Ancestors: c.ancestors})
		if d := configured.CheckOrigin(ctx, kept); d.HasError() == c.accepted {
			t.Errorf("%s: %v", name, d)
		}
	}
}
