package binary_test

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
)

// lives are configurations that leave objects behind after different lives: each step is an instant and the blocks that
// it applies.
var lives = map[string][]step{
	"bought": {
		{"2027-03-01T00:00:00Z", `
resource "mss_order" "by_hand" {
  items   = [{ resource_spec_code = "` + voice +
			`", period_type = "yearly", period_num = 1, subscription_num = 2, auto_renew = true }]
  payment = {}
  max_amount = "500"
  timeouts = { create = "5m" }
}
resource "mss_order" "automatic" {
  items    = [
    { resource_spec_code = "mss.onshelf.voice_clone", period_type = "monthly", period_num = 6 },
    { resource_spec_code = "` + image + `", period_type = "one_off", period_num = 1 },
    { resource_spec_code = "` + image + `", period_type = "yearly", period_num = 2 },
  ]
  auto_pay   = true
  on_destroy = "retain"
}
resource "mss_order" "waiting" {
  items = [{ resource_spec_code = "` + voice + `", period_type = "yearly", period_num = 3 }]
}

resource "mss_resource_package" "plain" {
  resource_spec_code = "` + voice + `"
  period_type        = "yearly"
  period_num         = 1
}
resource "mss_resource_package" "renewing" {
  resource_spec_code  = "` + voice + `"
  period_type         = "yearly"
  period_num          = 2
  auto_renew          = true
  deletion_protection = true
  max_amount          = "199.5"
}
resource "mss_resource_package" "extended" {
  resource_spec_code = "` + voice + `"
  period_type        = "yearly"
  period_num         = 1
  valid_through      = "2029-01-01T00:00:00Z"
}
resource "mss_resource_package" "one_off" {
  resource_spec_code = "` + image + `"
  period_type        = "one_off"
  period_num         = 1
}
resource "mss_resource_package" "months" {
  resource_spec_code = "mss.onshelf.studio_2d"
  period_type        = "monthly"
  period_num         = 12
}
resource "mss_order" "list" {
  items   = [{ resource_spec_code = "` + voice + `", period_type = "yearly", period_num = 1 }]
  payment = {}
  on_destroy = "retain"
}
resource "mss_resource_package" "taken_over" {
  resource_id = mss_order.list.packages[0].resource_id
}
` + unit("a") + unit("b") + `
resource "mss_asset" "plain" {
  kind       = "voice_clone"
  name       = "Anna"
  package_id = mss_resource_package.a.id
  timeouts   = { create = "5m" }
}
resource "mss_asset" "idle" {
  kind          = "voice_clone"
  name          = "Bob"
  description   = "says \"hello\" to $${name} and %%{everyone}"
  active        = false
  force_destroy = true
  package_id    = mss_resource_package.b.id
}
`},
	},
	"packages gone": {
		{"2027-03-01T00:00:00Z", `
resource "mss_resource_package" "released" {
  resource_spec_code = "` + voice + `"
  period_type        = "yearly"
  period_num         = 1
  auto_renew         = true
}
resource "mss_resource_package" "expired" {
  resource_spec_code = "mss.onshelf.studio_2d"
  period_type        = "monthly"
  period_num         = 12
}
resource "mss_asset" "deleted" {
  kind        = "voice_clone"
  name        = "Echo \"one\" $${two}"
  description = "first line\nsecond line"
  package_id  = mss_resource_package.released.id
}
`},
		{"2027-04-01T00:00:00Z", `
resource "mss_resource_package" "released" {
  resource_spec_code = "` + voice + `"
  period_type        = "yearly"
  period_num         = 1
  auto_renew         = false
}
resource "mss_resource_package" "expired" {
  resource_spec_code = "mss.onshelf.studio_2d"
  period_type        = "monthly"
  period_num         = 12
}
resource "mss_asset" "deleted" {
  kind        = "voice_clone"
  name        = "Echo \"one\" $${two}"
  description = "first line\nsecond line"
  package_id  = mss_resource_package.released.id
}
`},
		{"2029-03-01T00:00:00Z", ""},
	},
	"packages past their end": {
		{"2027-03-01T00:00:00Z", `
resource "mss_resource_package" "late" {
  resource_spec_code = "` + voice + `"
  period_type        = "yearly"
  period_num         = 1
}
resource "mss_asset" "late" {
  kind       = "voice_clone"
  name       = "late"
  package_id = mss_resource_package.late.id
}
`},
		{"2028-03-10T00:00:00Z", ""},
		{"2028-03-25T00:00:00Z", ""},
	},
	"let go": {
		{"2027-03-01T00:00:00Z", unit("a") + unit("b") + `
resource "mss_asset" "recycled" {
  kind       = "voice_clone"
  name       = "Anna"
  package_id = mss_resource_package.a.id
}
resource "mss_asset" "deleted" {
  kind          = "voice_clone"
  name          = "Bob"
  package_id    = mss_resource_package.b.id
  force_destroy = true
}
resource "mss_resource_package" "returned" {
  resource_spec_code = "` + voice + `"
  period_type        = "yearly"
  period_num         = 2
}
resource "mss_order" "returned" {
  items    = [{ resource_spec_code = "` + voice + `", period_type = "yearly", period_num = 1 }]
  auto_pay = true
}
resource "mss_order" "cancelled" {
  items = [{ resource_spec_code = "` + voice + `", period_type = "yearly", period_num = 1 }]
}
` + unpaid},
		{"2027-04-01T00:00:00Z", unit("a") + unit("b") + unpaid},
	},
	"renewals": {
		{"2027-03-01T00:00:00Z", unit("a") + unit("b") + `
resource "mss_asset" "a" {
  kind       = "voice_clone"
  name       = "Anna"
  package_id = mss_resource_package.a.id
}
resource "mss_asset" "b" {
  kind       = "voice_clone"
  name       = "Bob"
  package_id = mss_resource_package.b.id
}
resource "mss_resource_package" "months" {
  resource_spec_code = "mss.onshelf.voice_clone"
  period_type        = "monthly"
  period_num         = 24
}
resource "mss_asset_renewal" "mixed" {
  renewals   = [{ asset_id = mss_asset.a.id, months = 2 }, { asset_id = mss_asset.b.id,
      valid_through = "2028-06-01T08:00:00+08:00" }]
  triggers   = { season = "spring" }
  depends_on = [mss_resource_package.months]
}
resource "mss_asset_renewal" "covered" {
  renewals   = [{ asset_id = mss_asset.a.id, valid_through = "2027-06-01T00:00:00Z" }]
  depends_on = [mss_resource_package.months, mss_asset_renewal.mixed]
}
`},
	},
}

