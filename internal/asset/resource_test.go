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
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

const (
	kind = "mss_asset"
	addr = kind + ".anna"
)

func buy(name, code, more string) string {
	return acctest.Block("mss_resource_package", name,
		fmt.Sprintf("  resource_spec_code = %q\n  period_type = \"yearly\"\n  period_num = 1\n%s", code, more))
}

func anna(more string) string {
	return acctest.Block(kind, "anna", "  kind = \"voice_clone\"\n  name = \"Anna\"\n"+
		"  package_id = mss_resource_package.voice.id\n"+more)
}

func attr(name string, v knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(addr, tfjsonpath.New(name), v)
}

func planned(a plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(addr, a)}}
}

func statusOf(cloud *acctest.Cloud, want lifecycle.AssetStatus) func(*terraform.State) error {
	return func(*terraform.State) error {
		w, err := cloud.World()
		if err != nil {
			return err
		}
		for _, a := range w.AssetList() {
			if got := w.AssetStatus(a); got != want {
				return fmt.Errorf("asset %s is %s, want %s", a.ID, got, want)
			}
		}
		return nil
	}
}

func TestMinimal(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	voice := buy("voice", acctest.Voice, "")
	acctest.Run(t,
		resource.TestStep{
			Config: cloud.At(acctest.Now, voice, anna("")),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectKnownValue(addr, tfjsonpath.New("pool"), knownvalue.StringExact("voice_clone")),
			}},
			ConfigStateChecks: []statecheck.StateCheck{
				attr("status", knownvalue.StringExact("active")),
				attr("active", knownvalue.Bool(true)),
				attr("asset_type", knownvalue.StringExact("VOICE_MODEL")),
				attr("vk", knownvalue.StringRegexp(regexp.MustCompile(`.+`))),
				attr("description", knownvalue.Null()),
				attr("expire_time", knownvalue.StringExact("2028-03-01T15:59:59Z")),
				attr("created_time", knownvalue.StringExact(acctest.Now)),
			},
		},
		resource.TestStep{ResourceName: addr, ImportState: true, ImportStateVerify: true},
		resource.TestStep{
			ResourceName: addr, ImportState: true, ImportStateKind: resource.ImportBlockWithID,
			ImportPlanChecks: resource.ImportPlanChecks{
				PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(addr, plancheck.ResourceActionNoop)}},
		},
		// Destroyed, it is in the recycle bin; made again, it comes back.
		resource.TestStep{Config: cloud.At(acctest.Now, voice), Check: statusOf(cloud, lifecycle.AssetRecycled)},
		resource.TestStep{
			Config: cloud.At(acctest.Now, voice, anna("description = \"back\"\nactive = false")),
			ConfigStateChecks: []statecheck.StateCheck{attr("status", knownvalue.StringExact("inactive")),
				attr("description", knownvalue.StringExact("back"))},
		},
	)
}

// A changed package_id binds the asset to a unit of the other package, also while it is frozen; a taken unit is an
// error at plan.
func TestBindToAnotherPackage(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	const later = "2028-03-20T00:00:00Z" // voice is frozen by then
	voice, other := buy("voice", acctest.Voice, ""), buy("other", acctest.Voice, "")
	moved := acctest.Block(kind, "anna", "kind = \"voice_clone\"\nname = \"Annabel\"\n"+
		"package_id = mss_resource_package.other.id")
	bob := acctest.Block(kind, "bob", "kind = \"voice_clone\"\nname = \"Bob\"\npackage_id = mss_resource_package.other.id")
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice, anna(""))},
		resource.TestStep{Config: cloud.At(later, voice, anna("")), ConfigStateChecks: []statecheck.StateCheck{
			attr("status", knownvalue.StringExact("frozen"))}},
		resource.TestStep{Config: cloud.At(later, voice, anna(""), other)},
		resource.TestStep{
			Config:           cloud.At(later, voice, other, moved),
			ConfigPlanChecks: planned(plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{
				attr("status", knownvalue.StringExact("active")), attr("name", knownvalue.StringExact("Annabel")),
				attr("expire_time", knownvalue.StringExact("2029-03-20T15:59:59Z")),
			},
		},
		resource.TestStep{Config: cloud.At(later, voice, other, moved, bob),
			ExpectError: regexp.MustCompile(`(?s)Unit taken.*package_id = `)},
		resource.TestStep{Config: cloud.At(later, voice, other, moved), PlanOnly: true},
	)
}

func TestUpdateInPlace(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	voice := buy("voice", acctest.Voice, "")
	acctest.Run(t,
		resource.TestStep{
			Config:            cloud.At(acctest.Now, voice, anna("description = \"first\"\nactive = false")),
			ConfigStateChecks: []statecheck.StateCheck{attr("status", knownvalue.StringExact("inactive"))},
		},
		resource.TestStep{
			Config:           cloud.At(acctest.Now, voice, anna("active = true\nforce_destroy = true")),
			ConfigPlanChecks: planned(plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{attr("status", knownvalue.StringExact("active")),
				attr("description", knownvalue.Null())},
		},
		resource.TestStep{
			Config: cloud.At(acctest.Now, voice,
				acctest.Block(kind, "anna", "kind = \"studio_2d\"\nname = \"Anna\"\npackage_id = mss_resource_package.voice.id\n"+
					"force_destroy = true")),
			ExpectError: regexp.MustCompile(`(?s)kind = "studio_2d".*kind cannot change`),
		},
		resource.TestStep{Config: cloud.At(acctest.Now, voice), Check: statusOf(cloud, lifecycle.AssetDeleted)},
	)
}

func TestGoneStays(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	voice := buy("voice", acctest.Voice, "")
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice, anna("description = \"d\""))},
		resource.TestStep{
			Config:           cloud.At("2029-06-01T00:00:00Z", voice, anna("description = \"d\"")),
			ConfigPlanChecks: planned(plancheck.ResourceActionNoop),
			ConfigStateChecks: []statecheck.StateCheck{attr("status", knownvalue.StringExact("deleted")),
				attr("name", knownvalue.StringExact("Anna"))},
		},
		resource.TestStep{
			Config:      cloud.At("2029-06-01T00:00:00Z", voice, anna("description = \"other\"")),
			ExpectError: regexp.MustCompile(`(?s)Asset cannot be changed.*description = "other".*is deleted`),
		},
	)
}

