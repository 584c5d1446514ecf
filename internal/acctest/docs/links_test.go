package docs_test

import (
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// repository is where links lead that no registry can follow by a relative path.
const repository = "https://github.com/mss-iac/terraform-provider-mss/"

var (
	fenced = regexp.MustCompile("(?ms)^ *```.*?^ *```$")
	link   = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	inFile = regexp.MustCompile(`^(?:https://raw\.githubusercontent\.com/mss-iac/terraform-provider-mss/main/|` +
		regexp.QuoteMeta(repository) + `(?:blob|tree)/main/)(.+)$`)
	heading   = regexp.MustCompile(`(?m)^#+ (.+)$`)
	unslugged = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// links are those of a page, outside its code blocks.
func links(page string) (all []string) {
	for _, m := range link.FindAllStringSubmatch(fenced.ReplaceAllString(page, ""), -1) {
		all = append(all, m[1])
	}
	return all
}

// hasAnchor reports whether a page has a heading, or a place, that an anchor names.
func hasAnchor(page, anchor string) bool {
	if strings.Contains(page, `<a id="`+anchor+`"></a>`) {
		return true
	}
	for _, m := range heading.FindAllStringSubmatch(fenced.ReplaceAllString(page, ""), -1) {
		if strings.ReplaceAll(unslugged.ReplaceAllString(strings.ToLower(m[1]), ""), " ", "-") == anchor {
			return true
		}
	}
	return false
}

// wantLinked checks that the repository has the file, or the folder, and a heading for the anchor.
func wantLinked(t *testing.T, from, file, anchor string) {
	t.Helper()
	info, err := os.Stat(filepath.Join("..", filepath.FromSlash(file)))
	switch {
	case err != nil:
		t.Errorf("%s: the link to %s leads nowhere", from, file)
	case anchor != "" && (info.IsDir() || !hasAnchor(readFile(t, "..", file), anchor)):
		t.Errorf("%s: %s has no heading #%s", from, file, anchor)
	}
}

// registries tell how pages of a provider are addressed, and what a link of a page becomes there.
var registries = []struct {
	name  string
	index string
	at    func(page string) string // the address of docs/page, without its extension; empty: it is not shown there
	read  func(link string) string
}{
	// Observed in 2026: relative links are left to the browser, and lose their extension.
	{"Terraform's registry", "https://registry.terraform.io/providers/mss-iac/mss/latest/docs",
		func(page string) string {
			return "https://registry.terraform.io/providers/mss-iac/mss/latest/docs/" + page
		},
		func(link string) string { return strings.TrimSuffix(link, ".md") }},
	// As of docsProcessor.ts in opentofu/registry-ui: only a link without a slash loses its extension, and data sources
	// have another folder.
	{"OpenTofu's registry", "https://search.opentofu.org/provider/mss-iac/mss/latest",
		func(page string) string {
			if strings.HasPrefix(page, "actions/") || strings.HasPrefix(page, "list-resources/") {
				return ""
			}
			return "https://search.opentofu.org/provider/mss-iac/mss/latest/docs/" + strings.Replace(page, "data-sources/",
				"datasources/", 1)
		},
		func(link string) string {
			if strings.Contains(link, "/") {
				return link
			}
			return strings.TrimSuffix(link, ".md")
		}},
}

// TestLinks follows each link of the documentation to this project, in the repository and on the registries.
func TestLinks(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("../docs/*/*.md")
	if err != nil || len(pages) < 30 {
		t.Fatalf("%d pages: %v", len(pages), err)
	}
	shown := map[string]map[string]bool{}
	for _, r := range registries {
		shown[r.name] = map[string]bool{r.index: true}
		for _, file := range pages {
			shown[r.name][r.at(pageName(file))] = true
		}
	}
	files := append(slices.Clone(pages), "../docs/index.md", "../README.md", "../CONTRIBUTING.md", "../SECURITY.md",
		"../CHANGELOG.md")
	for _, file := range files {
		name := strings.TrimPrefix(filepath.ToSlash(file), "../")
		page := readFile(t, file)
		for _, link := range links(page) {
			target, anchor, _ := strings.Cut(link, "#")
			switch m := inFile.FindStringSubmatch(target); {
			case target == "":
				if !hasAnchor(page, anchor) {
					t.Errorf("%s has no heading #%s", name, anchor)
				}
			case m != nil:
				wantLinked(t, name, m[1], anchor)
			case strings.Contains(target, "://"):
			default:
				wantLinked(t, name, path.Join(path.Dir(name), target), anchor)
				if !strings.HasPrefix(name, "docs/") {
					continue
				}
				for _, r := range registries {
					base := r.index
					if name != "docs/index.md" {
						base = r.at(pageName(file))
					}
					if base == "" {
						continue
					}
					if at := resolved(t, base, r.read(target)); !shown[r.name][at] {
						t.Errorf("%s: on %s, the link %s leads to %s, which is no page", name, r.name, link, at)
					}
				}
			}
		}
	}
}

// pageName is a page below docs/ as registries name it.
func pageName(file string) string {
	return strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(file), "../docs/"), ".md")
}

func resolved(t *testing.T, base, link string) string {
	t.Helper()
	from, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	to, err := from.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	return to.String()
}

// TestPagesHaveTheirPlace checks that each page says under what the registries list it.
func TestPagesHaveTheirPlace(t *testing.T) {
	t.Parallel()
	places := map[string][]string{
		"guides":    {"Start", "Operate", "Simulated cloud"},
		"resources": {"Purchases", "Assets", "Quotas and prices", "Account"},
	}
	files, err := filepath.Glob("../docs/*/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		kind, _, _ := strings.Cut(pageName(file), "/")
		if kind == "functions" {
			continue // of which there are two
		}
		if kind != "guides" {
			kind = "resources"
		}
		found := false
		for _, place := range places[kind] {
			found = found || strings.Contains(readFile(t, file), "\nsubcategory: \""+place+"\"\n")
		}
		if !found {
			t.Errorf("%s has no subcategory of %q", file, places[kind])
		}
	}
}
