package terminal

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// choice is a flag that is one of a few words.
type choice struct {
	value *string
	words []string
}

// Choose makes a flag of the words, of which the first is the default.
func Choose(value *string, words ...string) pflag.Value {
	*value = words[0]
	return &choice{value, words}
}

func (c *choice) String() string {
	if c.value == nil { // pflag asks an empty one
		return ""
	}
	return *c.value
}

func (c *choice) Type() string { return strings.Join(c.words, "|") }

// Set takes a word.
func (c *choice) Set(s string) error {
	if !slices.Contains(c.words, s) {
		last := len(c.words) - 1
		return fmt.Errorf("must be %s or %s", strings.Join(c.words[:last], ", "), c.words[last])
	}
	*c.value = s
	return nil
}
