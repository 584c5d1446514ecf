package cli

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/target"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/fault"
)

func newFault(opts Options) *cobra.Command {
	return usage.Group(&cobra.Command{
		Use:   "fault",
		Short: "Rehearse what goes wrong: make calls of a project fail",
		Long: "Rehearse what goes wrong: make calls of a project fail, such as a payment that is declined, an answer that " +
			"is lost after the money moved, or a service that is down. Which calls are hit follows from counts, never from " +
			"chance. The commands of the simulator itself are never hit.",
		Example: "  " + program + " simulator fault presets\n" +
			"  " + program + " simulator fault set lost-answer\n" +
			"  " + program + " simulator fault clear",
	}, newFaultSet(opts), newFaultList(opts), newFaultClear(opts), newFaultPresets())
}

type faultFlags struct {
	target.Target
	terminal.Output
	at string
}

func newFaultSet(opts Options) *cobra.Command {
	var f faultFlags
	cmd := &cobra.Command{
		Use:   "set FILE|PRESET [flags]",
		Short: "Replace the faults of a project",
		Long: "Replace the faults of a project with those of a file or of a preset. Their counts begin at 0.\n\n" +
			"The file is a YAML or JSON list. Each fault has a match and one effect:\n\n" +
			"  - match:\n" +
			"      operation: PayOrders     # as the SDK names it; * stands for any text\n" +
			"      resource_spec_code: ...  # only requests that name this product\n" +
			"      resource_id: ...         # only requests that name this id\n" +
			"      from: 2027-03-01T00:00:00Z   # only in this window of business time\n" +
			"      until: 2027-04-01T00:00:00Z\n" +
			"      after: 2                 # let 2 matching calls pass\n" +
			"      times: 1                 # then hit 1 (default: all)\n" +
			"    lost_answer: true\n\n" +
			"Effects before anything is done:\n" +
			"  error: {status: 503, code: MSS.00000004, message: ...}\n" +
			"  throttle: {retry_after: 1}   HTTP 429\n" +
			"  delay: 3s                    wait, then do it\n" +
			"  hang: true                   wait until the caller gives up\n" +
			"  reset: true                  cut the connection\n" +
			"Effects on what is done:\n" +
			"  lost_answer: true            cut the connection afterwards\n" +
			"  truncate: true               send half of the answer\n" +
			"  decline: REASON              refuse a payment\n" +
			"  sold_out: true               refuse an order\n" +
			"  processing: P2D              deliver a paid order later\n\n" +
			"The operation " + fault.AutomaticRenewal + " takes decline, from and until only. It is a fact of the account: " +
			"the change is made at an instant, and the project's time only goes forward.",
		Example: "  " + program + " simulator fault set faults.yaml --project demo\n" +
			"  " + program + " simulator fault set declined-payment",
		Args:              usage.One("a file, or a preset as \"simulator fault presets\" lists them"),
		ValidArgsFunction: completePresets,
		RunE: func(cmd *cobra.Command, args []string) error {
			if _, err := usage.Instant("--at", f.at); err != nil {
				return err
			}
			text, err := rulesOf(args[0])
			if err != nil {
				return err
			}
			return f.OnProject(cmd, opts.Clock, target.Creates, func(c *target.Client) error {
				c.At = f.at
				var all control.Faults
				if err := c.Call(cmd.Context(), http.MethodPut, "/faults", control.NewFaults{Rules: text}, &all); err != nil {
					return err
				}
				return f.show(cmd, c, all)
			})
		},
	}
	f.DefineProject(cmd)
	f.Output.Define(cmd)
	cmd.Flags().StringVar(&f.at, "at", "", "RFC 3339 `instant` from which automatic renewals are declined (default: the "+
		"newest fact on a client clock, else the project's clock)")
	return cmd
}

func completePresets(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var names []string
	for _, p := range fault.Presets() {
		names = append(names, p.Name+"\t"+p.About)
	}
	return names, cobra.ShellCompDirectiveDefault
}

