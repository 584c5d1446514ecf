package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/target"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

func newTenant(opts Options) *cobra.Command {
	return usage.Group(&cobra.Command{
		Use:   "tenant",
		Short: "Create, list, show and delete accounts and their access keys",
		Long: "Create, list, show and delete accounts and their access keys. Each account has one project, whose id " +
			"names it. On a server all but show need the administrator's key.",
		Example: "  " + program + " simulator tenant create demo --access-key AKDEMO --opening-balance 20000.00\n" +
			"  " + program + " simulator tenant list",
	}, newTenantCreate(opts), newTenantList(opts), newTenantShow(opts), newTenantDelete(opts), newTenantKey(opts))
}

type tenantFlags struct {
	target.Target
	terminal.Output
	access, secret                  string
	site, level, balance            string
	policyFile, catalogFile, clocks string
	now, maxAdvance                 string
}

func newTenantCreate(opts Options) *cobra.Command {
	var f tenantFlags
	cmd := &cobra.Command{
		Use:   "create PROJECT_ID [flags]",
		Short: "Create an account and its first access key",
		Long: "Create an account with one project, and the access key that signs for it. The account keeps these settings " +
			"from its first write on. A secret key that you do not give is generated and shown once.\n\n" +
			"Clocks: with client, each call may name its instant (the provider's simulator.now); real follows real time; " +
			"held stands still until \"simulator clock\" moves it.",
		Example: "  " + program + " simulator tenant create demo --access-key AKDEMO --opening-balance 20000.00",
		Args:    oneProject,
		RunE: func(cmd *cobra.Command, args []string) error {
			in, secret, err := f.read(args[0])
			if err != nil {
				return err
			}
			return f.With(cmd, opts.Clock, target.Creates, func(c *target.Client) error { return f.create(cmd, c, in, secret) })
		},
	}
	f.Target.Define(cmd)
	f.Output.Define(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.access, "access-key", "", "access `key` (default: generated)")
	flags.StringVar(&f.secret, "secret-key", "", "secret `key`, 8 to 256 characters (default: "+envNewSecretKey+
		", else generated)")
	flags.StringVar(&f.balance, "opening-balance", "", "`amount` on the account, such as 20000.00 (default: "+
		"unlimited credit)")
	flags.StringVar(&f.site, "site", "", "`name` of the site: international or china (default: international)")
	flags.StringVar(&f.level, "customer-level", "", "customer `level` of the site's policy (default: none)")
	flags.StringVar(&f.policyFile, "policy", "", "policy `file` (default: the site's own)")
	flags.StringVar(&f.catalogFile, "catalog", "", "catalogue `file` (default: the built-in one)")
	flags.Var(terminal.Choose(&f.clocks, "client", "real", "held"), "clock", "`kind` of clock: client, real or held")
	flags.StringVar(&f.maxAdvance, "max-advance", "", "ISO 8601 `duration` by which one write of a key with the role "+
		"billing may move a client clock forward (default: P5Y)")
	flags.StringVar(&f.now, "now", "", "RFC 3339 `instant` at which a held clock starts (default: now)")
	return cmd
}

func oneProject(_ *cobra.Command, args []string) error {
	if len(args) != 1 || args[0] == "" {
		return errors.New("expected one project id")
	}
	return target.CheckName("project id", args[0])
}

func (f *tenantFlags) read(project string) (in control.NewTenant, secret secretKey, err error) {
	if _, err := usage.Instant("--now", f.now); err != nil {
		return in, secret, err
	}
	if f.maxAdvance != "" {
		if _, err := lifecycle.ParseDuration(f.maxAdvance); err != nil {
			return in, secret, usage.Errorf("--max-advance %q: %w", f.maxAdvance, err)
		}
	}
	if err := usage.CheckAmount("opening-balance", f.balance); err != nil {
		return in, secret, err
	}
	in = control.NewTenant{
		ProjectID: project, Site: f.site, CustomerLevel: f.level, OpeningBalance: f.balance, Clock: f.clocks, Now: f.now,
		MaxAdvance: f.maxAdvance,
	}
	if in.Policy, err = usage.FileText(f.policyFile); err != nil {
		return in, secret, err
	}
	if in.Catalog, err = usage.FileText(f.catalogFile); err != nil {
		return in, secret, err
	}
	secret = newSecretKey(f.secret)
	in.NewKey = control.NewKey{AccessKey: newAccessKey(f.access), SecretKey: secret.text}
	return in, secret, nil
}

func (f *tenantFlags) create(cmd *cobra.Command, c *target.Client, in control.NewTenant, secret secretKey) error {
	if err := c.NeedAdmin(); err != nil {
		return err
	}
	if err := c.Call(cmd.Context(), http.MethodPost, "/tenants", in, nil); err != nil {
		return err
	}
	made := createdKey{ProjectID: in.ProjectID, Key: control.Key{AccessKey: in.AccessKey, Role: "owner"},
		SecretKey: secret.told()}
	return f.Show(cmd, made, func(w io.Writer) error {
		fmt.Fprintf(w, "Created the account of the project %s.\n", in.ProjectID)
		return made.write(w)
	})
}

