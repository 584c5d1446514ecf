package cli

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// output is the form in which a command shows its result.
type output struct {
	form string
	json bool // the older flag
}

func (o *output) define(cmd *cobra.Command) {
	cmd.Flags().VarP(choose(&o.form, "table", "json"), "output", "o", "`form` of the result: table or json; --json is "+
		"the same as -o json")
	cmd.Flags().BoolVar(&o.json, "json", false, "the same as -o json")
	_ = cmd.Flags().MarkHidden("json") // fails for a flag that does not exist
	cmd.MarkFlagsMutuallyExclusive("output", "json")
	_ = cmd.RegisterFlagCompletionFunc("output",
		cobra.FixedCompletions([]string{"table", "json"}, cobra.ShellCompDirectiveNoFileComp))
}

func (o *output) isJSON() bool { return o.json || o.form == "json" }

// show writes a result as JSON, or as the text that table writes.
func (o *output) show(cmd *cobra.Command, result any, table func(io.Writer) error) error {
	if !o.isJSON() {
		return table(cmd.OutOrStdout())
	}
	enc := json.NewEncoder(cmd.OutOrStdout())
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(result)
}

// line is a text for people.
func line(format string, args ...any) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := fmt.Fprintf(w, format+"\n", args...)
		return err
	}
}
