package provider_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	fwresource "github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
	mss "github.com/mss-iac/terraform-provider-mss/internal/provider"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

const read = `
data "mss_quotas" "all" {}
`

// Every schema is well-formed, and every attribute says what it is.
func TestSchemas(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	p := mss.New("test", acctest.Process)
	var own provider.SchemaResponse
	p.Schema(ctx, provider.SchemaRequest{}, &own)
	if d := own.Schema.ValidateImplementation(ctx); d.HasError() {
		t.Errorf("provider: %v", d)
	}
	for name, a := range own.Schema.Attributes {
		if a.GetMarkdownDescription() == "" {
			t.Errorf("provider: %s has no description", name)
		}
	}
	for _, f := range p.Resources(ctx) {
		var resp fwresource.SchemaResponse
		f().Schema(ctx, fwresource.SchemaRequest{}, &resp)
		if d := resp.Schema.ValidateImplementation(ctx); d.HasError() {
			t.Errorf("%T: %v", f(), d)
		}
		for name, a := range resp.Schema.Attributes {
			if a.GetMarkdownDescription() == "" {
				t.Errorf("%T: %s has no description", f(), name)
			}
		}
	}
	for _, f := range p.DataSources(ctx) {
		var resp datasource.SchemaResponse
		f().Schema(ctx, datasource.SchemaRequest{}, &resp)
		if d := resp.Schema.ValidateImplementation(ctx); d.HasError() {
			t.Errorf("%T: %v", f(), d)
		}
		for name, a := range resp.Schema.Attributes {
			if a.GetMarkdownDescription() == "" {
				t.Errorf("%T: %s has no description", f(), name)
			}
		}
	}
}

func TestBadConfiguration(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "notes.txt")
	if err := os.WriteFile(file, []byte(strings.Repeat("This is not a database. ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ body, want string }{
		"project":       {`project_id = "-x"`, `(?s)project_id = "-x".*letters`},
		"days":          {"project_id = \"p\"\nexpiry_warning_days = 4000", `(?s)expiry_warning_days = 4000.*between 0`},
		"lifetime":      {"project_id = \"p\"\nsimulator = { lifetime = \"forever\" }", `must be one of\s+persistent`},
		"command store": {"project_id = \"p\"\nsimulator = { lifetime = \"command\", store = \"x.db\" }", `Remove\s+store`},
		"now":           {"project_id = \"p\"\nsimulator = { now = \"2027\" }", `(?s)simulator.now must\s+be\s+an\s+instant`},
		"site":          {"project_id = \"p\"\nsimulator = { site = \"moon\" }", `must be one\s+of\s+international`},
		"balance":       {"project_id = \"p\"\nsimulator = { opening_balance = \"1.234\" }", `at most two\s+decimals`},
		"folder": {"project_id = \"p\"\nsimulator = { store = \"" + filepath.ToSlash(t.TempDir()) + "\" }",
			`(?s)Unable to use this store.*is\s+a\s+directory`},
		"no folder": {"project_id = \"p\"\nsimulator = { store = \"" + filepath.ToSlash(file) + "/x.db\" }",
			`(?s)Unable to use this store.*notes\.txt\s+is\s+not\s+a\s+directory`},
		"memory": {"project_id = \"p\"\nsimulator = { store = \":memory:\" }",
			`(?s)Store is not a file path.*simulator\.store.*memory.*lifetime\s+=\s+"command"`},
		"database": {"project_id = \"p\"\nsimulator = { store = \"postgres://u:pw@h/db\" }",
			`(?s)Store is not a file path.*simulator\s+serve\s+--store.*endpoint`},
		"blank store": {"project_id = \"p\"\nsimulator = { store = \" \" }", `(?s)Store is not a file path.*blank`},
		"foreign file": {"project_id = \"p\"\nsimulator = { store = \"" + filepath.ToSlash(file) + "\" }",
			`(?s)Unable to use this store.*not\s+a\s+store`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.Run(t, resource.TestStep{Config: "provider \"mss\" {\n" + c.body + "\n}\n" + read,
				ExpectError: regexp.MustCompile(c.want)})
		})
	}
}

