package terminal

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// Output is the form in which a command shows its result.
type Output struct {
	form string
	json bool // the older flag
}

// Define adds the flags that choose it, among table, json and further forms.
func (o *Output) Define(cmd *cobra.Command, further ...string) {
	forms := append([]string{"table", "json"}, further...)
	last := len(forms) - 1
	cmd.Flags().VarP(Choose(&o.form, forms...), "output", "o", "`form` of the result: "+
		strings.Join(forms[:last], ", ")+" or "+forms[last]+"; --json is the same as -o json")
	cmd.Flags().BoolVar(&o.json, "json", false, "the same as -o json")
	_ = cmd.Flags().MarkHidden("json") // fails for a flag that does not exist
	cmd.MarkFlagsMutuallyExclusive("output", "json")
	_ = cmd.RegisterFlagCompletionFunc("output",
		cobra.FixedCompletions(forms, cobra.ShellCompDirectiveNoFileComp))
}

// IsJSON reports whether the result is wanted as JSON.
func (o *Output) IsJSON() bool { return o.json || o.form == "json" }

// Is reports whether the result is wanted in a form.
func (o *Output) Is(form string) bool { return o.form == form && !o.json }

// Show writes a result as JSON, or as the text that table writes.
func (o *Output) Show(cmd *cobra.Command, result any, table func(io.Writer) error) error {
	if !o.IsJSON() {
		return table(cmd.OutOrStdout())
	}
	enc := json.NewEncoder(cmd.OutOrStdout())
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(result)
}

// Line is a text for people.
func Line(format string, args ...any) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := fmt.Fprintf(w, format+"\n", args...)
		return err
	}
}
