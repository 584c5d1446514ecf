package drawing

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
)

// phase is what a package or an asset goes through.
type phase string

const (
	phaseTerm      phase = "term"      // paid for
	phaseShelf     phase = "shelf"     // an asset that lives on by its own months
	phaseGrace     phase = "grace"     // ended, and usable
	phaseRetention phase = "retention" // frozen
	phaseBin       phase = "bin"       // in the recycle bin
	phaseGone      phase = "gone"
)

// span is a phase from one instant up to another.
type span struct {
	Phase    phase
	From, To time.Time
}

// mark is something that happened at an instant.
type mark struct {
	Kind string // charge, failed, refund, notice, months or made
	At   time.Time
	Text string
}

// Life is a package or an asset over time, as the events tell it.
type Life struct {
	ID    string
	Spans []span
	Marks []mark

	end   time.Time // its own end, as far as it is known
	of    string    // the package of an asset
	now   phase     // since
	since time.Time
	over  bool
}

// begin ends the phase so far and begins another.
func (l *Life) begin(p phase, at time.Time) {
	if l.over || p == l.now {
		return
	}
	if l.now != "" && at.After(l.since) {
		l.Spans = append(l.Spans, span{l.now, l.since, at})
	}
	if l.now != "" && at.Before(l.since) { // a package that begins later than it is paid
		at = l.since
	}
	l.now, l.since, l.over = p, at, p == phaseGone
}

func (l *Life) mark(kind string, at time.Time, text string) {
	l.Marks = append(l.Marks, mark{kind, at, text})
}

// History follows the lives of packages and of the assets made from them through events. It knows no rule: phases
// begin when an event says so.
type History struct {
	packages map[string]*Life
	assets   map[string]*Life
	returned map[string]bool // packages that were, with all their terms
	begins   map[string]time.Time
}

// ReadHistory tells the lives of packages up to an instant.
func ReadHistory(packages []mssclient.Package, events []control.Event, until time.Time) *History {
	h := &History{packages: map[string]*Life{}, assets: map[string]*Life{}, returned: map[string]bool{},
		begins: map[string]time.Time{}}
	for _, p := range packages {
		h.packages[p.ResourceID] = &Life{ID: p.ResourceID}
		h.returned[p.ResourceID] = p.Status == mssclient.PackageReturned
		h.begins[p.ResourceID] = p.EffectiveTime
	}
	for _, e := range events {
		h.hear(e)
	}
	for _, all := range []map[string]*Life{h.packages, h.assets} {
		for _, l := range all {
			if l.now != "" && until.After(l.since) {
				l.Spans = append(l.Spans, span{l.now, l.since, until})
			}
		}
	}
	return h
}

func (h *History) hear(e control.Event) {
	text := strings.Join(strings.Fields(e.Text), " ")
	if e.Amount != "" {
		text += ": " + strings.TrimPrefix(e.Amount, "-") + " " + e.Currency
	}
	if l := h.packages[e.Subject]; l != nil {
		h.hearOfPackage(l, e, text)
	}
	for _, c := range e.About {
		if l := h.packages[c.ID]; l != nil {
			h.concern(l, e, c, text)
		}
	}
	h.hearOfAssets(e, text)
	if l := h.assets[e.Subject]; l != nil {
		h.hearOfAsset(l, e, text)
	}
}

// concern is a fact that has changed a package's term or use.
func (h *History) concern(l *Life, e control.Event, c control.Concerned, text string) {
	if c.ExpireTime != nil {
		l.end = *c.ExpireTime
	}
	switch e.Type {
	case "order_paid", "auto_renewal_charged":
		at := e.At
		if begins := h.begins[l.ID]; l.now == "" && begins.After(at) {
			at = begins
		}
		l.begin(phaseTerm, at)
		l.mark("charge", e.At, text)
		for _, a := range h.assets { // which are no longer frozen
			if a.of == l.ID && a.now != phaseBin {
				a.begin(phaseTerm, e.At)
			}
		}
	case "auto_renewal_failed":
		l.mark("failed", e.At, text)
	case "package_returned":
		l.mark("refund", e.At, text)
		if h.returned[l.ID] {
			l.begin(phaseGone, e.At)
			for _, a := range h.assets {
				if a.of == l.ID {
					a.begin(phaseGone, e.At)
				}
			}
		}
	}
}

