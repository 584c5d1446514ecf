package console

import (
	"net/http"
	"slices"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
)

type rulesPage struct {
	frame
	Rules   control.Rules
	Filters []tab
}

// showRules shows the numbers and the products in force, each with its provenance.
func showRules(v *visit) error {
	p := rulesPage{frame: v.frame("Rules", "Rules")}
	if err := v.call(http.MethodGet, control.Prefix+"/rules", nil, &p.Rules); err != nil {
		return err
	}
	wanted := v.query.Get("provenance")
	for _, f := range [][2]string{{"", "All"}, {"documented", "Documented"}, {"observed", "Observed"},
		{"assumed", "Assumed"}} {
		p.Filters = append(p.Filters, tab{f[1], v.with("provenance", f[0]), f[0] == wanted})
	}
	other := func(o control.RuleOrigin) bool { return wanted != "" && o.Provenance != wanted }
	p.Rules.Numbers = slices.DeleteFunc(p.Rules.Numbers, func(l control.RuleLine) bool { return other(l.RuleOrigin) })
	p.Rules.Levels = slices.DeleteFunc(p.Rules.Levels, func(l control.RuleLevel) bool { return other(l.RuleOrigin) })
	p.Rules.Products = slices.DeleteFunc(p.Rules.Products,
		func(one control.RuleProduct) bool { return other(one.RuleOrigin) })
	return v.show("rules", p)
}
