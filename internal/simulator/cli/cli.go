// Package cli is the command "terraform-provider-mss simulator": it inspects a simulated cloud, manages its accounts
// and serves it to a team, without Terraform. Every command but serve and rules speaks the control API, of a store that
// it mounts or of a server.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/account"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/customer"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
)

// Options are what the command takes from its process.
type Options struct {
	Version string
	Clock   func() time.Time
	In      io.Reader // answers to questions; nil: there are none
}

// Exit codes.
const (
	exitOK    = 0
	exitError = 1 // also of a command that compares and finds a difference
	exitUsage = 2
	// Of diff, as of the program of that name.
	exitDifferent = 1
	exitTrouble   = 2
)

const program = usage.Program

// Main runs the command with the arguments after the program's name and returns the exit code. Results go to out,
// everything else to errs.
func Main(args []string, out, errs io.Writer, opts Options) int {
	ctx, stop := untilSignal()
	defer stop()

	root := newRoot(opts, out, errs)
	root.SetArgs(rooted(args))
	err := usage.CheckWords(root, rooted(args))
	if err == nil {
		err = root.ExecuteContext(ctx)
	}
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errDifferent):
		return exitDifferent
	}
	fmt.Fprintln(errs, terminal.ScreenOf(errs).Red("Error:"), err)
	if bad, ok := errors.AsType[*usage.Error](err); ok {
		fmt.Fprintf(errs, "See \"%s --help\".\n", bad.Command(root, rooted(args)))
		return exitUsage
	}
	if _, ok := errors.AsType[*trouble](err); ok {
		return exitTrouble
	}
	return exitError
}

// Commands is the command with all commands below it, for who describes them.
func Commands(opts Options) *cobra.Command { return newRoot(opts, io.Discard, io.Discard) }

// rooted lets the words of every program stand behind "simulator" as well.
func rooted(args []string) []string {
	if len(args) < 2 || args[0] != "simulator" {
		return args
	}
	switch args[1] {
	case "help":
		return append([]string{"help", "simulator"}, args[2:]...)
	case "completion", "version":
		return args[1:]
	default:
		return args
	}
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

func newRoot(opts Options, out, errs io.Writer) *cobra.Command {
	root := usage.Group(&cobra.Command{
		Use:   program,
		Short: "Terraform provider for virtual-avatar resource packages, and its simulated cloud",
		Long: "Terraform provider for virtual-avatar resource packages, and its simulated cloud.\n\n" +
			"Terraform starts the provider by itself, without arguments. Start it with -debug to attach a debugger.",
		Version:       opts.Version,
		SilenceErrors: true,
		SilenceUsage:  true,
	}, newSimulator(opts), &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Long:    "Print the version, as --version does.",
		Example: "  " + program + " version",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), program, opts.Version)
			return err
		},
	})
	root.SetOut(out)
	root.SetErr(errs)
	root.SetVersionTemplate(program + " {{.Version}}\n")
	root.SetHelpFunc(help)
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "help":
			cmd.Example = "  " + program + " help simulator clock"
		case "completion":
			cmd.Example = "  source <(" + program + " completion bash)"
			for _, shell := range cmd.Commands() {
				shell.Example = "  " + program + " completion " + shell.Name()
			}
		}
	}
	usage.WrapErrors(root)
	return root
}

func newSimulator(opts Options) *cobra.Command {
	return usage.Group(&cobra.Command{
		Use:   "simulator",
		Short: "Inspect the simulated cloud, manage its accounts and run it as a server",
		Long: "Inspect the simulated cloud that the provider drives, manage its accounts, and run it as a server.\n\n" +
			"Commands work on a store or, with --endpoint, on a server. A store is the file that the provider's " +
			"simulator.store names, or a PostgreSQL database.\n\n" +
			"Exit codes: 0 success; 1 error, or a difference found by a command that compares; 2 wrong usage. diff ends with " +
			"2 on every error.\n\n" +
			"Environment variables:\n" +
			"  MSS_PROJECT_ID           default of --project\n" +
			"  HW_ACCESS_KEY            with HW_SECRET_KEY: access key of a project on a server\n" +
			"  MSS_SIMULATOR_ADMIN_KEY  administrator's key of a server; has precedence\n" +
			"  NO_COLOR                 if set, output has no colors",
		Example: "  " + program + " simulator events --until 2029-01-01T00:00:00Z\n" +
			"  " + program + " simulator forecast --months 24\n" +
			"  " + program + " simulator clock advance P1M --dry-run\n" +
			"  " + program + " simulator tenant create demo --opening-balance 20000.00",
		Version: opts.Version,
	}, append(customer.Commands(opts.Clock, opts.In), newServe(opts), newTenant(opts), newClock(opts), newEvents(opts),
		newForecast(opts), newVerify(opts), newExport(opts), newImport(opts), newBranch(opts), newClone(opts), newDiff(opts),
		account.New(opts.Clock), newFault(opts), newRules(), newConsole(opts), newReport(opts))...)
}
