package clone

import (
	"fmt"
	"slices"
)

// Note is something about several things of the account.
type Note struct {
	Text  string   `json:"text"`
	Count int      `json:"count"`
	IDs   []string `json:"ids,omitempty"`
}

// notes are what was assumed, because the API does not tell it, and what could not be cloned.
type notes struct{ assumed, leftOut []Note }

// assume notes what was assumed about something; its id counts once.
func (n *notes) assume(text, id string) { n.assumed = note(n.assumed, text, id) }

// leaveOut notes what is not cloned.
func (n *notes) leaveOut(text, id string) { n.leftOut = note(n.leftOut, text, id) }

// differ notes a status that the rules derive otherwise.
func (n *notes) differ(what, id, said, is string) {
	n.assume(fmt.Sprintf("%s: %s by the policy, which the account calls %s", what, is, said), id)
}

func note(all []Note, text, id string) []Note {
	i := slices.IndexFunc(all, func(n Note) bool { return n.Text == text })
	if i < 0 {
		all, i = append(all, Note{Text: text}), len(all)
	}
	if !slices.Contains(all[i].IDs, id) {
		all[i].IDs = append(all[i].IDs, id)
		all[i].Count++
	}
	return all
}
