package account

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/target"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
)

type statementFlags struct {
	target.Target
	terminal.Output
	from, until string
}

func newStatement(clock func() time.Time) *cobra.Command {
	var f statementFlags
	cmd := &cobra.Command{
		Use:   "statement [flags]",
		Short: "Show the movements of an account",
		Long: "Show the movements of an account, oldest first, between its opening and closing balance: what the account " +
			"paid or was refunded, and what coupons paid. Without an opening balance, balances count from zero.\n\n" +
			"Charges that fall due after the newest recorded fact, such as automatic renewals, are missing until an apply or " +
			"a command at a later time records them. Nothing is written.",
		Example: "  " + usage.Program + " simulator account statement\n" +
			"  " + usage.Program + " simulator account statement --from 2027-01-01T00:00:00Z -o json",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd, clock) },
	}
	f.DefineProject(cmd)
	f.Output.Define(cmd)
	cmd.Flags().StringVar(&f.from, "from", "", "movements from this RFC 3339 `instant` on (default: the first)")
	cmd.Flags().StringVar(&f.until, "until", "", "movements before this RFC 3339 `instant` (default: all)")
	return cmd
}

func (f *statementFlags) run(cmd *cobra.Command, clock func() time.Time) error {
	from, err := usage.Instant("--from", f.from)
	if err != nil {
		return err
	}
	until, err := usage.Instant("--until", f.until)
	if err != nil {
		return err
	}
	return f.OnProject(cmd, clock, target.Reads, func(c *target.Client) error {
		var s control.Statement
		period := url.Values{"from": {f.from}, "until": {f.until}}
		if err := c.Call(cmd.Context(), http.MethodGet, "/account/statement?"+period.Encode(), nil, &s); err != nil {
			return err
		}
		return f.Show(cmd, s, func(w io.Writer) error { return writeStatement(w, s, from, until) })
	})
}

func writeStatement(w io.Writer, s control.Statement, from, until time.Time) error {
	balance := func(name string, at time.Time, a string) []string {
		row := []string{"", name, "", "", "", a}
		if !at.IsZero() {
			row[0] = at.UTC().Format(time.RFC3339)
		}
		return row
	}
	t := terminal.Table{Head: []string{"INSTANT", "TYPE", "SUBJECT", "AMOUNT", "COUPONS", "BALANCE"},
		Right: []int{3, 4, 5}, Gives: 2}
	t.Rows = append(t.Rows, balance("opening balance", from, s.OpeningBalance))
	for _, l := range s.Lines {
		t.Rows = append(t.Rows, []string{l.At, terminal.Words(l.Type), terminal.OneLine(l.Subject), l.Amount,
			l.Coupons, l.Balance})
	}
	t.Rows = append(t.Rows, balance("closing balance", until, s.ClosingBalance))
	if err := t.Write(w); err != nil {
		return err
	}
	deposited := ""
	if s.Deposited != "0.00" {
		deposited = ", deposited " + s.Deposited
	}
	_, err := fmt.Fprintf(w, "Paid %s, refunded %s%s; amounts in %s.\n", s.Paid, s.Refunded, deposited, s.Currency)
	return err
}
