package asset_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/querycheck"
	"github.com/hashicorp/terraform-plugin-testing/querycheck/queryfilter"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
)

func TestIdentity(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	unit := buy("voice", acctest.Voice, "")
	identified := []statecheck.StateCheck{
		statecheck.ExpectIdentityValueMatchesState(addr, tfjsonpath.New("id")),
		statecheck.ExpectIdentityValue(addr, tfjsonpath.New("project_id"), knownvalue.StringExact("demo")),
	}
	acctest.RunFrom(t, acctest.Identities,
		resource.TestStep{Config: cloud.At(acctest.Now, unit, anna("")), ConfigStateChecks: identified},
		resource.TestStep{ResourceName: addr, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
		resource.TestStep{Config: cloud.At(acctest.Now, unit, anna("active = false")), ConfigStateChecks: identified},
	)
}

func TestQuery(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	found := func(name string, n int) querycheck.QueryResultCheck { return querycheck.ExpectLength(kind+"."+name, n) }
	bob := acctest.Block(kind, "bob", "  kind = \"studio_2d\"\n  name = \"Bob\"\n  active = false\n"+
		"  package_id = mss_resource_package.image.id\n")
	acctest.RunFrom(t, acctest.Queries,
		resource.TestStep{Config: cloud.At(acctest.Now, buy("voice", acctest.Voice, ""), buy("image", acctest.Image, ""),
			anna(""), bob)},
		acctest.Query(kind, "all", "", "include_resource = true", found("all", 2),
			querycheck.ExpectResourceKnownValues(kind+".all",
				queryfilter.ByDisplayName(knownvalue.StringExact("Bob (studio_2d, inactive)")), []querycheck.KnownValueCheck{
					{Path: tfjsonpath.New("active"), KnownValue: knownvalue.Bool(false)},
					{Path: tfjsonpath.New("pool"), KnownValue: knownvalue.StringExact("studio_2d")},
					{Path: tfjsonpath.New("force_destroy"), KnownValue: knownvalue.Bool(false)},
				}),
		),
		acctest.Query(kind, "voices", `kind = "voice_clone"`, "", found("voices", 1)),
		acctest.Query(kind, "pool", `pool = "studio_2d"`, "", found("pool", 1)),
		acctest.Query(kind, "anna", `name = "Anna"`, "", found("anna", 1)),
		acctest.Query(kind, "none", "name = \"Anna\"\nstatus = \"recycled\"", "", found("none", 0)),
		acctest.Query(kind, "first", "", "limit = 1", found("first", 1)),
	)
}
