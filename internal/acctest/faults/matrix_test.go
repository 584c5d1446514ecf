// Package faults has the provider under each fault: every operation that it calls, every kind of fault, one call or
// every attempt of a command.
package faults

import (
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/fault"
)

// envAll runs every cell; without it a sample is run.
const envAll = "MSS_TEST_FAULTS"

// stride of the sample: a prime, so that it meets every operation and kind.
const stride = 31

// retryAfter is what throttled calls are asked to wait, and held how long slow ones take.
const (
	retryAfter = 3 * time.Second
	held       = 20 * time.Second
)

// said marks the messages of faults, apart from those of the simulated cloud's own failures.
const said = "rehearsed failure"

// effects are the faults of the matrix, by their kinds.
func effects() map[fault.Kind]fault.Rule {
	return map[fault.Kind]fault.Rule{
		fault.KindError:      {Error: &fault.Failure{Status: http.StatusInternalServerError, Message: said}},
		fault.KindThrottle:   {Throttle: &fault.Throttle{RetryAfter: int(retryAfter.Seconds())}},
		fault.KindDelay:      {Delay: held.String()},
		fault.KindHang:       {Hang: true},
		fault.KindReset:      {Reset: true},
		fault.KindLostAnswer: {LostAnswer: true},
		fault.KindTruncate:   {Truncate: true},
		fault.KindDecline:    {Decline: "the card has expired"},
		fault.KindSoldOut:    {SoldOut: true},
		fault.KindProcessing: {Processing: "P2D"},
	}
}

// reach is which calls of an operation a fault hits.
type reach string

const (
	first      reach = "first call"
	second     reach = "second call"
	last       reach = "last call"
	everyFirst reach = "every attempt of the first command"
	everyLast  reach = "every attempt of the last command"
)

func (r reach) lasts() bool { return r == everyFirst || r == everyLast }

// cell is one fault in one place.
type cell struct {
	operation fault.Operation
	kind      fault.Kind
	reach     reach
	place     place
	step      int // of the story
	after     int // calls of that step that pass first
}

func (c cell) String() string {
	return fmt.Sprintf("%s/%s/%s/%s", c.operation.Name, c.kind, c.reach, c.place)
}

func (c cell) rule() fault.Rule {
	rule := effects()[c.kind]
	rule.Match = fault.Match{Operation: c.operation.Name, After: c.after, Times: 1}
	if c.reach.lasts() {
		rule.Match.Times = 0
	}
	return rule
}

// cells are all that can happen to the operations that the story calls in a place. Calls are those that a server hears;
// an embedded cloud hears the same.
func cells(where place, scenes []scene) (all []cell) {
	for _, o := range api.Operations() {
		for _, kind := range fault.Kinds() {
			rule := effects()[kind]
			rule.Match.Operation = o.Name
			if !rule.IsAbout(o, func(string) bool { return false }) {
				continue
			}
			steps, nth := hittable(scenes, o, kind)
			if len(steps) == 0 {
				continue
			}
			end := len(steps) - 1
			at := func(r reach, i, after int) { all = append(all, cell{o, kind, r, where, steps[i], after}) }
			at(first, 0, nth[0])
			if end > 0 {
				at(second, 1, nth[1])
			}
			if end > 1 {
				at(last, end, nth[end])
			}
			at(everyFirst, 0, 0)
			if steps[end] != steps[0] {
				at(everyLast, end, 0)
			}
		}
	}
	return all
}

// hittable are the calls of an operation that a kind of fault can hit: of each its step, and which call of that it is.
// What hits after a call needs one that is accepted, and late delivery a purchase that is paid.
func hittable(scenes []scene, o fault.Operation, kind fault.Kind) (steps, nth []int) {
	for i, s := range scenes {
		for n, accepted := range s.calls[o.Name] {
			delivers := s.step.object == "auto" || o.Pays && strings.HasPrefix(s.step.what, "create")
			if (kind.Before() || accepted) && (kind != fault.KindProcessing || delivers) {
				steps, nth = append(steps, i), append(nth, n)
			}
		}
	}
	return steps, nth
}

// matrix is what all cells are compared with, and what came of them.
type matrix struct {
	scenes map[place][]scene

	mu        sync.Mutex
	baselines map[string]func() aftermath
	outcomes  []outcome
}

// aftermath is what a step leaves: how the objects look when the configuration is applied, and the whole ledger after
// they are destroyed.
type aftermath struct{ looks, ledger []string }

var timed = regexp.MustCompile(`expire_time=\S+|(package_returned) \S+`)

func (a aftermath) withoutTimes() (same aftermath) {
	for _, line := range a.looks {
		same.looks = append(same.looks, timed.ReplaceAllString(line, ""))
	}
	for _, line := range a.ledger {
		same.ledger = append(same.ledger, timed.ReplaceAllString(line, "$1"))
	}
	return same
}

