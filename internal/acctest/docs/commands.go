package docs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli"
)

// commandList tells the commands, each with its help. Flags that mean the same with most of them are told once.
func commandList() (string, error) {
	root := cli.Commands(cli.Options{})
	shared := sharedFlags(root)
	output, err := jsonOf(root)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("## Flags of most commands\n\nThe sections below name these flags without repeating what they are.\n\n" +
		flagHeader)
	var told []string
	walk(root, func(cmd *cobra.Command) {
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if !f.Hidden && shared[f.Name] == meaning(f) && !slices.Contains(told, f.Name) {
				told = append(told, f.Name)
				b.WriteString(flagRow(f))
			}
		})
	})
	walk(root, func(cmd *cobra.Command) {
		b.WriteString(commandSection(cmd, shared))
		if names := output[cmd.CommandPath()]; names != nil {
			fmt.Fprintf(&b, "\nJSON: %s\n", names)
		}
	})
	return b.String(), nil
}

// walk visits the commands that people call, those with others below them first. Of the completion, Cobra writes the
// help.
func walk(cmd *cobra.Command, visit func(*cobra.Command)) {
	cmd.InitDefaultHelpFlag()
	visit(cmd)
	for _, below := range cmd.Commands() {
		if below.IsAvailableCommand() && cmd.Name() != "completion" {
			walk(below, visit)
		}
	}
}

// sharedFlags are the meanings of flags that at least a third of the commands have.
func sharedFlags(root *cobra.Command) map[string]string {
	commands, count := 0, map[string]int{}
	walk(root, func(cmd *cobra.Command) {
		commands++
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) { count[f.Name+"\n"+meaning(f)]++ })
	})
	shared := map[string]string{}
	for flag, n := range count {
		if name, what, _ := strings.Cut(flag, "\n"); n*3 >= commands {
			shared[name] = what
		}
	}
	return shared
}

func meaning(f *pflag.Flag) string {
	if f.Name == "help" {
		return "show the help of the command"
	}
	_, usage := pflag.UnquoteUsage(f)
	if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "[]" && f.DefValue != "0" &&
		!strings.Contains(usage, "(default") {
		usage += fmt.Sprintf(" (default `%s`)", f.DefValue)
	}
	return usage
}

const flagHeader = "| flag | meaning |\n|---|---|\n"

func flagRow(f *pflag.Flag) string {
	name, _ := pflag.UnquoteUsage(f)
	text := "--" + f.Name
	if f.Shorthand != "" {
		text = "-" + f.Shorthand + ", " + text
	}
	return fmt.Sprintf("| `%s` | %s |\n", strings.TrimSpace(text+" "+name), inCell(meaning(f)))
}

func inCell(text string) string { return strings.NewReplacer("|", "\\|", "<", "&lt;").Replace(text) }

func commandSection(cmd *cobra.Command, shared map[string]string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n## %s\n\n%s\n", strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" "), prose(cmd))
	var below []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			below = append(below, fmt.Sprintf("`%s`", c.Name()))
		}
	}
	if len(below) > 0 {
		fmt.Fprintf(&b, "\nCommands: %s\n", strings.Join(below, ", "))
	} else {
		fmt.Fprintf(&b, "\n```console\n%s\n```\n", cmd.UseLine())
	}
	if cmd.Example != "" {
		fmt.Fprintf(&b, "\nExamples:\n\n```console\n%s\n```\n", unindented(cmd.Example))
	}
	var rows, common []string
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		switch {
		case f.Name == "help", f.Hidden:
		case shared[f.Name] == meaning(f):
			common = append(common, "`--"+f.Name+"`")
		default:
			rows = append(rows, flagRow(f))
		}
	})
	if len(rows) > 0 {
		b.WriteString("\n" + flagHeader + strings.Join(rows, ""))
	}
	if len(common) > 0 {
		b.WriteString("\nAlso: " + strings.Join(common, ", ") + "\n")
	}
	return b.String()
}

// prose is the text of a command, with what it indents as a block.
func prose(cmd *cobra.Command) string {
	text := cmd.Long
	if text == "" || cmd.Name() == "completion" {
		text = cmd.Short + "."
	}
	var b strings.Builder
	indented := false
	for line := range strings.SplitSeq(text, "\n") {
		if is := strings.HasPrefix(line, "  "); is != indented && line != "" {
			if is {
				b.WriteString("\n")
			}
			b.WriteString("```")
			if is {
				b.WriteString("text")
			}
			b.WriteString("\n")
			indented = is
		}
		if !indented {
			line = strings.ReplaceAll(line, "<", "&lt;")
		}
		b.WriteString(strings.TrimPrefix(line, "  ") + "\n")
	}
	if indented {
		b.WriteString("```\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

func unindented(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimPrefix(lines[i], "  ")
	}
	return strings.Join(lines, "\n")
}
