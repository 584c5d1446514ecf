// Package drawing turns events into phases, and phases and charges into SVG. It knows no rule of the simulated cloud.
package drawing

import (
	"fmt"
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
)

// Drawings are SVG without a viewBox: widths are percentages, so that patterns and marks keep their shape at every
// width. Colours are attributes, for readers without a style sheet, and classes, which the style sheet colours by day
// and by night.

// paint is how a phase looks without a style sheet.
var paint = map[phase]struct{ name, fill string }{
	phaseTerm:      {"Term", "#2f7d6b"},
	phaseShelf:     {"Own months", "#5b6fd6"},
	phaseGrace:     {"Grace", "#d99a1c"},
	phaseRetention: {"Retention, frozen", "#c4553b"},
	phaseBin:       {"Recycle bin", "#8d7ab8"},
	phaseGone:      {"Gone", "#9aa3a8"},
}

var phases = []phase{phaseTerm, phaseShelf, phaseGrace, phaseRetention, phaseBin, phaseGone}

// markNames are the kinds of marks, in the order of the legend.
var markNames = [][2]string{{"charge", "Charge"}, {"failed", "Failed charge"}, {"refund", "Refund"},
	{"notice", "Notice"}, {"months", "Months added"}, {"made", "Asset created"}}

// definitions are the patterns and marks that drawings use.
func definitions() template.HTML {
	const size = `width="8" height="8" patternUnits="userSpaceOnUse"`
	return `<svg class="defs" width="0" height="0" aria-hidden="true" focusable="false"><defs>` +
		`<pattern id="f-shelf" ` + size + `><rect width="8" height="8" class="shelf" fill="#5b6fd6"/>` +
		`<path d="M0 2h8M0 6h8" class="ink" stroke="#fff" stroke-width="1" opacity=".55"/></pattern>` +
		`<pattern id="f-grace" ` + size + `><rect width="8" height="8" class="grace" fill="#d99a1c"/>` +
		`<path d="M-2 2l4-4M0 8l8-8M6 10l4-4" class="ink" stroke="#fff" stroke-width="2" opacity=".7"/></pattern>` +
		`<pattern id="f-retention" ` + size + `><rect width="8" height="8" class="retention" fill="#c4553b"/>` +
		`<path d="M0 0l8 8M8 0l-8 8" class="ink" stroke="#fff" stroke-width="1.1" opacity=".7"/></pattern>` +
		`<pattern id="f-bin" ` + size + `><rect width="8" height="8" class="bin" fill="#8d7ab8"/>` +
		`<path d="M2 0v8M6 0v8" class="ink" stroke="#fff" stroke-width="1.2" opacity=".6"/></pattern>` +
		`<pattern id="f-gone" ` + size + `><circle cx="2" cy="4" r="1" class="gone" fill="#9aa3a8"/>` +
		`<circle cx="6" cy="4" r="1" class="gone" fill="#9aa3a8"/></pattern>` +
		`<g id="m-charge"><circle r="4" class="m-charge" fill="#17324d" stroke="#fff" stroke-width="1.5"/></g>` +
		`<g id="m-failed"><circle r="6" class="m-back" fill="#fff"/><path d="M-4 -4l8 8M4 -4l-8 8" class="m-failed" ` +
		`stroke="#b3261e" stroke-width="2.4"/></g>` +
		`<g id="m-refund"><circle r="3.6" class="m-refund" fill="#fff" stroke="#17324d" stroke-width="1.8"/></g>` +
		`<g id="m-notice"><path d="M0 -5l5 5l-5 5l-5 -5z" class="m-notice" fill="#fff" stroke="#8a5a00" ` +
		`stroke-width="1.8"/></g>` +
		`<g id="m-months"><path d="M0 -5.5l5 9h-10z" class="m-months" fill="#3446a6" stroke="#fff" ` +
		`stroke-width="1.2"/></g>` +
		`<g id="m-made"><rect x="-1.5" y="-7" width="3" height="14" rx="1.5" class="m-made" fill="#17324d"/></g>` +
		`</defs></svg>`
}

// Phases are the phases in the order of the legend.
func Phases() (all []Legend) {
	for _, p := range phases {
		//nolint:gosec // of constants
		all = append(all, Legend{paint[p].name, template.HTML(`<svg class="key" width="28" height="14" aria-hidden="true">` +
			bar(p, "0", "28", 1, 12, 3, "") + `</svg>`)})
	}
	return all
}

