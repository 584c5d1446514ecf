package console

import (
	"cmp"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
)

// card is a quota: so many of so many are used.
type card struct {
	Name, Code, Unit, Note string
	Total, Used, Available int64
	Address                string
	Drawing                template.HTML
}

type overviewPage struct {
	frame
	Pools, Units, Other []card
	Counts              []tab // packages by status
	Month, Quarter      []ending
	MonthTotal          int
	QuarterTotal        int
	Forecast            control.Forecast
	Chart               template.HTML
	Problem             string // why nothing can be forecast
	Empty               bool
}

// ending is something that ends.
type ending struct {
	control.ForecastEnd

	Address, Word string
}

// listedEnds is how many of the things that end are listed.
const listedEnds = 8

func showOverview(v *visit) error {
	p := overviewPage{frame: v.frame("Overview", "Overview"), Empty: !v.account.Exists}
	products, err := v.products()
	if err != nil {
		return err
	}
	if p.Pools, err = v.pools(); err != nil {
		return err
	}
	if p.Units, p.Other, err = v.usage(products); err != nil {
		return err
	}
	for _, f := range packageFilters[1:] {
		one := mssclient.Page{Limit: 1}
		if _, err := v.client.Packages(v.ctx, mssclient.PackageFilter{Status: f[0], Page: &one}); err != nil {
			return err
		}
		p.Counts = append(p.Counts, tab{Name: f[1], Address: fmt.Sprint(one.Total), Active: one.Total > 0})
	}
	const year = 12
	if p.Forecast, err = v.forecast(year); err != nil {
		p.Problem = message(err)
		return v.show("overview", p)
	}
	day := func(n int) time.Time { return v.at.Add(time.Duration(n) * 24 * time.Hour) }
	for _, e := range p.Forecast.Ends {
		switch one := (ending{e, v.link("/" + e.What + "s/" + e.ID), endWords[e.Kind]}); {
		case !e.Time.After(day(30)):
			if p.MonthTotal++; p.MonthTotal <= listedEnds {
				p.Month = append(p.Month, one)
			}
		case !e.Time.After(day(90)):
			if p.QuarterTotal++; p.QuarterTotal <= listedEnds {
				p.Quarter = append(p.Quarter, one)
			}
		}
	}
	p.Chart, err = drawMonths(p.Forecast.Months, p.Forecast.Currency)
	if err != nil {
		return err
	}
	return v.show("overview", p)
}

// endWords are the kinds of ends in words.
var endWords = map[string]string{"expires": "expires", "void": "expires with unused units", "grace": "enters grace",
	"frozen": "is frozen", "released": "is released", "deleted": "is deleted"}

// poolNames are the renewal pools, as the documents call them.
var poolNames = map[string]string{"studio_2d": "2D studio avatars", "instant_2d": "2D instant avatars",
	"avatar_3d": "3D avatars", "voice_clone": "Voice clones"}

// pools are the on-shelf months.
func (v *visit) pools() (cards []card, err error) {
	quotas, err := v.client.Quotas(v.ctx)
	for _, q := range quotas {
		c := card{Name: cmp.Or(poolNames[q.Pool], words(q.Pool)), Code: q.Pool, Unit: "months", Total: q.Total,
			Used: q.Used, Available: q.Available, Address: v.link("/assets", "pool", q.Pool)}
		next := time.Time{}
		for _, p := range q.Packages {
			if p.Used < p.Total && (next.IsZero() || p.ExpireTime.Before(next)) {
				next = p.ExpireTime
			}
		}
		if !next.IsZero() {
			c.Note = "next void on " + billingDay(next)
		}
		c.Drawing = drawShare(q.Used, q.Total)
		cards = append(cards, c)
	}
	return cards, err
}

