package ledger

import "encoding/json"

// Recall returns what the first plans of a change have noted, those of several blocks if they make the same change;
// nothing if this is the first plan.
func (l *Ledger) Recall(resource, change string) [][]byte {
	if l.session.Plans == nil {
		return nil
	}
	return l.session.Plans.Recall(resource, change)
}

// Note keeps what is planned for a change, and reports whether the second plan will find the same.
func (l *Ledger) Note(resource, change string, what any) bool {
	data, err := json.Marshal(what)
	if err != nil {
		return false
	}
	return l.session.Plans == nil || l.session.Plans.Note(resource, change, data)
}
