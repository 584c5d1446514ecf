package onshelf

import "maps"

// ledger is what a renewal has spent so far, by asset. It lives in private state: the configuration says what is wanted, the service what
// was spent, and the difference is due. Base is the part of it that no longer counts: it was spent before triggers changed, or for a row
// that was removed since.
type ledger struct {
	Spent map[string]int64 `json:"spent"`
	Base  map[string]int64 `json:"base,omitempty"`
	// Imported says that the state has not seen a configuration yet: its first triggers change nothing, and what was spent beyond the
	// running totals that it names no longer counts.
	Imported bool `json:"imported,omitempty"`
}

const ledgerKey = "ledger"

// counts is how many months of an asset count against its row's running total.
func (l ledger) counts(asset string) int64 { return l.Spent[asset] - l.Base[asset] }

// restart is the ledger after triggers changed: nothing that was spent counts any more.
func (l ledger) restart() ledger { return ledger{Spent: l.Spent, Base: maps.Clone(l.Spent)} }

// forget is the ledger without the assets whose rows were removed.
func (l ledger) forget(prior, planned []row) ledger {
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
	return ledger{Spent: l.Spent, Base: base}
}

// owed is how many months a row with a running total still has to spend; negative when the total was lowered.
func (l ledger) owed(r row) int64 { return r.months.ValueInt64() - l.counts(r.asset.ValueString()) }

// adopt is the ledger of an imported renewal under the first configuration that the state sees: what was spent before the totals in there began
// to count, by triggers or by rows that were removed, is not in any answer of the service.
func (l ledger) adopt(planned []row) ledger {
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
	return ledger{Spent: l.Spent, Base: base}
}
