package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/target"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/tenantfile"
)

type importFlags struct {
	target.Target
	terminal.Output
	project string
}

func newImport(opts Options) *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:   "import FILE [flags]",
		Short: "Create a project from a file that \"simulator export\" wrote",
		Long: "Create a project from a file that \"simulator export\" wrote; - reads standard input. The file is checked " +
			"as a whole first: if it is damaged, cut off or of a newer version, the line is named and nothing is stored.\n\n" +
			"Under its own id it is the same project: Terraform states of the exported one stay valid. With --project it is a " +
			"branch with a future of its own, which accepts copies of those states.\n\n" +
			"On a server this needs the administrator's key, and the project has no access key until \"simulator tenant key " +
			"create\" adds one.",
		Example: "  " + program + " simulator import demo.jsonl\n" +
			"  " + program + " simulator import demo.jsonl --project what-if",
		Args: usage.One("a file that \"simulator export\" wrote, or -"),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, opts, args[0]) },
	}
	f.Target.Define(cmd)
	f.Output.Define(cmd)
	cmd.Flags().StringVar(&f.project, "project", "", "`id` of the new project (default: that of the exported one)")
	return cmd
}

func (f *importFlags) run(cmd *cobra.Command, opts Options, file string) error {
	of, in, err := readTenant(file, opts.In)
	if err != nil {
		return err
	}
	project := cmp.Or(f.project, of)
	in.Branch = project != of
	return f.With(cmd, opts.Clock, target.Creates, func(c *target.Client) error {
		made, err := create(cmd, opts, c, project, in)
		if err != nil {
			return err
		}
		return f.Show(cmd, made, terminal.Line("Created the project %s (account %.8s): %s.", made.ProjectID, made.Identity,
			terminal.Count(int(made.Facts), "fact")))
	})
}

// create makes a project of the lines of a file.
func create(cmd *cobra.Command, opts Options, c *target.Client, project string,
	in control.NewTenantFile) (made control.ImportedTenant, err error) {
	if err := target.CheckName("project id", project); err != nil {
		return made, err
	}
	if err := c.NeedAdmin(); err != nil {
		return made, err
	}
	p := terminal.NewProgress(cmd.ErrOrStderr(), opts.Clock)
	err = p.During(fmt.Sprintf("Creating the project %s from %d lines", project, len(in.Lines)), func() error {
		return c.Call(cmd.Context(), http.MethodPost, escaped("/tenants/%s/file", project), in, &made)
	})
	return made, err
}

// readTenant reads a file, or what is piped in, and finds the project that it names.
func readTenant(file string, in io.Reader) (project string, out control.NewTenantFile, err error) {
	text, err := readFile(file, in)
	if err == nil {
		out.Lines, err = tenantfile.Split(text)
	}
	if err == nil {
		project, err = tenantfile.Project(out.Lines)
	}
	if damage, ok := errors.AsType[*tenantfile.Damage](err); ok {
		err = fmt.Errorf("%s is refused at %w; nothing was stored", file, damage)
	}
	return project, out, err
}

// readFile reads a file, or what is piped in.
func readFile(file string, in io.Reader) (string, error) {
	if file != "-" {
		data, err := os.ReadFile(file)
		return string(data), err
	}
	if in == nil {
		return "", usage.Errorf("there is no standard input to read")
	}
	data, err := io.ReadAll(in)
	return string(data), err
}
