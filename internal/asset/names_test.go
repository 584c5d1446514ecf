package asset_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

const (
	composed   = "Zo\u00e9"
	decomposed = "Zoe\u0301"
)

// TestNamesInOtherFormsOfUnicodeAreTheSame has a colleague write the name and the description of an asset with
// combining characters: Terraform finds the asset by its own form, plans nothing, changes nothing else of it, and
// restores it from the recycle bin instead of missing a unit.
func TestNamesInOtherFormsOfUnicodeAreTheSame(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	voice := buy("voice", acctest.Voice, "")
	zoe := func(name, more string) string {
		return acctest.Block(kind, "anna",
			fmt.Sprintf("kind = \"voice_clone\"\nname = %q\ndescription = %q\npackage_id = mss_resource_package.voice.id\n%s",
				name, "Voice of "+name, more))
	}
	data := fmt.Sprintf(`
data "mss_asset" "one" { name = %q }
data "mss_assets" "all" { name = mss_asset.anna.name }
`, composed)
	stored := func(*terraform.State) error {
		w, err := cloud.World()
		if err != nil {
			return err
		}
		if all := w.AssetList(); len(all) != 1 || all[0].Name != decomposed || all[0].Description != "Voice of "+decomposed ||
			w.AssetStatus(all[0]) == lifecycle.AssetRecycled {
			return fmt.Errorf("there is %+v, want one asset with the name and the description as the colleague gave them", all)
		}
		return nil
	}
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice, zoe(composed, ""))},
		resource.TestStep{
			PreConfig: func() {
				cloud.Beside(t, acctest.Now, func(c *simulator.Cloud, call simulator.Call, w *lifecycle.View) error {
					_, err := c.Do(t.Context(), call, lifecycle.UpdateAsset{
						AssetID: w.AssetList()[0].ID, Change: lifecycle.AssetChange{
							Name: new(decomposed), Description: new("Voice of " + decomposed)},
					})
					return err
				})
			},
			Config:           cloud.At("2027-03-01T02:00:00Z", voice, zoe(composed, ""), data),
			ConfigPlanChecks: planned(plancheck.ResourceActionNoop),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue("data.mss_asset.one", tfjsonpath.New("status"), knownvalue.StringExact("active")),
				statecheck.ExpectKnownValue("data.mss_assets.all", tfjsonpath.New("assets"), knownvalue.ListSizeExact(1)),
			},
			Check: stored,
		},
		resource.TestStep{Config: cloud.At("2027-03-01T02:00:00Z", voice, zoe(decomposed, "")),
			ConfigPlanChecks: planned(plancheck.ResourceActionNoop)},
		resource.TestStep{ // another change leaves the name as it is
			Config: cloud.At("2027-03-01T02:30:00Z", voice, zoe(composed, "active = false")), Check: stored,
		},
		resource.TestStep{Config: cloud.At("2027-03-01T03:00:00Z", voice)}, // into the recycle bin
		resource.TestStep{
			Config:            cloud.At("2027-03-01T03:00:00Z", voice, zoe(composed, "")),
			ConfigStateChecks: []statecheck.StateCheck{attr("status", knownvalue.StringExact("active"))},
			Check:             stored,
		},
	)
}