func TestUnknownConfiguration(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"project":         `project_id = terraform_data.late.output`,
		"store":           "project_id = \"p\"\nsimulator = { store = terraform_data.late.output }",
		"now":             "project_id = \"p\"\nsimulator = { now = timestamp() }",
		"site":            "project_id = \"p\"\nsimulator = { site = terraform_data.late.output }",
		"opening_balance": "project_id = \"p\"\nsimulator = { opening_balance = terraform_data.late.output }",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.Run(t, resource.TestStep{
				Config: "resource \"terraform_data\" \"late\" { input = \"x\" }\nprovider \"mss\" {\n" + body + "\n}\n" + read,
				ExpectError: regexp.MustCompile(`(?s)Value must be known at plan.*must\s+be\s+known\s+at\s+plan.*` +
					`plantimestamp\(\)`),
			})
		})
	}
}

// plantimestamp() is known in time, the environment gives what the block does not, and a plan alone makes no store.
func TestDefaults(t *testing.T) {
	t.Setenv("MSS_PROJECT_ID", "from-environment")
	store := filepath.Join(t.TempDir(), "new", "simulator.db")
	acctest.Run(t, resource.TestStep{
		Config: "provider \"mss\" {\n simulator = { store = \"" + filepath.ToSlash(store) + "\", now = plantimestamp() }\n" +
			"}\n" + read,
		Check: resource.TestCheckResourceAttr("data.mss_quotas.all", "quotas.#", "4"),
	})
	if _, err := os.Stat(store); !os.IsNotExist(err) {
		t.Errorf("reading made a store: %v", err)
	}
}

func TestConsentFromEnvironment(t *testing.T) {
	buy := acctest.Block("mss_order", "list", `items = [{ resource_spec_code = "`+acctest.Voice+
		`", period_type = "yearly", period_num = 1 }]`)
	block := "provider \"mss\" {\n project_id = \"p\"\n simulator = { store = \"" +
		filepath.ToSlash(filepath.Join(t.TempDir(), "s.db")) + "\" }\n}\n"
	t.Setenv("MSS_ACCEPT_AGREEMENTS", "yes please")
	acctest.Run(t,
		resource.TestStep{Config: block + buy, ExpectError: regexp.MustCompile(`MSS_ACCEPT_AGREEMENTS is "yes please"`)},
		resource.TestStep{Config: block + buy, PreConfig: func() { t.Setenv("MSS_ACCEPT_AGREEMENTS", "1") }},
	)
}

// Time goes only forward, and what seeded an account stays.
func TestProbe(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	cloud.Balance = "500.00"
	order := acctest.Block("mss_order", "list", `items = [{ resource_spec_code = "`+acctest.Voice+
		`", period_type = "yearly", period_num = 1 }]`)
	poorer := *cloud
	poorer.Balance = "400.00"
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, order)},
		resource.TestStep{
			Config: cloud.At("2027-02-01T00:00:00Z", order),
			ExpectError: regexp.MustCompile(`(?s)Unable to use this instant.*` +
				`2027-02-01T00:00:00Z\s+is\s+before\s+2027-03-01T00:00:00Z`),
		},
		resource.TestStep{
			Config:      poorer.At(acctest.Now, order),
			ExpectError: regexp.MustCompile(`(?s)Unable to use this account.*500\.00`),
		},
		resource.TestStep{
			Config:      strings.Replace(cloud.At(acctest.Now, order), "simulator = {", "simulator = {\n site = \"china\"", 1),
			ExpectError: regexp.MustCompile(`(?s)Unable to use this account.*international`),
		},
		resource.TestStep{Config: cloud.At(acctest.Now, order)},
	)
}

