package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
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
	store, project, at string
}

func (f *grantFlags) define(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.store, "store", "", "`file` of the store; made if it does not exist")
	cmd.Flags().StringVar(&f.project, "project", "", "project `id`")
	cmd.Flags().StringVar(&f.at, "at", "", "RFC 3339 `instant` of the grant (default: the project's clock)")
	requireFlags(cmd, "store", "project")
}

// grant opens the cloud and makes one call.
func (f *grantFlags) grant(cmd *cobra.Command, opts Options, do func(context.Context, *simulator.Cloud, simulator.Call) error) (err error) {
	call := simulator.Call{Tenant: f.project}
	if call.Tenant == "" {
		return errors.New("--project is empty")
	}
	if call.At, err = instant("at", f.at); err != nil {
		return err
	}
	if info, err := os.Stat(f.store); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a file", f.store)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the store cannot be read: %w", err)
	}
	st := store.New(f.store)
	defer func() {
		if e := st.Close(); err == nil {
			err = e
		}
	}()
	return do(cmd.Context(), simulator.New(st, simulator.Options{Clock: opts.Clock}), call)
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

func (f *validityFlags) read(ctx context.Context, cloud *simulator.Cloud, call simulator.Call) (from, until time.Time, err error) {
	if from, err = instant("from", f.from); err != nil {
		return from, until, err
	}
	if until, err = instant("until", f.until); err != nil {
		return from, until, err
	}
	if from.IsZero() {
		w, err := cloud.Look(ctx, call, store.Want{})
		if err != nil {
			return from, until, err
		}
		from = w.Now
	}
	if until.IsZero() {
		until = from.AddDate(1, 0, 0)
	}
	return from, until, nil
}

// instant reads a flag; an empty one is the zero instant. Later years could not be stored, since periods are added to them.
func instant(flag, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || t.UTC().Year() < 1970 || t.UTC().Year() > 9900 {
		return t, fmt.Errorf(`--%s %q is not an RFC 3339 instant such as "2027-03-01T00:00:00Z", in the years 1970 to 9900`, flag, s)
	}
	return t.UTC().Truncate(time.Second), nil
}

// maxAmount keeps sums of a few amounts from overflowing.
const maxAmount money.Amount = 99_999_999_999_99

func amount(flag, s string) (money.Amount, error) {
	if s == "" {
		return 0, nil
	}
	a, err := money.Parse(s)
	if err == nil && a > maxAmount {
		err = money.ErrOverflow
	}
	if err != nil {
		return 0, fmt.Errorf("--%s %q: %w", flag, s, err)
	}
	return a, nil
}

// word reads a flag that is one of a few words.
func word[T any](flag, s, words string, known map[string]T) (T, error) {
	v, ok := known[s]
	if !ok {
		return v, fmt.Errorf("--%s %q must be %s", flag, s, words)
	}
	return v, nil
}
