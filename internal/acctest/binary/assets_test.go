package binary_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
)

// said is what a command printed, without its line breaks and frames.
func said(out string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(out, "│", " ")), " ")
}

const narrator = `resource "mss_asset" "narrator" {
  kind       = "voice_clone"
  name       = "narrator"
  package_id = mss_resource_package.voice.id
}
`

// TestARecycledAssetIsRestoredByReplace follows the advice that a refresh gives, with force_destroy set: the asset
// comes back, it is not deleted.
func TestARecycledAssetIsRestoredByReplace(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	provider := providerAt("2027-03-01T00:00:00Z")
	const voice = `resource "mss_resource_package" "voice" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
}
`
	const found = `data "mss_asset" "narrator" { name = "narrator" }
import {
  to = mss_asset.narrator
  id = data.mss_asset.narrator.id
}
`
	forced := strings.Replace(narrator, "package_id", "force_destroy = true\n  package_id", 1)
	apply := func(config string, args ...string) string {
		t.Helper()
		w.Write(t, "main.tf", provider+config)
		return said(w.Run(t, append([]string{"apply", "-auto-approve", "-no-color"}, args...)...))
	}
	w.Write(t, "main.tf", provider+voice)
	out := apply(voice + narrator)
	if !strings.Contains(out, "Creates an asset from a package that is not known yet") {
		t.Errorf("a unit of a package that is not known is taken silently:\n%s", out)
	}
	out = apply(voice)
	if !strings.Contains(out, "Moves asset sim-asset-") || !strings.Contains(out, "deletes the asset for good") {
		t.Errorf("the destroy does not say how long the asset can be restored:\n%s", out)
	}
	apply(voice + forced + found)
	if out = said(w.Run(t, "plan", "-no-color")); !strings.Contains(out, "is in the recycle bin") ||
		!strings.Contains(out, "apply -replace") {
		t.Errorf("the refresh does not advise to replace it:\n%s", out)
	}
	out = apply(voice+forced, "-replace=mss_asset.narrator")
	if !strings.Contains(out, "stays in the recycle bin") || !strings.Contains(out, "Restores asset sim-asset-") {
		t.Errorf("the replacement does not say so:\n%s", out)
	}
	w.Run(t, "plan", "-detailed-exitcode")
	w.Write(t, "main.tf", provider+`output "status" { value = mss_asset.narrator.status }`+"\n"+voice+forced)
	w.Run(t, "apply", "-auto-approve")
	if status := w.Output(t, "status"); status != "active" {
		t.Errorf("the asset is %s", status)
	}
	if got := strings.Count(events(t, filepath.Join(w.Dir, ".mss", "simulator.db")), "asset made"); got != 1 {
		t.Errorf("%d assets were made, want 1", got)
	}
}

// TestADestroyGoesRoundARefusedPlan: Terraform plans the configuration before it destroys, so that the error names the
// ways round it, which work.
func TestADestroyGoesRoundARefusedPlan(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	config := strings.Replace(fleet(".mss/simulator.db", at("2027-03-01T00:00:00Z")), "auto_renew         = true",
		"auto_renew = false", 1)
	w.Write(t, "main.tf", config)
	w.Run(t, "apply", "-auto-approve")
	w.Write(t, "main.tf", strings.Replace(config, "months = 2", "months = 1", 1))
	_, err := w.Try(t, "destroy", "-auto-approve", "-no-color")
	if err == nil || !strings.Contains(said(err.Error()), "run `terraform destroy -refresh=false`") {
		t.Fatalf("the destroy says %v", err)
	}
	w.Run(t, "destroy", "-auto-approve", "-refresh=false")
	if left := objects(t, w); len(left) > 0 {
		t.Errorf("left are %v", left)
	}
}

// What a destroy never makes cannot hinder it, whatever the plan of its creation refuses.
func TestADestroyGoesRoundARefusedCreate(t *testing.T) {
	t.Parallel()
	const renewal = "resource \"mss_asset_renewal\" \"r\" {\n  renewals = [{ asset_id = mss_asset.a.id, months = 1 }]\n}\n"
	w := rehearse(t, "", "", voicePackage+"  client_token = \"one\"\n}\n"+`
resource "mss_asset" "a" {
  kind       = "voice_clone"
  name       = "narrator"
  package_id = mss_resource_package.v.id
}
`)
	w.apply()
	token := strings.Replace(voicePackage, `"v" {`, `"w" {`, 1) + "  client_token = \"one\"\n}\n"
	unsold := "resource \"mss_order\" \"o\" {\n  items = [{ resource_spec_code = \"nothing\", period_type = " +
		"\"yearly\", period_num = 1 }]\n}\n"
	kind := "resource \"mss_asset\" \"b\" {\n  kind       = \"studio_2d\"\n  name       = \"b\"\n" +
		"  package_id = mss_resource_package.v.id\n}\n"
	for words, more := range map[string]string{"Renewal pool is short": renewal, "client_token is taken": token,
		"Product not available": unsold, "Package is not for this kind of asset": kind} {
		w.Write(t, "more.tf", more)
		w.refused([]string{"plan"}, words)
		w.Run(t, "plan", "-destroy", "-no-color")
	}
	w.Write(t, "more.tf", renewal+token+unsold+kind)
	w.Run(t, "destroy", "-auto-approve", "-no-color")
	if left := objects(t, w.Workspace); len(left) > 0 {
		t.Errorf("left are %v", left)
	}
}

