// Package cli is the command "terraform-provider-mss simulator": looking into a simulated cloud, furnishing its accounts, and serving it to a team,
// without Terraform. All but the server itself speaks the control API, of a store that it mounts or of a server.
package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// Options are what the command takes from its process.
type Options struct {
	Version string
	Clock   func() time.Time
}

// Main runs the command with arguments that begin with "simulator" and returns the exit code. Results go to out, everything else to errs.
func Main(args []string, out, errs io.Writer, opts Options) int {
	ctx, stop := untilSignal()
	defer stop()

	root := &cobra.Command{
		Use:               "terraform-provider-mss",
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	root.AddCommand(newSimulator(opts))
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(errs)
	if err := root.ExecuteContext(ctx); err != nil {
		fmt.Fprintln(errs, "Error:", err)
		return 1
	}
	return 0
}

// untilSignal is a context that the first signal ends. The second one ends the process at once, however soon it comes.
func untilSignal() (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	signals, done := make(chan os.Signal, 2), make(chan struct{})
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		for range 2 {
			select {
			case <-done:
				return
			case <-signals:
				if ctx.Err() != nil {
					os.Exit(1)
				}
				cancel()
			}
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(done)
		cancel()
	}
}

func newSimulator(opts Options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "simulator",
		Short: "Look into the simulated cloud, furnish its accounts, and serve it to a team",
		Long: "Look into the simulated cloud that the provider drives, furnish its accounts, and serve it to a team.\n" +
			"A store is the file that the provider's simulator.store names (it makes .mss/simulator.db unless told otherwise), or a PostgreSQL database. Every command\n" +
			"but serve works on a store or, with --endpoint, on a server.",
		Version: opts.Version,
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newServe(opts), newTenant(opts), newClock(opts), newEvents(opts), newVerify(opts), newAccount(opts))
	return cmd
}

func requireFlags(cmd *cobra.Command, names ...string) {
	for _, name := range names {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err)
		}
	}
}

// instant reads a flag; an empty one is the zero instant. Later years could not be stored, since periods are added to them.
func instant(flag, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := calendar.ParseSecond(s)
	if err != nil || !wire.IsWritable(t) {
		return t, fmt.Errorf(`--%s %q is not an RFC 3339 instant such as "2027-03-01T00:00:00Z", in the years 1970 to 9900`, flag, s)
	}
	return t, nil
}
