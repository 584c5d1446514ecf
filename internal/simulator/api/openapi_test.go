package api

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the description anew instead of comparing it")

// TestDescription compares what is served as the description with what the code says.
func TestDescription(t *testing.T) {
	t.Parallel()
	doc, err := describe()
	if err != nil {
		t.Fatal(err)
	}
	want, err := json.MarshalIndent(doc, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.WriteFile("openapi.json", want, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(description, want) {
		t.Error("openapi.json is not what the code says: run `make docs`, or go test ./internal/simulator/api -run " +
			"'^TestDescription$' -update")
	}
}

// TestTheDescriptionIsServed to whoever asks.
func TestTheDescriptionIsServed(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodGet, "/_sim/v1/openapi.json", http.NoBody)
	w := httptest.NewRecorder()
	newAPI(t).ServeHTTP(w, r)
	var got, want any
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != http.StatusOK {
		t.Fatalf("got %d, %v", w.Code, err)
	}
	if err := json.Unmarshal(description, &want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
