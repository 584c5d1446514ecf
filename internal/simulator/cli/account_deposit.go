package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
)

func newDeposit(opts Options) *cobra.Command {
	var flags grantFlags
	var sum string
	cmd := &cobra.Command{
		Use:   "deposit --project ID --store FILE --amount AMOUNT",
		Short: "Top up a project's account",
		Long: "Add money to the balance of a project's account, which was made with an opening balance. An account without one has unlimited credit\n" +
			"and takes no deposit.\n\n" + grantHelp,
		Example: "  terraform-provider-mss simulator account deposit --project demo --store .mss/simulator.db --amount 500.00",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			a, err := money.Parse(sum)
			if err != nil {
				return fmt.Errorf("--amount %q: %w", sum, err)
			}
			if a <= 0 {
				return errors.New("--amount must be more than 0")
			}
			if err := flags.grant(cmd, opts, "deposits", control.NewDeposit{Amount: sum}, nil); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s were added to the account of %s\n", a, flags.project)
			return err
		},
	}
	flags.define(cmd)
	cmd.Flags().StringVar(&sum, "amount", "", "`amount` in the account's currency, such as 500.00")
	requireFlags(cmd, "amount")
	return cmd
}
