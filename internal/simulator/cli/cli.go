// Package cli is the command "terraform-provider-mss simulator": looking into a store of the simulated cloud, and furnishing its accounts, without
// Terraform.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// Options are what the command takes from its process.
type Options struct {
	Version string
	Clock   func() time.Time
}

// Main runs the command with arguments that begin with "simulator" and returns the exit code. Results go to out, everything else to errs.
func Main(args []string, out, errs io.Writer, opts Options) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
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

func newSimulator(opts Options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "simulator",
		Short: "Look into the simulated cloud, and furnish its accounts",
		Long: "Look into the simulated cloud that the provider drives, and furnish its accounts.\n" +
			"A store is the file that the provider's simulator.store names; by default .mss/simulator.db.",
		Version: opts.Version,
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newEvents(opts), newVerify(opts), newAccount(opts))
	return cmd
}

// openCloud opens the cloud over a store that exists. A command that only looks must not create one.
func openCloud(path string, opts Options) (*simulator.Cloud, func() error, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, missing(path)
	case err != nil:
		return nil, nil, fmt.Errorf("the store cannot be read: %w", err)
	case !info.Mode().IsRegular():
		return nil, nil, fmt.Errorf("%s is not a file", path)
	}
	st := store.New(path)
	return simulator.New(st, simulator.Options{Clock: opts.Clock}), st.Close, nil
}

// tenants are the projects of the store: all, or the one that was asked for.
func tenants(ctx context.Context, cloud *simulator.Cloud, file, project string) ([]string, error) {
	all, err := cloud.Tenants(ctx)
	switch {
	case errors.Is(err, store.ErrMissing):
		return nil, missing(file)
	case err != nil:
		return nil, err
	case project == "":
		return all, nil
	case slices.Contains(all, project):
		return []string{project}, nil
	case len(all) == 0:
		return nil, fmt.Errorf("the store %s has no project %q; it is empty", file, project)
	default:
		return nil, fmt.Errorf("the store %s has no project %q, but %s", file, project, strings.Join(all, ", "))
	}
}

func missing(file string) error {
	return fmt.Errorf("there is no store at %s: the first apply creates it, where the provider's simulator.store says", file)
}

func requireFlags(cmd *cobra.Command, names ...string) {
	for _, name := range names {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err)
		}
	}
}
