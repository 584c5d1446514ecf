package cli

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
)

// tally counts events as they come.
type tally struct {
	events   int
	currency string
	types    map[string]*sums
	months   map[string]*sums // 2027-03, of the billing calendar (UTC+8)
	all      sums
}

// sums are of several events.
type sums struct {
	events         int
	paid, refunded money.Amount
}

func newTally() *tally { return &tally{types: map[string]*sums{}, months: map[string]*sums{}} }

// funding is the events that add money from outside to an account: they are no refunds.
func funding(e control.Event) bool { return e.Type == "tenant_opened" || e.Type == "account_deposited" }

func (t *tally) add(events []control.Event) error {
	for _, e := range events {
		t.events++
		byType := entry(t.types, e.Type)
		byType.events++
		if e.Amount == "" || funding(e) {
			continue
		}
		t.currency = e.Currency
		amount, err := money.Parse(e.Amount)
		if err != nil {
			return fmt.Errorf("the amount of the event at %s cannot be read: %w", e.At, err)
		}
		for _, s := range []*sums{byType, entry(t.months, e.At.In(calendar.Zone).Format("2006-01")), &t.all} {
			if err := s.add(amount); err != nil {
				return err
			}
		}
	}
	return nil
}

func entry(of map[string]*sums, key string) *sums {
	if of[key] == nil {
		of[key] = &sums{}
	}
	return of[key]
}

func (s *sums) add(amount money.Amount) (err error) {
	if amount < 0 {
		s.paid, err = s.paid.Add(-amount)
	} else {
		s.refunded, err = s.refunded.Add(amount)
	}
	return err
}

// summary is a tally on the wire.
type summary struct {
	Events   int        `json:"events"`
	Paid     string     `json:"paid"`
	Refunded string     `json:"refunded"`
	Currency string     `json:"currency,omitempty"` // if money moved
	Types    []typeSum  `json:"types"`
	Months   []monthSum `json:"months"`
}

// typeSum is the events of one type.
type typeSum struct {
	Type     string `json:"type"`
	Events   int    `json:"events"`
	Paid     string `json:"paid"`
	Refunded string `json:"refunded"`
}

// monthSum is the money of one month of the billing calendar (UTC+8). Opening balances and deposits are not refunds and
// not in it.
type monthSum struct {
	Month    string `json:"month"`
	Paid     string `json:"paid"`
	Refunded string `json:"refunded"`
}

func (t *tally) summary() summary {
	out := summary{
		Events: t.events, Paid: t.all.paid.String(), Refunded: t.all.refunded.String(), Currency: t.currency,
		Types: []typeSum{}, Months: []monthSum{},
	}
	for _, name := range slices.Sorted(maps.Keys(t.types)) {
		s := t.types[name]
		out.Types = append(out.Types, typeSum{name, s.events, s.paid.String(), s.refunded.String()})
	}
	for _, month := range slices.Sorted(maps.Keys(t.months)) {
		s := t.months[month]
		out.Months = append(out.Months, monthSum{month, s.paid.String(), s.refunded.String()})
	}
	return out
}

func (s summary) write(w io.Writer) error {
	types := terminal.Table{Head: []string{"TYPE", "EVENTS", "PAID", "REFUNDED"}, Right: []int{1, 2, 3}}
	for _, t := range s.Types {
		types.Rows = append(types.Rows, []string{terminal.Words(t.Type), strconv.Itoa(t.Events), t.Paid, t.Refunded})
	}
	if err := types.Write(w); err != nil {
		return err
	}
	months := terminal.Table{Head: []string{"MONTH", "PAID", "REFUNDED"}, Right: []int{1, 2}}
	for _, m := range s.Months {
		months.Rows = append(months.Rows, []string{m.Month, m.Paid, m.Refunded})
	}
	if len(months.Rows) > 0 && len(types.Rows) > 0 {
		fmt.Fprintln(w)
	}
	return months.Write(w)
}

// total is the sums in words.
func (s summary) total() string {
	text := terminal.Count(s.Events, "event")
	if s.Currency != "" {
		text += fmt.Sprintf(", paid %s %s, refunded %s %s", s.Paid, s.Currency, s.Refunded, s.Currency)
	}
	return text
}
