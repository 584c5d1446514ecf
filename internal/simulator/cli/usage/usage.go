// Package usage is how a command is called: its flags and arguments, and errors of its caller.
package usage

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// Error is an error of the caller: exit code 2.
type Error struct {
	err error
	cmd *cobra.Command // nil: found by the arguments
}

func (u *Error) Error() string { return u.err.Error() }

func (u *Error) Unwrap() error { return u.err }

// Errorf is an error of the caller.
func Errorf(format string, args ...any) error { return &Error{err: fmt.Errorf(format, args...)} }

// Of is an error as one of the caller.
func Of(cmd *cobra.Command, err error) error { return &Error{err, cmd} }

// Command is the path of the command whose help tells more.
func (u *Error) Command(root *cobra.Command, args []string) string {
	if u.cmd != nil {
		return u.cmd.CommandPath()
	}
	if cmd, _, err := root.Find(args); err == nil {
		return cmd.CommandPath()
	}
	return root.CommandPath()
}

// Program is the name under which commands are called.
const Program = "terraform-provider-mss"

// Group is a command that only has others below it.
func Group(cmd *cobra.Command, below ...*cobra.Command) *cobra.Command {
	cmd.Args = cobra.NoArgs
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	cmd.AddCommand(below...)
	return cmd
}

// One wants one argument.
func One(what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != 1 || args[0] == "" {
			return errors.New("expected " + what)
		}
		return nil
	}
}

// WrapErrors makes everything that keeps a command from running an error of usage.
func WrapErrors(root *cobra.Command) {
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return &Error{err, cmd} })
	var wrap func(cmd *cobra.Command)
	wrap = func(cmd *cobra.Command) {
		if args := cmd.Args; args != nil {
			cmd.Args = func(cmd *cobra.Command, given []string) error {
				if err := args(cmd, given); err != nil {
					return &Error{err, cmd}
				}
				// Cobra would check these later, with an error that is like any other.
				if err := errors.Join(cmd.ValidateRequiredFlags(), cmd.ValidateFlagGroups()); err != nil {
					return &Error{err, cmd}
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

// CheckWords finds a command that does not exist before its flags are read, of which it would have none.
func CheckWords(root *cobra.Command, args []string) error {
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
		return &Error{errors.New(text), cmd}
	}
	return nil
}
