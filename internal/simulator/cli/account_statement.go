package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/httpapi"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

type statementFlags struct {
	store, project, from, until string
	json                        bool
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
		RunE:    func(cmd *cobra.Command, _ []string) error { return runStatement(cmd, flags, opts) },
	}
	cmd.Flags().StringVar(&flags.store, "store", "", "`file` of the store")
	cmd.Flags().StringVar(&flags.project, "project", "", "project `id`")
	cmd.Flags().StringVar(&flags.from, "from", "", "movements from this RFC 3339 `instant` on (default: the first)")
	cmd.Flags().StringVar(&flags.until, "until", "", "movements before this RFC 3339 `instant` (default: all)")
	cmd.Flags().BoolVar(&flags.json, "json", false, "one JSON object, amounts as decimal strings")
	requireFlags(cmd, "store", "project")
	return cmd
}

func runStatement(cmd *cobra.Command, flags statementFlags, opts Options) (err error) {
	from, err := instant("from", flags.from)
	if err != nil {
		return err
	}
	until, err := instant("until", flags.until)
	if err != nil {
		return err
	}
	cloud, closeStore, err := openCloud(flags.store, opts)
	if err != nil {
		return err
	}
	defer func() {
		if e := closeStore(); err == nil {
			err = e
		}
	}()
	if _, err := tenants(cmd.Context(), cloud, flags.store, flags.project); err != nil {
		return err
	}
	s, err := cloud.Statement(cmd.Context(), flags.project, from, until)
	if err != nil {
		return err
	}
	if flags.json {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(httpapi.StatementBody(s))
	}
	return writeStatement(cmd.OutOrStdout(), s, from, until)
}

func writeStatement(w io.Writer, s lifecycle.Statement, from, until time.Time) error {
	balance := func(name string, at time.Time, a money.Amount) []string {
		row := []string{"", name, "", "", "", a.String()}
		if !at.IsZero() {
			row[0] = at.UTC().Format(time.RFC3339)
		}
		return row
	}
	rows := [][]string{{"instant", "what", "which", "amount", "coupons", "balance"}, balance("opening balance", from, s.Opening)}
	for _, l := range s.Lines {
		rows = append(rows, []string{
			l.At.UTC().Format(time.RFC3339), strings.ReplaceAll(l.Type, "_", " "), oneLine(l.Subject), l.Amount.String(), l.Coupons.String(), l.Balance.String(),
		})
	}
	rows = append(rows, balance("closing balance", until, s.Closing))
	for column := 3; column < 6; column++ {
		alignRight(rows, column)
	}
	if err := writeAligned(w, rows); err != nil {
		return err
	}
	deposited := ""
	if s.Deposited > 0 {
		deposited = ", deposited " + s.Deposited.String()
	}
	_, err := fmt.Fprintf(w, "paid %s, refunded %s%s, amounts in %s\n", s.Paid, s.Refunded, deposited, s.Currency)
	return err
}

// alignRight pads a column of numbers.
func alignRight(rows [][]string, column int) {
	width := 0
	for _, row := range rows {
		width = max(width, utf8.RuneCountInString(row[column]))
	}
	for _, row := range rows {
		row[column] = strings.Repeat(" ", width-utf8.RuneCountInString(row[column])) + row[column]
	}
}
