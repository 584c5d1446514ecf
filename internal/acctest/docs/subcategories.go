package docs

import (
	"fmt"
	"strings"
)

// subcategories are those under which registries list objects, by the words that names of objects begin with. The first
// that fits holds.
var subcategories = []struct{ subcategory, names string }{
	{"Assets", "asset"},
	{"Purchases", "order resource_package"},
	{"Quotas and prices", "quota price product"},
	{"Account", "account forecast"},
}

// WithSubcategory returns the generated page of an object, by its name without the provider's, with its subcategory.
func WithSubcategory(name, page string) (string, error) {
	const none = "\nsubcategory: \"\"\n"
	for _, s := range subcategories {
		for word := range strings.FieldsSeq(s.names) {
			if strings.HasPrefix(name, word) {
				return strings.Replace(page, none, fmt.Sprintf("\nsubcategory: %q\n", s.subcategory), 1), nil
			}
		}
	}
	return "", fmt.Errorf("%s has no subcategory", name)
}
