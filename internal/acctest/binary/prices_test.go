package binary_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	cloudsim "github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// voiceCosts changes what a year of voice modelling costs in a project.
func (w rehearsal) voiceCosts(project, price string) {
	w.t.Helper()
	catalogue, err := os.ReadFile(filepath.Join("..", "..", "simulator", "site", "catalog.yaml"))
	if err != nil {
		w.t.Fatal(err)
	}
	w.byHand("2027-03-01T00:00:00Z", func(ctx context.Context, cloud *cloudsim.Cloud, call cloudsim.Call) error {
		call.Tenant = project
		_, err := cloud.Do(ctx, call, lifecycle.ChangeRules{
			Rules: lifecycle.RuleSet{OwnCatalog: strings.Replace(string(catalogue), `{yearly: "99.00"`,
				`{yearly: "`+price+`"`, 1)}})
		return err
	})
}

// A saved plan tells apart what it announced for blocks of equal content in two accounts.
func TestASavedPlanTellsAccountsApart(t *testing.T) {
	t.Parallel()
	w := rehearse(t, "", "", `
provider "mss" {
  alias             = "b"
  project_id        = "b"
  accept_agreements = true
  simulator         = { now = var.now }
}
locals { items = [{ resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic",
    period_type = "yearly", period_num = 1 }] }
resource "mss_order" "a" {
  for_each = toset(["1", "2", "3"])
  items    = local.items
  payment  = {}
}
resource "mss_order" "b" {
  provider = mss.b
  for_each = toset(["1", "2", "3"])
  items    = local.items
  payment  = {}
}
`+voicePackage+"}\n"+strings.Replace(voicePackage, `"v" {`, `"w" {
  provider = mss.b`, 1)+"}\n")
	w.voiceCosts("b", "150.00")
	got := w.announced()
	wantAnnounced(t, got, "mss_resource_package.v", "99.00")
	wantAnnounced(t, got, "mss_resource_package.w", "150.00")
	w.voiceCosts("b", "160.00")
	_, err := w.Try(t, "apply", "-no-color", "p.bin")
	if err == nil {
		t.Fatal("more was charged than announced")
	}
	wantSaid(t, err.Error(), "costs 160.00, and the plan announced 150.00")
	if strings.Contains(err.Error(), "inconsistent") {
		t.Error(err)
	}
	w.wantPaid("396.00")
	w.apply()
	w.converged()
}

// What has become dearer since the plan is refused as a whole: no order of it is paid.
func TestASequenceAboveItsPlanChargesNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		bought             bool
		through, announced string
		words              []string
	}{
		"renewals of a package": {true, "2037-01-01T00:00:00Z", "891.00",
			[]string{"costs 945.00, and the plan announced 891.00 for it", "no money moved for it"}},
		"purchase and renewal": {false, "2029-03-01T00:00:00Z", "198.00",
			[]string{"costs 210.00, and the plan announced 198.00 for it", "Nothing was ordered, and no money moved for it"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := rehearse(t, "", "", voicePackage+"  valid_through = var.through\n}\nvariable \"through\" { default = null }\n")
			w.voiceCosts("default", "99.00")
			if c.bought {
				w.apply()
			}
			through := "-var=through=" + c.through
			wantAnnounced(t, w.announced(through), "mss_resource_package.v", c.announced)
			w.voiceCosts("default", "105.00")
			w.refused([]string{"apply", "p.bin"}, c.words...)
			w.apply(through)
			w.converged(through)
		})
	}
	// The neighbour: a limit that only a part of the sequence keeps.
	w := rehearse(t, "", "", voicePackage+"  valid_through = var.through\n  max_amount = \"300.00\"\n}\n"+
		"variable \"through\" { default = null }\n")
	w.voiceCosts("default", "99.00")
	w.announced("-var=through=2031-03-01T00:00:00Z")
	w.voiceCosts("default", "105.00")
	w.refused([]string{"apply", "p.bin"}, "costs 315.00 USD, and max_amount is 300.00")
}

// A renewal that another block has made in the same apply is not priced from the end that the state still has.
func TestARenewalNextToALongerOneIsNotRefused(t *testing.T) {
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
	w.apply()
	through := []string{"-var=a=2076-01-01T00:00:00Z", "-var=b=2031-01-01T00:00:00Z"}
	w.apply(through...)
	w.converged(through...)
	w.wantPaid("4851.00")
}
