package api

import (
	"regexp"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

var (
	chinaTerms  = regexp.MustCompile(`(international: )(\[.*?\])(, china: )\[.*?\]`)
	chinaPrices = regexp.MustCompile(`(USD: )(\{[^}]*\})(,|\n     ) CNY: \{[^}]*\}`)
)

// InChina is an account of the site that has every call, where products are sold by the terms and at the figures of the
// international one.
func InChina(tb testing.TB) simulator.Settings {
	tb.Helper()
	text, err := site.CatalogText()
	if err != nil {
		tb.Fatal(err)
	}
	text = chinaTerms.ReplaceAllString(text, "$1$2$3$2")
	return simulator.Settings{Site: "china", Catalog: chinaPrices.ReplaceAllString(text, "$1$2$3 CNY: $2")}
}
