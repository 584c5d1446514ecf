package binary_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
)

// `terraform test` plans more than once, and a second plan of one of its runs finds nothing of the first. What an
// object before it in the same run can move is unknown in the first plan, so that the two agree.
func TestPlansOfTestRunsAgree(t *testing.T) {
	t.Parallel()
	runs := func(w binary.Workspace, text string) {
		t.Helper()
		w.Write(t, "a.tftest.hcl", text)
		if out, err := w.Try(t, "test", "-no-color"); err != nil {
			t.Errorf("the test fails: %v\n%s", err, out)
		}
	}
	for name, more := range map[string]string{"triggers": "trig = { at = \"2\" }", "timeouts": "wait = \"30m\""} {
		t.Run("renewal of an asset, "+name, func(t *testing.T) {
			t.Parallel()
			w := binary.NewWorkspace(t)
			w.Write(t, "main.tf", strings.Replace(voices(`
variable "trig" {
  type    = map(string)
  default = null
}
variable "wait" { default = "20m" }
resource "mss_asset_renewal" "r" {
  renewals   = [{ asset_id = mss_asset.a.id, valid_through = "2029-03-01T00:00:00Z" }]
  triggers   = var.trig
  timeouts   = { update = var.wait }
  depends_on = [mss_order.months]
}
`), "now = var.now", `now = var.now, lifetime = "command"`, 1))
			runs(w, fmt.Sprintf(`
run "one" {
  assert {
    condition     = mss_asset_renewal.r.units_spent == 0
    error_message = "one"
  }
}
run "two" {
  variables {
    home = "short"
    %s
  }
  assert {
    condition     = mss_asset_renewal.r.units_spent == 12 && mss_asset_renewal.r.planned_units["voice_clone"] == 12
    error_message = "two"
  }
}
`, more))
		})
	}
	t.Run("renewal of a package by two blocks", func(t *testing.T) {
		t.Parallel()
		w := rehearse(t, "", "", voicePackage+`
  valid_through = var.a
}
variable "a" { default = null }
variable "b" { default = null }
resource "mss_resource_package" "again" {
  resource_id   = mss_resource_package.v.id
  valid_through = var.b
}
`)
		// which `terraform test` cannot give a value
		w.Write(t, "main.tf", strings.ReplaceAll(w.Read(t, "main.tf"), "  ephemeral = true\n", ""))
		w.unify("2027-03-01T00:00:00Z", 28)
		runs(w.Workspace, `
run "one" {}
run "two" {
  variables {
    a = "2031-01-01T00:00:00Z"
    b = "2029-04-01T00:00:00Z"
  }
  assert {
    condition     = (mss_resource_package.v.planned_charge == "304.43" &&
      mss_resource_package.again.planned_charge == "0.00")
    error_message = "two"
  }
}
`)
	})
}
