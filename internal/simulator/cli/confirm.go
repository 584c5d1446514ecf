package cli

import (
	"bufio"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// confirmation is asked for before something that cannot be undone.
type confirmation struct{ yes bool }

func (c *confirmation) define(cmd *cobra.Command) {
	cmd.Flags().BoolVarP(&c.yes, "yes", "y", false, "do not ask for confirmation")
}

// confirm tells what is about to happen and asks, on a terminal. Elsewhere --yes is needed.
func (c *confirmation) confirm(cmd *cobra.Command, opts Options, format string, args ...any) error {
	if c.yes {
		return nil
	}
	what := fmt.Sprintf(format, args...)
	if !screenOf(cmd.ErrOrStderr()).isTerminal() || opts.In == nil {
		return wrongUsage("%s Confirm with --yes", what)
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "%s Continue? [y/N] ", what)
	answer, _ := bufio.NewReader(opts.In).ReadString('\n') // without one the answer is no
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return nil
	default:
		return errors.New("cancelled; nothing was changed")
	}
}
