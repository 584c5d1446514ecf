package account

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/target"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
)

func newDeposit(clock func() time.Time) *cobra.Command {
	var f grantFlags
	var sum string
	cmd := &cobra.Command{
		Use:   "deposit --amount AMOUNT [flags]",
		Short: "Add money to the balance of an account",
		Long: "Add money to the balance of an account that was created with an opening balance. An account without one " +
			"has unlimited credit and takes no deposit. Prints the new balance.\n\n" + grantHelp,
		Example: "  " + usage.Program + " simulator account deposit --amount 500.00",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			a, err := money.Parse(sum)
			if err != nil {
				return usage.Errorf("--amount %q: %w", sum, err)
			}
			if a <= 0 {
				return usage.Errorf("--amount must be more than 0")
			}
			return f.grant(cmd, clock, "deposits", control.NewDeposit{Amount: sum}, nil, func(c *target.Client) error {
				own, err := c.Own(cmd.Context())
				if err != nil {
					return err
				}
				return f.Show(cmd, own, terminal.Line("Added %s %s to the account of %s. The balance is %s %s.", a, own.Currency,
					c.Project, own.Balance, own.Currency))
			})
		},
	}
	f.define(cmd)
	cmd.Flags().StringVar(&sum, "amount", "", "`amount` in the account's currency, such as 500.00")
	usage.Require(cmd, "amount")
	return cmd
}
