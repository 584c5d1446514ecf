package simulator

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/fault"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// Faults are those of a configuration: they hold while they are in it, and the tenant stores only their counts.
type Faults struct {
	Rules  []fault.Rule
	Source string // names the rules apart from others of the tenant; not empty
}

// CallFaults is what faults do to one call.
type CallFaults struct {
	Before *fault.Rule // what hits the call before it is carried out; nil: nothing does
	After  *fault.Rule // what has hit what was carried out; nil: nothing has

	operation string
	open      *store.Fault // hits the call if it is carried out; nil: none
	tried     bool         // open has hit, or others were faster
}

// MatchFaults counts a call towards the faults that are about it, and says what they do to it. names reports whether
// the request names something. Nil: no fault is about the call. Counting is a short write of its own, which moves no
// head.
func (c *Cloud) MatchFaults(ctx context.Context, call Call, of fault.Operation, names func(string) bool) (
	*CallFaults, error,
) {
	if call.NoFaults && len(c.opts.Faults.Rules) == 0 {
		return nil, nil //nolint:nilnil // none is about it
	}
	isAbout := func(r *fault.Rule) bool { return r.IsAbout(of, names) }
	about, err := c.isAnyAbout(ctx, call.Tenant, isAbout)
	if err != nil || !about {
		return nil, err
	}
	var found *CallFaults
	err = c.store.Write(ctx, call.Tenant, func(tx *store.Tx) error {
		found = &CallFaults{operation: of.Name}
		faults, err := c.faults(tx, call.Tenant, true)
		if err != nil {
			return err
		}
		var now time.Time
		for i := range faults {
			f := &faults[i]
			if !isAbout(&f.Rule) {
				continue
			}
			if f.Rule.IsTimed() && now.IsZero() {
				if now, err = c.instantOf(tx, call); err != nil {
					return err
				}
			}
			if !f.Rule.HoldsAt(now) {
				continue
			}
			found.count(f)
			if err := tx.CountFault(call.Tenant, *f); err != nil {
				return err
			}
		}
		return nil
	})
	if _, refused := errors.AsType[*lifecycle.Refusal](err); refused && found != nil {
		return nil, nil //nolint:nilnil // the call itself is refused for the same
	}
	return found, err
}

// count counts a call that the fault is about. The first fault of a list that can hits it.
func (s *CallFaults) count(f *store.Fault) {
	hits := s.Before == nil && s.open == nil && f.Rule.Hits(f.Matched, f.Hits)
	f.Matched++
	switch {
	case hits && f.Rule.Kind().Before():
		f.Hits++
		s.Before = &f.Rule
	case hits:
		s.open = f
	}
}

// instantOf is the business instant of a call.
func (c *Cloud) instantOf(tx *store.Tx, call Call) (time.Time, error) {
	w, _, _, err := c.enter(tx, call, false)
	if err != nil {
		return time.Time{}, err
	}
	return w.Now, nil
}

func (c *Cloud) isAnyAbout(ctx context.Context, tenant string, isAbout func(*fault.Rule) bool) (about bool, err error) {
	for i := range c.opts.Faults.Rules {
		if isAbout(&c.opts.Faults.Rules[i]) {
			return true, nil
		}
	}
	err = c.store.Read(ctx, tenant, func(tx *store.Tx) error {
		faults, err := c.faults(tx, tenant, false)
		about = slices.ContainsFunc(faults, func(f store.Fault) bool { return isAbout(&f.Rule) })
		return err
	})
	return about, ifThere(err)
}

// faults are those that hold for a call: the tenant's, and the configuration's with their counts, which begin with the
// first write.
func (c *Cloud) faults(tx *store.Tx, tenant string, write bool) ([]store.Fault, error) {
	all, err := tx.Faults(tenant)
	if err != nil {
		return nil, err
	}
	own, source := c.opts.Faults.Rules, c.opts.Faults.Source
	hold := slices.DeleteFunc(all, func(f store.Fault) bool { return f.Source != "" && f.Source != source })
	if !write || len(own) == 0 || slices.ContainsFunc(hold, func(f store.Fault) bool { return f.Source != "" }) {
		return hold, nil
	}
	for i, rule := range own {
		hold = append(hold, store.Fault{Rule: rule, Source: source, Number: i + 1})
	}
	return hold, tx.PutFaults(tenant, source, own)
}

