package docs_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/docs"
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

// TestEveryObjectIsShown checks that each object of the provider has an example and each of its attributes a
// description.
func TestEveryObjectIsShown(t *testing.T) {
	t.Parallel()
	p := schemas(t)
	if len(p.Functions) == 0 {
		t.Error("the schema has no functions")
	}
	wantDescriptions(t, "provider", p.Provider.Block.Attributes)
	for _, kind := range []struct {
		folder, file string
		objects      map[string]object
	}{
		{"resources", "resource.tf", p.Resources},
		{"resources", "import.sh", p.Resources},
		{"resources", "import-by-string-id.tf", p.Resources},
		{"resources", "import-by-identity.tf", p.Resources},
		{"data-sources", "data-source.tf", p.DataSources},
		{"list-resources", "list-resource.tfquery.hcl", p.Lists},
		{"actions", "action.tf", p.Actions},
	} {
		if len(kind.objects) == 0 {
			t.Errorf("the schema has no %s", kind.folder)
		}
		for name, o := range kind.objects {
			wantDescriptions(t, name, o.Block.Attributes)
			wantFile(t, kind.folder, name, kind.file)
		}
	}
	for name := range p.Functions {
		wantFile(t, "functions", name, "function.tf")
	}
}

// TestIndexLinksEveryObject checks that the first page leads to the page of each object.
func TestIndexLinksEveryObject(t *testing.T) {
	t.Parallel()
	index := readFile(t, "../docs/index.md")
	pages, err := filepath.Glob("../docs/*/*.md")
	if err != nil || len(pages) < 30 {
		t.Fatalf("%d pages: %v", len(pages), err)
	}
	for _, page := range pages {
		if !strings.Contains(index, "/docs/"+pageName(page)+".md)") {
			t.Errorf("the index does not link %s", page)
		}
	}
}

type providerSchemas struct {
	Provider    object                     `json:"provider"`
	Resources   map[string]object          `json:"resource_schemas"`
	DataSources map[string]object          `json:"data_source_schemas"`
	Lists       map[string]object          `json:"list_resource_schemas"`
	Actions     map[string]object          `json:"action_schemas"`
	Functions   map[string]json.RawMessage `json:"functions"`
}

// schemas are those of the provider, also of the kinds of objects that an older core does not show.
func schemas(t *testing.T) (p providerSchemas) {
	t.Helper()
	schema, err := docs.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(schema)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &p); err != nil {
		t.Fatal(err)
	}
	return p
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
