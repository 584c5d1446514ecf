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
type notes struct {
	assumed, leftOut []Note
	noted            map[[2]string]bool // by text and id
}

// assume notes what was assumed about something; its id counts once.
func (n *notes) assume(text, id string) { n.note(&n.assumed, text, id) }

// leaveOut notes what is not cloned.
func (n *notes) leaveOut(text, id string) { n.note(&n.leftOut, text, id) }

// differ notes a status that the rules derive otherwise.
func (n *notes) differ(what, id, said, is string) {
	n.assume(fmt.Sprintf("%s: %s by the policy, which the account calls %s", what, is, said), id)
}

func (n *notes) note(all *[]Note, text, id string) {
	if n.noted == nil {
		n.noted = map[[2]string]bool{}
	}
	if n.noted[[2]string{text, id}] {
		return
	}
	n.noted[[2]string{text, id}] = true
	i := slices.IndexFunc(*all, func(one Note) bool { return one.Text == text })
	if i < 0 {
		i = len(*all)
		*all = append(*all, Note{Text: text})
	}
	(*all)[i].IDs = append((*all)[i].IDs, id)
	(*all)[i].Count++
}
