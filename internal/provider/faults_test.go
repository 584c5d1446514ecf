package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
)

// TestFaultsOfAConfigurationCountOverCommands: the second order of all plans and applies is refused, and no other.
func TestFaultsOfAConfigurationCountOverCommands(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	config := func(faults, blocks string) string {
		return fmt.Sprintf("provider \"mss\" {\n  accept_agreements = true\n  simulator = {\n    store = %q\n    now = %q\n"+
			"    faults = %q\n  }\n}\n", filepath.ToSlash(filepath.Join(folder, "simulator.db")), acctest.Now,
			filepath.ToSlash(faults)) + blocks
	}
	second := file("second.yaml", "- match: {operation: CreateMetaStudioOrders, after: 1, times: 1}\n  sold_out: true\n")
	voice := func(name string) string {
		return acctest.Block("mss_resource_package", name, fmt.Sprintf("resource_spec_code = %q\nperiod_type = \"yearly\"\n"+
			"period_num = 1\n", acctest.Voice)) + "\n"
	}
	acctest.Run(t,
		resource.TestStep{Config: config(file("wrong.yaml", "- match: {operation: PayOrder}\n  hang: true\n"), voice("a")),
			ExpectError: acctest.Words(`Unable to read the faults.*line 1.*PayOrder`)},
		resource.TestStep{Config: config(file("renewal.yaml", "- match: {operation: AutomaticRenewal}\n  decline: no\n"),
			voice("a")), ExpectError: acctest.Words(`Automatic renewals are declined elsewhere.*simulator fault set`)},
		resource.TestStep{Config: config(second, voice("a"))},
		resource.TestStep{Config: config(second, voice("a")+voice("b")), ExpectError: acctest.Words(`sold out`)},
		resource.TestStep{Config: config(second, voice("a")+voice("b"))},
	)
}