func newTenantList(opts Options) *cobra.Command {
	var f tenantFlags
	cmd := &cobra.Command{
		Use:     "list [flags]",
		Short:   "List accounts and their access keys, without the secret keys",
		Example: "  " + program + " simulator tenant list -o json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.With(cmd, opts.Clock, target.Reads, func(c *target.Client) error {
				all, err := c.Tenants(cmd.Context())
				if err != nil {
					return err
				}
				return f.Show(cmd, control.Tenants{Tenants: all}, func(w io.Writer) error { return writeTenants(w, all) })
			})
		},
	}
	f.Target.Define(cmd)
	f.Output.Define(cmd)
	return cmd
}

func writeTenants(w io.Writer, all []control.Tenant) error {
	t := terminal.Table{Head: []string{"PROJECT", "SITE", "CLOCK", "NOW", "FACTS", "KEYS", "IDENTITY"}, Right: []int{4},
		Gives: 5}
	for _, one := range all {
		var keys []string
		for _, k := range one.Keys {
			keys = append(keys, k.AccessKey+" ("+k.Role+")")
		}
		t.Rows = append(t.Rows, []string{
			one.ProjectID, one.Site, one.Clock, one.Now.Format(time.RFC3339), strconv.FormatInt(one.Facts, 10),
			strings.Join(keys, ", "),
			fmt.Sprintf("%.8s", one.Identity),
		})
	}
	return t.Write(w)
}

func newTenantShow(opts Options) *cobra.Command {
	var f tenantFlags
	cmd := &cobra.Command{
		Use:     "show [flags]",
		Short:   "Show an account: its balance, clock and main rules",
		Example: "  " + program + " simulator tenant show --project demo",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.OnProject(cmd, opts.Clock, target.Reads, func(c *target.Client) error {
				own, err := c.Own(cmd.Context())
				if err != nil {
					return err
				}
				return f.Show(cmd, own, func(w io.Writer) error { return writeTenant(w, own) })
			})
		},
	}
	f.DefineProject(cmd)
	f.Output.Define(cmd)
	return cmd
}

func writeTenant(w io.Writer, own control.OwnTenant) error {
	balance := own.Balance
	if balance != "unlimited" {
		balance += " " + own.Currency
	}
	head := "none"
	if own.Head != nil {
		head = *own.Head
	}
	t := terminal.Table{Gives: 1}
	for _, row := range [][2]string{
		{"Project", own.ProjectID},
		{"Identity", cmp.Or(own.Identity, "none before the first write")},
		{"Site", own.Site},
		{"Balance", balance},
		{"Clock", own.Clock},
		{"Now", own.Now},
		{"Newest fact", head},
		{"Grace", terminal.Count(own.GraceDays, "day")},
		{"Retention", terminal.Count(own.RetentionDays, "day")},
		{"Longest package", terminal.Count(own.MaxTotalMonths, "month")},
		{"Automatic renewal", fmt.Sprintf("%s before the end, %02d:00 UTC+8", terminal.Count(own.ChargeLeadDays, "day"),
			own.ChargeHour)},
	} {
		t.Rows = append(t.Rows, row[:])
	}
	for _, one := range own.Faults {
		t.Rows = append(t.Rows, []string{"Fault", terminal.OneLine(fmt.Sprintf("%s %s (%d hit)", one.Rule.Match.Operation,
			one.Rule.What(), one.Hits))})
	}
	return t.Write(w)
}

func newTenantDelete(opts Options) *cobra.Command {
	var f tenantFlags
	var ask terminal.Confirmation
	cmd := &cobra.Command{
		Use:     "delete PROJECT_ID [flags]",
		Short:   "Delete an account with its keys and its whole history",
		Example: "  " + program + " simulator tenant delete demo --yes",
		Args:    oneProject,
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.With(cmd, opts.Clock, target.Reads, func(c *target.Client) error {
				if err := c.NeedAdmin(); err != nil {
					return err
				}
				if err := ask.Confirm(cmd, opts.In, "This deletes the account of the project %s in %s, with its keys and its "+
					"whole history.", args[0], c.Place); err != nil {
					return err
				}
				if err := c.Call(cmd.Context(), http.MethodDelete, escaped("/tenants/%s", args[0]), nil, nil); err != nil {
					return err
				}
				gone := struct {
					ProjectID string `json:"project_id"`
				}{args[0]}
				return f.Show(cmd, gone, terminal.Line("Deleted the account of the project %s.", args[0]))
			})
		},
	}
	f.Target.Define(cmd)
	f.Output.Define(cmd)
	ask.Define(cmd)
	return cmd
}
