package cli

import (
	"os"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/target"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/server"
)

func newServe(opts Options) *cobra.Command {
	cfg := server.Config{Clock: opts.Clock, Version: opts.Version}
	var authMode, logFormat, level string
	var t target.Target
	cmd := &cobra.Command{
		Use:   "serve [flags]",
		Short: "Run the simulated cloud as a server for a team",
		Long: "Run the simulated cloud as a server. It serves MetaStudio, billing and IAM on one port, for official SDKs, " +
			"other clients and the provider's endpoint argument. Calls are signed with access keys, which \"simulator " +
			"tenant\" creates on the same store, before or while the server runs.\n\nCalls that act on all accounts need the " +
			"administrator's key, which the server takes from " + target.EnvAdminKey +
			". Without it they are refused, " +
			"and \"simulator tenant --store\" is the way.\n\n" +
			"Besides the API it serves /_sim/v1/health, /_sim/v1/ready, /_sim/v1/openapi.json and /metrics. SIGINT and " +
			"SIGTERM stop the server after its running calls; a second signal stops it at once.",
		Example: "  " + program + " simulator tenant create demo --access-key AKDEMO --store team.db\n" +
			"  " + program + " simulator serve --listen 127.0.0.1:7788 --store team.db",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg.Store, cfg.AuthOff, cfg.AdminKey = t.Store, authMode == "off", os.Getenv(target.EnvAdminKey)
			cfg.Log = hclog.New(&hclog.LoggerOptions{
				Name: "simulator", Level: hclog.LevelFromString(level), Output: cmd.ErrOrStderr(), JSONFormat: logFormat == "json",
				TimeFn: opts.Clock,
			})
			if err := cfg.Check(); err != nil {
				return usage.Of(cmd, err)
			}
			if err := t.CheckFolder(); err != nil {
				return err
			}
			if err := t.CheckStore(cmd, target.Creates); err != nil {
				return err
			}
			return server.Serve(cmd.Context(), cfg)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&cfg.Listen, "listen", "127.0.0.1:7788", "`address` to listen on; without a host it is refused")
	flags.StringVar(&t.Store, "store", target.DefaultStore, "`file` of the store, or "+
		"postgres://user:password@host/database; several servers can share a database")
	flags.Var(terminal.Choose(&authMode, "on", "off"), "auth", "`mode`: on, or off to disable authentication, on "+
		"loopback addresses only; the access key then names the project")
	flags.StringVar(&cfg.TLSCert, "tls-cert", "", "PEM `file` of the certificate chain")
	flags.StringVar(&cfg.TLSKey, "tls-key", "", "PEM `file` of the private key")
	flags.IntVar(&cfg.MaxConnections, "max-connections", 1000, "`number` of simultaneous connections; a new one "+
		"replaces an idle one, and is refused with 503 if all are busy")
	flags.IntVar(&cfg.MaxOfAddress, "max-per-address", 0, "`number` of simultaneous connections of one address "+
		"(default: half of --max-connections)")
	flags.IntVar(&cfg.Limits.Requests, "max-requests", 2_000, "`number` of requests a second of one project, ten times "+
		"as many at once; more are refused with 429. 0: any number, as for the next three")
	flags.IntVar(&cfg.Limits.Writes, "max-writes", 500, "`number` of writes a second of one project, likewise")
	flags.IntVar(&cfg.Limits.LookAhead, "max-look-ahead", 20_000, "`number` of automatic charges a second that reads of "+
		"later instants work out for one project, likewise")
	flags.IntVar(&cfg.Limits.Facts, "max-facts", 2_000_000, "`number` of facts that are kept of one project; more writes "+
		"are refused")
	flags.StringVar(&cfg.AdminListen, "admin-listen", "", "`address` of a listener of its own for /metrics and the "+
		"probes (default: the same as --listen)")
	flags.DurationVar(&cfg.Grace, "grace", 20*time.Second, "how long running calls may take after the signal to stop")
	flags.Var(terminal.Choose(&logFormat, "text", "json"), "log-format", "`form` of the log on stderr: text or json")
	flags.Var(terminal.Choose(&level, "info", "trace", "debug", "warn", "error", "off"), "log-level",
		"lowest `level` that is logged: trace, debug, info, warn, error or off")
	_ = cmd.MarkFlagFilename("store")
	return cmd
}
