package console

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
)

type eventsPage struct {
	frame
	Kind, Search string
	Kinds        []tab
	Rows         []eventRow
	Paging       paging
	Until        time.Time
}

type eventRow struct {
	control.Event

	Address string // of what the event is about
	Coming  bool   // after the account's own instant
}

const eventSize = 50

func listEvents(v *visit) error {
	p := eventsPage{frame: v.frame("Events", "Events"), Kind: v.query.Get("type"),
		Search: strings.TrimSpace(v.query.Get("q")), Until: v.at}
	all, err := v.searchEvents(p.Search)
	if err != nil {
		return err
	}
	kinds := map[string]int{}
	rows := all[:0:0]
	for _, e := range all {
		kinds[e.Type]++
		money := p.Kind == "money" && e.Amount != ""
		if p.Kind == "" || p.Kind == e.Type || money {
			rows = append(rows, e)
		}
	}
	p.Kinds = []tab{{"everything", "", p.Kind == ""}, {"everything that moved money", "money", p.Kind == "money"}}
	for _, kind := range sortedKeys(kinds) {
		p.Kinds = append(p.Kinds, tab{fmt.Sprintf("%s (%d)", words(kind), kinds[kind]), kind, p.Kind == kind})
	}
	slices.Reverse(rows)
	page, paged := v.paging(eventSize)
	p.Paging = paged(len(rows))
	first := min(int(page.Offset), len(rows))
	for _, e := range rows[first:min(first+eventSize, len(rows))] {
		p.Rows = append(p.Rows, eventRow{e, v.aboutAddress(e), e.At.After(v.base)})
	}
	return v.show("events", p)
}

// searchEvents are the events about an id; of none, those with a text in them.
func (v *visit) searchEvents(search string) ([]control.Event, error) {
	if search == "" {
		return v.events(time.Time{}, v.at)
	}
	all, err := v.events(time.Time{}, v.at, search)
	if err != nil || len(all) > 0 {
		return all, err
	}
	all, err = v.events(time.Time{}, v.at)
	text := strings.ToLower(search)
	return slices.DeleteFunc(all, func(e control.Event) bool {
		return !strings.Contains(strings.ToLower(e.Text+" "+e.Subject+" "+e.Cause), text)
	}), err
}

// aboutAddress is the page of what an event is about; empty if it has none.
func (v *visit) aboutAddress(e control.Event) string {
	kind, _, _ := strings.Cut(e.Type, "_")
	switch {
	case kind == "order" || kind == "payment":
		return v.link("/orders/" + e.Subject)
	case kind == "package" || strings.HasPrefix(e.Type, "auto_renew"):
		return v.link("/packages/" + e.Subject)
	case kind == "asset":
		return v.link("/assets/" + e.Subject)
	default:
		return ""
	}
}
