package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// usage is an error of whoever called the command: exit code 2.
type usage struct {
	err error
	cmd *cobra.Command // nil: found by the arguments
}

func (u *usage) Error() string { return u.err.Error() }

func (u *usage) Unwrap() error { return u.err }

func wrongUsage(format string, args ...any) error { return &usage{err: fmt.Errorf(format, args...)} }

func asUsage(err error) (*usage, bool) { return errors.AsType[*usage](err) }

// command is the path of the command whose help tells more.
func (u *usage) command(root *cobra.Command, args []string) string {
	if u.cmd != nil {
		return u.cmd.CommandPath()
	}
	if cmd, _, err := root.Find(args); err == nil {
		return cmd.CommandPath()
	}
	return root.CommandPath()
}

// wrapErrors makes everything that keeps a command from running an error of usage.
func wrapErrors(root *cobra.Command) {
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return &usage{err, cmd} })
	var wrap func(cmd *cobra.Command)
	wrap = func(cmd *cobra.Command) {
		if args := cmd.Args; args != nil {
			cmd.Args = func(cmd *cobra.Command, given []string) error {
				if err := args(cmd, given); err != nil {
					return &usage{err, cmd}
				}
				// Cobra would check these later, with an error that is like any other.
				if err := errors.Join(cmd.ValidateRequiredFlags(), cmd.ValidateFlagGroups()); err != nil {
					return &usage{err, cmd}
				}
				return nil
			}
		}
		for _, below := range cmd.Commands() {
			wrap(below)
		}
	}
	wrap(root)
}

// checkWords finds a command that does not exist before its flags are read, of which it would have none.
func checkWords(root *cobra.Command, args []string) error {
	cmd, rest, err := root.Find(args)
	if err != nil || !cmd.HasSubCommands() || cmd.Name() == "help" {
		return nil //nolint:nilerr // the command itself says what is wrong
	}
	for i := 0; i < len(rest); i++ {
		word := rest[i]
		if word == "-h" || word == "--help" || word == "--version" {
			return nil
		}
		if strings.HasPrefix(word, "-") { // like Cobra, take what follows for its value
			if !strings.Contains(word, "=") {
				i++
			}
			continue
		}
		cmd.SuggestionsMinimumDistance = 2
		text := fmt.Sprintf("unknown command %q for %q", word, cmd.CommandPath())
		if like := cmd.SuggestionsFor(word); len(like) > 0 {
			text += "\n\nDid you mean this?\n\t" + strings.Join(like, "\n\t") + "\n"
		}
		return &usage{errors.New(text), cmd}
	}
	return nil
}