// outcome is what users see of a cell.
type outcome struct {
	cell
	what  string // the step
	notes []note // that there are not without the fault
	took  time.Duration
}

// later is when what is in processing has been delivered.
const later = "2027-03-04T00:00:00Z"

// rest applies the whole configuration, sees that nothing is left to do, and destroys all.
func (c *cloud) rest(w world, now string) (after aftermath) {
	c.t.Helper()
	c.now = now
	c.command(func(p *core) {
		if wrong := w.all(p); wrong != "" {
			c.t.Errorf("the next apply fails: %s", wrong)
		}
	})
	c.command(func(p *core) {
		if wrong := w.all(p); wrong != "" || p.changed {
			c.t.Errorf("the apply after the next one is not empty: changes %t %s", p.changed, wrong)
		}
		after.looks = w.looks(p)
		if wrong := w.destroy(p); wrong != "" {
			c.t.Errorf("destroy fails: %s", wrong)
		}
	})
	after.ledger = c.ledger()
	return after
}

// baseline is the aftermath of a step without a fault.
func (m *matrix) baseline(t *testing.T, where place, step int, now string) aftermath {
	t.Helper()
	key := fmt.Sprint(where, step, now)
	m.mu.Lock()
	f, ok := m.baselines[key]
	if !ok {
		at := where.store(t)
		f = sync.OnceValue(func() (after aftermath) {
			synctest.Test(t, func(t *testing.T) {
				after = m.undisturbed(t, where, at, step, now)
			})
			return after
		})
		m.baselines[key] = f
	}
	m.mu.Unlock()
	return f()
}

// undisturbed is a step without a fault.
func (m *matrix) undisturbed(t *testing.T, where place, at string, step int, now string) aftermath {
	t.Helper()
	s, c, w := m.begin(t, where, at, step)
	c.command(func(p *core) {
		if wrong := w.apply(p, s.step.object); wrong != "" {
			t.Errorf("without a fault: %s", wrong)
		}
	})
	return c.rest(w, now)
}

// begin makes the world before a step, with its configuration: from an image of it, or by what comes before it.
func (m *matrix) begin(t *testing.T, where place, at string, step int) (scene, *cloud, world) {
	t.Helper()
	if where != postgres {
		s := m.scenes[where][step]
		w := s.before.clone()
		w.write(s.step)
		return s, open(t, where, at, s.image), w
	}
	c, w := open(t, where, at, nil), newWorld()
	for _, s := range story()[:step] {
		w.write(s)
		c.command(func(p *core) {
			if wrong := w.apply(p, s.object); wrong != "" {
				t.Fatalf("without a fault, %s: %s", s.what, wrong)
			}
		})
	}
	s := m.scenes[server][step]
	w.write(s.step)
	return s, c, w
}

// run applies the fault of a cell to the command of its step, clears it, and runs the rest of the story.
func (m *matrix) run(t *testing.T, one cell) {
	t.Helper()
	now := acctest.Now
	if one.kind == fault.KindProcessing {
		now = later
	}
	want, at := m.baseline(t, one.place, one.step, now), one.place.store(t)
	synctest.Test(t, func(t *testing.T) {
		s, c, w := m.begin(t, one.place, at, one.step)
		c.fail(one.rule())
		before := c.ledger()
		out := outcome{cell: one, what: s.step.what}
		var wrong string
		begin := time.Now()
		c.command(func(p *core) {
			wrong = w.apply(p, s.step.object)
			out.notes = beyond(p.notes, s.said)
		})
		out.took = time.Since(begin)
		hits := c.hits()
		if hits == 0 {
			t.Error("the fault has not hit")
		}
		checkTexts(t, out.notes, c.ledger()[len(before):])
		checkWaits(t, c, out, hits)
		c.fail()
		got := c.rest(w, now)
		if one.kind == fault.KindProcessing { // what is delivered later ends later, and gives more back
			got, want = got.withoutTimes(), want.withoutTimes()
		}
		if !slices.Equal(got.looks, want.looks) {
			t.Errorf("the objects look\n%s\nwant\n%s", strings.Join(got.looks, "\n"), strings.Join(want.looks, "\n"))
		}
		if !slices.Equal(got.ledger, want.ledger) {
			t.Errorf("the account has\n%s\nwant\n%s", strings.Join(got.ledger, "\n"), strings.Join(want.ledger, "\n"))
		}
		for _, h := range c.heard() {
			if h.Panicked || h.Status >= 500 && h.Fault == "" {
				t.Errorf("%s answered %d %s of its own", h.Operation, h.Status, h.Code)
			}
		}
		if t.Failed() {
			t.Logf("step %q, error %q, notes:\n%s", s.step.what, wrong, listing(out.notes))
		}
		m.mu.Lock()
		defer m.mu.Unlock()
		m.outcomes = append(m.outcomes, out)
	})
}

