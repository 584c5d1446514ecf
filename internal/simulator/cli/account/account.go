// Package account is the command "simulator account": what an account has to pay with, and what it paid.
package account

import (
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/target"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
)

// New is the command that changes and shows the account of a project.
func New(clock func() time.Time) *cobra.Command {
	return usage.Group(&cobra.Command{
		Use:   "account",
		Short: "Add money, coupons, discounts and service tickets to an account, and show its statement",
		Example: "  " + usage.Program + " simulator account deposit --amount 500.00\n" +
			"  " + usage.Program + " simulator account statement -o json",
	}, newCoupon(clock), newDiscount(clock), newTicket(clock), newDeposit(clock), newRules(clock), newStatement(clock))
}

// grantHelp is common to all commands that write.
const grantHelp = "The change is made at an instant. The project's time only goes forward, so later calls of the " +
	"provider cannot be before it. A store or a project that does not exist yet is created, with the built-in policy " +
	"and unlimited credit."

// grantFlags are common to the commands that write.
type grantFlags struct {
	target.Target
	terminal.Output
	at string
}

func (f *grantFlags) define(cmd *cobra.Command) {
	f.DefineProject(cmd)
	f.Output.Define(cmd)
	cmd.Flags().StringVar(&f.at, "at", "", "RFC 3339 `instant` of the change (default: the project's clock)")
}

// grant makes one call, and then tells what it has made.
func (f *grantFlags) grant(cmd *cobra.Command, clock func() time.Time, path string, body, out any,
	tell func(*target.Client) error) error {
	if _, err := usage.Instant("--at", f.at); err != nil {
		return err
	}
	return f.OnProject(cmd, clock, target.Creates, func(c *target.Client) error {
		c.At = f.at
		if err := c.Call(cmd.Context(), http.MethodPost, "/account/"+path, body, out); err != nil {
			return err
		}
		c.At = ""
		return tell(c)
	})
}

// validityFlags say how long a grant can be used: a year from its instant if nothing is said.
type validityFlags struct {
	from, until string
	products    []string
}

func (f *validityFlags) define(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.from, "from", "", "start of validity, an RFC 3339 `instant` (default: the instant of "+
		"the change)")
	cmd.Flags().StringVar(&f.until, "until", "", "end of validity, an RFC 3339 `instant` (default: a year after "+
		"its start)")
	cmd.Flags().StringArrayVar(&f.products, "product", nil, "only for this resource_spec_`code`; can be repeated "+
		"(default: all products)")
}

func (f *validityFlags) check() error {
	if _, err := usage.Instant("--from", f.from); err != nil {
		return err
	}
	_, err := usage.Instant("--until", f.until)
	return err
}
