package console

import (
	"cmp"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/console/drawing"
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
	More                string // the address where all of them are shown
	Forecast            control.Forecast
	Chart               template.HTML
	Problem             string // why nothing can be forecast
	Empty               bool
}

// listedEnds is how many of the things that end are listed.
const listedEnds = 8

func showOverview(v *visit) error {
	p := overviewPage{frame: v.frame("Overview", "Overview"), Empty: !v.account.Exists,
		More: v.link("/timeline", "zoom", "quarter")}
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
	soon := v.at.Add(30 * 24 * time.Hour)
	for _, e := range v.endings(p.Forecast) {
		switch {
		case !e.At.After(soon):
			if p.MonthTotal++; p.MonthTotal <= listedEnds {
				p.Month = append(p.Month, e)
			}
		case !e.At.After(soon.Add(60 * 24 * time.Hour)):
			if p.QuarterTotal++; p.QuarterTotal <= listedEnds {
				p.Quarter = append(p.Quarter, e)
			}
		}
	}
	p.Chart, err = drawing.Months(p.Forecast.Months, p.Forecast.Currency)
	if err != nil {
		return err
	}
	return v.show("overview", p)
}

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
		c.Drawing = drawing.Share(q.Used, q.Total)
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
		c.Available, c.Drawing = c.Total-c.Used, drawing.Share(c.Used, c.Total)
		if len(products[code].Makes) > 0 {
			c.Unit = "units"
			units = append(units, *c)
		} else {
			other = append(other, *c)
		}
	}
	return units, other, err
}
