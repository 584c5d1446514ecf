package lifecycle

import (
	"container/heap"
	"fmt"
	"slices"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

// Event is a line of a tenant's story: a fact, or a transition that time alone brings about (then Seq is 0).
type Event struct {
	At       time.Time    `json:"at"`
	Seq      int64        `json:"seq,omitempty"`
	Type     string       `json:"type"`
	Subject  string       `json:"subject"`
	Text     string       `json:"text"`
	Money    money.Amount `json:"-"`
	Currency string       `json:"currency,omitempty"`
	Cause    string       `json:"cause"`
	About    []Concerned  `json:"about,omitempty"`
}

// Concerned is a package or an asset that an event is about, with its end after the event; zero: none.
type Concerned struct {
	ID  string    `json:"id"`
	End time.Time `json:"end,omitzero"`
}

// Story tells facts and, from the rules alone, every transition between them, in one order up to an instant. What time
// makes happen after the newest fact is told too, as it will be unless something is done. The World must be the
// tenant's empty one.
func Story(w *World, facts []Fact, until time.Time) []Event {
	s, events := newChronicler(w, time.Time{})
	for _, f := range facts {
		if f.At.After(until) {
			s.stop(until)
			return *events
		}
		s.passTo(f.At)
		w.Apply(f)
		s.tellRetries(f)
		s.tellFact(f)
		s.plan(f)
	}
	s.goOn(until)
	return *events
}

// StoryAhead is the part of the Story after the newest fact. The World must hold all rows of the tenant, as that fact
// has left them: what it tells costs nothing for what lies behind.
func StoryAhead(w *World, until time.Time) []Event {
	s, events := newChronicler(w, w.Tenant.Head)
	s.tellAhead(until)
	return *events
}

// newChronicler is a storyteller whose events are kept.
func newChronicler(w *World, now time.Time) (s *storyteller, events *[]Event) {
	events = new([]Event)
	return newStoryteller(w, now, func(e Event, _ Body) { *events = append(*events, e) }), events
}

// tellAhead tells what happens after the instant of the rows.
func (s *storyteller) tellAhead(until time.Time) {
	s.changeAll()
	s.plan(Fact{})
	s.goOn(until)
}

// goOn tells what happens after the newest fact. The facts that this makes are told and not kept.
func (s *storyteller) goOn(until time.Time) {
	for due := s.w.dueBy(until); due.Len() > 0; {
		at := due.next()
		s.passTo(at)
		switch p, got := due.settleNext(); got {
		case retried:
			s.retried(p, at)
			continue
		case hindered:
			continue
		case recorded:
		}
		f := s.w.Facts[len(s.w.Facts)-1]
		s.w.Facts = s.w.Facts[:0]
		f.Seq = 0
		s.tellRetries(f)
		s.tellFact(f)
		s.plan(f)
	}
	s.stop(until)
}

// stop tells what is left to tell by an instant at which no more is asked for.
func (s *storyteller) stop(until time.Time) {
	s.passTo(until)
	for _, p := range sorted(s.w.Packages, ByPurchase) {
		s.tellRetriesOf(p.ID, until, until.Add(time.Second))
	}
}

// storyteller goes through the time of a World and tells each event as it comes, with the body of its fact if it has
// one.
type storyteller struct {
	w    *World
	now  time.Time
	hear func(Event, Body)
	// retried is called when what waits for money is tried again after the newest fact.
	retried func(p *Package, at time.Time)
	agenda  agenda
	assets  map[string][]string       // by package
	failed  map[string]*FailedRenewal // by package, of which the retries are still to be told
}

func newStoryteller(w *World, now time.Time, hear func(Event, Body)) *storyteller {
	return &storyteller{w: w, now: now, hear: hear, retried: func(*Package, time.Time) {},
		assets: map[string][]string{}, failed: map[string]*FailedRenewal{}}
}

// agenda is the rows by the instants of their next transitions. A row may be on it more than once, also for what no
// longer happens.
type agenda []appointment

type appointment struct {
	at   time.Time
	kind rowKind
	id   string
}

type rowKind int

const (
	orderRow rowKind = iota
	packageRow
	assetRow
	jobRow
)

func (a *agenda) Len() int           { return len(*a) }
func (a *agenda) Less(i, j int) bool { return (*a)[i].at.Before((*a)[j].at) }
func (a *agenda) Swap(i, j int)      { (*a)[i], (*a)[j] = (*a)[j], (*a)[i] }

// Push is heap.Interface's.
func (a *agenda) Push(x any) { *a = append(*a, x.(appointment)) } //nolint:forcetypeassert // only plan pushes

// Pop is heap.Interface's.
func (a *agenda) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

// plan puts the rows that a fact has changed on the agenda. The transitions of a row follow from the row, its package
// and the rules.
func (s *storyteller) plan(f Fact) {
	changed := s.w.Changed
	if _, ok := f.Body.(*RulesChanged); ok {
		s.changeAll()
	}
	for id := range changed.Assets {
		if a := s.w.Assets[id]; a != nil && !slices.Contains(s.assets[a.PackageID], id) {
			s.assets[a.PackageID] = append(s.assets[a.PackageID], id)
		}
	}
	for id := range changed.Packages {
		if p := s.w.Packages[id]; p.Failed != nil && p.Failed.Until.After(s.now) {
			s.failed[id] = p.Failed
		}
		s.meet(packageRow, id)
		for _, assetID := range s.assets[id] {
			changed.Assets[assetID] = true
		}
	}
	for id := range changed.Assets {
		s.meet(assetRow, id)
	}
	for id := range changed.Orders {
		s.meet(orderRow, id)
	}
	for id := range changed.Jobs {
		s.meet(jobRow, id)
	}
	for _, rows := range []map[string]bool{changed.Orders, changed.Packages, changed.Assets, changed.Renewals,
		changed.Jobs} {
		clear(rows)
	}
}

// changeAll takes every row for changed.
func (s *storyteller) changeAll() {
	for id := range s.w.Orders {
		s.w.Changed.Orders[id] = true
	}
	for id := range s.w.Packages {
		s.w.Changed.Packages[id] = true
	}
	for id := range s.w.Assets {
		s.w.Changed.Assets[id] = true
	}
	for id := range s.w.Jobs {
		s.w.Changed.Jobs[id] = true
	}
}

// meet puts a row on the agenda for its next transition.
func (s *storyteller) meet(kind rowKind, id string) {
	var next time.Time
	consider := func(at time.Time, _, _, _, _ string) {
		if at.After(s.now) && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	if kind == jobRow { // whether its asset is lost is known by then
		consider(s.w.Jobs[id].Ready, "", "", "", "")
	} else {
		s.transitions(kind, id, consider)
	}
	if !next.IsZero() {
		heap.Push(&s.agenda, appointment{next, kind, id})
	}
}

// retriedEvent is the type of the event that tells retries which failed like the attempt before them.
const retriedEvent = "auto_renewal_retried"

// tellRetries tells the retries that a fact has ended, before the fact.
func (s *storyteller) tellRetries(f Fact) {
	if len(s.failed) == 0 {
		return
	}
	ended := f.At.Add(time.Second) // one at the same instant came first, unless it is the fact
	switch f.Body.(type) {
	case *AutoRenewalCharged, *AutoRenewalFailed:
		ended = f.At
	}
	for _, p := range sorted(among(s.w.Packages, s.w.Changed.Packages), ByPurchase) {
		if p.Failed != s.failed[p.ID] {
			s.tellRetriesOf(p.ID, f.At, ended)
		}
	}
}

// tellRetriesOf tells the retries of a package before an instant as one event.
func (s *storyteller) tellRetriesOf(id string, at, before time.Time) {
	failed := s.failed[id]
	if failed == nil {
		return
	}
	delete(s.failed, id)
	if n, first, last := failed.retries(before); n > 0 {
		s.hear(Event{At: at, Type: retriedEvent, Subject: id, Text: tellAttempts(n, first, last),
			Cause: "automatic renewal"}, nil)
	}
}

func tellAttempts(n int, first, last time.Time) string {
	if n == 1 {
		return "1 more attempt failed, at " + instant(first)
	}
	return fmt.Sprintf("%d more attempts failed, daily from %s to %s", n, instant(first), instant(last))
}

func (s *storyteller) tellFact(f Fact) {
	e := Event{At: f.At, Seq: f.Seq, Type: f.Type, Subject: f.Subject, Text: f.Body.describe(s.w), Money: f.Money(),
		Cause: f.Cause}
	if e.Money != 0 {
		e.Currency = s.w.Currency()
	}
	e.About = s.w.concerned(f.Body)
	s.hear(e, f.Body)
}

// touched are the ids of the packages and assets whose term, unit or use a fact has changed.
func touched(body Body) (packages, assets []string) {
	switch b := body.(type) {
	case *OrderPaid:
		for _, p := range b.Delivered {
			packages = append(packages, p.ID)
		}
		for _, r := range b.Renewed {
			packages = append(packages, r.PackageID)
		}
	case *AutoRenewalCharged:
		packages = []string{b.Renewed.PackageID}
	case *AutoRenewalFailed:
		packages = []string{b.PackageID}
	case *PackageUnsubscribed:
		packages = []string{b.PackageID}
	case *AssetMade:
		packages, assets = []string{b.Asset.PackageID}, []string{b.Asset.ID}
	case *AssetBound:
		packages, assets = []string{b.PackageID}, []string{b.AssetID}
	case *AssetsRenewed:
		for _, r := range b.Results {
			assets = append(assets, r.AssetID)
		}
	}
	return packages, assets
}

// concerned are the packages and assets that a fact is about, besides its subject, as the fact has left them.
func (w *World) concerned(body Body) (all []Concerned) {
	packages, assets := touched(body)
	for _, id := range packages {
		if p := w.Packages[id]; p != nil {
			all = append(all, Concerned{id, p.Expire()})
		}
	}
	for _, id := range assets {
		if a := w.Assets[id]; a != nil && w.Packages[a.PackageID] != nil {
			all = append(all, Concerned{id, w.AssetEnd(a)})
		}
	}
	return all
}

// passTo tells the transitions after the last instant told, up to and including this one.
func (s *storyteller) passTo(until time.Time) {
	if s.now.IsZero() {
		s.now = until
		return
	}
	if !until.After(s.now) {
		return
	}
	rows := map[rowKind]map[string]bool{orderRow: {}, packageRow: {}, assetRow: {}, jobRow: {}}
	for len(s.agenda) > 0 && !s.agenda[0].at.After(until) {
		next := heap.Pop(&s.agenda).(appointment) //nolint:forcetypeassert // only meet pushes
		rows[next.kind][next.id] = true
	}
	var due []Event
	tell := func(at time.Time, kind, subject, text, cause string) {
		if at.After(s.now) && !at.After(until) {
			due = append(due, Event{At: at, Type: kind, Subject: subject, Text: text, Cause: cause})
		}
	}
	for _, o := range sorted(among(s.w.Orders, rows[orderRow]), bySequence) {
		s.transitions(orderRow, o.ID, tell)
	}
	for _, p := range sorted(among(s.w.Packages, rows[packageRow]), ByPurchase) {
		s.transitions(packageRow, p.ID, tell)
	}
	for _, a := range sorted(among(s.w.Assets, rows[assetRow]), byMaking) {
		s.transitions(assetRow, a.ID, tell)
	}
	for _, j := range sorted(among(s.w.Jobs, rows[jobRow]), byCreation) {
		s.transitions(jobRow, j.ID, tell)
	}
	slices.SortStableFunc(due, func(a, b Event) int { return a.At.Compare(b.At) })
	for _, e := range due {
		if e.Type == retriedEvent {
			delete(s.failed, e.Subject)
		}
		s.hear(e, nil)
	}
	s.now = until
	for kind, ids := range rows {
		for id := range ids {
			s.meet(kind, id)
		}
	}
}

// among are the rows with the given ids.
func among[T any](rows map[string]*T, ids map[string]bool) map[string]*T {
	some := make(map[string]*T, len(ids))
	for id := range ids {
		if row := rows[id]; row != nil {
			some[id] = row
		}
	}
	return some
}

// transitions tells what time alone makes of a row, at whatever instants.
func (s *storyteller) transitions(kind rowKind, id string, tell teller) {
	switch kind {
	case orderRow:
		o := s.w.Orders[id]
		if !o.Completed.IsZero() {
			tell(o.Completed, "order_completed", o.ID, "processed", "end of processing")
		}
		if o.Paid.IsZero() && o.Cancelled.IsZero() {
			tell(o.PayBy, "order_lapsed", o.ID, "cancelled: not paid before its deadline", "payment deadline")
		}
	case packageRow:
		p := s.w.Packages[id]
		if p.Failed != nil && s.failed[id] == p.Failed {
			if n, first, last := p.Failed.retries(p.Failed.Until); n > 0 {
				tell(p.Failed.Until, retriedEvent, p.ID, tellAttempts(n, first, last)+"; no further attempt",
					"automatic renewal")
			}
		}
		if p.Returned.IsZero() && s.now.Before(p.RetentionEnd(s.w.Policies)) {
			s.w.packageTransitions(p, tell)
		}
	case assetRow:
		a := s.w.Assets[id]
		if a == nil { // it was withdrawn
			return
		}
		if p := s.w.Packages[a.PackageID]; a.Status(p, s.now, s.w.Policies) != AssetDeleted {
			s.w.assetTransitions(a, p, tell)
		}
	case jobRow:
		j := s.w.Jobs[id]
		if j.Submitted.Before(j.Ready) && j.Deleted.IsZero() && !s.w.lostInTraining(j, j.Ready) {
			tell(j.Ready, "training_job_done", j.ID, j.Details.Name+" is trained: "+j.AssetID, "end of training")
		}
	}
}

type teller func(at time.Time, kind, subject, text, cause string)

func (w *World) packageTransitions(p *Package, tell teller) {
	end, what := p.Expire(), shortCode(p.ResourceSpecCode)
	if !p.AutoRenew && (p.Pool == "" || p.FreeUnits() > 0) {
		tell(calendar.DaysAfter(end, -w.Policy.ExpiresSoonDays.Value), "package_expires_soon", p.ID, what+" ends on "+
			instant(end), "notice")
	}
	if p.Lapses {
		text := what + " is void"
		if n := p.FreeUnits(); n > 0 && p.Pool != "" {
			text += ", " + count(n, "unspent unit")
		}
		tell(end, "package_expired", p.ID, text, "end of validity")
		return
	}
	frozen, released := p.GraceEnd(w.Policies), p.RetentionEnd(w.Policies)
	if frozen.After(end) { // a policy can have no grace, and no retention
		tell(end, "package_in_grace", p.ID, what+" has ended: usable until "+instant(frozen), "end of the paid term")
	}
	if released.After(frozen) {
		tell(frozen, "package_frozen", p.ID, what+" is frozen until "+instant(released), "end of grace")
	}
	tell(released, "package_released", p.ID, what+" is released and can no longer be renewed", "end of retention")
}

func (w *World) assetTransitions(a *Asset, p *Package, tell teller) {
	if !a.Ready.IsZero() {
		tell(a.Ready, "asset_ready", a.ID, a.Name+" can be used", "end of training")
	}
	deleted, cause := a.RetentionEnd(p, w.Policies), "end of retention"
	if binned := !a.Recycled.IsZero(); binned && (a.Permanent || a.binnedUntil(w.Policies).Before(deleted)) {
		deleted, cause = a.binnedUntil(w.Policies), "end of the recycle bin's days"
	} else if a.Permanent {
		return
	} else if frozen := a.GraceEnd(p, w.Policies); !binned && frozen.Before(deleted) {
		tell(frozen, "asset_frozen", a.ID, a.Name+" is frozen with its package and its months", "end of grace")
	}
	tell(deleted, "asset_deleted", a.ID, a.Name+" is deleted for good", cause)
}
