package docs_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
	"github.com/mss-iac/terraform-provider-mss/internal/acctest/docs"
)

// TestSchema compares the schema, as the documentation is generated from it, with what the core says of the kinds of
// objects that it knows.
func TestSchema(t *testing.T) {
	t.Parallel()
	ours, err := docs.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w := binary.NewWorkspace(t)
	w.Copy(t, "provider")
	var theirs struct {
		Providers map[string]map[string]any `json:"provider_schemas"`
	}
	if err := json.Unmarshal([]byte(w.Run(t, "providers", "schema", "-json")), &theirs); err != nil {
		t.Fatal(err)
	}
	for _, schema := range theirs.Providers {
		for kind := range schema {
			if diff := cmp.Diff(schema[kind], ours[kind]); diff != "" {
				t.Errorf("%s (-core, +document):\n%s", kind, diff)
			}
		}
	}
}