// rulesOf is the text of a preset, or of a file.
func rulesOf(name string) (string, error) {
	presets := fault.Presets()
	if i := slices.IndexFunc(presets, func(p fault.Preset) bool { return p.Name == name }); i >= 0 {
		return presets[i].Text, nil
	}
	text, err := usage.FileText(name)
	if os.IsNotExist(err) && !strings.ContainsAny(name, `./\`) {
		return "", usage.Errorf("there is neither a preset nor a file %q; \"simulator fault presets\" lists the presets",
			name)
	}
	return text, err
}

func newFaultList(opts Options) *cobra.Command {
	var f faultFlags
	cmd := &cobra.Command{
		Use:   "list [flags]",
		Short: "List the faults of a project, with how many calls each has matched and hit",
		Long: "List the faults of a project, with how many calls each has matched and hit. Those of a provider's " +
			"simulator.faults are listed once they have counted a call; they hold for calls of that provider only.",
		Example: "  " + program + " simulator fault list -o json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.OnProject(cmd, opts.Clock, target.Names, func(c *target.Client) error {
				var all control.Faults
				if err := c.Call(cmd.Context(), http.MethodGet, "/faults", nil, &all); err != nil {
					return err
				}
				return f.show(cmd, c, all)
			})
		},
	}
	f.DefineProject(cmd)
	f.Output.Define(cmd)
	return cmd
}

func (f *faultFlags) show(cmd *cobra.Command, c *target.Client, all control.Faults) error {
	return f.Show(cmd, all, func(w io.Writer) error {
		if len(all.Faults) == 0 {
			_, err := fmt.Fprintf(w, "The project %s has no faults.\n", c.Project)
			return err
		}
		return writeFaults(w, all.Faults)
	})
}

func writeFaults(w io.Writer, all []control.Fault) error {
	t := terminal.Table{Head: []string{"OPERATION", "EFFECT", "WHICH CALLS", "MATCHED", "HIT", "SOURCE"},
		Right: []int{3, 4}, Gives: 2}
	for _, one := range all {
		matched, hits := strconv.FormatInt(one.Matched, 10), strconv.FormatInt(one.Hits, 10)
		which := cmp.Or(one.Rule.Match.When(), "all")
		if one.Rule.OfRenewals() { // no call makes them
			matched, hits = "-", "-"
		}
		t.Rows = append(t.Rows, []string{one.Rule.Match.Operation, terminal.OneLine(one.Rule.What()), which, matched, hits,
			one.Source})
	}
	return t.Write(w)
}

func newFaultClear(opts Options) *cobra.Command {
	var f faultFlags
	cmd := &cobra.Command{
		Use:   "clear [flags]",
		Short: "Remove all faults of a project, with their counts",
		Long: "Remove all faults of a project, with their counts. Those of a provider's simulator.faults begin to count " +
			"again. Automatic renewals are no longer declined from the newest fact on.",
		Example: "  " + program + " simulator fault clear --project demo",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if _, err := usage.Instant("--at", f.at); err != nil {
				return err
			}
			return f.OnProject(cmd, opts.Clock, target.Names, func(c *target.Client) error {
				c.At = f.at
				if err := c.Call(cmd.Context(), http.MethodDelete, "/faults", nil, nil); err != nil {
					return err
				}
				cleared := struct {
					ProjectID string `json:"project_id"`
				}{c.Project}
				return f.Show(cmd, cleared, terminal.Line("Removed all faults of the project %s.", c.Project))
			})
		},
	}
	f.DefineProject(cmd)
	f.Output.Define(cmd)
	cmd.Flags().StringVar(&f.at, "at", "", "RFC 3339 `instant` from which automatic renewals are no longer declined "+
		"(default: the newest fact on a client clock, else the project's clock)")
	return cmd
}

func newFaultPresets() *cobra.Command {
	var out terminal.Output
	cmd := &cobra.Command{
		Use:   "presets [flags]",
		Short: "List the presets and what they do",
		Long: "List the presets and what they do. With -o json, \"rules\" is the text of each as a file, to begin one's " +
			"own with.",
		Example: "  " + program + " simulator fault presets\n" +
			"  " + program + " simulator fault presets -o json | jq -r '.[] | select(.name == \"lost-answer\").rules'",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return out.Show(cmd, fault.Presets(), func(w io.Writer) error {
				t := terminal.Table{Head: []string{"PRESET", "EFFECT"}, Gives: 1}
				for _, p := range fault.Presets() {
					t.Rows = append(t.Rows, []string{p.Name, p.About})
				}
				return t.Write(w)
			})
		},
	}
	out.Define(cmd)
	return cmd
}
