package console

import (
	"fmt"
	"html/template"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
)

// functions are those of the pages.
var functions = template.FuncMap{
	"instant": instant, "day": billingDay, "words": words, "when": when, "status": status, "count": count, "short": short,
	"amount": amount, "left": left, "prose": prose, "at": at, "term": term,
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// words is a name of the wire in words: pending_payment is "pending payment".
func words(s string) string { return strings.ReplaceAll(s, "_", " ") }

// when is an instant with its billing day.
func when(t time.Time) template.HTML {
	if t.IsZero() {
		return `<span class="none">none</span>`
	}
	s := instant(t)
	return template.HTML(`<time datetime="` + s + `">` + s[:10] + //nolint:gosec // times have nothing to escape
		`<span class="clock">` + s[10:] + `</span></time><span class="day" title="billing day, UTC+8">` + billingDay(t) +
		`</span>`)
}

// at is an instant in a sentence.
func at(t time.Time) template.HTML {
	s := instant(t)
	return template.HTML(`<time datetime="` + s + `">` + s + `</time>`) //nolint:gosec // times have nothing to escape
}

// unbroken are instants and ids, which no line breaks.
var unbroken = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|[a-z]+-[a-z]+-[0-9a-f]{16}`)
})

// prose is a sentence of the service. One that lists the thousands of packages of an order is cut off.
func prose(s string) template.HTML {
	const most = 800
	if len(s) > most {
		s = s[:strings.LastIndexByte(s[:most], ' ')+1] + "…"
	}
	var b strings.Builder
	done := 0
	for _, at := range unbroken().FindAllStringIndex(s, -1) {
		b.WriteString(template.HTMLEscapeString(s[done:at[0]]) + `<span class="nowrap">` + s[at[0]:at[1]] + `</span>`)
		done = at[1]
	}
	b.WriteString(template.HTMLEscapeString(s[done:]))
	return template.HTML(b.String()) //nolint:gosec // escaped
}

// tones are the colours of statuses.
var tones = map[string]string{
	"active": "term", "completed": "term", "used_up": "used", "creating": "used", "processing": "used", "inactive": "used",
	"pending_payment": "grace", "grace": "grace", "frozen": "retention", "recycled": "retention",
	"expired": "gone", "released": "gone", "returned": "gone", "deleted": "gone", "cancelled": "gone",
	"renewed": "term", "covered": "used", "failed": "retention", "to_use": "term",
	"documented": "term", "observed": "used", "assumed": "grace",
}

// status is a status as a chip.
func status(s string) template.HTML {
	tone := tones[s]
	if tone == "" {
		tone = "used"
	}
	return template.HTML(`<span class="chip ` + tone + `"><i></i>` + //nolint:gosec // escaped
		template.HTMLEscapeString(words(s)) + `</span>`)
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// amount writes a decimal with a thousands separator.
func amount(s any) string {
	text := fmt.Sprint(s)
	whole, cents, _ := strings.Cut(text, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "−", whole[1:]
	}
	if whole == "" || strings.Trim(whole, "0123456789") != "" {
		return text
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + " " + whole[i:]
	}
	if cents == "" {
		return sign + whole
	}
	return sign + whole + "." + cents
}

// short is the part of a product's code that tells it apart.
func short(code string) string {
	for _, prefix := range []string{"hws.resource.type.metastudio.", "mss."} {
		code = strings.TrimPrefix(code, prefix)
	}
	return code
}

// left is the time from one instant to another, in its two largest units; empty if there is none.
func left(from, to time.Time) string {
	if !to.After(from) {
		return ""
	}
	d := to.Sub(from)
	const day = 24 * time.Hour
	switch {
	case d >= 60*day:
		months, _ := calendar.MonthsUntil(from, to) // too far is no error of the page
		return "about " + count(months, "month")
	case d >= day:
		return count(int(d/day), "day") + " " + count(int(d%day/time.Hour), "hour")
	case d >= time.Hour:
		return count(int(d/time.Hour), "hour") + " " + count(int(d%time.Hour/time.Minute), "minute")
	default:
		return count(int(d/time.Minute), "minute") + " " + count(int(d%time.Minute/time.Second), "second")
	}
}