// HitAnswer hits a call that was carried out without a command, as reads are. It is for every call that has
// succeeded.
func (c *Cloud) HitAnswer(ctx context.Context, call Call) error {
	s := call.Faults
	if s == nil || s.open == nil || s.tried || s.open.Rule.Kind().Refuses() || s.open.Rule.Kind() == fault.KindProcessing {
		return nil
	}
	return c.store.Write(ctx, call.Tenant, func(tx *store.Tx) error {
		s.begin()
		_, err := s.hit(tx, call.Tenant)
		return err
	})
}

// begin forgets a try of the transaction that was undone.
func (s *CallFaults) begin() {
	if s != nil {
		s.After, s.tried = nil, false
	}
}

// hit takes the hit that is open, unless other calls have used up the fault meanwhile.
func (s *CallFaults) hit(tx *store.Tx, tenant string) (bool, error) {
	s.tried = true
	all, err := tx.Faults(tenant)
	if err != nil {
		return false, err
	}
	i := slices.IndexFunc(all, func(f store.Fault) bool { return f.Source == s.open.Source && f.Number == s.open.Number })
	if i < 0 || all[i].Rule != s.open.Rule || !all[i].Rule.HasLeft(all[i].Hits) { // cleared, replaced or used up
		return false, nil
	}
	all[i].Hits++
	s.After = &s.open.Rule
	return true, tx.CountFault(tenant, all[i])
}

// prepare gives a World what a fault changes of what its command does.
func (s *CallFaults) prepare(w *lifecycle.World) {
	if s != nil && s.open != nil && s.open.Rule.Kind() == fault.KindProcessing {
		w.Processing = s.open.Rule.Delivery()
	}
}

// faultRefusal is a refusal that a fault asks for. Its transaction keeps the hit.
type faultRefusal struct{ refusal error }

func (s *faultRefusal) Error() string { return s.refusal.Error() }

// refuse refuses what a command would have done, if a fault asks for it.
func (s *CallFaults) refuse(tx *store.Tx, tenant string) error {
	if s == nil || s.open == nil || !s.open.Rule.Kind().Refuses() {
		return nil
	}
	hit, err := s.hit(tx, tenant)
	if err != nil || !hit {
		return err
	}
	if s.open.Rule.Kind() == fault.KindDecline {
		return &faultRefusal{lifecycle.Refuse(lifecycle.CodeDeclined, "the payment was declined: %s; no money moved",
			s.open.Rule.Decline)}
	}
	return &faultRefusal{lifecycle.Refuse(lifecycle.CodeSoldOut, "the product is sold out; nothing was ordered")}
}

// carriedOut hits what a command has done, in its own transaction. Facts are those that it has made.
func (s *CallFaults) carriedOut(tx *store.Tx, tenant string, facts []lifecycle.Fact) error {
	if s == nil || s.open == nil || s.tried || s.open.Rule.Kind().Refuses() {
		return nil
	}
	kind := s.open.Rule.Kind()
	if kind == fault.KindProcessing && !lifecycle.IsDelayed(facts) {
		return nil
	}
	hit, err := s.hit(tx, tenant)
	if err != nil || !hit || len(facts) == 0 {
		return err
	}
	return tx.PutFaultHit(tenant, store.FaultHit{Seq: facts[len(facts)-1].Seq, Operation: s.operation, Kind: string(kind),
		Effect: s.After.What()})
}

// SetFaults puts rules in the place of those that are set on a tenant. They have counted nothing. Declines of automatic
// renewals become facts of the account, from now on.
func (c *Cloud) SetFaults(ctx context.Context, call Call, rules []fault.Rule) error {
	var declines []lifecycle.RenewalDecline
	calls := slices.DeleteFunc(slices.Clone(rules), func(r fault.Rule) bool {
		if r.OfRenewals() {
			from, until := r.Window()
			declines = append(declines, lifecycle.RenewalDecline{From: from, Until: until, Reason: r.Decline,
				ResourceSpecCode: r.Match.ResourceSpecCode, PackageID: r.Match.ResourceID})
		}
		return r.OfRenewals()
	})
	if err := c.declineRenewals(ctx, call, declines); err != nil {
		return err
	}
	return c.store.Write(ctx, call.Tenant, func(tx *store.Tx) error {
		if err := c.mayHaveFaults(tx, call.Tenant); err != nil {
			return err
		}
		return tx.PutFaults(call.Tenant, "", calls)
	})
}

