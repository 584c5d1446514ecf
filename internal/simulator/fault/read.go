package fault

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/strictyaml"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// Bounds of a list of rules.
const (
	maxRules = 100
	maxDelay = 10 * time.Minute
	maxCount = 1_000_000
	maxText  = 200
	maxStars = 4
	maxYears = 10 // that an order stays in processing
)

// Read reads a list of rules, in YAML or JSON, and checks each against the operations that there are. Errors name the
// line at fault.
func Read(text string, operations []Operation) ([]Rule, error) {
	if err := strictyaml.CheckText("faults", text); err != nil {
		return nil, err
	}
	rules, err := strictyaml.Read("faults", []byte(text), func(rules *[]Rule) error { return check(*rules, operations) })
	if err != nil {
		return nil, err
	}
	return *rules, nil
}

func check(rules []Rule, operations []Operation) error {
	if len(rules) > maxRules {
		return strictyaml.Wrong(nil, "a list has at most %d faults", maxRules)
	}
	for i := range rules {
		if err := rules[i].check([]any{i}, operations); err != nil {
			return err
		}
	}
	return nil
}

func (r *Rule) check(at []any, operations []Operation) error {
	kinds := r.kinds()
	switch {
	case len(kinds) == 0:
		return strictyaml.Wrong(at, "needs what happens, one of %s", listed(Kinds()))
	case len(kinds) > 1:
		return strictyaml.Wrong(append(at, string(kinds[1])), "a fault does one thing; %s does another", kinds[0])
	}
	if err := r.checkMatch(append(at, "match"), operations); err != nil {
		return err
	}
	return r.checkEffect(append(at, string(kinds[0])))
}

func (r *Rule) checkMatch(at []any, operations []Operation) error {
	m, in := r.Match, func(key string) []any { return append(slices.Clip(at), key) }
	if err := checkWindow(m, in); err != nil {
		return err
	}
	for key, n := range map[string]int{"after": m.After, "times": m.Times} {
		if n < 0 || n > maxCount {
			return strictyaml.Wrong(in(key), "%d is out of range, must be 0 to %d", n, maxCount)
		}
	}
	if r.OfRenewals() {
		switch {
		case r.Kind() != KindDecline:
			return strictyaml.Wrong(in("operation"), "an automatic renewal can only be declined")
		case m.After > 0 || m.Times > 0:
			return strictyaml.Wrong(at, "automatic renewals are no calls that could be counted; use from and until instead of "+
				"after and times")
		}
		return nil
	}
	return r.checkOperation(in, operations)
}

func checkWindow(m Match, in func(string) []any) error {
	var window []time.Time
	for _, one := range []struct{ key, text string }{{"from", m.From}, {"until", m.Until}} {
		t, err := calendar.ParseSecond(one.text)
		if one.text != "" && (err != nil || !wire.IsWritable(t)) {
			return strictyaml.Wrong(in(one.key), "%.40q is no instant in RFC 3339, such as 2027-03-01T00:00:00Z, in the years "+
				"%d to %d", one.text, wire.FirstYear, wire.LastYear)
		}
		window = append(window, t)
	}
	if m.From != "" && m.Until != "" && !window[0].Before(window[1]) {
		return strictyaml.Wrong(in("until"), "is not after from")
	}
	return nil
}

func (r *Rule) checkOperation(in func(string) []any, operations []Operation) error {
	pattern := r.Match.Operation
	if pattern == "" || strings.Count(pattern, "*") > maxStars || len(pattern) > maxText {
		return strictyaml.Wrong(in("operation"), "must be the name of an operation, such as PayOrders, or have * for any "+
			"text in it")
	}
	var named, able, sells bool
	for _, o := range operations {
		if like(pattern, o.Name) {
			named, able, sells = true, able || o.can(r.Kind()), sells || o.can(r.Kind()) && o.Products
		}
	}
	switch {
	case !named:
		return strictyaml.Wrong(in("operation"), "%q is no operation of the simulated services%s", pattern,
			similar(pattern, operations))
	case !able:
		return strictyaml.Wrong(in("operation"), "%s cannot happen to %s, only to %s", r.Kind(), pattern,
			listed(namesOf(operations, func(o Operation) bool { return o.can(r.Kind()) })))
	case r.Match.ResourceSpecCode != "" && !sells:
		return strictyaml.Wrong(in("resource_spec_code"), "requests of %s name no product; those of these do: %s", pattern,
			listed(namesOf(operations, func(o Operation) bool { return o.Products })))
	}
	return nil
}

func (r *Rule) checkEffect(at []any) error {
	in := func(key string) []any { return append(slices.Clip(at), key) }
	switch r.Kind() {
	case KindError:
		e := r.Error
		switch {
		case e.Status < 400 || e.Status > 599:
			return strictyaml.Wrong(in("status"), "%d is no error of HTTP, must be 400 to 599", e.Status)
		case e.Status < 500 && e.Code == "":
			return strictyaml.Wrong(at, "a status below 500 needs a code, such as MSS.00000003")
		case len(e.Code) > maxText || len(e.Message) > maxText:
			return strictyaml.Wrong(at, "code and message have at most %d bytes", maxText)
		}
	case KindThrottle:
		if n := r.Throttle.RetryAfter; n < 1 || n > 3600 {
			return strictyaml.Wrong(in("retry_after"), "%d is out of range, must be 1 to 3600 seconds", n)
		}
	case KindDelay:
		if d, err := time.ParseDuration(r.Delay); err != nil || d <= 0 || d > maxDelay {
			return strictyaml.Wrong(at, "%.40q is no duration of real time such as 3s, of at most %s", r.Delay, maxDelay)
		}
	case KindDecline:
		if len(r.Decline) > maxText {
			return strictyaml.Wrong(at, "a reason has at most %d bytes", maxText)
		}
	case KindProcessing:
		d, err := lifecycle.ParseDuration(r.Processing)
		if err != nil || d.Months > 12*maxYears || d.Days > 366*maxYears || d.Time > 366*maxYears*24*time.Hour {
			return strictyaml.Wrong(at, "%.40q is no ISO 8601 duration of business time, such as P2D, of at most %d years",
				r.Processing, maxYears)
		}
	default: // the others say nothing more
	}
	return nil
}

func namesOf(operations []Operation, which func(Operation) bool) (names []string) {
	for _, o := range operations {
		if which(o) {
			names = append(names, o.Name)
		}
	}
	return names
}

// similar proposes operations whose names hold the same words.
func similar(pattern string, operations []Operation) string {
	word := strings.ToLower(strings.Trim(pattern, "*"))
	found := namesOf(operations, func(o Operation) bool {
		name := strings.ToLower(o.Name)
		return word != "" && (strings.Contains(name, word) || strings.Contains(word, name))
	})
	const most = 5
	if len(found) == 0 || len(found) > most {
		return ""
	}
	return fmt.Sprintf("; there is %s", listed(found))
}

func listed[T ~string](words []T) string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = string(w)
	}
	return strings.Join(texts, ", ")
}