const (
	voice = "hws.resource.type.metastudio.modeling.voice.onebasic"
	image = "hws.resource.type.metastudio.avatarmodeling.number"
)

// unpaid is an order that the service cancels after a week.
const unpaid = `
resource "mss_order" "unpaid" {
  items = [{ resource_spec_code = "` + voice + `", period_type = "yearly", period_num = 1 }]
}
`

func unit(name string) string {
	return fmt.Sprintf("resource \"mss_resource_package\" %q {\n  resource_spec_code = %q\n  period_type = \"yearly\"\n"+
		"  period_num = 1\n}\n", name, voice)
}

// step is one apply; without blocks time only goes on.
type step struct{ now, blocks string }

func providerAt(now string) string {
	return fmt.Sprintf(`terraform {
  required_providers { mss = { source = "mss-iac/mss" } }
}
provider "mss" {
  accept_agreements = true
  project_id        = "demo"
  simulator         = { now = %q }
}
`, now)
}

type object struct{ address, id string }

// objects are the resources of the workspace's state, without counts.
func objects(t *testing.T, w binary.Workspace) []object {
	t.Helper()
	ids := stateIDs(t, w, "terraform.tfstate")
	all := make([]object, 0, len(ids))
	for _, address := range slices.Sorted(maps.Keys(ids)) {
		all = append(all, object{address, ids[address]})
	}
	return all
}

// What was made can be imported with a configuration that Terraform writes, and the plan after that is empty: at every
// stage of every life.
func TestGeneratedConfigurationPlansEmpty(t *testing.T) {
	t.Parallel()
	for name, life := range lives {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := binary.NewWorkspace(t)
			blocks, made := "", map[string]object{}
			for _, s := range life {
				if s.blocks != "" {
					blocks = s.blocks
				}
				w.Write(t, "main.tf", providerAt(s.now)+blocks)
				w.Run(t, "apply", "-no-color", "-auto-approve")
				for _, o := range objects(t, w) {
					made[o.address] = o // what was destroyed since is imported as well
				}
				regenerate(t, w, s.now, slices.SortedFunc(maps.Values(made),
					func(a, b object) int { return cmp.Compare(a.address, b.address) }))
			}
		})
	}
}

// regenerate imports everything that the workspace has made into a second one beside it.
func regenerate(t *testing.T, w binary.Workspace, now string, made []object) {
	t.Helper()
	byID := make([]string, len(made))
	byIdentity := make([]string, len(made))
	for i, o := range made {
		byID[i] = fmt.Sprintf("import {\n  provider = mss\n  to = %s\n  id = %q\n}\n", o.address, o.id)
		byIdentity[i] = fmt.Sprintf("import {\n  provider = mss\n  to = %s\n  identity = { id = %q }\n}\n", o.address, o.id)
	}
	adopt(t, w, now, byID)
	if w.Knows(t, binary.Identity) {
		adopt(t, w, now, byIdentity)
	}
}

func adopt(t *testing.T, from binary.Workspace, now string, imports []string) {
	t.Helper()
	w := binary.NewWorkspace(t)
	store := filepath.ToSlash(filepath.Join(from.Dir, ".mss", "simulator.db"))
	main := strings.Replace(providerAt(now), "simulator         = {",
		fmt.Sprintf("simulator         = { store = %q,", store), 1)
	w.Write(t, "main.tf", main+strings.Join(imports, ""))
	out := w.Run(t, "plan", "-no-color", "-generate-config-out=generated.tf", "-out=plan")
	if want := fmt.Sprintf("Plan: %d to import, 0 to add, 0 to change, 0 to destroy.", len(imports)); !strings.Contains(
		out, want) {
		t.Errorf("want %q:\n%s\n%s", want, w.Read(t, "generated.tf"), out)
	}
	w.Run(t, "apply", "-no-color", "plan")
	w.Write(t, "main.tf", main) // a provider is refused in imports whose configuration exists
	if out, err := w.Try(t, "plan", "-no-color", "-detailed-exitcode"); err != nil {
		t.Errorf("the plan after the import is not empty:\n%s\n%s\n%v", w.Read(t, "generated.tf"), out, err)
	}
}
