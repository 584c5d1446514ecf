package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
)

type statementFlags struct {
	place
	project, from, until string
	json                 bool
}

func newStatement(opts Options) *cobra.Command {
	var flags statementFlags
	cmd := &cobra.Command{
		Use:   "statement --project ID --store FILE",
		Short: "Show the movements of a project's account",
		Long: "Show the movements of a project's account, oldest first, between its opening and its closing balance: what the account itself paid or got\n" +
			"back, and what coupons paid besides. Without an opening balance of the project balances count from zero. What falls due after the account's last\n" +
			"recorded fact, such as an automatic renewal, is not in it before a command or a run at a later time has recorded it. Nothing is written.",
		Example: "  terraform-provider-mss simulator account statement --project demo --store .mss/simulator.db --from 2027-01-01T00:00:00Z --until 2028-01-01T00:00:00Z",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(&flags.place, opts, false, func(c *client) error { return flags.run(cmd, c) })
		},
	}
	flags.define(cmd)
	cmd.Flags().StringVar(&flags.project, "project", "", "project `id`")
	cmd.Flags().StringVar(&flags.from, "from", "", "movements from this RFC 3339 `instant` on (default: the first)")
	cmd.Flags().StringVar(&flags.until, "until", "", "movements before this RFC 3339 `instant` (default: all)")
	cmd.Flags().BoolVar(&flags.json, "json", false, "one JSON object, amounts as decimal strings")
	requireFlags(cmd, "project")
	return cmd
}

func (f *statementFlags) run(cmd *cobra.Command, c *client) error {
	from, err := instant("from", f.from)
	if err != nil {
		return err
	}
	until, err := instant("until", f.until)
	if err != nil {
		return err
	}
	if err := c.on(cmd.Context(), f.project); err != nil {
		return err
	}
	var s control.Statement
	period := url.Values{"from": {f.from}, "until": {f.until}}
	if err := c.call(cmd.Context(), http.MethodGet, "/account/statement?"+period.Encode(), nil, &s); err != nil {
		return err
	}
	if f.json {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(s)
	}
	return writeStatement(cmd.OutOrStdout(), s, from, until)
}

func writeStatement(w io.Writer, s control.Statement, from, until time.Time) error {
	balance := func(name string, at time.Time, a string) []string {
		row := []string{"", name, "", "", "", a}
		if !at.IsZero() {
			row[0] = at.UTC().Format(time.RFC3339)
		}
		return row
	}
	rows := [][]string{{"instant", "what", "which", "amount", "coupons", "balance"}, balance("opening balance", from, s.OpeningBalance)}
	for _, l := range s.Lines {
		rows = append(rows, []string{
			l.At, strings.ReplaceAll(l.Type, "_", " "), oneLine(l.Subject), l.Amount, l.Coupons, l.Balance,
		})
	}
	rows = append(rows, balance("closing balance", until, s.ClosingBalance))
	for column := 3; column < 6; column++ {
		alignRight(rows, column)
	}
	if err := writeAligned(w, rows); err != nil {
		return err
	}
	deposited := ""
	if s.Deposited != "0.00" {
		deposited = ", deposited " + s.Deposited
	}
	_, err := fmt.Fprintf(w, "paid %s, refunded %s%s, amounts in %s\n", s.Paid, s.Refunded, deposited, s.Currency)
	return err
}