// usage is what the packages of each product hold: those of which assets are made, and others.
func (v *visit) usage(products catalogue) (units, other []card, err error) {
	var answer struct {
		Resources []struct {
			Type   string  `json:"resource_type"`
			IsPart bool    `json:"is_sub_resource"`
			Amount float64 `json:"amount"`
			Usage  float64 `json:"usage"`
			Unit   string  `json:"unit"`
		} `json:"resources"`
	}
	err = v.call(http.MethodGet, "/v1/"+v.who.Project+"/tenants/resources-usage", nil, &answer)
	byType := map[string]*card{}
	var order []string
	for _, r := range answer.Resources {
		if r.IsPart || products[r.Type].Pool != "" {
			continue
		}
		c := byType[r.Type]
		if c == nil {
			c = &card{Name: products.name(r.Type), Code: short(r.Type), Unit: strings.ToLower(r.Unit)}
			byType[r.Type], order = c, append(order, r.Type)
		}
		c.Total += int64(r.Amount)
		c.Used += int64(r.Usage)
	}
	slices.Sort(order)
	for _, code := range order {
		c := byType[code]
		c.Available, c.Drawing = c.Total-c.Used, drawShare(c.Used, c.Total)
		if len(products[code].Makes) > 0 {
			c.Unit = "units"
			units = append(units, *c)
		} else {
			other = append(other, *c)
		}
	}
	return units, other, err
}

// drawShare is a bar of what is used.
func drawShare(used, total int64) template.HTML {
	if total <= 0 {
		return ""
	}
	share := percent(float64(used) / float64(total) * 100)
	//nolint:gosec // of numbers
	return template.HTML(`<svg class="share" width="100%" height="8" aria-hidden="true"><rect width="100%" height="8" ` +
		`rx="4" class="rest" fill="#cfe3dc"/><rect width="` + share + `" height="8" rx="4" class="used" ` +
		`fill="#2f7d6b"/></svg>`)
}

// drawMonths is a bar for each month's charges.
func drawMonths(months []control.ForecastMonth, currency string) (template.HTML, error) {
	if len(months) == 0 {
		return "", nil
	}
	const height, floor, head = 190, 160, 22
	amounts, most := make([]money.Amount, len(months)), money.Amount(1)
	for i, m := range months {
		var err error
		if amounts[i], err = money.Parse(m.Charged); err != nil {
			return "", fmt.Errorf("the charges of %s cannot be read: %w", m.Month, err)
		}
		most = max(most, amounts[i])
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="months" width="100%%" height="%d" role="img" aria-label="Charges by month">`, height)
	fmt.Fprintf(&b, `<line x1="0" x2="100%%" y1="%d" y2="%d" class="line" stroke="#d9dcd6"/>`, floor, floor)
	step := 100 / float64(len(months))
	for i, m := range months {
		x, tall := float64(i)*step, int(amounts[i].Float()/most.Float()*(floor-head))
		if amounts[i] > 0 {
			tall = max(tall, 3)
		}
		fmt.Fprintf(&b, `<rect x="%s" y="%d" width="%s" height="%d" rx="3" class="term" fill="#2f7d6b"><title>%s: %s %s`+
			`</title></rect>`, percent(x+step*.18), floor-tall, percent(step*.64), tall, m.Month, amount(m.Charged),
			template.HTMLEscapeString(currency))
		middle := percent(x + step/2)
		if amounts[i] > 0 {
			fmt.Fprintf(&b, `<text x="%s" y="%d" text-anchor="middle" class="value" fill="#1d2429" font-size="11">%s</text>`,
				middle, floor-tall-6, compact(amounts[i]))
		}
		name, _ := time.ParseInLocation("2006-01", m.Month, calendar.Zone) // as the service writes it
		label := name.Format("Jan")
		if i == 0 || name.Month() == time.January {
			label = name.Format("Jan 06")
		}
		fmt.Fprintf(&b, `<text x="%s" y="%d" text-anchor="middle" class="tick" fill="#55606a" font-size="11">%s</text>`,
			middle, floor+18, label)
	}
	b.WriteString("</svg>")
	return template.HTML(b.String()), nil //nolint:gosec // built above, with all texts escaped
}

// compact is an amount in as few characters as tell its size.
func compact(a money.Amount) string {
	switch whole := int64(a) / 100; {
	case whole >= 1_000_000:
		return fmt.Sprintf("%.1fM", float64(whole)/1e6)
	case whole >= 10_000:
		return fmt.Sprintf("%.1fk", float64(whole)/1e3)
	default:
		return amount(whole)
	}
}