// TestAssetsOfAliasesAreApart: two accounts with an asset and a renewal of the same names each, in one configuration.
func TestAssetsOfAliasesAreApart(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	config := `terraform {
  required_providers { mss = { source = "mss-iac/mss" } }
}
`
	for i, account := range []string{"one", "two"} {
		config += fmt.Sprintf(`provider "mss" {
  alias             = %[1]q
  accept_agreements = true
  project_id        = %[1]q
}
resource "mss_resource_package" "voice_%[1]s" {
  provider           = mss.%[1]s
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
}
resource "mss_resource_package" "months_%[1]s" {
  provider           = mss.%[1]s
  resource_spec_code = "mss.onshelf.voice_clone"
  period_type        = "monthly"
  period_num         = 3
}
resource "mss_asset" "narrator_%[1]s" {
  provider   = mss.%[1]s
  kind       = "voice_clone"
  name       = "narrator"
  package_id = mss_resource_package.voice_%[1]s.id
}
resource "mss_asset_renewal" "narrator_%[1]s" {
  provider   = mss.%[1]s
  renewals   = [{ asset_id = mss_asset.narrator_%[1]s.id, months = %[2]d }]
  depends_on = [mss_resource_package.months_%[1]s]
}
data "mss_quota" "%[1]s" {
  provider   = mss.%[1]s
  pool       = "voice_clone"
  depends_on = [mss_asset_renewal.narrator_%[1]s]
}
output "used_%[1]s" { value = data.mss_quota.%[1]s.used }
`, account, i+1)
	}
	w.Write(t, "main.tf", config)
	w.Live(t, func() {
		for account, want := range map[string]string{"one": "1", "two": "2"} {
			if got := w.Output(t, "used_"+account); got != want {
				t.Errorf("account %s spent %s units, want %s", account, got, want)
			}
		}
	})
}

// TestPlansOfUnknownValuesSayWhatTheyMaySpend: one warning for each renewal, also where nothing is known but that.
func TestPlansOfUnknownValuesSayWhatTheyMaySpend(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	config := fleet(".mss/simulator.db", at("2027-03-01T00:00:00Z"))
	w.Write(t, "main.tf", config)
	if out := said(w.Run(t, "plan", "-no-color")); strings.Count(out, "Spends up to 2 units; the pools are not known "+
		"until apply") != 1 || !strings.Contains(out, "the asset_id of a row is not known yet") {
		t.Errorf("an asset of the same plan is renewed silently:\n%s", out)
	}
	w.Run(t, "apply", "-auto-approve")
	w.Run(t, "plan", "-detailed-exitcode")
	const later = "\nresource \"terraform_data\" \"later\" { input = 5 }\n"
	for change, want := range map[string]string{
		"months = terraform_data.later.output":                    "months of asset sim-asset-",
		"months = 2 }], triggers = { a = terraform_data.later.id": "triggers are not known yet",
		"valid_through = timeadd(timestamp(), \"87600h\")":        "valid_through of asset sim-asset-",
		"months = 2 }, { asset_id = terraform_data.later.id, months = 600": "Spends up to 600 units; the pools are not " +
			"known until apply",
	} {
		rows := strings.Replace(config, "months = 2", strings.Replace(change, "}], triggers", "}]\n  triggers", 1), 1)
		if strings.Contains(change, "triggers") {
			rows = strings.Replace(rows, "terraform_data.later.id }]", "terraform_data.later.id }", 1)
		}
		w.Write(t, "main.tf", rows+later)
		if out := said(w.Run(t, "plan", "-no-color")); !strings.Contains(out, want) ||
			strings.Count(out, "not known until apply") != 1 {
			t.Errorf("%s: the plan says:\n%s", change, out)
		}
	}
}

// TestARepurchasedPackageTellsOfItsAsset: before the apply, where Terraform shows it.
func TestARepurchasedPackageTellsOfItsAsset(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	config := `resource "mss_resource_package" "voice" {
  resource_spec_code   = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type          = "yearly"
  period_num           = 1
  repurchase_when_gone = true
}
` + narrator
	w.Write(t, "main.tf", providerAt("2027-03-01T00:00:00Z")+config)
	w.Run(t, "apply", "-auto-approve")
	w.Write(t, "main.tf", providerAt("2029-03-01T00:00:00Z")+config)
	out := said(w.Run(t, "plan", "-no-color"))
	if !strings.Contains(out, "Creates another asset for sim-asset-") ||
		!strings.Contains(out, "which is deleted, from a package that is not known yet") {
		t.Errorf("the plan says:\n%s", out)
	}
	w.Run(t, "apply", "-auto-approve")
	w.Run(t, "plan", "-detailed-exitcode")
}

// TestAOneOffAssetIsNotToldToRenewItsPackage: what cannot renew is not advised to.
func TestAOneOffAssetIsNotToldToRenewItsPackage(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	config := `resource "mss_resource_package" "voice" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "one_off"
  period_num         = 1
}
` + narrator
	w.Write(t, "main.tf", providerAt("2027-03-01T00:00:00Z")+config)
	w.Run(t, "apply", "-auto-approve")
	w.Write(t, "main.tf", providerAt("2028-02-20T00:00:00Z")+config)
	out := said(w.Run(t, "plan", "-no-color"))
	_, hint, found := strings.Cut(out, "does not renew automatically with mss_asset.narrator")
	if !found || !strings.Contains(hint, "was bought one_off and cannot be renewed: renew it with mss_asset_renewal") {
		t.Errorf("the plan says:\n%s", out)
	}
}
