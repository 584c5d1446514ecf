package docs_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
)

// one of each resource, bought and created for it.
const oneOfEach = requires + `
provider "mss" { accept_agreements = true }
resource "mss_resource_package" "this" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
}
resource "mss_asset" "this" {
  kind       = "voice_clone"
  name       = "narrator"
  package_id = mss_resource_package.this.id
}
resource "mss_order" "this" {
  items   = [{ resource_spec_code = "mss.onshelf.voice_clone", period_type = "monthly", period_num = 6 }]
}
resource "mss_asset_renewal" "this" {
  renewals = [{ asset_id = mss_asset.this.id, months = 1 }]
}
`

var knownRow = regexp.MustCompile("(?m)^\\| `(\\w+)` \\| `(\\w+)` \\| (config|plan|apply)\\b")

// TestAttributesAreKnownWhen holds the table of attributes.md against the schemas, and its column about new objects
// against a plan of some.
func TestAttributesAreKnownWhen(t *testing.T) {
	t.Parallel()
	_, rest, _ := strings.Cut(readFile(t, "../internal/acctest/docs/attributes.md"), "<!-- known -->\n")
	table, _, closed := strings.Cut(rest, "<!-- /known -->")
	if !closed {
		t.Fatal("attributes.md has no such table")
	}
	when := map[string]map[string]string{}
	for _, row := range knownRow.FindAllStringSubmatch(table, -1) {
		if when[row[1]] == nil {
			when[row[1]] = map[string]string{}
		}
		when[row[1]][row[2]] = row[3]
	}
	w := binary.NewWorkspace(t)
	w.Write(t, "main.tf", oneOfEach)
	w.Run(t, "plan", "-no-color", "-out=plan")
	var plan struct {
		Changes []struct {
			Type   string `json:"type"`
			Change struct {
				Unknown map[string]json.RawMessage `json:"after_unknown"`
			} `json:"change"`
		} `json:"resource_changes"`
	}
	if err := json.Unmarshal([]byte(w.Run(t, "show", "-json", "plan")), &plan); err != nil {
		t.Fatal(err)
	}
	unknown := map[string]map[string]json.RawMessage{}
	for _, c := range plan.Changes {
		unknown[c.Type] = c.Change.Unknown
	}
	for name, resource := range schemas(t).Resources {
		for attribute, a := range resource.Block.Attributes {
			said := when[name][attribute]
			delete(when[name], attribute)
			is := string(unknown[name][attribute]) == "true"
			switch {
			case said == "":
				t.Errorf("%s.%s has no row", name, attribute)
			case unknown[name] == nil:
				t.Errorf("no %s is planned here", name)
			case !a.Computed && said != "config", a.Computed && !a.Optional && said == "config":
				t.Errorf("%s.%s is said to be known from the %s, against its schema", name, attribute, said)
			case said == "plan" && is, said == "apply" && !is:
				t.Errorf("%s.%s is said to be known from the %s; unknown in the plan of a new one: %t", name, attribute, said, is)
			}
		}
	}
	for name, left := range when {
		for attribute := range left {
			t.Errorf("%s has no attribute %s", name, attribute)
		}
	}
}

// TestStatusesAreExplained checks that the page of a resource has a row for each word of its status, as the attribute's
// description names them.
func TestStatusesAreExplained(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	w.Copy(t, "provider")
	word := regexp.MustCompile("`([a-z_]+)`")
	for name, resource := range schemas(t).Resources {
		words := word.FindAllStringSubmatch(resource.Block.Attributes["status"].Description, -1)
		if name == "mss_asset_renewal" {
			words = word.FindAllStringSubmatch(resource.Block.Attributes["results"].NestedType.Attributes["outcome"].Description,
				-1)
		}
		if len(words) == 0 {
			t.Errorf("%s has no status that its description names", name)
		}
		page := readFile(t, "../templates/resources", strings.TrimPrefix(name, "mss_")+".md.tmpl")
		for _, m := range words {
			if !strings.Contains(page, "\n| `"+m[1]+"` |") {
				t.Errorf("the page of %s does not explain %s", name, m[1])
			}
		}
	}
}