// A tenant is made with the user's own files, and their errors are at their attribute with the line.
func TestOwnPolicyAndCatalog(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	policyFile, catalogFile := filepath.Join(t.TempDir(), "policy.yaml"), filepath.Join(t.TempDir(), "catalog.yaml")
	text, err := site.PolicyText("international")
	if err != nil {
		t.Fatal(err)
	}
	write := func(file, content string) func() {
		return func() {
			if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	goods := `version: "mine"
limits: {provenance: assumed, source: a test}
prices: {provenance: assumed, source: a test}
products:
  - resource_spec_code: mine
    units: 1
    max_quantity: 1
    period_types: {international: [yearly]}
    max_period_num: {yearly: 1}
    prices: {USD: {yearly: "1.50"}}
    provenance: assumed
    source: a test
`
	write(policyFile, strings.Replace(text, "grace_days: {value: 15,", "grace_days: {value: 0,", 1))()
	write(catalogFile, goods)()
	with := func(now string) string {
		return strings.Replace(cloud.At(now, acctest.Block("mss_resource_package", "mine", `
			resource_spec_code = "mine"
			period_type        = "yearly"
			period_num         = 1`)), "simulator = {",
			fmt.Sprintf("simulator = {\n policy = %q\n catalog = %q", filepath.ToSlash(policyFile),
				filepath.ToSlash(catalogFile)), 1)
	}
	acctest.Run(t,
		resource.TestStep{Config: with(acctest.Now),
			PreConfig: write(policyFile, strings.Replace(text, "grace_days: {value: 15,", "grace_days: {value: -1,", 1)),
			ExpectError: regexp.MustCompile(`(?s)Unable to use this policy.*line 8: grace_days.value: ` +
				`-1\s+is\s+out\s+of\s+range`)},
		resource.TestStep{Config: with(acctest.Now),
			PreConfig: write(policyFile, strings.Replace(text, "grace_days: {value: 15,", "grace_days: {value: 0,", 1)),
			Check:     resource.TestCheckResourceAttr("mss_resource_package.mine", "status", "active")},
		resource.TestStep{Config: with("2028-03-02T00:00:00Z"),
			Check: resource.TestCheckResourceAttr("mss_resource_package.mine", "status", "frozen")},
		resource.TestStep{Config: with("2028-03-02T00:00:00Z"),
			PreConfig:   write(catalogFile, strings.Replace(goods, `"1.50"`, `"1.60"`, 1)),
			ExpectError: regexp.MustCompile(`(?s)Unable to use this account.*has\s+catalog`)},
		resource.TestStep{Config: with("2028-03-02T00:00:00Z"),
			PreConfig: write(catalogFile, goods+"# a comment changes no rule\n")},
		resource.TestStep{Config: with("2028-03-02T00:00:00Z"), PreConfig: write(policyFile, ""),
			ExpectError: regexp.MustCompile(`(?s)Unable to read the policy.*is\s+empty`)},
		resource.TestStep{Config: with("2028-03-02T00:00:00Z"),
			PreConfig: write(policyFile, "# mine\n"+strings.Replace(text, "grace_days: {value: 15,",
				"grace_days: {value: 0,", 1))},
	)
}

func TestCustomerLevel(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	with := func(site, level string) string {
		return strings.Replace(cloud.At(acctest.Now, read), "simulator = {",
			fmt.Sprintf("simulator = {\n site = %q\n customer_level = %q", site, level), 1)
	}
	acctest.Run(t,
		resource.TestStep{Config: with("international", "V5"),
			ExpectError: regexp.MustCompile(`(?s)Unable to use this customer_level.*no\s+customer\s+level`)},
		resource.TestStep{Config: with("china", "V5")},
		resource.TestStep{Config: with("china", "v5")},
	)
}

func TestCommandLifetime(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	dead := filepath.Join(os.TempDir(), "mss-simulator-"+strconv.Itoa(os.Getuid()), "999999999-1")
	if err := os.MkdirAll(dead, 0o700); err != nil {
		t.Fatal(err)
	}
	order := acctest.Block("mss_order", "list", `items = [{ resource_spec_code = "`+acctest.Voice+
		`", period_type = "yearly", period_num = 1 }]`)
	acctest.Run(t, resource.TestStep{
		Config: "provider \"mss\" {\n project_id = \"p\"\n accept_agreements = true\n simulator = { lifetime = " +
			"\"command\" }\n}\n" + order,
		Check: resource.TestCheckResourceAttr("mss_order.list", "status", "pending_payment"),
	})
	acctest.Process.Close()
	if _, err := os.Stat(dead); !os.IsNotExist(err) {
		t.Errorf("the store of a command that has ended is still there: %v", err)
	}
}

// Where the service wants its agreement signed, accept_agreements is the consent, and the first order signs it.
func TestServiceAgreementIsSignedWhenItIsNeeded(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	text, err := site.PolicyText("international")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "policy.yaml")
	if err := os.WriteFile(file, []byte(strings.Replace(text, `require_service_agreement: {value: "off"`,
		`require_service_agreement: {value: "on"`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	config := strings.Replace(cloud.At(acctest.Now, acctest.Block("mss_resource_package", "voice", `
		resource_spec_code = "`+acctest.Voice+`"
		period_type        = "yearly"
		period_num         = 1`)), "simulator = {", fmt.Sprintf("simulator = {\n policy = %q", filepath.ToSlash(file)), 1)
	acctest.Run(t, resource.TestStep{Config: config, Check: resource.ComposeTestCheckFunc(
		cloud.Placed(lifecycle.NewPurchase, 1, 1),
		func(*terraform.State) error {
			w, err := cloud.World()
			if err == nil && !w.Tenant.ServiceSigned {
				err = errors.New("the agreement is not signed")
			}
			return err
		},
	)})
}
