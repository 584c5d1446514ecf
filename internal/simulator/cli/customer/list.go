package customer

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
)

// list is a command that lists things of a project, all or those with some statuses. From are the rows as the service
// has them, To as the command shows them.
type list[From, To any] struct {
	noun     string // plural, the key of the JSON as well
	statuses []string
	// read reads the rows, if it can only those with a status; empty: all.
	read  func(v *visit, ctx context.Context, status string) ([]From, error)
	row   func(*From) (row To, status string)
	write func(io.Writer, []To) error
}

// command completes a command with its flags and what it does.
func (l list[From, To]) command(p process, cmd *cobra.Command) *cobra.Command {
	f := flags{process: p}
	var wanted []string
	cmd.Use, cmd.Args = "list [flags]", cobra.NoArgs
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		for _, one := range wanted {
			if !slices.Contains(l.statuses, one) { // it would show nothing
				return usage.Errorf("--status %q is not one of %s", one, strings.Join(l.statuses, ", "))
			}
		}
		return f.look(cmd, func(v *visit) error {
			only := ""
			if len(wanted) == 1 {
				only = wanted[0]
			}
			all, err := l.read(v, cmd.Context(), only)
			if err != nil {
				return err
			}
			rows := []To{}
			for i := range all {
				if row, status := l.row(&all[i]); len(wanted) == 0 || slices.Contains(wanted, status) {
					rows = append(rows, row)
				}
			}
			return f.Show(cmd, map[string][]To{l.noun: rows}, func(w io.Writer) error { return l.write(w, rows) })
		})
	}
	cmd.Flags().StringArrayVar(&wanted, "status", nil, "only "+l.noun+" with this `status`: "+
		strings.Join(l.statuses, ", ")+"; repeatable")
	return f.looks(cmd)
}
