package usage

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// Require makes flags necessary.
func Require(cmd *cobra.Command, names ...string) {
	for _, name := range names {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err)
		}
	}
}

// Instant reads a flag; an empty one is the zero instant. Later years could not be stored, because periods are added to
// them.
func Instant(flag, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := calendar.ParseSecond(s)
	if err != nil || !wire.IsWritable(t) {
		return t, Errorf(`%s %q is not an RFC 3339 instant such as "2027-03-01T00:00:00Z", in the years 1970 to 9900`,
			flag, s)
	}
	return t, nil
}

// CheckAmount checks the form of a flag; how much may be granted is for the simulated cloud to say.
func CheckAmount(flag, s string) error {
	if s == "" {
		return nil
	}
	if _, err := money.Parse(s); err != nil {
		return Errorf("--%s %q: %w", flag, s, err)
	}
	return nil
}

// FileText is the text of a file that a flag names, if it does.
func FileText(file string) (string, error) {
	if file == "" {
		return "", nil
	}
	data, err := os.ReadFile(file)
	if err == nil && strings.TrimSpace(string(data)) == "" {
		err = fmt.Errorf("%s is empty", file)
	}
	return string(data), err
}
