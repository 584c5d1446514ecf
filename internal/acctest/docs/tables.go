package docs

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/rules"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// tables are the generated parts of the guides, by guide and by their name in it.
var tables = map[string]map[string]func() (string, error){
	"simulated-cloud.md": {"rules": rulesList, "numbers": numbersTable, "levels": levelsTable,
		"products": productsTable},
	"keep-assets-alive.md": {"keeping": keepingTable},
	"commands.md":          {"commands": commandList},
}

// Guides are the files of the guides that have tables.
func Guides() []string { return slices.Sorted(maps.Keys(tables)) }

// WithTables returns the page of a guide with its tables as the rules, the policies and the catalogue have them.
func WithTables(guide, page string) (string, error) {
	for name, table := range tables[guide] {
		before, rest, opened := strings.Cut(page, "<!-- "+name+" -->\n")
		_, after, closed := strings.Cut(rest, "<!-- /"+name+" -->\n")
		if !opened || !closed {
			return "", fmt.Errorf("%s has no place for the table %q", guide, name)
		}
		text, err := table()
		if err != nil {
			return "", err
		}
		page = before + "<!-- " + name + " -->\n" + text + "<!-- /" + name + " -->\n" + after
	}
	return page, nil
}

// rulesList tells the rules by topic, each with the mark of its provenance and its source.
func rulesList() (string, error) {
	var b strings.Builder
	topic := ""
	for _, r := range rules.All() {
		if r.Topic != topic {
			topic = r.Topic
			b.WriteString("\n## " + topic + "\n\n")
		}
		fmt.Fprintf(&b, "* %s (%s: %s)\n", r.Text, mark(r.Provenance), r.Source)
	}
	return strings.TrimPrefix(b.String(), "\n"), nil
}

func numbersTable() (string, error) {
	var sites []*site.Policy
	for _, name := range site.Names() {
		p, err := site.BuiltinPolicy(name)
		if err != nil {
			return "", err
		}
		sites = append(sites, p)
	}
	var b strings.Builder
	b.WriteString("| | field | allowed")
	for _, p := range sites {
		fmt.Fprintf(&b, " | `%s`", p.Site)
	}
	b.WriteString(" | | source |\n|---|---|---" + strings.Repeat("|---", len(sites)) + "|---|---|\n")
	for i, first := range sites[0].Lines() {
		if first.IsWord {
			first.Allowed = codes(strings.Split(first.Allowed, ", "))
		}
		fmt.Fprintf(&b, "| %s | `%s` | %s", first.What, first.Name, first.Allowed)
		var marks, sources []string
		for _, p := range sites {
			line := p.Lines()[i]
			if line.IsWord {
				line.Value = codes([]string{line.Value})
			}
			b.WriteString(" | " + line.Value)
			marks, sources = appendNew(marks, mark(line.Provenance)), appendNew(sources, line.Source)
		}
		fmt.Fprintf(&b, " | %s | %s |\n", strings.Join(marks, ", "), strings.Join(sources, "; "))
	}
	return b.String(), nil
}

// levelsTable is the grace and retention of the sites that have customer levels.
func levelsTable() (string, error) {
	var b strings.Builder
	b.WriteString("| site | level | days of grace | days of retention | | source |\n|---|---|---|---|---|---|\n")
	for _, name := range site.Names() {
		p, err := site.BuiltinPolicy(name)
		if err != nil {
			return "", err
		}
		for _, l := range p.Levels {
			fmt.Fprintf(&b, "| `%s` | `%s` | %d | %d | %s | %s |\n", name, l.Name, l.GraceDays, l.RetentionDays,
				mark(l.Provenance), l.Source)
		}
	}
	return b.String(), nil
}

func productsTable() (string, error) {
	c, err := site.BuiltinCatalog()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("| `resource_spec_code` | what | makes or feeds | sold, `international` | sold, `china` | at most | " +
		"| source |\n|---|---|---|---|---|---|---|---|\n")
	for _, p := range c.Products {
		gives := codes(p.Makes)
		if p.Pool != "" {
			gives = "pool " + codes([]string{p.Pool})
		}
		for _, sub := range p.SubResources {
			gives = strings.TrimPrefix(gives+fmt.Sprintf(", %d × `%s`", sub.Amount, sub.Type), ", ")
		}
		source := p.Source
		if p.PriceSource != "" {
			source += "; price: D, " + p.PriceSource
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s | %s | %s |\n", p.ResourceSpecCode, p.Name, gives,
			sold(p, "international", "USD"), sold(p, "china", "CNY"), most(p), mark(p.Provenance), source)
	}
	fmt.Fprintf(&b, "\nMaxima of terms and quantities: %s, %s. Prices: %s, %s.\n", mark(c.Limits.Provenance),
		c.Limits.Source, mark(c.Prices.Provenance), c.Prices.Source)
	return b.String(), nil
}

// keepingTable compares another year of each modelling product with twelve on-shelf months of what it creates.
func keepingTable() (string, error) {
	c, err := site.BuiltinCatalog()
	if err != nil {
		return "", err
	}
	const currency = "USD"
	months := map[string]site.Product{}
	for _, p := range c.Products {
		if p.Pool != "" {
			months[p.Pool] = p
		}
	}
	var b strings.Builder
	b.WriteString("| asset | created from | its package, another year | 12 on-shelf months | of the pool |\n" +
		"|---|---|---|---|---|\n")
	for _, p := range c.Products {
		if len(p.Makes) == 0 || !slices.Contains(p.PeriodTypes["international"], site.Yearly) {
			continue
		}
		kind, _ := c.Kind(p.Makes[0])
		pool := kind.Pool
		month, err := money.Parse(string(months[pool].Prices[currency][site.Monthly]))
		if err != nil {
			return "", err
		}
		year, err := month.Times(12)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "| %s | %s | %s %s | %s %s | `%s` |\n", codes(p.Makes), p.Name, p.Prices[currency][site.Yearly],
			currency, year, currency, pool)
	}
	return b.String(), nil
}

// most is a product's maxima of terms and quantity.
func most(p site.Product) string {
	var parts []string
	for _, period := range []site.PeriodType{site.Monthly, site.Yearly, site.OneOff} {
		if n := p.MaxPeriodNum[period]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, period))
		}
	}
	if p.MaxQuantity > 0 {
		parts = append(parts, fmt.Sprintf("quantity %d", p.MaxQuantity))
	}
	return strings.Join(parts, "<br>")
}

func sold(p site.Product, site, currency string) string {
	if p.BilledByUse {
		return "billed by use"
	}
	var terms []string
	for _, period := range p.PeriodTypes[site] {
		terms = append(terms, fmt.Sprintf("%s %s %s", period, p.Prices[currency][period], currency))
	}
	return strings.Join(terms, "<br>")
}

func codes(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "`" + strings.Join(names, "`, `") + "`"
}

// mark is the letter of a provenance. The readers of rules, policies and catalogues take no other words.
func mark(provenance string) string {
	return map[string]string{"documented": "D", "observed": "O", "assumed": "A"}[provenance]
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
