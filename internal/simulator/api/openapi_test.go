package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/openapi"
)

// describe is what the code says of all calls.
var describe = sync.OnceValues(func() (*openapi3.T, error) { return openapi.Document(Routes(), "..") })

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
	if !bytes.Equal(description, want) {
		t.Error("openapi.json is not what the code says: run `make docs`, or go generate ./internal/simulator/api")
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
