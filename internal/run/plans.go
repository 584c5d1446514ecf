package run

import "encoding/json"

// Plans carry what was planned for a change to the second time that Terraform plans it, while it applies: it tells that second plan nothing of the first,
// and both must find the same.
type Plans interface {
	// Recall returns all that was noted for a change of a type of resource; nothing if it is planned for the first time.
	Recall(resource, change string) [][]byte
	// Note keeps what is planned for a change. It reports whether the second plan will find it.
	Note(resource, change string, what []byte) bool
}

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
