package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
)

// help writes the help of a command, as wide as the terminal.
func help(cmd *cobra.Command, _ []string) {
	const usual, most = 80, 120
	s := terminal.ScreenOf(cmd.OutOrStdout())
	width := usual
	if s.IsTerminal() {
		width = min(s.Width, most)
	}
	var b strings.Builder
	section := func(name string) { fmt.Fprintf(&b, "\n%s\n", s.Bold(name+":")) }

	text := cmd.Long
	if text == "" {
		text = cmd.Short
	}
	b.WriteString(wrapped(text, width))
	section("Usage")
	if cmd.HasSubCommands() {
		fmt.Fprintf(&b, "  %s <command> [flags]\n", cmd.CommandPath())
		section("Commands")
		commands := terminal.Table{}
		for _, below := range cmd.Commands() {
			if below.IsAvailableCommand() || below.Name() == "help" {
				commands.Rows = append(commands.Rows, []string{"", below.Name(), below.Short})
			}
		}
		_ = commands.Write(&b) // into memory
	} else {
		fmt.Fprintf(&b, "  %s\n", cmd.UseLine())
	}
	if cmd.Example != "" {
		section("Examples")
		b.WriteString(cmd.Example + "\n")
	}
	if flags := cmd.LocalFlags(); flags.HasAvailableFlags() {
		section("Flags")
		b.WriteString(flags.FlagUsagesWrapped(width))
	}
	_, _ = io.WriteString(cmd.OutOrStdout(), b.String())
}

// wrapped is a text with its paragraphs broken into lines. Indented lines stay as they are.
func wrapped(text string, width int) string {
	var b strings.Builder
	for paragraph := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(paragraph, " ") || strings.HasPrefix(paragraph, "\t") {
			b.WriteString(paragraph + "\n")
			continue
		}
		used := 0
		for word := range strings.FieldsSeq(paragraph) {
			switch {
			case used == 0:
			case used+1+terminal.Wide(word) > width:
				b.WriteString("\n")
				used = 0
			default:
				b.WriteString(" ")
				used++
			}
			b.WriteString(word)
			used += terminal.Wide(word)
		}
		b.WriteString("\n")
	}
	return b.String()
}
