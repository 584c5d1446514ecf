package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient/transport"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/clone"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/target"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

type cloneFlags struct {
	terminal.Output
	to                                target.Target
	region, endpoint, billing, caFile string
	project, level                    string
}

func newClone(opts Options) *cobra.Command {
	var f cloneFlags
	cmd := &cobra.Command{
		Use:   "clone [flags]",
		Short: "Copy an account of the real cloud into a store, to rehearse with it",
		Long: "Copy an account of the real cloud into a store, to rehearse with it: packages, assets, orders, automatic " +
			"renewal, the balance, and the prices of products and renewals. With --endpoint alone, the account of a simulator " +
			"server is copied through the same calls.\n\n" +
			"Only calls that read are sent; every other call is refused before it is sent. The copy keeps all ids and begins " +
			"at the instant of the reading. It accepts copies of the account's Terraform states, in a directory of their own. " +
			"At the end, the command lists what the API does not tell and the copy therefore assumes.\n\n" +
			"Set HW_ACCESS_KEY and HW_SECRET_KEY to a key of the account. It needs no right but to read.",
		Example: "  " + program + " simulator clone --region ap-southeast-3 --project 0a1b2c3d4e5f --store clone.db\n" +
			"  " + program + " simulator clone --endpoint https://sim.example.com --project demo --store clone.db",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd, opts) },
	}
	f.Define(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.to.Store, "store", target.DefaultStore, "`file` of the store for the copy, or "+
		"postgres://user:password@host/database")
	flags.StringVar(&f.project, "project", "", "`id` of the project to copy (default: "+target.EnvProject+")")
	flags.StringVar(&f.region, "region", "", "`region` of the real cloud, such as ap-southeast-3")
	flags.StringVar(&f.endpoint, "endpoint", "", "`URL` of a simulator server; with --region or --billing-endpoint, of "+
		"the real MetaStudio instead of the region's")
	flags.StringVar(&f.billing, "billing-endpoint", "", "`URL` of the real billing service instead of the region's")
	flags.StringVar(&f.caFile, "ca-file", "", "PEM `file` of certificate authorities to trust, besides the system's")
	flags.StringVar(&f.level, "customer-level", "", "customer `level` of the account, which decides what follows an end "+
		"(default: the site's own days)")
	cmd.MarkFlagsOneRequired("region", "endpoint")
	_ = cmd.MarkFlagFilename("store")
	_ = cmd.MarkFlagFilename("ca-file")
	return cmd
}

func (f *cloneFlags) run(cmd *cobra.Command, opts Options) error {
	client, source, err := f.source(opts)
	if err != nil {
		return err
	}
	if err := f.checkFree(cmd, opts); err != nil {
		return err
	}
	var read *clone.Clone
	p := terminal.NewProgress(cmd.ErrOrStderr(), opts.Clock)
	err = p.Steps(func(tell func(string)) (err error) {
		source.Client, source.Tell = client, tell
		read, err = clone.Make(cmd.Context(), source, f.level)
		return err
	})
	if err != nil {
		return fmt.Errorf("%w; nothing was written%s", err, remedy(err))
	}
	return f.to.With(cmd, opts.Clock, target.Creates, func(c *target.Client) error {
		in := control.NewTenantFile{TenantFile: control.TenantFile{Lines: read.Lines}}
		made, err := create(cmd, opts, c, f.project, in)
		if err != nil {
			return err
		}
		out := cloned{ImportedTenant: made, Report: read.Report}
		return f.Show(cmd, out, out.write)
	})
}

