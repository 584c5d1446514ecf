// Package customer is what a customer does by hand in the console, as commands: it shows and pays orders, renews and
// returns packages, renews and deletes assets. Like a browser it makes the documented calls of the services.
package customer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/target"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

const simulator = "  " + usage.Program + " simulator " // what examples begin with

// process is what commands take from their process.
type process struct {
	clock func() time.Time
	in    io.Reader // answers to questions; nil: there are none
}

// Commands are all commands of a customer.
func Commands(clock func() time.Time, in io.Reader) []*cobra.Command {
	p := process{clock, in}
	return []*cobra.Command{newOrder(p), newPackage(p), newAsset(p), newQuota(p)}
}

const atHelp = "\n\nOn a client clock it is done at the instant of the newest fact, or at a later one that --at " +
	"names. Time cannot go back: afterwards, an earlier simulator.now is refused."

// flags are of every command.
type flags struct {
	process
	target.Target
	terminal.Output
	terminal.Confirmation
	at string
}

// looks adds the flags of a command that changes nothing.
func (f *flags) looks(cmd *cobra.Command) *cobra.Command {
	f.DefineProject(cmd)
	f.Output.Define(cmd)
	cmd.Flags().StringVar(&f.at, "at", "", "show it as of this RFC 3339 `instant`, not before the newest fact (default: "+
		"now)")
	return cmd
}

// acts adds the flags of a command that changes something.
func (f *flags) acts(cmd *cobra.Command) *cobra.Command {
	f.DefineProject(cmd)
	f.Output.Define(cmd)
	cmd.Flags().StringVar(&f.at, "at", "", "RFC 3339 `instant` at which it is done, on a client clock (default: that of "+
		"the newest fact)")
	return cmd
}

// asks adds the flags of a command that asks for confirmation before it changes something.
func (f *flags) asks(cmd *cobra.Command) *cobra.Command {
	f.acts(cmd)
	f.Confirmation.Define(cmd)
	return cmd
}

// visit is a customer's use of the services of one project, at one instant.
type visit struct {
	*mssclient.Client

	project           string
	at                time.Time
	from              time.Time // the newest fact, if time moves on from it
	balance, currency string
}

// What a key must allow, as the service calls it.
const (
	reads   = "read"
	spends  = "spend"
	manages = "manage"
)

// look runs a command that changes nothing.
func (f *flags) look(cmd *cobra.Command, do func(*visit) error) error { return f.visit(cmd, reads, do) }

// act runs a command that changes something. A key that does not allow it is refused before anything is asked.
func (f *flags) act(cmd *cobra.Command, needs string, do func(*visit) error) error {
	return f.visit(cmd, needs, do)
}

func (f *flags) visit(cmd *cobra.Command, needs string, do func(*visit) error) error {
	wanted, err := usage.Instant("--at", f.at)
	if err != nil {
		return err
	}
	return f.OnProject(cmd, f.clock, target.Reads, func(c *target.Client) error {
		v := &visit{project: c.Project}
		named, err := v.enter(cmd, c, wanted, needs != reads)
		if err != nil {
			return err
		}
		if v.Client, err = c.Services(named); err != nil {
			return err
		}
		account, err := v.Tenant(cmd.Context())
		if err != nil {
			return err
		}
		if len(account.May) > 0 && !slices.Contains(account.May, needs) { // an older server does not say
			return fmt.Errorf("the role %s does not cover %q; nothing was changed", account.Role,
				strings.TrimPrefix(cmd.CommandPath(), usage.Program+" simulator "))
		}
		v.balance, v.currency = account.Balance, account.Currency
		return do(v)
	})
}