// mayHaveFaults refuses faults of a project that has no account where that is needed first.
func (c *Cloud) mayHaveFaults(tx *store.Tx, tenant string) error {
	if !c.opts.OnlyAccounts {
		return nil
	}
	there, err := c.thereIs(tx, tenant)
	if err == nil && !there {
		err = unknownTenant(tenant)
	}
	return err
}

// declineRenewals records which automatic renewals are declined from now on, unless none were and none are.
func (c *Cloud) declineRenewals(ctx context.Context, call Call, declines []lifecycle.RenewalDecline) error {
	w, err := c.Look(ctx, Call{Tenant: call.Tenant}, lifecycle.Selection{})
	if err != nil {
		return err
	}
	have := w.DeclinesAfter(w.Tenant.Head)
	switch {
	case len(declines) == 0 && len(have) == 0:
		return nil
	case w.Tenant.Seq == 0:
		return lifecycle.Refuse(lifecycle.CodeTenantUnknown, "nothing was written to the project %s yet, so nothing renews "+
			"automatically; set this fault after the first order", call.Tenant)
	case call.At.IsZero() && w.Tenant.ClockKind() == lifecycle.ClockClient:
		call.At = w.Tenant.Head // real time would lock out every earlier instant of the provider
	}
	_, err = c.Do(ctx, call, lifecycle.DeclineRenewals{Declines: declines})
	return err
}

// ClearFaults removes all faults of a tenant, with their counts, and ends declines of automatic renewals.
func (c *Cloud) ClearFaults(ctx context.Context, call Call) error {
	err := c.store.Read(ctx, call.Tenant, func(*store.Tx) error { return nil })
	if errors.Is(err, store.ErrMissing) {
		return nil
	}
	if err == nil {
		err = c.declineRenewals(ctx, call, nil)
	}
	if err != nil {
		return err
	}
	return c.store.Write(ctx, call.Tenant, func(tx *store.Tx) error {
		if err := c.mayHaveFaults(tx, call.Tenant); err != nil {
			return err
		}
		return tx.DropFaults(call.Tenant)
	})
}

// ListFaults are the faults of a tenant: those that are set on it, declines of automatic renewals that are not over,
// and those of configurations that have counted calls.
func (c *Cloud) ListFaults(ctx context.Context, call Call) (all []store.Fault, err error) {
	w, err := c.Look(ctx, Call{Tenant: call.Tenant}, lifecycle.Selection{})
	if err != nil {
		return nil, err
	}
	err = c.store.Read(ctx, call.Tenant, func(tx *store.Tx) error {
		all, err = tx.Faults(call.Tenant)
		return err
	})
	for _, d := range w.DeclinesAfter(w.Tenant.Head) {
		rule := fault.Rule{Decline: d.Reason, Match: fault.Match{Operation: fault.AutomaticRenewal,
			ResourceSpecCode: d.ResourceSpecCode, ResourceID: d.PackageID, From: instantText(d.From),
			Until: instantText(d.Until)}}
		all = append(all, store.Fault{Rule: rule})
	}
	return all, ifThere(err)
}

func instantText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// withFaultHits tells the hits that changed something, each after the fact that it hit.
func withFaultHits(events []lifecycle.Event, hits []store.FaultHit) []lifecycle.Event {
	if len(hits) == 0 {
		return events
	}
	bySeq := map[int64]store.FaultHit{}
	for _, h := range hits {
		bySeq[h.Seq] = h
	}
	told := make([]lifecycle.Event, 0, len(events)+len(hits))
	for _, e := range events {
		told = append(told, e)
		if h, hit := bySeq[e.Seq]; hit && e.Seq != 0 {
			told = append(told, lifecycle.Event{At: e.At, Seq: e.Seq, Type: "fault_hit", Subject: e.Subject, Cause: "fault",
				Text: fmt.Sprintf("fault %s hit %s: %s", h.Kind, h.Operation, h.Effect)})
		}
	}
	return told
}
