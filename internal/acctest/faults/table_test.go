package faults

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/fault"
)

//go:generate env MSS_TEST_FAULTS=all go test -run ^TestTheProviderUnderEachFault$ -count=1 -timeout 60m . -update

var update = flag.Bool("update", false, "write the table of CONTRIBUTING.md again; needs all cells")

const (
	page   = "../../../CONTRIBUTING.md"
	begins = "<!-- faults -->\n"
	ends   = "<!-- /faults -->\n"
)

const nothing = "nothing"

// explained is what the service answered, or that it did not.
var explained = regexp.MustCompile(`The service answered .*?\(request [^)]*\)\. ?|` +
	`[^.]*: no answer: .*?(EOF|peer|exceeded)\. ?`)

// amounts are what differs by the instant of a command.
var amounts = regexp.MustCompile(`\d+\.\d\d USD`)

// shown is what a user sees of a cell, without ids, amounts and what the service answered.
func (o outcome) shown() string {
	var texts []string
	for _, n := range o.notes {
		detail := explained.ReplaceAllString(masked(n.detail), "")
		text := amounts.ReplaceAllString(strings.TrimSpace(masked(n.summary)+". "+detail), "AMOUNT")
		text = fmt.Sprintf("%s at %s: %s", strings.ToLower(n.severity.String()), n.when, text)
		if !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	if len(texts) == 0 {
		return nothing
	}
	slices.Sort(texts)
	return strings.Join(texts, "<br>")
}

// hit is whether a fault hits one call or every attempt.
func (o outcome) hit() string {
	if o.reach.lasts() {
		return everyAttempt
	}
	return oneCall
}

const oneCall, everyAttempt, either = "one call", "every attempt", "either"

// row is what one text stands for: kinds of faults that do the same to some operations in some steps.
type row struct {
	hit, kinds, text  string
	operations, steps []string
}

// table groups outcomes that users cannot tell apart.
func table(outcomes []outcome) string {
	type key struct{ operation, step, hit, text string }
	hits := map[key]map[string]string{} // by kind; the key's are empty
	for _, o := range outcomes {
		k := key{operation: o.operation.Name, step: o.what, text: o.shown()}
		if k.text == nothing {
			k.step = "any"
		}
		if hits[k] == nil {
			hits[k] = map[string]string{}
		}
		if had := hits[k][string(o.kind)]; had != "" && had != o.hit() {
			hits[k][string(o.kind)] = either
		} else {
			hits[k][string(o.kind)] = o.hit()
		}
	}
	kinds := map[key][]string{}
	for k, all := range hits {
		for kind, hit := range all {
			k.hit = hit
			kinds[k] = append(kinds[k], kind)
		}
	}
	rows := map[string]*row{}
	for k, all := range kinds {
		slices.SortFunc(all, func(a, b string) int { return order(a) - order(b) })
		r := row{hit: k.hit, kinds: strings.Join(all, ", "), text: k.text}
		name := fmt.Sprint(r.hit, r.kinds, r.text, k.step)
		if rows[name] == nil {
			rows[name] = &r
		}
		rows[name].operations = append(rows[name].operations, k.operation)
		rows[name].steps = []string{k.step}
	}
	var lines []string
	for _, r := range rows {
		slices.Sort(r.operations)
		lines = append(lines, fmt.Sprintf("| %s | %s | %s | %s | %s |", strings.Join(r.operations, ", "),
			strings.Join(r.steps, ", "), r.hit, r.kinds, r.text))
	}
	slices.Sort(lines)
	return fmt.Sprintf("%d cells.\n\n| operation | in | hit | fault | what the user sees |\n|---|---|---|---|---|\n%s\n",
		len(outcomes), strings.Join(lines, "\n"))
}

func order(kind string) int { return slices.Index(fault.Kinds(), fault.Kind(kind)) }

// checkTable compares what users saw with the table of CONTRIBUTING.md: all of it if all cells were run, or else the
// rows of those that were. With -update it writes the table.
func checkTable(t *testing.T, outcomes []outcome, all bool) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, opened := strings.Cut(string(text), begins)
	have, after, closed := strings.Cut(rest, ends)
	if !opened || !closed {
		t.Fatal("CONTRIBUTING.md has no such table")
	}
	const way = "run go generate ./internal/acctest/faults"
	if !all {
		rows := strings.Split(have, "\n")
		for _, o := range outcomes {
			if !slices.ContainsFunc(rows, o.isIn) {
				t.Errorf("the table of CONTRIBUTING.md does not say that %s in %q shows: %s; %s", o.cell, o.what, o.shown(), way)
			}
		}
		return
	}
	want := table(outcomes)
	switch {
	case have == want:
	case *update:
		if err := os.WriteFile(page, []byte(before+begins+want+ends+after), 0o600); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("the table of CONTRIBUTING.md is not what users see; %s", way)
	}
}

// isIn reports whether a row of the table is about an outcome.
func (o outcome) isIn(line string) bool {
	cells := strings.Split(strings.Trim(line, "| "), " | ")
	const columns = 5
	return len(cells) == columns && slices.Contains(strings.Split(cells[0], ", "), o.operation.Name) &&
		(cells[2] == o.hit() || cells[2] == either) && cells[4] == o.shown() &&
		slices.Contains(strings.Split(cells[3], ", "), string(o.kind))
}

// TestOutcomesAreGrouped: cells that look alike are one row, and others are not.
func TestOutcomesAreGrouped(t *testing.T) {
	t.Parallel()
	seen := []note{{1, "apply", "Unable to order", "The service answered X: y (request z). No money moved."}}
	outcomes := []outcome{}
	for name, kinds := range maps.All(map[string][]fault.Kind{"A": {fault.KindError, fault.KindReset},
		"B": {fault.KindError, fault.KindReset}, "C": {fault.KindError}}) {
		for _, kind := range kinds {
			outcomes = append(outcomes, outcome{cell: cell{operation: fault.Operation{Name: name}, kind: kind, reach: first},
				what: "create", notes: seen})
		}
	}
	got := table(outcomes)
	for _, want := range []string{"5 cells.", "| A, B | create | one call | error, reset | error at apply: Unable to " +
		"order. No money moved. |", "| C | create | one call | error | error at apply"} {
		if !strings.Contains(got, want) {
			t.Errorf("the table lacks %q:\n%s", want, got)
		}
	}
	if !outcomes[0].isIn(strings.Split(got, "\n")[4]) && !outcomes[0].isIn(strings.Split(got, "\n")[5]) {
		t.Errorf("%s is not found in\n%s", outcomes[0].cell, got)
	}
}
