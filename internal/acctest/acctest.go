// Package acctest helps acceptance tests: real Terraform against the provider in the test process, each test with a
// store of its own.
//
// # What the libraries do
//
//   - Aliases collapse in acceptance tests and under -debug: one process serves all configurations, and the last
//     Configure wins. The real Terraform starts a process for each.
//   - The testing framework fails if an import plans a change, and generated configuration has every argument of
//     the state. An imported paid order therefore has auto_pay and payment, which both plan empty.
//   - initdb refuses root. The tests run it as postgres or nobody then.
package acctest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/go-version"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/querycheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/mss-iac/terraform-provider-mss/internal/once"
	"github.com/mss-iac/terraform-provider-mss/internal/provider"
)

// Now is the instant at which tests begin.
const Now = "2027-03-01T00:00:00Z"

// Product codes that tests buy.
const (
	Voice        = "hws.resource.type.metastudio.modeling.voice.onebasic"
	Image        = "hws.resource.type.metastudio.avatarmodeling.number"
	Channel      = "hws.resource.type.metastudio.modeling.avatarlive.channel"
	OnShelfVoice = "mss.onshelf.voice_clone"
)

// Cloud is a simulated cloud of one test.
type Cloud struct {
	Store   string
	Project string
	Balance string // empty: unlimited credit
	Refuse  bool   // whether the agreements are not accepted
	Days    string // expiry_warning_days; empty: the default
	More    string // further arguments of the provider
}

// New makes an empty simulated cloud.
func New(t *testing.T) *Cloud {
	t.Helper()
	return &Cloud{Store: filepath.Join(t.TempDir(), "simulator.db"), Project: "demo"}
}

// At is a configuration at an instant: the provider block, then the given blocks.
func (c *Cloud) At(now string, blocks ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "provider \"mss\" {\n  project_id = %q\n  accept_agreements = %t\n", c.Project, !c.Refuse)
	if c.Days != "" {
		fmt.Fprintf(&b, "  expiry_warning_days = %s\n", c.Days)
	}
	fmt.Fprintf(&b, "  simulator = {\n    store = %q\n    now = %q\n", filepath.ToSlash(c.Store), now)
	if c.Balance != "" {
		fmt.Fprintf(&b, "    opening_balance = %q\n", c.Balance)
	}
	b.WriteString("  }\n" + c.More + "\n}\n")
	for _, block := range blocks {
		b.WriteString(block + "\n")
	}
	return b.String()
}

// Process is the test process, to all providers that it serves.
var Process = once.New()

// Factories serve the provider to Terraform from the test process.
func Factories() map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"mss": func() (tfprotov6.ProviderServer, error) { return provider.Server("test", Process)(), nil }}
}

// envFramework has terraform-plugin-testing run every step, which takes more than twice as long.
const envFramework = "MSS_TEST_FRAMEWORK"

// Run runs steps with real Terraform, without TF_ACC.
func Run(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	if understood(steps) {
		newRunner(t).run(steps)
		return
	}
	resource.UnitTest(t, resource.TestCase{ProtoV6ProviderFactories: Factories(), Steps: steps})
}

// RunFrom is Run for what only newer versions of Terraform know. OpenTofu's versions are compared as if they were
// Terraform's.
func RunFrom(t *testing.T, oldest *version.Version, steps ...resource.TestStep) {
	t.Helper()
	if understood(steps) {
		if v, err := terraformVersion(); err != nil {
			t.Fatal(err)
		} else if v.LessThan(oldest) {
			t.Skipf("needs Terraform %s", oldest)
		}
		newRunner(t).run(steps)
		return
	}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: Factories(), Steps: steps, TerraformVersionChecks: []tfversion.TerraformVersionCheck{
			tfversion.SkipBelow(oldest)},
	})
}

func understood(steps []resource.TestStep) bool {
	return os.Getenv(envFramework) == "" &&
		!slices.ContainsFunc(steps, func(s resource.TestStep) bool { return !understands(s) })
}

// Versions that brought what is gated.
var (
	Identities = tfversion.Version1_12_0
	Queries    = tfversion.Version1_14_0
	Actions    = tfversion.Version1_14_0
)

// Query is a step with a list block.
func Query(kind, name, config, more string, checks ...querycheck.QueryResultCheck) resource.TestStep {
	return resource.TestStep{
		Query: true,
		Config: fmt.Sprintf("list %q %q {\n  provider = mss\n%s\n  config {\n%s\n  }\n}\n", kind, name,
			more, config),
		QueryResultChecks: checks,
	}
}

// Act is an action, and a resource whose creation, or change of when, runs it.
func Act(kind, when, config string) string {
	return fmt.Sprintf("action %q \"act\" {\n  config {\n%s\n  }\n}\n", kind, config) +
		fmt.Sprintf("resource \"terraform_data\" \"act\" {\n  input = %q\n  lifecycle {\n    action_trigger {\n"+
			"      events  = [after_create, after_update]\n      actions = [action.%s.act]\n    }\n  }\n}\n", when, kind)
}

// Words is a pattern in which a space stands for any: core breaks its lines.
func Words(pattern string) *regexp.Regexp {
	return regexp.MustCompile("(?s)" + strings.ReplaceAll(pattern, " ", `\s+`))
}

// Block writes a resource block.
func Block(kind, name, body string) string {
	return fmt.Sprintf("resource %q %q {\n%s\n}", kind, name, body)
}
