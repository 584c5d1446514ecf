package console

import (
	"fmt"
	"net/url"
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
	page, paged := v.paging(eventSize)
	query := url.Values{"limit": {fmt.Sprint(page.Limit)}, "offset": {fmt.Sprint(page.Offset)}, "type": {p.Kind}}
	story, err := v.searchEvents(p.Search, query)
	if err != nil {
		return err
	}
	p.Kinds = []tab{{"everything", "", p.Kind == ""}, {"everything that moved money", "money", p.Kind == "money"}}
	for _, kind := range sortedKeys(story.Types) {
		p.Kinds = append(p.Kinds, tab{fmt.Sprintf("%s (%d)", words(kind), story.Types[kind]), kind, p.Kind == kind})
	}
	p.Paging = paged(story.Total)
	for _, e := range slices.Backward(story.Events) {
		p.Rows = append(p.Rows, eventRow{e, v.aboutAddress(e), e.At.After(v.base)})
	}
	return v.show("events", p)
}

// searchEvents are the events about an id; of none, those with a text in them.
func (v *visit) searchEvents(search string, query url.Values) (control.Story, error) {
	if search == "" {
		return v.story(v.at, query)
	}
	query.Set("id", search)
	story, err := v.story(v.at, query)
	if err != nil || len(story.Types) > 0 {
		return story, err
	}
	query.Del("id")
	query.Set("text", search)
	return v.story(v.at, query)
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
