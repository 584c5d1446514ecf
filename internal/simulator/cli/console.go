package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/target"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/console"
)

type consoleFlags struct {
	target.Target
	listen string
	noOpen bool
}

func newConsole(opts Options) *cobra.Command {
	var f consoleFlags
	cmd := &cobra.Command{
		Use:   "console [flags]",
		Short: "Show a project in the browser, and act on it by hand",
		Long: "Serve pages on which you see a project and act on it: its packages and assets on a timeline, quotas, " +
			"orders, events, and what will happen if nothing is done. You can buy, pay, renew, return and move the clock " +
			"there.\n\n" +
			"The console listens on this machine only. The printed address has a token that works once; the session that it " +
			"starts lasts 12 hours. Ctrl-C stops the console.\n\n" +
			"On a client clock, actions happen at the instant of the newest fact, unless you name a later one.",
		Example: "  " + program + " simulator console\n" +
			"  " + program + " simulator console --store team.db --project demo --no-open\n" +
			"  " + program + " simulator console --endpoint https://simulator.example.com",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd, opts) },
	}
	f.DefineProject(cmd)
	cmd.Flags().StringVar(&f.listen, "listen", "127.0.0.1:0", "loopback `address` to listen on; port 0 chooses a free one")
	cmd.Flags().BoolVar(&f.noOpen, "no-open", false, "do not open a browser")
	return cmd
}

func (f *consoleFlags) run(cmd *cobra.Command, opts Options) error {
	if !auth.IsLoopback(f.listen) {
		return usage.Errorf("--listen %q must be a loopback address such as 127.0.0.1:7799; for a team, use \"simulator "+
			"serve\", which has the console at /console/", f.listen)
	}
	return f.OnProject(cmd, opts.Clock, target.Reads, func(c *target.Client) error {
		token := rand.Text()
		base, carrier := c.Line()
		pages, err := console.New(console.Config{Cloud: carrier, Base: base, Place: c.Place, Project: c.Project, Token: token,
			Clock: opts.Clock})
		if err != nil {
			return err
		}
		var listen net.ListenConfig
		listener, err := listen.Listen(cmd.Context(), "tcp", f.listen)
		if err != nil {
			return err
		}
		address := (&url.URL{Scheme: "http", Host: listener.Addr().String(), Path: "/",
			RawQuery: url.Values{"token": {token}}.Encode()}).String()
		fmt.Fprintf(cmd.OutOrStdout(), "Console of %s in %s:\n%s\n", c.Project, c.Place, address)
		fmt.Fprintln(cmd.ErrOrStderr(), "The address works once. Ctrl-C stops the console.")
		if !f.noOpen && terminal.ScreenOf(cmd.OutOrStdout()).IsTerminal() {
			openBrowser(cmd.Context(), address)
		}
		return serveUntilDone(cmd.Context(), listener, pages)
	})
}

// serveUntilDone serves until the context ends, and then lets running requests end.
func serveUntilDone(ctx context.Context, listener net.Listener, handler http.Handler) error {
	const patience = 5 * time.Second
	srv := &http.Server{Handler: handler, ReadHeaderTimeout: patience, MaxHeaderBytes: 64 << 10}
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	if err := srv.Shutdown(stopping); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return srv.Close()
}

// openBrowser shows an address in the person's browser, if this machine has one. Without one the printed address is
// enough.
func openBrowser(ctx context.Context, address string) {
	name, args := "xdg-open", []string{address}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", address}
	default:
		if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
			return
		}
	}
	//nolint:gosec // our own address
	_ = exec.CommandContext(ctx, name, args...).Start() // its failure takes nothing away
}
