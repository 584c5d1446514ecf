package binary_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
)

// tokenConfig is a configuration of the bug reports on client_token, with more blocks.
func tokenConfig(more string) string {
	return `terraform {
  required_providers { mss = { source = "mss-iac/mss" } }
}
variable "now" {
  type    = string
  default = "2027-03-01T00:00:00Z"
}
provider "mss" {
  accept_agreements = true
  project_id        = "demo"
  simulator         = { now = var.now }
}
` + more
}

func voiceWith(name, token, more string) string {
	return fmt.Sprintf("resource \"mss_resource_package\" %q {\n  resource_spec_code = "+
		"\"hws.resource.type.metastudio.modeling.voice.onebasic\"\n  period_type = \"yearly\"\n  period_num = 1\n"+
		"  client_token = %q\n%s}\n", name, token, more)
}

// TestAReplacementBuysAgainUnderItsToken (F08): it never gets the object that it replaces, which is about to be
// destroyed.
func TestAReplacementBuysAgainUnderItsToken(t *testing.T) {
	t.Parallel()
	const first = "\n  lifecycle { create_before_destroy = true }\n"
	for name, c := range map[string]struct {
		config, address string
		taint           bool
		bought, cleared int // orders that were paid or placed, and packages returned or orders cancelled, in the end
	}{
		"package, tainted":          {voiceWith("v", "voice-of-the-news", first), "mss_resource_package.v", true, 2, 1},
		"package, -replace":         {voiceWith("v", "voice-of-the-news", first), "mss_resource_package.v", false, 2, 1},
		"package, destroyed before": {voiceWith("v", "voice-of-the-news", ""), "mss_resource_package.v", true, 2, 1},
		"package that is let go": {voiceWith("v", "voice-of-the-news", "  on_destroy = \"cancel_renewal\"\n"),
			"mss_resource_package.v", true, 2, 0},
		"order, -replace": {
			"resource \"mss_order\" \"o\" {\n  items = [{ resource_spec_code = \"mss.onshelf.voice_clone\", period_type = " +
				"\"monthly\", period_num = 2 }]\n  payment = {}\n  client_token = \"one\"" + first + "}\n", "mss_order.o",
			false, 2, 1},
		"unpaid order, tainted": {
			"resource \"mss_order\" \"o\" {\n  items = [{ resource_spec_code = \"mss.onshelf.voice_clone\", period_type = " +
				"\"monthly\", period_num = 2 }]\n  client_token = \"one\"" + first + "}\n", "mss_order.o", true, 0, 1},
		"order paid by the service": {
			"resource \"mss_order\" \"o\" {\n  items = [{ resource_spec_code = \"mss.onshelf.voice_clone\", period_type = " +
				"\"monthly\", period_num = 2 }]\n  auto_pay = true\n  client_token = \"one\"" + first + "}\n", "mss_order.o",
			true, 2, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := binary.NewWorkspace(t)
			w.Write(t, "main.tf", tokenConfig(c.config))
			w.Run(t, "apply", "-auto-approve")
			args := []string{"apply", "-auto-approve", "-no-color", "-var", "now=2027-03-03T00:00:00Z"}
			if c.taint {
				w.Run(t, "taint", c.address)
			} else {
				args = append(args, "-replace", c.address)
			}
			out := w.Run(t, args...)
			if strings.Contains(out, "Already charged") {
				t.Errorf("the replacement was given the old one:\n%s", out)
			}
			w.Run(t, "plan", "-detailed-exitcode", "-var", "now=2027-03-03T00:00:00Z")
			story := events(t, filepath.Join(w.Dir, ".mss", "simulator.db"))
			if got := strings.Count(story, "order paid"); got != c.bought {
				t.Errorf("%d orders were paid, want %d:\n%s", got, c.bought, story)
			}
			if got := strings.Count(story, "returned, refund") + strings.Count(story, "order cancelled"); got != c.cleared {
				t.Errorf("%d were returned or cancelled, want %d:\n%s", got, c.cleared, story)
			}
		})
	}
}

