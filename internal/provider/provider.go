// Package provider registers the objects of the provider "mss" and configures them. It is the only one that mounts the
// simulated cloud.
package provider

import (
	"context"
	"net/http"
	"regexp"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/mss-iac/terraform-provider-mss/internal/account"
	"github.com/mss-iac/terraform-provider-mss/internal/asset"
	"github.com/mss-iac/terraform-provider-mss/internal/assetrenewal"
	"github.com/mss-iac/terraform-provider-mss/internal/forecast"
	"github.com/mss-iac/terraform-provider-mss/internal/functions"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient/transport"
	"github.com/mss-iac/terraform-provider-mss/internal/once"
	"github.com/mss-iac/terraform-provider-mss/internal/order"
	"github.com/mss-iac/terraform-provider-mss/internal/product"
	"github.com/mss-iac/terraform-provider-mss/internal/quota"
	"github.com/mss-iac/terraform-provider-mss/internal/resourcepackage"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

var (
	_ provider.ProviderWithFunctions     = (*Provider)(nil)
	_ provider.ProviderWithListResources = (*Provider)(nil)
	_ provider.ProviderWithActions       = (*Provider)(nil)
)

// Provider is the provider "mss".
type Provider struct {
	version string
	process *once.Process
	line    func(caFile string) (http.RoundTripper, error) // to servers
	session atomic.Pointer[session.Session]                // as it was configured last
}

// New makes the provider of a version in a process.
func New(version string, process *once.Process) *Provider {
	return &Provider{version: version, process: process, line: transport.New}
}

// Metadata names the provider.
func (p *Provider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName, resp.Version = "mss", p.version
}

func isRegion(s string) bool { return regexp.MustCompile(`^[a-z]{2,}(-[a-z0-9]+)+$`).MatchString(s) }

const projectIDRule = "must be 1 to 64 letters, digits, hyphens and underscores, and begin with a letter or a digit"

// Schema is the contract with provider blocks.
func (p *Provider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages the lifecycle of virtual-avatar resource packages: order, pay, use, renew and " +
			"return them. A built-in simulated cloud lets you rehearse years of it in seconds, without an account.",
		Attributes: map[string]schema.Attribute{
			"accept_agreements": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether you accept the vendor's terms, and that the provider buys and renews for you. If " +
					"`false`, a plan that buys fails. Can be set with the environment variable `MSS_ACCEPT_AGREEMENTS`. Defaults to " +
					"`false`.",
			},
			"project_id": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Project that everything belongs to: 1 to 64 letters, digits, hyphens and underscores. In " +
					"the simulated cloud every project is an account of its own. Can be set with the environment variable " +
					"`MSS_PROJECT_ID`. Required for the real cloud. Defaults to `default` in the simulated cloud.",
				Validators: []validator.String{tfconv.Wants(projectIDRule, wire.IsName)},
			},
			"endpoint": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "With `simulator`, which may be empty: address of a simulator server " +
					"(`terraform-provider-mss simulator serve`), such as `http://127.0.0.1:7788`. **Without `simulator`: address " +
					"of MetaStudio in the real cloud, where real money is spent**; see `region`. Without both, the " +
					"provider runs the simulated cloud itself.",
			},
			"region": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Region of the real cloud, such as `ap-southeast-3` or `cn-north-4`: **with it the " +
					"provider spends real money.** It determines the endpoints of MetaStudio and billing. Conflicts with `simulator`.",
				Validators: []validator.String{
					tfconv.Wants("must be the id of a region, such as ap-southeast-3", isRegion)},
			},
			"billing_endpoint": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Address of the real cloud's billing service, if the region does not determine it: " +
					"`https://bss.myhuaweicloud.com` for accounts of the China site, `https://bss-intl.myhuaweicloud.com` for " +
					"international ones.",
			},
			"allow_duplicate_order": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether to create objects although the same may already exist. If `false`, a create fails " +
					"and names the ids to import in two cases: if the local state file is empty or missing but its objects still " +
					"exist; and, in the real cloud, if an interrupted apply ordered the same and no state has it. See " +
					"[Bought " +
					"once](https://github.com/mss-iac/terraform-provider-mss/blob/main/docs/guides/real-cloud.md#bought-once) for " +
					"what this does not cover. Defaults to `false`.",
			},
			"ca_file": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "PEM file of certificate authorities to trust for `endpoint` and `billing_endpoint`, " +
					"besides those of the system. Use it for a server whose certificate comes from an authority of your own. A " +
					"relative path starts at the working directory.",
			},
			"access_key": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Access key that signs the calls to `endpoint`. Can be set with the environment variable " +
					"`HW_ACCESS_KEY`.",
			},
			"secret_key": schema.StringAttribute{
				Optional:            true,
				Sensitive:           true,
				MarkdownDescription: "Secret key of `access_key`. Can be set with the environment variable `HW_SECRET_KEY`.",
			},
			"expiry_warning_days": schema.Int64Attribute{
				Optional: true,
				MarkdownDescription: "How many days before its end a refresh warns of a package or an asset that does not renew " +
					"automatically; `0` switches these warnings off. Defaults to `30`.",
				Validators: []validator.Int64{int64validator.Between(0, 3650)},
			},
			"notices": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Warnings to show: `all`, or `changes` for those about what the plan changes, without the " +
					"notices of a refresh about ends and unpaid orders. Charges, deleted assets and failed automatic renewals are " +
					"shown with both. Defaults to `all`. In `terraform test` the default shows only what applies have done, and " +
					"with `simulator.lifetime = \"command\"` only deleted assets and failed renewals.",
				Validators: []validator.String{tfconv.OneOf(noticesOfAll, noticesOfChanges)},
			},
			"max_charge_per_run": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "The most that one Terraform command may charge over this provider configuration, such as " +
					"`500.00`, in the account's currency: orders, purchases and renewals of all resources together. The plan adds " +
					"up what it estimates; the apply adds up the orders themselves, before each is paid. Automatic renewals " +
					"by the service do not count. Without it there is no limit.",
				Validators: []validator.String{tfconv.Amount()},
			},
			"simulator": schema.SingleNestedAttribute{
				Optional: true,
				MarkdownDescription: "The simulated cloud: inside the provider, or that of the server at `endpoint`. Everything " +
					"in it is optional. All its values must be known when Terraform plans.",
				Attributes: simulatorAttributes(),
			},
		},
	}
}

func simulatorAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"store": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Path of the file that holds the simulated cloud, relative to the root module. The first " +
				"apply creates it. You can move or rename it later, because the state belongs to the account in it. Conflicts " +
				"with `lifetime = \"command\"`. Defaults to `.mss/simulator.db`.",
			Validators: []validator.String{storePath{}},
		},
		"lifetime": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "`persistent` keeps the store between Terraform commands; `command` gives each Terraform " +
				"command an empty one that ends with it, as `terraform test` wants it. Defaults to `persistent`.",
			Validators: []validator.String{tfconv.OneOf(lifetimePersistent, lifetimeCommand)},
		},
		"now": schema.StringAttribute{
			Optional:   true,
			Validators: []validator.String{tfconv.RFC3339()},
			MarkdownDescription: "Instant at which the whole command takes place (RFC 3339). A plan at a later instant shows " +
				"what happens until then, and changes nothing. Time moves forward only: an apply that changes something moves " +
				"the account to its instant permanently. Use `plantimestamp()`, not `timestamp()`. Defaults to the present.",
		},
		"state_id": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Name of this Terraform state, by which an apply finds what an interrupted apply created. " +
				"Set this if the same state is applied from different directories, for example in CI. Defaults to the path of a " +
				"local state file; with other backends, to the root module's directory, the workspace and where the backend " +
				"keeps the state.",
			Validators: []validator.String{tfconv.Token()},
		},
		"site": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Site that determines rules, prices and currency: `international` or `china`. Fixed by " +
				"the first apply. Defaults to `international`.",
			Validators: []validator.String{tfconv.OneOf("international", "china")},
		},
		"customer_level": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Customer level, `V0` to `V5`, on which grace and retention depend on the site `china`. " +
				"Kept from the first apply on; `simulator account rules` replaces it later. Without it, the days of the site " +
				"apply; those of `china` are those of `V0`.",
			Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
		},
		"policy": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "File with the numbers of a site (grace, retention, deadlines, fees) that replaces the " +
				"built-in ones; it names its site. `simulator rules export` writes the built-in one. Fixed by the first apply; " +
				"`simulator account rules` replaces it later.",
			Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
		},
		"catalog": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "File with the products, prices and kinds of assets, in the form of the built-in one, to be " +
				"used instead of it. Kept from the first apply on; `simulator account rules` replaces it later.",
			Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
		},
		"faults": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "File with a list of faults, which make calls of this provider fail; " +
				"`terraform-provider-mss simulator fault set --help` describes it. They apply while this is set. Which " +
				"calls are hit follows from counts, which the store keeps from one command to the next. A changed file, and " +
				"`simulator fault clear`, set them to 0.",
			Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
		},
		"opening_balance": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Opening balance of the account, such as `20000.00`, in the site's currency. Fixed by the " +
				"first apply. If unset, credit is unlimited.",
			Validators: []validator.String{tfconv.Amount()},
		},
	}
}

// Resources lists the resources.
func (p *Provider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{order.NewResource, resourcepackage.NewResource, asset.NewResource,
		assetrenewal.NewResource}
}

// DataSources lists the data sources.
func (p *Provider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		quota.NewDataSource, quota.NewList, resourcepackage.NewDataSource, resourcepackage.NewList, asset.NewDataSource,
		asset.NewList,
		order.NewDataSource, order.NewList,
		product.NewDataSource, product.NewList, product.NewPrice, account.NewDataSource, forecast.NewDataSource,
	}
}

// ListResources lists what `terraform query` finds (Terraform 1.14).
func (p *Provider) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{order.NewQuery, resourcepackage.NewQuery, asset.NewQuery}
}

// Actions lists the actions (Terraform 1.14).
func (p *Provider) Actions(context.Context) []func() action.Action {
	return []func() action.Action{order.NewPayAction, resourcepackage.NewRenewAction, assetrenewal.NewRenewAction}
}

// Functions lists the functions.
func (p *Provider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{functions.NewExpireTime, functions.NewMonthsUntil}
}
