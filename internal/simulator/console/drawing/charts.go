package drawing

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
)

// Share is a bar of what is used.
func Share(used, total int64) template.HTML {
	if total <= 0 {
		return ""
	}
	share := percent(float64(used) / float64(total) * 100)
	//nolint:gosec // of numbers
	return template.HTML(`<svg class="share" width="100%" height="8" aria-hidden="true"><rect width="100%" height="8" ` +
		`rx="4" class="rest" fill="#cfe3dc"/><rect width="` + share + `" height="8" rx="4" class="used" ` +
		`fill="#2f7d6b"/></svg>`)
}

// Months is a bar for each month's charges.
func Months(months []control.ForecastMonth, currency string) (template.HTML, error) {
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
			`</title></rect>`, percent(x+step*.18), floor-tall, percent(step*.64), tall, m.Month, m.Charged,
			template.HTMLEscapeString(currency))
		middle := percent(x + step/2)
		if amounts[i] > 0 {
			fmt.Fprintf(&b, `<text x="%s" y="%d" text-anchor="middle" class="value" fill="#1d2429" font-size="11">%s</text>`,
				middle, floor-tall-6, compact(amounts[i]))
		}
		name, _ := time.ParseInLocation("2006-01", m.Month, calendar.Zone) // as the service writes it
		label := name.Format("Jan")
		class := "tick"
		if i == 0 || name.Month() == time.January {
			label = name.Format("Jan 06")
		} else if i%2 == 1 || name.Month() == time.February || name.Month() == time.December {
			class = "tick half"
		}
		fmt.Fprintf(&b, `<text x="%s" y="%d" text-anchor="middle" class="%s" fill="#55606a" font-size="11">%s</text>`,
			middle, floor+18, class, label)
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
		return strconv.FormatInt(whole, 10)
	}
}