// source is the account to read, behind a transport that only reads.
func (f *cloneFlags) source(opts Options) (*mssclient.Client, clone.Source, error) {
	s := clone.Source{Server: f.region == "" && f.billing == ""}
	f.project = cmp.Or(f.project, os.Getenv(target.EnvProject))
	if f.project == "" {
		return nil, s, usage.Errorf("name the project to copy with --project or %s", target.EnvProject)
	}
	if err := target.CheckName("project id", f.project); err != nil {
		return nil, s, err
	}
	s.Endpoint = strings.TrimSuffix(cmp.Or(f.endpoint, wire.RealEndpoint(f.region)), "/")
	billing := s.Endpoint
	if !s.Server {
		billing = strings.TrimSuffix(cmp.Or(f.billing, wire.RealBilling(f.region)), "/")
	}
	for flag, address := range map[string]string{"endpoint": s.Endpoint, "billing-endpoint": billing} {
		if u, err := url.Parse(address); err != nil || !wire.IsEndpoint(u) {
			return nil, s, usage.Errorf("--%s must be an address such as https://bss.myhuaweicloud.com, without a path", flag)
		}
	}
	access, secret := os.Getenv(target.EnvAccessKey), os.Getenv(target.EnvSecretKey)
	if access == "" || secret == "" {
		return nil, s, fmt.Errorf("reading the account needs a key: set %s and %s", target.EnvAccessKey, target.EnvSecretKey)
	}
	line, err := transport.New(f.caFile)
	if err != nil {
		return nil, s, fmt.Errorf("--ca-file: %w", err)
	}
	client, err := mssclient.New(mssclient.Config{
		ProjectID: f.project, AccessKey: access, SecretKey: secret, Endpoint: s.Endpoint, BillingEndpoint: billing,
		Region: f.region, Real: !s.Server, Transport: clone.NewReadOnly(line),
		UserAgent: program + "/" + opts.Version,
	})
	return client, s, err
}

// checkFree refuses a store that has the project, before anything is read.
func (f *cloneFlags) checkFree(cmd *cobra.Command, opts Options) error {
	if _, err := os.Stat(f.to.Store); err != nil { // a new one, or a database, which refuses the project itself
		return nil //nolint:nilerr // it is not there
	}
	return f.to.With(cmd, opts.Clock, target.Reads, func(c *target.Client) error {
		ids, err := c.Projects(cmd.Context())
		if err == nil && slices.Contains(ids, f.project) {
			err = fmt.Errorf("%s has an account of the project %s already; name another store with --store", c.Place, f.project)
		}
		return err
	})
}

// remedy says what to do about an account that cannot be read; empty if the error does.
func remedy(err error) string {
	switch mssclient.Code(err) {
	case "CBC.0150", "CBC.0156": // documented: the account belongs to the other website
		return ". The account belongs to another site: set --billing-endpoint to https://bss.myhuaweicloud.com for China, " +
			"or to https://bss-intl.myhuaweicloud.com for all others"
	case "CBC.0151", "CBC.0154", "CBC.0155", "MSS.00000001", "APIG.0301", "APIGW.0301":
		return fmt.Sprintf(". The keys in %s and %s are wrong or lack permission, or this machine's clock is off",
			target.EnvAccessKey, target.EnvSecretKey)
	default:
		return ""
	}
}

// cloned is the result of the command, as JSON shows it.
type cloned struct {
	control.ImportedTenant
	clone.Report
}

func (c cloned) write(w io.Writer) error {
	balance := "unlimited credit"
	if c.Balance != "unlimited" {
		balance = "a balance of " + c.Balance + " " + c.Currency
	}
	_, err := fmt.Fprintf(w, "Cloned the project %s of %s as of %s (account %.8s): %s, %s, %s, %s.\n",
		c.ProjectID, c.Endpoint, c.Time.Format(time.RFC3339), c.Identity, terminal.Count(c.Packages, "package"),
		terminal.Count(c.Assets, "asset"), terminal.Count(c.Orders, "order"), balance)
	return errors.Join(err, writeNotes(w, "Assumed, because the API does not tell it:", c.Assumed, false),
		writeNotes(w, "Not cloned:", c.LeftOut, true))
}

// writeNotes writes notes with their counts, and with some ids of what must be looked up. None is shortened.
func writeNotes(w io.Writer, title string, notes []clone.Note, ids bool) error {
	if len(notes) == 0 {
		return nil
	}
	_, err := fmt.Fprintf(w, "\n%s\n", title)
	for _, n := range notes {
		text := n.Text
		if ids {
			const most = 5
			text += ": " + strings.Join(n.IDs[:min(most, n.Count)], ", ")
			if n.Count > most {
				text += fmt.Sprintf(" and %d more", n.Count-most)
			}
		}
		_, e := fmt.Fprintf(w, "%5d  %s\n", n.Count, text)
		err = errors.Join(err, e)
	}
	return err
}
