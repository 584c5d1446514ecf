package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/session"
)

func TestTestsAreQuietUnlessAsked(t *testing.T) {
	t.Parallel()
	unset, all, changes := types.StringNull(), types.StringValue("all"), types.StringValue("changes")
	for _, c := range []struct {
		notices       types.String
		command, kind string
		want          session.Notices
	}{
		{unset, "apply", session.KindCommand, session.AllNotices},
		{unset, "", session.KindCommand, session.AllNotices}, // its arguments cannot be read
		{changes, "apply", session.KindCommand, session.ChangesOnly},
		{unset, "test", session.KindCommand, session.LossesOnly},
		{unset, "test", session.KindSimulator, session.ResultsOnly},
		{all, "test", session.KindCommand, session.AllNotices},
		{changes, "test", session.KindCommand, session.ChangesOnly},
	} {
		m := model{Notices: c.notices}
		if got := m.notices(c.command, c.kind); got != c.want {
			t.Errorf("notices %s of %q on a %s: %d, want %d", c.notices, c.command, c.kind, got, c.want)
		}
	}
}