// hearOfPackage is a transition that time alone brings about.
func (h *History) hearOfPackage(l *Life, e control.Event, text string) {
	switch e.Type {
	case "package_expires_soon":
		l.mark("notice", e.At, text)
	case "package_in_grace":
		l.begin(phaseGrace, e.At)
		for _, a := range h.assets {
			if a.of == l.ID && a.now == phaseTerm && a.end.After(e.At) {
				a.begin(phaseShelf, e.At)
			}
		}
	case "package_frozen":
		l.begin(phaseRetention, e.At)
	case "package_released", "package_expired":
		l.begin(phaseGone, e.At)
	}
}

// hearOfAssets finds assets that are made of the packages or bound to them, and those that are renewed.
func (h *History) hearOfAssets(e control.Event, text string) {
	switch e.Type {
	case "asset_made", "asset_bound":
		l := h.assets[e.Subject]
		if l == nil {
			l = &Life{ID: e.Subject}
			h.assets[e.Subject] = l
		}
		for _, c := range e.About {
			if h.packages[c.ID] != nil {
				l.of = c.ID
			}
			if c.ID == e.Subject && c.ExpireTime != nil {
				l.end = *c.ExpireTime
			}
		}
		l.begin(phaseTerm, e.At)
		l.mark("made", e.At, text)
	case "assets_renewed":
		for _, c := range e.About {
			l := h.assets[c.ID]
			if l == nil {
				continue
			}
			longer := c.ExpireTime != nil && c.ExpireTime.After(l.end)
			if longer {
				l.end = *c.ExpireTime
				l.mark("months", e.At, text)
			}
			if p := h.packages[l.of]; longer && l.now != phaseBin {
				if p != nil && p.now == phaseTerm {
					l.begin(phaseTerm, e.At)
				} else {
					l.begin(phaseShelf, e.At)
				}
			}
		}
	}
}

func (h *History) hearOfAsset(l *Life, e control.Event, _ string) {
	switch e.Type {
	case "asset_frozen":
		if end := h.endBefore(l, e.At); !end.IsZero() {
			l.begin(phaseGrace, end)
		}
		l.begin(phaseRetention, e.At)
	case "asset_recycled":
		l.begin(phaseBin, e.At)
	case "asset_restored":
		l.begin(phaseTerm, e.At)
	case "asset_deleted", "asset_withdrawn":
		l.begin(phaseGone, e.At)
	}
}

// endBefore is the last known end of an asset or its package before an instant, from which its grace has run.
func (h *History) endBefore(l *Life, at time.Time) (end time.Time) {
	ends := []time.Time{l.end}
	if p := h.packages[l.of]; p != nil {
		ends = append(ends, p.end)
	}
	for _, t := range ends {
		if t.Before(at) && t.After(end) && !t.Before(l.since) {
			end = t
		}
	}
	return end
}

// Made are the ids of the assets that events tell of, in the order in which they were made.
func Made(events []control.Event) (ids []string) {
	for _, e := range events {
		if (e.Type == "asset_made" || e.Type == "asset_bound") && !slices.Contains(ids, e.Subject) {
			ids = append(ids, e.Subject)
		}
	}
	return ids
}

// Package is the life of one of the packages.
func (h *History) Package(id string) *Life { return h.packages[id] }

// AssetsOf are the assets of a package in the order of their making.
func (h *History) AssetsOf(id string) (all []*Life) {
	for _, key := range slices.Sorted(maps.Keys(h.assets)) {
		if h.assets[key].of == id {
			all = append(all, h.assets[key])
		}
	}
	slices.SortStableFunc(all, func(a, b *Life) int { return a.begins().Compare(b.begins()) })
	return all
}

func (l *Life) begins() time.Time {
	if len(l.Spans) == 0 {
		return l.since
	}
	return l.Spans[0].From
}
