package run

import "encoding/json"

// Recall returns what the first plans of a change have noted, those of several blocks if they make the same change; nothing if this is the first plan.
func (r *Run) Recall(resource, change string) [][]byte {
	if r.Plans == nil {
		return nil
	}
	return r.Plans.Recall(resource, change)
}

// Note keeps what is planned for a change, and reports whether the second plan will find the same.
func (r *Run) Note(resource, change string, what any) bool {
	data, err := json.Marshal(what)
	if err != nil {
		return false
	}
	return r.Plans == nil || r.Plans.Note(resource, change, data)
}
