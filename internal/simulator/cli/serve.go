package cli

import (
	"os"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/server"
)

func newServe(opts Options) *cobra.Command {
	cfg := server.Config{Clock: opts.Clock, Version: opts.Version}
	var authMode, logFormat, level string
	cmd := &cobra.Command{
		Use:   "serve --store FILE",
		Short: "Serve the simulated cloud to a team",
		Long: "Serve the simulated cloud on one port, as MetaStudio, billing and IAM do: official SDKs, other clients and this provider's endpoint argument\n" +
			"can be pointed at it. Calls are signed with the access keys that `simulator tenant` makes, on this store, at any time.\n\n" +
			"The calls that act on all accounts need the administrator's key, from the environment variable " + envAdminKey + "; without it\n" +
			"they are refused, and `simulator tenant --store` is the way.\n\n" +
			"Beside the API: /_sim/v1/health, /_sim/v1/ready, /_sim/v1/openapi.json, /metrics. SIGINT and SIGTERM stop it when its calls have ended, and at once when\n" +
			"they come again.",
		Example: "  terraform-provider-mss simulator tenant create demo --access-key AKDEMO --store team.db\n" +
			"  terraform-provider-mss simulator serve --listen 127.0.0.1:7788 --store team.db",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg.AuthOff, cfg.AdminKey = authMode == "off", os.Getenv(envAdminKey)
			cfg.Log = hclog.New(&hclog.LoggerOptions{
				Name: "simulator", Level: hclog.LevelFromString(level), Output: cmd.ErrOrStderr(), JSONFormat: logFormat == "json", TimeFn: opts.Clock,
			})
			return server.Serve(cmd.Context(), cfg)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&cfg.Listen, "listen", "127.0.0.1:7788", "`address` to listen on; others than loopback must be named")
	flags.StringVar(&cfg.Store, "store", "", "`file` of the store, or postgres://user:password@host/database, which several servers can share")
	flags.Var(choose(&authMode, "on", "off"), "auth", "off believes every caller, on loopback addresses only; the access key then names the project")
	flags.StringVar(&cfg.TLSCert, "tls-cert", "", "`file` with the certificate chain, PEM")
	flags.StringVar(&cfg.TLSKey, "tls-key", "", "`file` with its private key, PEM")
	flags.IntVar(&cfg.MaxConnections, "max-connections", 1000, "`number` of connections at once; further ones wait")
	flags.DurationVar(&cfg.Grace, "grace", 20*time.Second, "how long running calls may take after the signal to stop")
	flags.Var(choose(&logFormat, "text", "json"), "log-format", "form of the log on stderr")
	flags.Var(choose(&level, "info", "trace", "debug", "warn", "error", "off"), "log-level", "least level that is logged")
	requireFlags(cmd, "store")
	return cmd
}
