// Package fault is what can go wrong with the calls of a tenant: rules as data, the calls that they match, and what
// they do to them. Which call is hit follows from the rule and from counts, never from chance.
package fault

import (
	"fmt"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// AutomaticRenewal is the operation of rules that decline automatic renewals: time makes those, no call.
const AutomaticRenewal = "AutomaticRenewal"

// Rule is one fault: which calls it matches, and the one thing that it does to those that it hits.
type Rule struct {
	Match Match `yaml:"match" json:"match"`
	// Error answers with a failure. Nothing was done.
	Error *Failure `yaml:"error" json:"error,omitempty"`
	// Throttle answers 429. Nothing was done.
	Throttle *Throttle `yaml:"throttle" json:"throttle,omitempty"`
	// Delay lets the call wait, in real time, such as 3s, before it is carried out.
	Delay string `yaml:"delay" json:"delay,omitempty"`
	// Hang lets the caller wait until it gives up. Nothing was done.
	Hang bool `yaml:"hang" json:"hang,omitempty"`
	// Reset cuts the connection. Nothing was done.
	Reset bool `yaml:"reset" json:"reset,omitempty"`
	// LostAnswer carries the call out and then cuts the connection.
	LostAnswer bool `yaml:"lost_answer" json:"lost_answer,omitempty"`
	// Truncate carries the call out and sends half of the answer.
	Truncate bool `yaml:"truncate" json:"truncate,omitempty"`
	// Decline refuses a payment, or automatic renewals, for a reason.
	Decline string `yaml:"decline" json:"decline,omitempty"`
	// SoldOut refuses orders.
	SoldOut bool `yaml:"sold_out" json:"sold_out,omitempty"`
	// Processing is how long after its payment an order is delivered, in business time, such as P2D.
	Processing string `yaml:"processing" json:"processing,omitempty"`
}

// Match is the calls that a rule is about. An empty field does not narrow it.
type Match struct {
	Operation        string `yaml:"operation" json:"operation"` // as the SDK names it; * stands for any text
	ResourceSpecCode string `yaml:"resource_spec_code" json:"resource_spec_code,omitempty"`
	ResourceID       string `yaml:"resource_id" json:"resource_id,omitempty"` // an id that the request names
	From             string `yaml:"from" json:"from,omitempty"`               // the first business instant, RFC 3339
	Until            string `yaml:"until" json:"until,omitempty"`             // the first instant after
	After            int    `yaml:"after" json:"after,omitempty"`             // matching calls that pass first
	Times            int    `yaml:"times" json:"times,omitempty"`             // calls to hit; 0: all
}

// Failure is an answer that is an error.
type Failure struct {
	Status  int    `yaml:"status" json:"status"`
	Code    string `yaml:"code" json:"code,omitempty"` // empty: the service's internal error
	Message string `yaml:"message" json:"message,omitempty"`
}

// Throttle is an answer to a caller who asks too often.
type Throttle struct {
	RetryAfter int `yaml:"retry_after" json:"retry_after"` // seconds
}

// Kind is what a rule does.
type Kind string

// The kinds, by their keys.
const (
	KindError      Kind = "error"
	KindThrottle   Kind = "throttle"
	KindDelay      Kind = "delay"
	KindHang       Kind = "hang"
	KindReset      Kind = "reset"
	KindLostAnswer Kind = "lost_answer"
	KindTruncate   Kind = "truncate"
	KindDecline    Kind = "decline"
	KindSoldOut    Kind = "sold_out"
	KindProcessing Kind = "processing"
)

// Kinds are all kinds.
func Kinds() []Kind {
	return []Kind{KindError, KindThrottle, KindDelay, KindHang, KindReset, KindLostAnswer, KindTruncate, KindDecline,
		KindSoldOut, KindProcessing}
}

// kinds are those that a rule names.
func (r *Rule) kinds() (named []Kind) {
	for i, given := range []bool{r.Error != nil, r.Throttle != nil, r.Delay != "", r.Hang, r.Reset, r.LostAnswer,
		r.Truncate, r.Decline != "", r.SoldOut, r.Processing != ""} {
		if given {
			named = append(named, Kinds()[i])
		}
	}
	return named
}

// Kind is what the rule does.
func (r *Rule) Kind() Kind { return r.kinds()[0] }

// Before reports whether the fault keeps a call from being carried out, or lets it wait before that. The others hit
// only what is carried out.
func (k Kind) Before() bool {
	switch k {
	case KindError, KindThrottle, KindDelay, KindHang, KindReset:
		return true
	default:
		return false
	}
}

// Refuses reports whether the fault makes a use case refuse what it would have done.
func (k Kind) Refuses() bool { return k == KindDecline || k == KindSoldOut }

// OfRenewals reports whether the rule declines automatic renewals. It hits no call.
func (r *Rule) OfRenewals() bool { return r.Match.Operation == AutomaticRenewal }

// Operation is a call that faults can hit.
type Operation struct {
	Name     string
	Pays     bool // pays an order that exists
	Orders   bool // places orders, which may be paid at once
	Products bool // its request names products
}

// can reports whether a kind of fault can happen to the operation.
func (o Operation) can(k Kind) bool {
	switch k {
	case KindDecline:
		return o.Pays
	case KindSoldOut:
		return o.Orders
	case KindProcessing:
		return o.Pays || o.Orders
	default:
		return true
	}
}

// IsAbout reports whether the rule can hit a call of an operation; names reports whether its request names something.
func (r *Rule) IsAbout(o Operation, names func(string) bool) bool {
	return !r.OfRenewals() && like(r.Match.Operation, o.Name) && o.can(r.Kind()) &&
		(r.Match.ResourceSpecCode == "" || o.Products && names(r.Match.ResourceSpecCode)) &&
		(r.Match.ResourceID == "" || names(r.Match.ResourceID))
}

// IsTimed reports whether the rule matches within a window only.
func (r *Rule) IsTimed() bool { return r.Match.From != "" || r.Match.Until != "" }

// Window is the rule's, in business time; zero instants do not bound it.
func (r *Rule) Window() (from, until time.Time) {
	from, _ = calendar.ParseSecond(r.Match.From) // Read has checked them
	until, _ = calendar.ParseSecond(r.Match.Until)
	return from, until
}

// HoldsAt reports whether a business instant is in the rule's window.
func (r *Rule) HoldsAt(now time.Time) bool {
	from, until := r.Window()
	return !now.Before(from) && (until.IsZero() || now.Before(until))
}

// Hits reports whether the rule hits the next matching call, after so many have matched and so many were hit.
func (r *Rule) Hits(matched, hits int64) bool {
	return matched >= int64(r.Match.After) && r.HasLeft(hits)
}

// HasLeft reports whether the rule hits further calls after so many.
func (r *Rule) HasLeft(hits int64) bool { return r.Match.Times == 0 || hits < int64(r.Match.Times) }

// Wait is the delay, in real time.
func (r *Rule) Wait() time.Duration {
	d, _ := time.ParseDuration(r.Delay) // Read has checked it
	return d
}

// Delivery is how long after its payment an order is delivered, in business time.
func (r *Rule) Delivery() lifecycle.Duration {
	d, _ := lifecycle.ParseDuration(r.Processing) // Read has checked it
	return d
}

// What is what the rule does, in words.
func (r *Rule) What() string {
	switch r.Kind() {
	case KindError:
		return strings.TrimSpace(fmt.Sprintf("answers HTTP %d %s", r.Error.Status, r.Error.Code))
	case KindThrottle:
		return fmt.Sprintf("answers HTTP 429, Retry-After %d s", r.Throttle.RetryAfter)
	case KindDelay:
		return "waits " + r.Delay + " first"
	case KindHang:
		return "waits until the caller gives up"
	case KindReset:
		return "cuts the connection before anything is done"
	case KindLostAnswer:
		return "cuts the connection after it is done"
	case KindTruncate:
		return "sends half of the answer"
	case KindDecline:
		return "declined: " + r.Decline
	case KindSoldOut:
		return "sold out"
	default:
		return "delivers after " + r.Processing
	}
}

// When is which matching calls the rule hits, in words.
func (m Match) When() string {
	var words []string
	for _, part := range []struct{ name, value string }{{"", m.ResourceSpecCode}, {"", m.ResourceID}, {"from ", m.From},
		{"until ", m.Until}} {
		if part.value != "" {
			words = append(words, part.name+part.value)
		}
	}
	switch {
	case m.Times == 1:
		words = append(words, fmt.Sprintf("call %d", m.After+1))
	case m.Times > 0:
		words = append(words, fmt.Sprintf("calls %d to %d", m.After+1, m.After+m.Times))
	case m.After > 0:
		words = append(words, fmt.Sprintf("from call %d on", m.After+1))
	}
	return strings.Join(words, ", ")
}

// like reports whether a pattern, in which * stands for any text, matches a name.
func like(pattern, name string) bool {
	first, rest, starred := strings.Cut(pattern, "*")
	if !starred {
		return pattern == name
	}
	name, ok := strings.CutPrefix(name, first)
	if !ok {
		return false
	}
	for i := 0; i <= len(name); i++ {
		if like(rest, name[i:]) {
			return true
		}
	}
	return false
}