func listing(notes []note) string {
	var lines []string
	for _, n := range notes {
		lines = append(lines, fmt.Sprintf("%s %s: %s | %s", n.severity, n.when, n.summary, n.detail))
	}
	return strings.Join(lines, "\n")
}

// ids are what differs in two runs of the same.
var ids = regexp.MustCompile(`\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b(CS|cs)\w{8,}\b|` +
	`\bsim-[a-z]+-[0-9a-f]{16}\b|\b[0-9a-f]{32}\b`)

func masked(text string) string { return ids.ReplaceAllString(text, "ID") }

func (n note) masked() string { return masked(n.summary + " | " + n.detail) }

// beyond are the notes that there are not without the fault.
func beyond(notes, usual []note) []note {
	known := map[string]bool{}
	for _, n := range usual {
		known[n.masked()] = true
	}
	return slices.DeleteFunc(slices.Clone(notes), func(n note) bool { return known[n.masked()] })
}

var (
	denies  = regexp.MustCompile(`(?i)nothing was (ordered|created|bought|changed)|no units? (was|were) (spent|used)`)
	noMoney = regexp.MustCompile(`(?i)no money moved|nothing was charged`)
	tells   = regexp.MustCompile(`(?i)no money moved|nothing was|no units were spent|not paid|unpaid|` +
		`the state is unchanged|is still (on|off)|may exist|may have been spent|may not be paid|unknown whether`)
)

// checkTexts wants errors to say what became of the money, and nothing to deny what has happened.
func checkTexts(t *testing.T, notes []note, moved []string) {
	t.Helper()
	for _, n := range notes {
		text := n.summary + ": " + n.detail
		if strings.Contains(text, "panic") || strings.Contains(text, "Internal Error") {
			t.Errorf("of its own: %s", text)
		}
		if n.IsError() && !tells.MatchString(text) {
			t.Errorf("does not say what became of the money: %s", text)
		}
		money := slices.ContainsFunc(moved, func(line string) bool { return !strings.HasSuffix(line, " 0.00") })
		if len(moved) > 0 && denies.MatchString(text) || money && noMoney.MatchString(text) {
			t.Errorf("denies what has happened, %v: %s", moved, text)
		}
	}
}

// checkWaits wants a throttled caller to wait for as long as it was asked to.
func checkWaits(t *testing.T, c *cloud, out outcome, hits int64) {
	t.Helper()
	if out.kind != fault.KindThrottle {
		return
	}
	const retries = 3
	if least := time.Duration(min(hits, retries)) * retryAfter; out.took < least {
		t.Errorf("took %s for %d throttled calls, at least %s were asked for", out.took, hits, least)
	}
	calls := c.heard()
	for i, h := range calls {
		if h.Fault != string(fault.KindThrottle) {
			continue
		}
		next := slices.IndexFunc(calls[i+1:], func(other heard) bool { return other.Operation == h.Operation })
		if next >= 0 && !out.reach.lasts() && calls[i+1+next].at.Sub(h.at) < retryAfter {
			t.Errorf("called again after %s", calls[i+1+next].at.Sub(h.at))
		}
	}
}

// TestTheProviderUnderEachFault: the apply after a fault converges, the same money has moved as without it, once,
// nothing is tainted, and what users read is true.
func TestTheProviderUnderEachFault(t *testing.T) {
	t.Parallel()
	m := &matrix{scenes: map[place][]scene{}, baselines: map[string]func() aftermath{}}
	m.scenes[server] = stage(t, server)
	m.scenes[embedded] = stage(t, embedded)
	all := cells(server, m.scenes[server])
	operations := map[string]bool{}
	for _, c := range slices.Clone(all) {
		operations[c.operation.Name] = true
		c.place = embedded
		all = append(all, c)
	}
	run := all
	if os.Getenv(envAll) == "" {
		run = nil
		for i := 0; i < len(all); i += stride {
			run = append(run, all[i])
		}
	}
	t.Logf("%d of %d cells, of %d operations", len(run), len(all), len(operations))
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		some := 3
		if len(run) == len(all) {
			some = 30
		}
		p := &matrix{scenes: m.scenes, baselines: map[string]func() aftermath{}}
		for i := range some {
			c := all[(i*len(all)/2/some+5*i)%len(all)]
			c.place = postgres
			t.Run(c.String(), func(t *testing.T) { p.run(t, c) })
		}
	})
	t.Run("cells", func(t *testing.T) {
		for _, c := range run {
			t.Run(c.String(), func(t *testing.T) {
				t.Parallel()
				m.run(t, c)
			})
		}
	})
	if !t.Failed() && len(m.outcomes) == len(run) { // or some were left out with -run
		checkTable(t, m.outcomes, len(run) == len(all))
	}
}
