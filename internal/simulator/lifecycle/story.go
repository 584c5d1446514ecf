package lifecycle

import (
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
}

// Story tells facts and, from the rules alone, every transition between them, in one order up to an instant. What time makes happen after the newest
// fact is told too, as it will be unless something is done. The World must be the tenant's empty one.
func Story(w *World, facts []Fact, until time.Time) []Event {
	s := &storyteller{w: w}
	for _, f := range facts {
		if f.At.After(until) {
			return s.events
		}
		s.passTo(f.At)
		w.Apply(f)
		s.tellFact(f)
	}
	for due := w.dueBy(until); due.Len() > 0; {
		s.passTo(due.next())
		due.settleNext()
		f := w.Facts[len(w.Facts)-1]
		f.Seq = 0
		s.tellFact(f)
	}
	s.passTo(until)
	return s.events
}

type storyteller struct {
	w      *World
	now    time.Time
	events []Event
}

func (s *storyteller) tellFact(f Fact) {
	e := Event{At: f.At, Seq: f.Seq, Type: f.Type, Subject: f.Subject, Text: f.Body.describe(s.w), Money: f.Money(), Cause: f.Cause}
	if e.Money != 0 {
		e.Currency = s.w.Currency()
	}
	s.events = append(s.events, e)
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
	var due []Event
	tell := func(at time.Time, kind, subject, text, cause string) {
		if at.After(s.now) && !at.After(until) {
			due = append(due, Event{At: at, Type: kind, Subject: subject, Text: text, Cause: cause})
		}
	}
	for _, o := range s.w.OrderList() {
		if !o.Completed.IsZero() {
			tell(o.Completed, "order_completed", o.ID, "processed", "end of processing")
		}
		if o.Paid.IsZero() && o.Cancelled.IsZero() {
			tell(o.PayBy, "order_lapsed", o.ID, "cancelled: not paid before its deadline", "payment deadline")
		}
	}
	for _, p := range s.w.PackageList() {
		if p.Returned.IsZero() && s.now.Before(p.RetentionEnd(s.w.Policies)) {
			s.w.packageTransitions(p, tell)
		}
	}
	for _, a := range s.w.AssetList() {
		if p := s.w.Packages[a.PackageID]; a.Status(p, s.now, s.w.Policies) != AssetDeleted {
			s.w.assetTransitions(a, p, tell)
		}
	}
	for _, j := range s.w.JobList() {
		if j.Submitted.Before(j.Ready) && j.Deleted.IsZero() && !s.w.lostInTraining(j, j.Ready) {
			tell(j.Ready, "training_job_done", j.ID, j.Details.Name+" is trained: "+j.AssetID, "end of training")
		}
	}
	slices.SortStableFunc(due, func(a, b Event) int { return a.At.Compare(b.At) })
	s.events = append(s.events, due...)
	s.now = until
}

type teller func(at time.Time, kind, subject, text, cause string)

func (w *World) packageTransitions(p *Package, tell teller) {
	end, what := p.Expire(), shortCode(p.ResourceSpecCode)
	if !p.AutoRenew && (p.Pool == "" || p.FreeUnits() > 0) {
		tell(calendar.DaysAfter(end, -w.Policy.ExpiresSoonDays.Value), "package_expires_soon", p.ID, what+" ends on "+instant(end), "notice")
	}
	if p.Lapses {
		text := what + " is void"
		if n := p.FreeUnits(); n > 0 && p.Pool != "" {
			text += ", " + count(n, "unspent unit")
		}
		tell(end, "package_expired", p.ID, text, "end of validity")
		return
	}
	tell(end, "package_in_grace", p.ID, what+" has ended: usable until "+instant(p.GraceEnd(w.Policies)), "end of the paid term")
	tell(p.GraceEnd(w.Policies), "package_frozen", p.ID, what+" is frozen until "+instant(p.RetentionEnd(w.Policies)), "end of grace")
	tell(p.RetentionEnd(w.Policies), "package_released", p.ID, what+" is released and cannot be renewed any more", "end of retention")
}

func (w *World) assetTransitions(a *Asset, p *Package, tell teller) {
	if !a.Ready.IsZero() {
		tell(a.Ready, "asset_ready", a.ID, a.Name+" can be used", "end of training")
	}
	binned := !a.Recycled.IsZero()
	if binned {
		tell(a.binnedUntil(w.Policies), "asset_deleted", a.ID, a.Name+" is deleted for good", "end of the recycle bin's days")
	}
	if a.Permanent || binned && !a.binnedUntil(w.Policies).After(a.GraceEnd(p, w.Policies)) {
		return
	}
	tell(a.GraceEnd(p, w.Policies), "asset_frozen", a.ID, a.Name+" is frozen with its package and its months", "end of grace")
	if binned && !a.binnedUntil(w.Policies).After(a.RetentionEnd(p, w.Policies)) {
		return
	}
	tell(a.RetentionEnd(p, w.Policies), "asset_deleted", a.ID, a.Name+" is deleted for good", "end of retention")
}
