package examples_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
)

type schemaBlock struct {
	Attributes map[string]schemaAttribute `json:"attributes"`
}

type schemaAttribute struct {
	Description string `json:"description"`
	Optional    bool   `json:"optional"`
	Computed    bool   `json:"computed"`
	NestedType  *struct {
		Attributes map[string]schemaAttribute `json:"attributes"`
	} `json:"nested_type"`
}

type object struct {
	Block schemaBlock `json:"block"`
}

// TestEveryObjectIsShown checks that each object of the provider has an example and each of its attributes a description.
func TestEveryObjectIsShown(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	w.Copy(t, "provider")
	w.Run(t, "init", "-no-color")
	p := schemas(t, w)
	if len(p.Resources) == 0 || len(p.DataSources) == 0 || len(p.Functions) == 0 {
		t.Error("the schema lacks a kind of objects")
	}
	wantDescriptions(t, "provider", p.Provider.Block.Attributes)
	for name, o := range p.Resources {
		wantDescriptions(t, name, o.Block.Attributes)
		wantFile(t, "resources", name, "resource.tf")
	}
	for name, o := range p.DataSources {
		wantDescriptions(t, name, o.Block.Attributes)
		wantFile(t, "data-sources", name, "data-source.tf")
	}
	for name := range p.Functions {
		wantFile(t, "functions", name, "function.tf")
	}
}

type providerSchemas struct {
	Provider    object                     `json:"provider"`
	Resources   map[string]object          `json:"resource_schemas"`
	DataSources map[string]object          `json:"data_source_schemas"`
	Functions   map[string]json.RawMessage `json:"functions"`
}

// schemas are those of the provider that a workspace has been initialised with.
func schemas(t *testing.T, w binary.Workspace) providerSchemas {
	t.Helper()
	var all struct {
		Providers map[string]providerSchemas `json:"provider_schemas"`
	}
	if err := json.Unmarshal([]byte(w.Run(t, "providers", "schema", "-json")), &all); err != nil {
		t.Fatal(err)
	}
	for _, p := range all.Providers {
		if len(all.Providers) == 1 {
			return p
		}
	}
	t.Fatalf("got the schemas of %d providers, want 1", len(all.Providers))
	return providerSchemas{}
}

func wantFile(t *testing.T, elements ...string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(elements...)); err != nil {
		t.Errorf("no example: %v", err)
	}
}

func wantDescriptions(t *testing.T, where string, attributes map[string]schemaAttribute) {
	t.Helper()
	for name, a := range attributes {
		if a.Description == "" {
			t.Errorf("%s.%s has no description", where, name)
		}
		if a.NestedType != nil {
			wantDescriptions(t, where+"."+name, a.NestedType.Attributes)
		}
	}
}
