package cli

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/target"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
)

type exportFlags struct {
	target.Target
	file  string
	force bool
}

func newExport(opts Options) *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "export [flags]",
		Short: "Write a project with its whole history to a file",
		Long: "Write a project with its whole history to a file of JSON lines: a head, the recorded facts, and an end. " +
			"\"simulator import\" creates the same project from it, in another store or on another server. Access keys are " +
			"not in the file. Nothing is changed.\n\n" +
			"On a server this needs an owner's key or the administrator's.",
		Example: "  " + program + " simulator export --file demo.jsonl\n" +
			"  " + program + " simulator export --project demo | gzip > demo.jsonl.gz",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd, opts) },
	}
	f.DefineProject(cmd)
	cmd.Flags().StringVar(&f.file, "file", "", "new `file` to write (default: standard output)")
	cmd.Flags().BoolVar(&f.force, "force", false, "overwrite the file if it exists")
	_ = cmd.MarkFlagFilename("file")
	return cmd
}

func (f *exportFlags) run(cmd *cobra.Command, opts Options) error {
	if f.file != "" {
		if err := checkNew(f.force, f.file); err != nil {
			return err
		}
	}
	return f.OnProject(cmd, opts.Clock, target.Reads, func(c *target.Client) error {
		lines, err := export(cmd, opts, c)
		if err != nil {
			return err
		}
		text := strings.Join(lines, "\n") + "\n"
		if f.file == "" {
			_, err := io.WriteString(cmd.OutOrStdout(), text)
			return err
		}
		if err := replace(f.file, text); err != nil {
			return err
		}
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "Wrote the project %s to %s: %s.\n", c.Project, f.file,
			terminal.Count(len(lines)-2, "fact"))
		return err
	})
}

// export reads the lines of the client's project.
func export(cmd *cobra.Command, opts Options, c *target.Client) ([]string, error) {
	var out control.TenantFile
	p := terminal.NewProgress(cmd.ErrOrStderr(), opts.Clock)
	err := p.During("Reading the project "+c.Project, func() error {
		return c.Call(cmd.Context(), http.MethodGet, "/tenant/file", nil, &out)
	})
	return out.Lines, err
}

// replace writes a file at once, which only its owner can read: who knows a project's seed can tell the ids to come.
func replace(file, text string) error {
	part, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(part.Name()) }() // it is gone if all went well
	_, err = part.WriteString(text)
	if e := part.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return os.Rename(part.Name(), file)
}