// Marks are the kinds of marks in the order of the legend.
func Marks() (all []Legend) {
	for _, m := range markNames {
		//nolint:gosec // of constants
		all = append(all, Legend{m[1], template.HTML(`<svg class="key" width="16" height="16" aria-hidden="true">` +
			`<use href="#m-` + m[0] + `" x="8" y="8"/></svg>`)})
	}
	return all
}

// bar is a phase from x on, so wide.
func bar(p phase, x, width string, y, height, round int, title string) string {
	fill, class := "url(#f-"+string(p)+")", "pat"
	if p == phaseTerm {
		fill, class = paint[p].fill, "term"
	}
	if title != "" {
		title = "<title>" + template.HTMLEscapeString(title) + "</title>"
	}
	return fmt.Sprintf(`<rect x="%s" y="%d" width="%s" height="%d" rx="%d" class="%s" fill="%s">%s</rect>`, x, y, width,
		height, round, class, fill, title)
}

// rfc3339 writes an instant in UTC.
func rfc3339(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// at is where an instant stands in a window, in percent.
func (w Window) at(t time.Time) float64 {
	return float64(t.Sub(w.From)) / float64(w.To.Sub(w.From)) * 100
}

func percent(f float64) string { return fmt.Sprintf("%.3f%%", f) }

// Lane draws a life in a window.
func (w Window) Lane(l Life, name string, isAsset bool) template.HTML {
	height, y, thick := 32, 8, 16
	if isAsset {
		height, y, thick = 26, 8, 10
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="bars" width="100%%" height="%d" role="img" aria-label="%s">`, height,
		template.HTMLEscapeString(name+". "+l.tell(w)))
	for _, s := range l.Spans {
		if !s.To.After(w.From) || !s.From.Before(w.To) {
			continue
		}
		for _, part := range s.cut(w.Now) {
			from, to := max(0, w.at(part.From)), min(100, w.at(part.To))
			if to <= from {
				continue
			}
			if !part.From.Before(w.Now) {
				b.WriteString(`<g opacity=".62">`)
			}
			title := fmt.Sprintf("%s: %s to %s", paint[s.Phase].name, rfc3339(s.From), rfc3339(s.To))
			b.WriteString(bar(s.Phase, percent(from), percent(to-from), y, thick, 2, title))
			if !part.From.Before(w.Now) {
				b.WriteString(`</g>`)
			}
		}
	}
	for _, m := range w.gather(l.Marks) {
		fmt.Fprintf(&b, `<use href="#m-%s" x="%s" y="%d"><title>%s</title></use>`, m.Kind, percent(w.at(m.At)), y+thick/2,
			template.HTMLEscapeString(m.Text))
	}
	b.WriteString("</svg>")
	return template.HTML(b.String()) //nolint:gosec // built above, with all texts escaped
}

// cut divides a span at an instant.
func (s span) cut(at time.Time) []span {
	if !at.After(s.From) || !at.Before(s.To) {
		return []span{s}
	}
	return []span{{s.Phase, s.From, at}, {s.Phase, at, s.To}}
}

// tell is what a drawing shows, in words.
func (l *Life) tell(w Window) string {
	var parts []string
	for _, s := range l.Spans {
		if s.To.After(w.From) && s.From.Before(w.To) {
			parts = append(parts, fmt.Sprintf("%s from %s", paint[s.Phase].name, s.From.Format(time.DateOnly)))
		}
	}
	if len(parts) == 0 {
		return "Nothing in this window"
	}
	return strings.Join(parts, ", ")
}

// places is how many marks can stand next to each other in a window.
const places = 60

// gather puts the marks of a kind that would cover each other into one, which says how many they are.
func (w Window) gather(marks []mark) (all []mark) {
	type place struct {
		kind string
		at   int
	}
	index, number := map[place]int{}, map[place]int{}
	for _, m := range marks {
		if m.At.Before(w.From) || m.At.After(w.To) {
			continue
		}
		key := place{m.Kind, int(w.at(m.At) / 100 * places)}
		text := rfc3339(m.At) + "  " + m.Text
		i, ok := index[key]
		if !ok {
			index[key] = len(all)
			all = append(all, mark{m.Kind, m.At, text})
		} else if number[key] < 4 {
			all[i].Text += "\n" + text
		} else if number[key] == 4 {
			all[i].Text += "\n…"
		}
		number[key]++
	}
	slices.SortStableFunc(all, func(a, b mark) int { return a.At.Compare(b.At) })
	return all
}

// tick is a line of the axis.
type tick struct {
	at    time.Time
	label string
	major bool
	half  bool // left out where there is little room
}

// ticks are the lines of the axis: days, months or years of the billing calendar, as many as can be read.
func (w Window) ticks() (all []tick) {
	days := int(w.To.Sub(w.From).Hours() / 24)
	t := calendar.Midnight(w.From)
	add := func(next func(time.Time) time.Time, label func(time.Time) (string, bool)) {
		for i := 0; t.Before(w.To); t, i = next(t), i+1 {
			if !t.Before(w.From) {
				text, major := label(t.In(calendar.Zone))
				all = append(all, tick{t, text, major, i%2 == 1 && !major})
			}
		}
	}
	day := func(n int) func(time.Time) time.Time {
		return func(t time.Time) time.Time { return t.In(calendar.Zone).AddDate(0, 0, n) }
	}
	first := t.In(calendar.Zone)
	switch {
	case days <= 10:
		add(day(1), func(t time.Time) (string, bool) { return t.Format("2 Jan"), t.Day() == 1 })
	case days <= 100:
		t = first.AddDate(0, 0, -int(first.Weekday()+6)%7)
		add(day(7), func(t time.Time) (string, bool) { return t.Format("2 Jan"), t.Day() <= 7 })
	default:
		step := 1
		if days > 2000 {
			step = 12
		} else if days > 500 {
			step = 3
		}
		t = time.Date(first.Year(), time.January, 1, 0, 0, 0, 0, calendar.Zone)
		add(func(t time.Time) time.Time { return t.AddDate(0, step, 0) }, func(t time.Time) (string, bool) {
			if t.Month() == time.January {
				return t.Format("2006"), true
			}
			return t.Format("Jan"), false
		})
	}
	return all
}

// axis is the line of dates above the lanes.
func (w Window) axis() template.HTML {
	var b strings.Builder
	b.WriteString(`<svg class="axis" width="100%" height="26" role="img" aria-label="` +
		fmt.Sprintf("From %s to %s", w.From.Format(time.DateOnly), w.To.Format(time.DateOnly)) + `">`)
	for _, t := range w.ticks() {
		class := "tick"
		if t.major {
			class = "tick major"
		} else if t.half {
			class = "tick half"
		}
		if x := w.at(t.at); x < 97 {
			fmt.Fprintf(&b, `<text x="%s" y="17" dx="4" class="%s" fill="#55606a" font-size="11">%s</text>`, percent(x), class,
				t.label)
		}
	}
	b.WriteString("</svg>")
	return template.HTML(b.String()) //nolint:gosec // built above, of numbers and dates
}

// grid is the lines behind all lanes, and the one for now.
func (w Window) grid() template.HTML {
	var b strings.Builder
	b.WriteString(`<svg class="grid" width="100%" height="100%" aria-hidden="true" focusable="false">`)
	if now := w.at(w.Now); now < 100 {
		fmt.Fprintf(&b, `<rect x="%s" y="0" width="%s" height="100%%" class="future" fill="#0b6e6e" fill-opacity=".05"/>`,
			percent(max(0, now)), percent(100-max(0, now)))
	}
	for _, t := range w.ticks() {
		class := "line"
		if t.major {
			class = "line major"
		}
		x := percent(w.at(t.at))
		fmt.Fprintf(&b, `<line x1="%s" x2="%s" y1="0" y2="100%%" class="%s" stroke="#d9dcd6"/>`, x, x, class)
	}
	if now := w.at(w.Now); now >= 0 && now <= 100 {
		x := percent(now)
		fmt.Fprintf(&b, `<line x1="%s" x2="%s" y1="0" y2="100%%" class="now" stroke="#b3261e" stroke-width="2"/>`, x, x)
	}
	b.WriteString("</svg>")
	return template.HTML(b.String()) //nolint:gosec // built above, of numbers
}

// Window is the part of time that a drawing shows.
type Window struct{ From, To, Now time.Time }

// Legend is a line of the legend.
type Legend struct {
	Name    string
	Drawing template.HTML
}

// Frame is what stands around lanes.
type Frame struct{ Defs, Axis, Grid template.HTML }

// Frame is what stands around lanes of the window.
func (w Window) Frame() Frame { return Frame{definitions(), w.axis(), w.grid()} }
