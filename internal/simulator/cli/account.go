package cli

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

func newAccount(opts Options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "account",
		Short: "Top up an account, give it coupons, discounts and service tickets, and show its movements",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newCoupon(opts), newDiscount(opts), newTicket(opts), newDeposit(opts), newRules(opts), newStatement(opts))
	return cmd
}

// grantHelp is what all commands that write say of the store.
const grantHelp = "The grant is a fact at an instant: the project's time only goes forward, so that later calls of the provider must not lie before it.\n" +
	"A store or a project that does not exist yet is made, with the built-in policy and unlimited credit."

// grantFlags are common to the commands that write.
type grantFlags struct {
	place
	project, at string
}

func (f *grantFlags) define(cmd *cobra.Command) {
	f.place.define(cmd)
	cmd.Flags().StringVar(&f.project, "project", "", "project `id`")
	cmd.Flags().StringVar(&f.at, "at", "", "RFC 3339 `instant` of the grant (default: the project's clock)")
	requireFlags(cmd, "project")
}

// grant makes one call.
func (f *grantFlags) grant(cmd *cobra.Command, opts Options, path string, body, out any) error {
	if f.project == "" {
		return errors.New("--project is empty")
	}
	if _, err := instant("at", f.at); err != nil {
		return err
	}
	return with(&f.place, opts, true, func(c *client) error {
		c.project, c.at = f.project, f.at
		return c.call(cmd.Context(), http.MethodPost, "/account/"+path, body, out)
	})
}

// validityFlags say how long a grant can be used: from its instant for a year where nothing is said.
type validityFlags struct {
	from, until string
	products    []string
}

func (f *validityFlags) define(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.from, "from", "", "begin of validity, an RFC 3339 `instant` (default: the instant of the grant)")
	cmd.Flags().StringVar(&f.until, "until", "", "end of validity, an RFC 3339 `instant` (default: a year after its begin)")
	cmd.Flags().StringArrayVar(&f.products, "product", nil, "only for this resource_spec_`code`; may be repeated (default: all products)")
}

func (f *validityFlags) check() error {
	if _, err := instant("from", f.from); err != nil {
		return err
	}
	_, err := instant("until", f.until)
	return err
}

// amount checks the form of a flag; how much may be granted is the simulated cloud's to say.
func amount(flag, s string) error {
	if s == "" {
		return nil
	}
	if _, err := money.Parse(s); err != nil {
		return fmt.Errorf("--%s %q: %w", flag, s, err)
	}
	return nil
}
