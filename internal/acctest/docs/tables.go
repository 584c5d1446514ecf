package docs

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
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
	rows := []struct{ what, field string }{
		{"Lines of an order, at most", "max_order_items"},
		{"Units of an order, at most", "max_order_units"},
		{"Hours until an unpaid order is cancelled", "pay_within_hours"},
		{"Days of grace", "grace_days"},
		{"Days of retention, frozen", "retention_days"},
		{"Days from the first automatic charge to the end", "charge_lead_days"},
		{"Hour of automatic charges, UTC+8", "charge_hour"},
		{"Automatic charges are tried until", "retry_until"},
		{"Days from the expiry notice to the end", "expires_soon_days"},
		{"Months until unused one-off units and on-shelf months are void", "lapse_months"},
		{"Packages of one renewal or return, at most", "renew_batch_max"},
		{"Months of a package from its beginning, at most", "max_total_months"},
		{"A released package and an asset with months of its own", "cascade"},
		{"Deletion of assets whose package renews automatically is refused", "deletion_guard"},
		{"Days in the recycle bin", "recycle_days"},
		{"Days of training", "training_days"},
		{"Months of an asset that has ended count from", "renew_past_from"},
		{"Orders need the service agreement", "require_service_agreement"},
		{"Hours of processing after payment", "processing_hours"},
		{"Days of full refund", "full_refund_days"},
		{"Full refunds a year", "full_refund_quota"},
		{"Return fee, percent by year of the term", "return_fees"},
	}

	var b strings.Builder
	b.WriteString("| | field | allowed")
	for _, p := range sites {
		fmt.Fprintf(&b, " | `%s`", p.Site)
	}
	b.WriteString(" | | source |\n|---|---|---" + strings.Repeat("|---", len(sites)) + "|---|---|\n")
	for _, row := range rows {
		fmt.Fprintf(&b, "| %s | `%s`", row.what, row.field)
		var marks, sources []string
		for i, p := range sites {
			n, err := numberOf(p, row.field)
			if err != nil {
				return "", err
			}
			if i == 0 {
				b.WriteString(" | " + n.allowed)
			}
			b.WriteString(" | " + n.value)
			marks, sources = appendNew(marks, mark(n.provenance)), appendNew(sources, n.source)
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

// shownNumber is a field of a policy as a table shows it.
type shownNumber struct{ value, allowed, provenance, source string }

// numberOf finds a field of a policy by its name in the file.
func numberOf(p *site.Policy, field string) (shownNumber, error) {
	for f, v := range reflect.ValueOf(p).Elem().Fields() {
		if f.Tag.Get("yaml") != field {
			continue
		}
		switch n := v.Interface().(type) {
		case site.Number:
			return shownNumber{strconv.Itoa(n.Value), strings.Replace(f.Tag.Get("range"), "-", " to ", 1), n.Provenance,
				n.Source}, nil
		case site.Choice:
			return shownNumber{"`" + n.Value + "`", codes(strings.Fields(f.Tag.Get("words"))), n.Provenance, n.Source}, nil
		case []site.Fee:
			value, provenance, source := fees(p)
			return shownNumber{value, "0 to 100", provenance, source}, nil
		}
	}
	return shownNumber{}, fmt.Errorf("policies have no number %q", field)
}

func fees(p *site.Policy) (value, provenance, source string) {
	var values, sources []string
	for _, fee := range p.ReturnFees {
		var percent []string
		for _, n := range fee.Percent {
			percent = append(percent, strconv.Itoa(n))
		}
		values = append(values, fmt.Sprintf("up to %d months: %s", fee.MaxMonths, strings.Join(percent, ", ")))
		sources = append(sources, fee.Source)
		provenance = fee.Provenance
	}
	return strings.Join(values, "; "), provenance, strings.Join(sources, "; ")
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
