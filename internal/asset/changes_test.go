package asset_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// recycle puts all assets into the recycle bin.
func recycle(t *testing.T, cloud *acctest.Cloud) func() {
	t.Helper()
	return func() { cloud.Recycle(t, acctest.Now) }
}

// sameAsset notes an asset's id, and checks that it stays the same from then on.
func sameAsset() resource.TestCheckFunc {
	var first string
	return func(s *terraform.State) error {
		id := s.RootModule().Resources[addr].Primary.ID
		if first == "" {
			first = id
		}
		if id != first {
			return fmt.Errorf("the asset is %s, and was %s before", id, first)
		}
		return nil
	}
}

func TestEveryArgument(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	all := anna("description = \"The voice\\nof all\"\nactive = false\ncancel_auto_renew_on_destroy = false\n" +
		"force_destroy = true\ntimeouts = { create = \"1m\", update = \"2m\", delete = \"3m\" }")
	acctest.Run(t,
		resource.TestStep{
			Config: cloud.At(acctest.Now, buy("voice", acctest.Voice, ""), all),
			ConfigStateChecks: []statecheck.StateCheck{
				attr("status", knownvalue.StringExact("inactive")),
				attr("description", knownvalue.StringExact("The voice\nof all")),
				attr("cancel_auto_renew_on_destroy", knownvalue.Bool(false)), attr("force_destroy", knownvalue.Bool(true)),
			},
		},
		resource.TestStep{Config: cloud.At(acctest.Now, buy("voice", acctest.Voice, ""), all),
			ConfigPlanChecks: planned(plancheck.ResourceActionNoop)},
		resource.TestStep{
			ResourceName: addr, ImportState: true, ImportStateVerify: true,
			// of the configuration alone
			ImportStateVerifyIgnore: []string{"cancel_auto_renew_on_destroy", "force_destroy", "timeouts"},
		},
		// Without time for a single call nothing is sent, and the update can be repeated.
		resource.TestStep{
			Config:      cloud.At(acctest.Now, buy("voice", acctest.Voice, ""), anna("timeouts = { update = \"1ns\" }")),
			ExpectError: regexp.MustCompile(`(?s)Unable to update asset.*No\s+money\s+moved`),
		},
		resource.TestStep{Config: cloud.At(acctest.Now, buy("voice", acctest.Voice, ""),
			anna("timeouts = { update = \"1m\" }")), ConfigPlanChecks: planned(plancheck.ResourceActionUpdate)},
	)
}

// A recycled asset comes back when it is made again; a replacement must not delete it first, whatever force_destroy
// says. A destroy that the plan announced does.
func TestAReplacementLeavesTheRecycleBinAlone(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	voice, forced := buy("voice", acctest.Voice, ""), anna("force_destroy = true")
	same := sameAsset()
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice, forced), Check: same},
		resource.TestStep{
			PreConfig: recycle(t, cloud), Config: cloud.At(acctest.Now, voice, forced),
			ConfigPlanChecks:  planned(plancheck.ResourceActionNoop),
			ConfigStateChecks: []statecheck.StateCheck{attr("status", knownvalue.StringExact("recycled"))},
		},
		resource.TestStep{
			Taint: []string{addr}, Config: cloud.At(acctest.Now, voice, forced),
			ConfigPlanChecks:  planned(plancheck.ResourceActionDestroyBeforeCreate),
			ConfigStateChecks: []statecheck.StateCheck{attr("status", knownvalue.StringExact("active"))}, Check: same,
		},
		resource.TestStep{PreConfig: recycle(t, cloud), Config: cloud.At(acctest.Now, voice),
			Check: statusOf(cloud, lifecycle.AssetDeleted)},
	)
}

func TestARecycledAssetIsNotBound(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	voice, other := buy("voice", acctest.Voice, ""), buy("other", acctest.Voice, "")
	moved := acctest.Block(kind, "anna", "kind = \"voice_clone\"\nname = \"Anna\"\n"+
		"package_id = mss_resource_package.other.id")
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice, other, anna(""))},
		resource.TestStep{
			PreConfig: recycle(t, cloud), Config: cloud.At(acctest.Now, voice, other, moved),
			ExpectError: regexp.MustCompile(`(?s)Asset cannot be bound.*package_id = .*is in the recycle.*` +
				`terraform\s+destroy\s+-refresh=false`),
		},
		// Tainted, another one is made, and the old one stays where it can be restored from.
		resource.TestStep{Taint: []string{addr}, Config: cloud.At(acctest.Now, voice, other, moved),
			Check: func(*terraform.State) error {
				w, err := cloud.World()
				if err != nil {
					return err
				}
				got := map[lifecycle.AssetStatus]int{}
				for _, a := range w.AssetList() {
					got[w.AssetStatus(a)]++
				}
				if len(w.AssetList()) != 2 || got[lifecycle.AssetActive] != 1 || got[lifecycle.AssetRecycled] != 1 {
					return fmt.Errorf("there are %v, want one active and one recycled", got)
				}
				return nil
			}},
	)
}