func TestAutoRenewGuard(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	voice := buy("voice", acctest.Voice, "auto_renew = true\non_destroy = \"retain\"")
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice, anna("cancel_auto_renew_on_destroy = false"))},
		resource.TestStep{Config: cloud.At(acctest.Now, voice),
			ExpectError: regexp.MustCompile(`Package renews automatically`)},
		resource.TestStep{Config: cloud.At(acctest.Now, voice, anna(""))},
		resource.TestStep{
			Config:             cloud.At(acctest.Now, voice),
			Check:              statusOf(cloud, lifecycle.AssetRecycled),
			ExpectNonEmptyPlan: true, // the package's configuration still wants automatic renewal
		},
	)
}

func TestPlanChecks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ code, kind, id, now, want string }{
		"unknown package": {acctest.Voice, "voice_clone", `"sim-nothing"`, acctest.Now,
			`(?s)package_id = "sim-nothing".*knows no package`},
		"wrong kind": {acctest.Voice, "studio_2d", "mss_resource_package.voice.id", acctest.Now,
			`(?s)kind = "studio_2d".*it\s+is\s+for\s+voice_clone`},
		"makes nothing": {acctest.Channel, "voice_clone", "mss_resource_package.voice.id", acctest.Now,
			`it\s+is\s+for\s+no\s+assets`},
		"in grace": {acctest.Voice, "voice_clone", "mss_resource_package.voice.id", "2028-03-05T00:00:00Z",
			`(?s)is past its\s+end.*status\s+grace`},
		"gone": {acctest.Voice, "voice_clone", "mss_resource_package.voice.id", "2029-03-05T00:00:00Z",
			`Package is gone`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.New(t)
			voice := buy("voice", c.code, "")
			acctest.Run(t,
				resource.TestStep{Config: cloud.At(acctest.Now, voice)},
				resource.TestStep{
					Config: cloud.At(c.now, voice,
						acctest.Block(kind, "anna", fmt.Sprintf("kind = %q\nname = \"Anna\"\npackage_id = %s", c.kind, c.id))),
					PlanOnly:    true,
					ExpectError: regexp.MustCompile(c.want),
				},
			)
		})
	}
}

func TestUnitTaken(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	voice := buy("voice", acctest.Voice, "")
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice, anna(""))},
		resource.TestStep{
			Config: cloud.At(acctest.Now, voice, anna(""),
				acctest.Block(kind, "bob", "kind = \"voice_clone\"\nname = \"Bob\"\npackage_id = mss_resource_package.voice.id")),
			PlanOnly:    true,
			ExpectError: regexp.MustCompile(`(?s)Unit taken.*\(Anna,\s+active\)`),
		},
	)
}

func TestUnknownInputs(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.Run(t, resource.TestStep{
		Config: cloud.At(acctest.Now, buy("voice", acctest.Voice, ""), `
resource "terraform_data" "kind" { input = "voice_clone" }
resource "terraform_data" "name" { input = "Anna" }
`, acctest.Block(kind, "anna", "kind = terraform_data.kind.output\nname = terraform_data.name.output\n"+
			"package_id = mss_resource_package.voice.id")),
		ConfigStateChecks: []statecheck.StateCheck{attr("pool", knownvalue.StringExact("voice_clone"))},
	})
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, want string }{
		"kind": {"kind = \"hologram\"\nname = \"A\"\npackage_id = \"p\"", `(?s)kind = "hologram".*must be one of`},
		"name": {"kind = \"studio_2d\"\nname = \"\"\npackage_id = \"p\"", `(?s)name = "".*must be 1 to 256 printable`},
		"description": {"kind = \"studio_2d\"\nname = \"A\"\npackage_id = \"p\"\ndescription = \"\"",
			`(?s)description = "".*between 1`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := acctest.New(t)
			acctest.Run(t, resource.TestStep{Config: cloud.At(acctest.Now, acctest.Block(kind, "anna", c.body)),
				ExpectError: regexp.MustCompile(c.want)})
		})
	}
}

func TestOrigin(t *testing.T) {
	t.Parallel()
	cloud, other := acctest.New(t), acctest.New(t)
	voice := buy("voice", acctest.Voice, "")
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, voice, anna(""))},
		resource.TestStep{Config: other.At(acctest.Now, voice, anna("")),
			ExpectError: regexp.MustCompile(`State belongs to another origin`)},
		resource.TestStep{Config: cloud.At(acctest.Now, voice, anna("")),
			ConfigPlanChecks: planned(plancheck.ResourceActionNoop)},
	)
}
