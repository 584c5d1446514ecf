package assetrenewal

import "maps"

// spending is what a renewal has spent so far, by asset. It lives in private state: the configuration says what is
// wanted, the service what was spent, and the difference is due. Base is the part of it that no longer counts: it was
// spent before triggers changed, or for a row that was removed since.
type spending struct {
	Spent map[string]int64 `json:"spent"`
	Base  map[string]int64 `json:"base,omitempty"`
	// Noted is what was spent when the last apply of this state ended. What was spent since then, an apply did that was
	// interrupted, and it counts towards the change that was not noted: applied again, that change spends only the rest.
	// Null in states of older versions.
	Noted map[string]int64 `json:"noted"`
	// Imported says that the state has not seen a configuration yet: its first triggers change nothing, and what was spent
	// beyond the running totals that it names no longer counts.
	Imported bool `json:"imported,omitempty"`
}

const spendingKey = "ledger"

// counts is how many months of an asset count against its row's running total.
func (l spending) counts(asset string) int64 { return l.Spent[asset] - l.Base[asset] }

// note is the spending at the end of an apply.
func (l spending) note() spending {
	l.Noted = maps.Clone(l.Spent)
	if l.Noted == nil {
		l.Noted = map[string]int64{}
	}
	return l
}

// restart is the spending after triggers changed: what an earlier apply has recorded no longer counts.
func (l spending) restart(planned []row) spending {
	if l.Noted == nil {
		l = l.note()
	}
	l.Base = maps.Clone(l.Noted)
	for _, one := range planned { // totals that were lowered since the interrupted apply do not go below nothing
		if over := -l.owed(one); over > 0 && one.known() && !one.months.IsNull() {
			l.Base[one.asset.ValueString()] += over
		}
	}
	return l
}

// forget is the spending without the assets whose rows were removed.
func (l spending) forget(prior, planned []row) spending {
	base := maps.Clone(l.Base)
	kept := map[string]bool{}
	for _, r := range planned {
		kept[r.asset.ValueString()] = true
	}
	for _, r := range prior {
		if asset := r.asset.ValueString(); !kept[asset] && l.Spent[asset] > 0 {
			if base == nil {
				base = map[string]int64{}
			}
			base[asset] = l.Spent[asset]
		}
	}
	l.Base = base
	return l
}

// owed is how many months a row with a running total still has to spend; negative when the total was lowered.
func (l spending) owed(r row) int64 { return r.months.ValueInt64() - l.counts(r.asset.ValueString()) }

// adopt is the spending of an imported renewal under the first configuration that the state sees: what was spent before
// the totals in there began to count, by triggers or by rows that were removed, is not in any answer of the service.
func (l spending) adopt(planned []row) spending {
	base := maps.Clone(l.Base)
	for _, r := range planned {
		asset := r.asset.ValueString()
		if over := -l.owed(r); over > 0 && r.known() && !r.months.IsNull() {
			if base == nil {
				base = map[string]int64{}
			}
			base[asset] += over
		}
	}
	l.Base = base
	return l
}