// What is deleted cannot be bound and has nothing to lose: another package means another asset.
func TestADeletedAssetIsCreatedAgainFromAnotherPackage(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	voice, other := buy("voice", acctest.Voice, ""), buy("other", acctest.Voice, "")
	moved := acctest.Block(kind, "anna", "kind = \"voice_clone\"\nname = \"Annabel\"\n"+
		"package_id = mss_resource_package.other.id")
	bob := acctest.Block(kind, "bob", "kind = \"voice_clone\"\nname = \"Bob\"\npackage_id = mss_resource_package.other.id")
	const gone = "2029-06-01T00:00:00Z"
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice, anna(""))},
		resource.TestStep{Config: cloud.At(gone, voice, other, bob, anna(""))},
		resource.TestStep{Config: cloud.At(gone, voice, other, bob, moved),
			ExpectError: regexp.MustCompile(`(?s)Unit taken.*\(Bob,\s+active\).*terraform\s+destroy\s+-refresh=false`)},
		resource.TestStep{Config: cloud.At(gone, voice, buy("third", acctest.Voice, ""), other, bob, anna(""))},
		resource.TestStep{
			Config: cloud.At(gone, voice, buy("third", acctest.Voice, ""), other, bob,
				acctest.Block(kind, "anna", "kind = \"voice_clone\"\nname = \"Anna\"\npackage_id = mss_resource_package.third.id")),
			ConfigPlanChecks: planned(plancheck.ResourceActionDestroyBeforeCreate),
			ConfigStateChecks: []statecheck.StateCheck{
				attr("status", knownvalue.StringExact("active")),
				attr("expire_time", knownvalue.StringExact("2030-06-01T15:59:59Z")),
			},
		},
	)
}

// A name that is known only at apply restores the asset that has it, and refuses another one without using a unit.
func TestAnUnknownNameMayRestore(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	voice := buy("voice", acctest.Voice, "")
	later := func(name string) string {
		return fmt.Sprintf("resource \"terraform_data\" \"later\" { input = %q }\n", name) +
			acctest.Block(kind, "anna", "kind = \"voice_clone\"\nname = terraform_data.later.output\n"+
				"package_id = mss_resource_package.voice.id")
	}
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice, anna(""))},
		resource.TestStep{Config: cloud.At(acctest.Now, voice)},
		resource.TestStep{Config: cloud.At(acctest.Now, voice, later("Bob")),
			ExpectError: regexp.MustCompile(`(?s)Unit taken.*\(Anna,\s+recycled\)`)},
		resource.TestStep{Config: cloud.At(acctest.Now, voice)},
		resource.TestStep{Config: cloud.At(acctest.Now, voice, later("Anna")), ConfigStateChecks: []statecheck.StateCheck{
			attr("status", knownvalue.StringExact("active"))}, Check: statusOf(cloud, lifecycle.AssetActive)},
	)
}

// A package that is bought again does not bring its asset back: another one is made from it, in the same apply.
func TestAssetOfARepurchasedPackage(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	voice := buy("voice", acctest.Voice, "repurchase_when_gone = true")
	const gone = "2029-06-01T00:00:00Z"
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice, anna(""))},
		resource.TestStep{
			Config: cloud.At(gone, voice, anna("")), ConfigPlanChecks: planned(plancheck.ResourceActionDestroyBeforeCreate),
			ConfigStateChecks: []statecheck.StateCheck{attr("status", knownvalue.StringExact("active"))},
			Check:             cloud.Placed(lifecycle.NewPurchase, 2, 2),
		},
		resource.TestStep{Config: cloud.At(gone, voice, anna("")), ConfigPlanChecks: planned(plancheck.ResourceActionNoop)},
	)
}

// The package replaced, its asset moves to the new one before the old one is returned with what is still bound to it.
func TestAnAssetMovesBeforeItsPackageIsReturned(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	voice := buy("voice", acctest.Voice, "lifecycle { create_before_destroy = true }")
	same := sameAsset()
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice, anna("")), Check: same},
		resource.TestStep{
			Taint: []string{"mss_resource_package.voice"}, Config: cloud.At(acctest.Now, voice, anna("")),
			ConfigPlanChecks:  planned(plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{attr("status", knownvalue.StringExact("active"))},
			Check:             resource.ComposeAggregateTestCheckFunc(same, statusOf(cloud, lifecycle.AssetActive)),
		},
	)
}