// TestOneTokenIsOneBlocks: two blocks with one token are refused at the plan, whichever exists, and nothing is bought.
func TestOneTokenIsOneBlocks(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	refused := func(config string) {
		t.Helper()
		w.Write(t, "main.tf", tokenConfig(config))
		for _, args := range [][]string{{"plan", "-no-color"}, {"apply", "-auto-approve", "-no-color"}} {
			if out, err := w.Try(t, args...); err == nil || !strings.Contains(oneLine(err.Error()), "client_token is taken") {
				t.Errorf("%s says %v\n%s\n%s", args[0], err, out, config)
			}
		}
	}
	w.Write(t, "main.tf", tokenConfig(""))
	refused(voiceWith("v", "one", "  count = 2\n"))
	refused(voiceWith("v", "one", "") + voiceWith("w", "one", ""))
	w.Write(t, "main.tf", tokenConfig(voiceWith("v", "one", "  count = 1\n")))
	w.Run(t, "apply", "-auto-approve")
	refused(voiceWith("v", "one", "  count = 2\n"))
	refused(voiceWith("v", "one", "  count = 1\n") + `resource "mss_order" "o" {
  items        = [{ resource_spec_code = "mss.onshelf.voice_clone", period_type = "monthly", period_num = 2 }]
  client_token = "one"
}
`)
	if got := strings.Count(events(t, filepath.Join(w.Dir, ".mss", "simulator.db")), "order paid"); got != 1 {
		t.Errorf("%d orders were paid, want 1", got)
	}
	// A renewal's tokens are its own: they can be spelled as an order's.
	assets := `resource "mss_asset" "a" {
  kind       = "voice_clone"
  name       = "a"
  package_id = mss_resource_package.v[0].id
}
resource "mss_order" "months" {
  items   = [{ resource_spec_code = "mss.onshelf.voice_clone", period_type = "monthly", period_num = 9 }]
  payment = {}
}
`
	renewal := func(name string) string {
		return fmt.Sprintf("resource \"mss_asset_renewal\" %q {\n  renewals = [{ asset_id = mss_asset.a.id, months = 2 "+
			"}]\n  client_token = \"one\"\n  depends_on = [mss_order.months]\n}\n", name)
	}
	all := voiceWith("v", "one", "  count = 1\n") + assets + renewal("r")
	w.Write(t, "main.tf", tokenConfig(all))
	w.Run(t, "apply", "-auto-approve")
	refused(all + renewal("s"))
	w.Write(t, "main.tf", tokenConfig(all))
	w.Run(t, "plan", "-detailed-exitcode")
	w.Run(t, "apply", "-auto-approve", "-replace", "mss_asset_renewal.r")
	if got := strings.Count(events(t, filepath.Join(w.Dir, ".mss", "simulator.db")), "assets renewed"); got != 2 {
		t.Errorf("assets were renewed %d times, want 2: a replacement spends anew", got)
	}
}

// What a token bought for a state is not bought again because the state forgot it: it can be imported.
func TestATokenOutlivesStateRm(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	w.Write(t, "main.tf", tokenConfig(voiceWith("v", "one", "")+"output \"id\" { value = mss_resource_package.v.id }\n"))
	w.Run(t, "apply", "-auto-approve")
	id := w.Output(t, "id")
	w.Run(t, "state", "rm", "mss_resource_package.v")
	for _, args := range [][]string{{"plan"}, {"apply", "-auto-approve"}} {
		_, err := w.Try(t, append(args, "-no-color")...)
		if err == nil {
			t.Fatalf("%s buys again", args[0])
		}
		wantSaid(t, err.Error(), "client_token is taken", "Import it", id)
	}
	w.Run(t, "import", "mss_resource_package.v", id)
	w.Run(t, "apply", "-auto-approve")
	w.Run(t, "plan", "-detailed-exitcode")
	if got := strings.Count(events(t, filepath.Join(w.Dir, ".mss", "simulator.db")), "order paid"); got != 1 {
		t.Errorf("%d orders were paid, want 1", got)
	}
}
