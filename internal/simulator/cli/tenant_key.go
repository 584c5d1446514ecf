package cli

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/target"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
)

// envNewSecretKey holds a secret key that is to be stored, for those who do not want it among the arguments, which
// everyone on the machine can see.
const envNewSecretKey = "MSS_SIMULATOR_SECRET_KEY" //nolint:gosec // the name of a variable

// secretKey is a secret key as it was given, or one that is generated and told.
type secretKey struct {
	text      string
	generated bool
}

func newSecretKey(flag string) secretKey {
	if key := cmp.Or(flag, os.Getenv(envNewSecretKey)); key != "" {
		return secretKey{key, false}
	}
	return secretKey{rand.Text(), true}
}

// told is the key if it was just created.
func (s secretKey) told() string {
	if s.generated {
		return s.text
	}
	return ""
}

func newAccessKey(flag string) string { return cmp.Or(flag, "AK"+rand.Text()[:18]) }

// createdKey is an access key that was created.
type createdKey struct {
	ProjectID string `json:"project_id"`
	control.Key
	SecretKey string `json:"secret_key,omitempty"` // if it was generated
}

func (k createdKey) write(w io.Writer) error {
	fmt.Fprintf(w, "Access key: %s\n", k.AccessKey)
	if k.SecretKey != "" {
		fmt.Fprintf(w, "Secret key: %s (shown only this once)\n", k.SecretKey)
	}
	return nil
}

func newTenantKey(opts Options) *cobra.Command {
	return usage.Group(&cobra.Command{
		Use:     "key",
		Short:   "Create and delete further access keys of an account",
		Example: "  " + program + " simulator tenant key create demo --role read_only",
	}, newKeyCreate(opts), newKeyDelete(opts))
}

type keyFlags struct {
	target.Target
	terminal.Output
	access, secret, role string
}

func newKeyCreate(opts Options) *cobra.Command {
	var f keyFlags
	cmd := &cobra.Command{
		Use:   "create PROJECT_ID [flags]",
		Short: "Create a further access key of an account",
		Long: "Create a further access key of an account. Roles: owner may do everything on its account; billing may " +
			"read, and spend money and units; read_only may read.",
		Example: "  " + program + " simulator tenant key create demo --role read_only",
		Args:    oneProject,
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.With(cmd, opts.Clock, target.Reads, func(c *target.Client) error {
				if err := c.NeedAdmin(); err != nil {
					return err
				}
				secret := newSecretKey(f.secret)
				in := control.NewKey{AccessKey: newAccessKey(f.access), SecretKey: secret.text, Role: f.role}
				if err := c.Call(cmd.Context(), http.MethodPost, escaped("/tenants/%s/keys", args[0]), in, nil); err != nil {
					return err
				}
				made := createdKey{ProjectID: args[0], Key: control.Key{AccessKey: in.AccessKey, Role: f.role},
					SecretKey: secret.told()}
				return f.Show(cmd, made, made.write)
			})
		},
	}
	f.Target.Define(cmd)
	f.Output.Define(cmd)
	cmd.Flags().StringVar(&f.access, "access-key", "", "access `key` (default: generated)")
	cmd.Flags().StringVar(&f.secret, "secret-key", "", "secret `key`, 8 to 256 characters (default: "+envNewSecretKey+
		", else generated)")
	cmd.Flags().Var(terminal.Choose(&f.role, "owner", "billing", "read_only"), "role",
		"`role` of the key: owner, billing or read_only")
	return cmd
}

func newKeyDelete(opts Options) *cobra.Command {
	var f keyFlags
	cmd := &cobra.Command{
		Use:     "delete PROJECT_ID --access-key KEY [flags]",
		Short:   "Delete an access key of an account",
		Long:    "Delete an access key of an account. The key and its tokens are refused from then on.",
		Example: "  " + program + " simulator tenant key delete demo --access-key AKREAD",
		Args:    oneProject,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := target.CheckName("access key", f.access); err != nil {
				return err
			}
			return f.With(cmd, opts.Clock, target.Reads, func(c *target.Client) error {
				if err := c.NeedAdmin(); err != nil {
					return err
				}
				if err := c.Call(cmd.Context(), http.MethodDelete, escaped("/tenants/%s/keys/%s", args[0], f.access), nil,
					nil); err != nil {
					return err
				}
				gone := struct {
					ProjectID string `json:"project_id"`
					AccessKey string `json:"access_key"`
				}{args[0], f.access}
				return f.Show(cmd, gone, terminal.Line("Deleted the access key %s.", f.access))
			})
		},
	}
	f.Target.Define(cmd)
	f.Output.Define(cmd)
	cmd.Flags().StringVar(&f.access, "access-key", "", "access `key`")
	usage.Require(cmd, "access-key")
	return cmd
}

// escaped is a name as a part of a path.
func escaped(format string, names ...any) string {
	for i, name := range names {
		names[i] = url.PathEscape(fmt.Sprint(name))
	}
	return fmt.Sprintf(format, names...)
}
