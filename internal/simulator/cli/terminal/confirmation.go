package terminal

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
)

// Confirmation is asked for before something that cannot be undone.
type Confirmation struct{ yes bool }

// Define adds the flag that answers in advance.
func (c *Confirmation) Define(cmd *cobra.Command) {
	cmd.Flags().BoolVarP(&c.yes, "yes", "y", false, "do not ask for confirmation")
}

// Confirm tells what is about to happen and asks, on a terminal. Without a terminal, or if in is nil, it requires
// --yes.
func (c *Confirmation) Confirm(cmd *cobra.Command, in io.Reader, format string, args ...any) error {
	if c.yes {
		return nil
	}
	what := fmt.Sprintf(format, args...)
	if !ScreenOf(cmd.ErrOrStderr()).IsTerminal() || in == nil {
		return usage.Errorf("%s Confirm with --yes", what)
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "%s Continue? [y/N] ", what)
	answer, _ := bufio.NewReader(in).ReadString('\n') // without one the answer is no
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return nil
	default:
		return errors.New("cancelled; nothing was changed")
	}
}
