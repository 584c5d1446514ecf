package lifecycle

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

// Verify folds a tenant's facts again and names every difference to the rows that are stored, every fact whose entries
// do not sum to zero or with which the balance can no longer be counted, and every instant that goes back. The first
// World is the tenant's empty one, the second holds all stored rows.
func Verify(folded *World, facts []Fact, stored *World) []string {
	found, ok := fold(folded, facts)
	if !ok {
		return found
	}
	return append(found, differences(folded, stored)...)
}

// differences between the rows of two Worlds, and what is impossible about those of the second.
func differences(folded, stored *World) []string {
	return slices.Concat(
		compare("tenant", map[string]*Tenant{"": &folded.Tenant}, map[string]*Tenant{"": &stored.Tenant}),
		compare("order", folded.Orders, stored.Orders),
		compare("package", folded.Packages, stored.Packages),
		compare("asset", folded.Assets, stored.Assets),
		compare("asset renewal", folded.Renewals, stored.Renewals),
		compare("training job", folded.Jobs, stored.Jobs))
}

// fold applies facts, and tells what is wrong with them. It is not ok if one of them cannot be applied.
func fold(folded *World, facts []Fact) (found []string, ok bool) {
	for i, f := range facts {
		found = append(found, verifyEntries(f, folded.Tenant.Balance)...)
		if f.Seq != int64(i+1) {
			found = append(found, fmt.Sprintf("fact %d (%s) stands where fact %d belongs", f.Seq, f.Type, i+1))
		}
		if i > 0 && f.At.Before(facts[i-1].At) {
			found = append(found, fmt.Sprintf("fact %d (%s) of %s is earlier than the fact before it", f.Seq, f.Type,
				instant(f.At)))
		}
		if p := folded.tryApply(f); p != nil {
			return append(found, fmt.Sprintf("fact %d (%s) cannot be folded: what it is about is missing or another (%v)", f.Seq,
				f.Type, p)), false
		}
	}
	return found, true
}

// verifyEntries checks a fact's money, and the balance that it leads to.
func verifyEntries(f Fact, balance money.Amount) (found []string) {
	var sum money.Amount
	var err, err2 error
	for _, e := range f.Entries {
		if err == nil {
			sum, err = sum.Add(e.Amount)
		}
		if e.Account == AccountCustomer && err2 == nil {
			balance, err2 = balance.Add(e.Amount)
		}
	}
	if err != nil || sum != 0 {
		found = append(found, fmt.Sprintf("fact %d (%s): its entries sum to %s, not to zero", f.Seq, f.Type, sum))
	}
	if err2 != nil {
		found = append(found, fmt.Sprintf("fact %d (%s): with it the balance is too large to be counted", f.Seq, f.Type))
	}
	return found
}

// tryApply folds a fact, and tells what it panicked with: the store may hold one that no rule has written.
func (w *World) tryApply(f Fact) (panicked any) {
	defer func() { panicked = recover() }()
	w.Apply(f)
	return nil
}

func compare[T any, R interface {
	*T
	Flaw() string
}](what string, folded, stored map[string]*T) []string {
	var found []string
	ids := slices.Collect(maps.Keys(folded))
	for id := range stored {
		if _, ok := folded[id]; !ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		if one := stored[id]; one != nil && R(one).Flaw() != "" {
			found = append(found, fmt.Sprintf("%s %s: %s", what, id, R(one).Flaw()))
		}
		a, b := text(folded[id]), text(stored[id])
		if a != b {
			found = append(found, fmt.Sprintf("%s %s: the facts give %s, the store holds %s", what, id, a, b))
		}
	}
	return found
}

func text(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(data)
}