// A package that was returned at the cloud takes its asset along; both stay in the state, and nothing is made or
// bought.
func TestReturnedAtTheCloudStays(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	voice := buy("voice", acctest.Voice, "")
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice, anna(""))},
		resource.TestStep{
			PreConfig: func() {
				cloud.Beside(t, acctest.Now, func(c *simulator.Cloud, call simulator.Call, w *lifecycle.View) error {
					_, err := c.Do(t.Context(), call, lifecycle.ReturnPackages{PackageIDs: []string{w.PackageList()[0].ID}})
					return err
				})
			},
			Config: cloud.At(acctest.Now, voice, anna("")), ConfigPlanChecks: planned(plancheck.ResourceActionNoop),
			ConfigStateChecks: []statecheck.StateCheck{attr("status", knownvalue.StringExact("deleted")),
				attr("name", knownvalue.StringExact("Anna"))},
			Check: cloud.Placed(lifecycle.NewPurchase, 1, 1),
		},
	)
}

// The clock alone leads an asset through its statuses, and no plan wants to change anything.
func TestExpiryByTheClock(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	voice := buy("voice", acctest.Voice, "")
	steps := []resource.TestStep{{Config: cloud.At(acctest.Now, voice, anna(""))}}
	for _, c := range []struct{ now, want string }{
		{"2028-03-01T15:59:58Z", "active"}, {"2028-03-01T15:59:59Z", "grace"}, {"2028-03-16T15:59:59Z", "frozen"},
		{"2028-03-31T15:59:59Z", "deleted"},
	} {
		steps = append(steps, resource.TestStep{
			Config: cloud.At(c.now, voice, anna("")), ConfigPlanChecks: planned(plancheck.ResourceActionNoop),
			ConfigStateChecks: []statecheck.StateCheck{attr("status", knownvalue.StringExact(c.want)),
				attr("expire_time", knownvalue.StringExact("2028-03-01T15:59:59Z"))},
		})
	}
	acctest.Run(t, steps...)
}

// A plan adds up the units that its assets take, of free units and of those in the recycle bin.
func TestAPlanAddsUpUnits(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	voice := buy("voice", acctest.Voice, "")
	two := func(name string) string {
		return acctest.Block(kind, "anna", "count = 2\nkind = \"voice_clone\"\nname = "+name+
			"\npackage_id = mss_resource_package.voice.id")
	}
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice)},
		resource.TestStep{Config: cloud.At(acctest.Now, voice, two("\"Anna ${count.index}\"")), PlanOnly: true,
			ExpectError: regexp.MustCompile(`(?s)Unit taken.*has\s+1\s+free\s+unit,` +
				`\s+and\s+this\s+plan\s+already\s+uses\s+it\s+for\s+Anna`)},
		resource.TestStep{Config: cloud.At(acctest.Now, voice, two("\"Anna\"")), PlanOnly: true,
			ExpectError: regexp.MustCompile(`(?s)Unit taken.*No\s+unit\s+was\s+used`)},
		resource.TestStep{Config: cloud.At(acctest.Now, voice, anna(""))},
		resource.TestStep{Config: cloud.At(acctest.Now, voice), Check: statusOf(cloud, lifecycle.AssetRecycled)},
		resource.TestStep{Config: cloud.At(acctest.Now, voice, two("\"Anna\"")), PlanOnly: true,
			ExpectError: regexp.MustCompile(`(?s)Unit taken.*which\s+this\s+plan\s+restores\s+already`)},
	)
}

// Values that are known only at apply reach a new asset and an old one.
func TestUnknownChanges(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	voice, other := buy("voice", acctest.Voice, ""), buy("other", acctest.Voice, "")
	later := func(name string) string {
		return fmt.Sprintf("resource \"terraform_data\" \"later\" {\n  triggers_replace = %q\n  input = %q\n}\n",
			name, name) +
			acctest.Block(kind, "anna", "kind = \"voice_clone\"\nname = terraform_data.later.output\n"+
				"description = terraform_data.later.output\npackage_id = terraform_data.later.output == \"Anna\" ? "+
				"mss_resource_package.voice.id : mss_resource_package.other.id")
	}
	same := sameAsset()
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice, other, later("Anna")), Check: same,
			ConfigStateChecks: []statecheck.StateCheck{attr("name", knownvalue.StringExact("Anna"))}},
		resource.TestStep{
			Config:           cloud.At(acctest.Now, voice, other, later("Annabel")),
			ConfigPlanChecks: planned(plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{attr("name", knownvalue.StringExact("Annabel")),
				attr("description", knownvalue.StringExact("Annabel"))},
			Check: resource.ComposeAggregateTestCheckFunc(same,
				resource.TestCheckResourceAttrPair(addr, "package_id", "mss_resource_package.other", "id")),
		},
		resource.TestStep{Config: cloud.At(acctest.Now, voice, other, later("Annabel")),
			ConfigPlanChecks: planned(plancheck.ResourceActionNoop)},
	)
}
