package cli

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

func newTenant(opts Options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "tenant",
		Short: "Make accounts that a server's callers sign for, list and delete them",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newTenantCreate(opts), newTenantList(opts), newTenantDelete(opts), newTenantKey(opts))
	return cmd
}

// envSecretKey holds a secret key for those who do not want it among the arguments, which everyone on the machine can see.
const envSecretKey = "MSS_SIMULATOR_SECRET_KEY" //nolint:gosec // the name of a variable

// secret is a secret key as it was given, or one that is made up and told.
type secret struct {
	key    string
	madeUp bool
}

func newSecret(flag string) secret {
	if key := cmp.Or(flag, os.Getenv(envSecretKey)); key != "" {
		return secret{key, false}
	}
	return secret{rand.Text(), true}
}

func (s secret) tell(cmd *cobra.Command, accessKey string) error {
	out := cmd.OutOrStdout()
	if s.madeUp {
		_, err := fmt.Fprintf(out, "access key %s\nsecret key %s (shown this once)\n", accessKey, s.key)
		return err
	}
	_, err := fmt.Fprintf(out, "access key %s\n", accessKey)
	return err
}

// checkName refuses what can be neither a project id nor an access key, before it stands in a path.
func checkName(what, s string) error {
	if !wire.IsName(s) {
		return fmt.Errorf("%q is no %s: 1 to 64 letters, digits, hyphens and underscores, a letter or a digit first", s, what)
	}
	return nil
}

type tenantFlags struct {
	place
	access, secret                  string
	site, level, balance            string
	policyFile, catalogFile, clocks string
	now                             string
}

func newTenantCreate(opts Options) *cobra.Command {
	var f tenantFlags
	cmd := &cobra.Command{
		Use:   "create PROJECT_ID --store FILE",
		Short: "Make an account and its first access key",
		Long: "Make an account with one project and the access key that signs for it. What is said here holds from the account's first write on; until then\n" +
			"nothing has happened on it. A secret key that is not given is made up and shown.\n\n" +
			"Clocks: client, where each call may name its instant (the provider's simulator.now); real; held, which stands still until `simulator clock` moves it.",
		Example: "  terraform-provider-mss simulator tenant create demo --access-key AKDEMO --opening-balance 20000.00 --store .mss/simulator.db",
		Args:    oneProject,
		RunE: func(cmd *cobra.Command, args []string) error {
			return with(&f.place, opts, true, func(c *client) error { return f.create(cmd, c, args[0]) })
		},
	}
	f.define(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.access, "access-key", "", "access `key` (default: made up)")
	flags.StringVar(&f.secret, "secret-key", "", "secret `key`, 8 to 256 characters (default: that of "+envSecretKey+", else made up)")
	flags.StringVar(&f.balance, "opening-balance", "", "`amount` on the account, such as 20000.00 (default: unlimited credit)")
	flags.StringVar(&f.site, "site", "", "`international|china` (default: international)")
	flags.StringVar(&f.level, "customer-level", "", "customer `level` of the site's policy (default: none)")
	flags.StringVar(&f.policyFile, "policy", "", "policy `file` (default: the site's own)")
	flags.StringVar(&f.catalogFile, "catalog", "", "catalogue `file` (default: the built-in one)")
	flags.Var(choose(&f.clocks, "client", "real", "held"), "clock", "kind of clock")
	flags.StringVar(&f.now, "now", "", "RFC 3339 `instant` at which a held clock begins (default: now)")
	return cmd
}

func oneProject(_ *cobra.Command, args []string) error {
	if len(args) != 1 || args[0] == "" {
		return errors.New("give one project id")
	}
	return checkName("project id", args[0])
}

func (f *tenantFlags) create(cmd *cobra.Command, c *client, project string) error {
	if _, err := instant("now", f.now); err != nil {
		return err
	}
	if err := amount("opening-balance", f.balance); err != nil {
		return err
	}
	in := control.NewTenant{
		ProjectID: project, Site: f.site, CustomerLevel: f.level, OpeningBalance: f.balance, Clock: f.clocks, Now: f.now,
	}
	var err error
	if in.Policy, err = fileText(f.policyFile); err != nil {
		return err
	}
	if in.Catalog, err = fileText(f.catalogFile); err != nil {
		return err
	}
	secret := newSecret(f.secret)
	in.NewKey = control.NewKey{AccessKey: cmp.Or(f.access, "AK"+rand.Text()[:18]), SecretKey: secret.key}
	if err := c.call(cmd.Context(), http.MethodPost, "/tenants", in, nil); err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "the project %s has an account\n", project)
	return secret.tell(cmd, in.AccessKey)
}

