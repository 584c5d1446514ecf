package session_test

import (
	"encoding/json"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/session"
)

// TestOriginsAreKeptShort, and those that earlier versions have kept with names are read.
func TestOriginsAreKeptShort(t *testing.T) {
	t.Parallel()
	o := session.Origin{Kind: session.KindSimulator, Store: ".mss/simulator.db", Project: "demo", Identity: "ab",
		State: "cd"}
	short := `["simulator",".mss/simulator.db","demo","ab","cd"]`
	if got, err := json.Marshal(o); err != nil || string(got) != short {
		t.Errorf("got %s, %v", got, err)
	}
	for text, want := range map[string]session.Origin{
		short: o,
		`{"kind":"simulator","store":".mss/simulator.db","project":"demo","identity":"ab","state":"cd"}`: o,
		`{"kind":"real cloud","store":"https://example.com","project":"p"}`: {
			Kind: session.KindReal, Store: "https://example.com", Project: "p"},
		`["simulator","s","p","",""]`: {Kind: session.KindSimulator, Store: "s", Project: "p"},
	} {
		var got session.Origin
		if err := json.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s: got %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{`{`, `{"kind":1}`, `[1]`, `"simulator"`, `7`} {
		var got session.Origin
		if err := json.Unmarshal([]byte(text), &got); err == nil {
			t.Errorf("%s: got %+v", text, got)
		}
	}
}