// enter finds the instant of a visit. Named is the one that its calls must name; zero: none.
func (v *visit) enter(cmd *cobra.Command, c *target.Client, wanted time.Time, changes bool) (named time.Time,
	err error) {
	clock, err := c.Clock(cmd.Context())
	if err != nil {
		return named, err
	}
	switch {
	case wanted.IsZero():
		at, must := target.Acts(clock)
		if v.at = at; must {
			named = at
		}
	case changes && clock.Clock != string(lifecycle.ClockClient):
		return named, usage.Errorf("--at is not supported: the project %s uses a %s clock, now at %s. Leave it out; "+
			"\"simulator clock\" moves a held clock", v.project, clock.Clock, clock.Now.Format(time.RFC3339))
	case clock.Head != nil && wanted.Before(*clock.Head):
		return named, usage.Errorf("--at %s is before the newest fact of the project %s, at %s, and time cannot go back. "+
			"Name that instant or a later one, or leave it out",
			wanted.Format(time.RFC3339), v.project, clock.Head.Format(time.RFC3339))
	default:
		named, v.at = wanted, wanted
		if clock.Head != nil && wanted.After(*clock.Head) {
			v.from = *clock.Head
		}
	}
	return named, nil
}

// when is the instant of a visit in a confirmation.
func (v *visit) when() string {
	return "in the project " + v.project + " at " + v.at.UTC().Format(time.RFC3339)
}

// passing tells of a visit that moves time on that it does. It begins with a space, or is empty.
func (v *visit) passing() string {
	if v.from.IsZero() {
		return ""
	}
	return fmt.Sprintf(" Time first moves forward to that instant from %s, and what falls due on the way happens.",
		v.from.UTC().Format(time.RFC3339))
}

// funds says what the account pays from.
func (v *visit) funds() string {
	if v.balance == mssclient.Unlimited {
		return "from unlimited credit"
	}
	return "from the balance of " + v.balance + " " + v.currency
}

// left says what the account has after something was done; empty if that cannot be read or is unlimited. It begins with
// a space.
func (v *visit) left(cmd *cobra.Command) string {
	account, err := v.Tenant(cmd.Context())
	if err != nil || account.Balance == mssclient.Unlimited {
		return ""
	}
	return fmt.Sprintf(" The balance is %s %s.", account.Balance, account.Currency)
}

// done shows what was done. What cannot be shown was done nevertheless.
func (f *flags) done(cmd *cobra.Command, result any, what string) error {
	if err := f.Show(cmd, result, terminal.Line("%s", what)); err != nil {
		return fmt.Errorf("this was done, but cannot be shown (%w): %s", err, what)
	}
	return nil
}

// findOrder reads an order of the project.
func (v *visit) findOrder(ctx context.Context, id string) (*mssclient.Order, error) {
	o, err := v.Order(ctx, id)
	return o, v.lookup(err, "order", id)
}

// findPackage reads a package of the project.
func (v *visit) findPackage(ctx context.Context, id string) (*mssclient.Package, error) {
	p, err := v.Package(ctx, id)
	return p, v.lookup(err, "package", id)
}

// findAsset reads an asset of the project.
func (v *visit) findAsset(ctx context.Context, id string) (*mssclient.Asset, error) {
	a, err := v.Asset(ctx, id)
	return a, v.lookup(err, "asset", id)
}

// lookup tells what there is if something that was named does not exist.
func (v *visit) lookup(err error, what, id string) error {
	if mssclient.IsNotFound(err) || errors.Is(err, mssclient.ErrNoID) {
		return fmt.Errorf("the project %s has no %s %q; \"simulator %s list\" lists what it has", v.project, what, id, what)
	}
	return err
}

// failed tells of an action that failed what became of it: it is refused, with what did not happen, or its outcome is
// unknown, and the command that shows it is named.
func failed(err error, not, show string) error {
	if mssclient.MayHaveTakenEffect(err) {
		return fmt.Errorf("%w; it is unknown whether that took effect. Look with \"simulator %s\" before you repeat it",
			err, show)
	}
	err = refusal(err)
	if strings.Contains(err.Error(), not) { // the service says so itself
		return err
	}
	return fmt.Errorf("%w; %s", err, not)
}

// refusal leaves the call out of what a service refuses: the reader has asked for another thing.
func refusal(err error) error {
	if e, ok := errors.AsType[*mssclient.Error](err); ok && e.Code != "" && e.HTTPStatus < http.StatusInternalServerError {
		return fmt.Errorf("%s (%s)", e.Message, e.Code)
	}
	return err
}

// instant is a time in a table; empty: there is none.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