// fileText is the text of a file that a flag names, if it does.
func fileText(file string) (string, error) {
	if file == "" {
		return "", nil
	}
	data, err := os.ReadFile(file)
	if err == nil && strings.TrimSpace(string(data)) == "" {
		err = fmt.Errorf("%s is empty", file)
	}
	return string(data), err
}

func newTenantList(opts Options) *cobra.Command {
	var p place
	cmd := &cobra.Command{
		Use:   "list --store FILE",
		Short: "List accounts and their access keys, without the secret ones",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(&p, opts, false, func(c *client) error {
				all, err := c.tenants(cmd.Context())
				if err != nil {
					return err
				}
				rows := [][]string{{"project", "site", "clock", "now", "facts", "keys", "account"}}
				for _, t := range all {
					var keys []string
					for _, k := range t.Keys {
						keys = append(keys, k.AccessKey+" ("+k.Role+")")
					}
					rows = append(rows, []string{
						t.ProjectID, t.Site, t.Clock, t.Now.Format(time.RFC3339), strconv.FormatInt(t.Facts, 10), strings.Join(keys, ", "), fmt.Sprintf("%.8s", t.Identity),
					})
				}
				return writeAligned(cmd.OutOrStdout(), rows)
			})
		},
	}
	p.define(cmd)
	return cmd
}

func newTenantDelete(opts Options) *cobra.Command {
	var p place
	cmd := &cobra.Command{
		Use:   "delete PROJECT_ID --store FILE",
		Short: "Delete an account with its keys and all that ever happened on it",
		Args:  oneProject,
		RunE: func(cmd *cobra.Command, args []string) error {
			return with(&p, opts, false, func(c *client) error {
				if err := c.call(cmd.Context(), http.MethodDelete, "/tenants/"+url.PathEscape(args[0]), nil, nil); err != nil {
					return err
				}
				_, err := fmt.Fprintf(cmd.OutOrStdout(), "the account of %s is deleted\n", args[0])
				return err
			})
		},
	}
	p.define(cmd)
	return cmd
}

func newTenantKey(opts Options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "key",
		Short: "Give an account more access keys, and take them away",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newKeyCreate(opts), newKeyDelete(opts))
	return cmd
}

func newKeyCreate(opts Options) *cobra.Command {
	var p place
	var access, secretKey, role string
	cmd := &cobra.Command{
		Use:   "create PROJECT_ID --role ROLE --store FILE",
		Short: "Give an account one more access key",
		Long: "Give an account one more access key. Roles: owner may do everything on its account; billing may read and spend money and units;\n" +
			"read_only may read.",
		Args: oneProject,
		RunE: func(cmd *cobra.Command, args []string) error {
			return with(&p, opts, false, func(c *client) error {
				secret := newSecret(secretKey)
				in := control.NewKey{AccessKey: cmp.Or(access, "AK"+rand.Text()[:18]), SecretKey: secret.key, Role: role}
				if err := c.call(cmd.Context(), http.MethodPost, "/tenants/"+url.PathEscape(args[0])+"/keys", in, nil); err != nil {
					return err
				}
				return secret.tell(cmd, in.AccessKey)
			})
		},
	}
	p.define(cmd)
	cmd.Flags().StringVar(&access, "access-key", "", "access `key` (default: made up)")
	cmd.Flags().StringVar(&secretKey, "secret-key", "", "secret `key`, 8 to 256 characters (default: that of "+envSecretKey+", else made up)")
	cmd.Flags().Var(choose(&role, "owner", "billing", "read_only"), "role", "what the key may do")
	return cmd
}

func newKeyDelete(opts Options) *cobra.Command {
	var p place
	var access string
	cmd := &cobra.Command{
		Use:   "delete PROJECT_ID --access-key KEY --store FILE",
		Short: "Take an access key from an account: it and its tokens open nothing from then on",
		Args:  oneProject,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkName("access key", access); err != nil {
				return err
			}
			return with(&p, opts, false, func(c *client) error {
				path := "/tenants/" + url.PathEscape(args[0]) + "/keys/" + url.PathEscape(access)
				if err := c.call(cmd.Context(), http.MethodDelete, path, nil, nil); err != nil {
					return err
				}
				_, err := fmt.Fprintf(cmd.OutOrStdout(), "the access key %s is deleted\n", access)
				return err
			})
		},
	}
	p.define(cmd)
	cmd.Flags().StringVar(&access, "access-key", "", "access `key`")
	requireFlags(cmd, "access-key")
	return cmd
}
