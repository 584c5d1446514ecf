package provider

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/mss-iac/terraform-provider-mss/internal/diags"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/run"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/httpapi"
	"github.com/mss-iac/terraform-provider-mss/internal/tftypes"
)

type model struct {
	AcceptAgreements  types.Bool   `tfsdk:"accept_agreements"`
	ProjectID         types.String `tfsdk:"project_id"`
	ExpiryWarningDays types.Int64  `tfsdk:"expiry_warning_days"`
	Simulator         types.Object `tfsdk:"simulator"`
}

type simulatorModel struct {
	Store          types.String `tfsdk:"store"`
	Lifetime       types.String `tfsdk:"lifetime"`
	Now            types.String `tfsdk:"now"`
	Site           types.String `tfsdk:"site"`
	CustomerLevel  types.String `tfsdk:"customer_level"`
	Policy         types.String `tfsdk:"policy"`
	Catalog        types.String `tfsdk:"catalog"`
	OpeningBalance types.String `tfsdk:"opening_balance"`
}

const (
	envAcceptAgreements = "MSS_ACCEPT_AGREEMENTS"
	envProjectID        = "MSS_PROJECT_ID"

	lifetimePersistent = "persistent"
	lifetimeCommand    = "command"

	// What begins in the last year ends in one that can still be written.
	firstYear, lastYear = 1970, 9900

	defaultProject           = "default"
	defaultStore             = ".mss/simulator.db"
	defaultExpiryWarningDays = 30
)

var (
	atProject   = path.Root("project_id")
	atSimulator = path.Root("simulator")
)

// Configure mounts the simulated cloud behind a client, and looks whether the configuration fits what is there. It makes nothing.
func (p *Provider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var config model
	d := &resp.Diagnostics
	if d.Append(req.Config.Get(ctx, &config)...); d.HasError() {
		return
	}
	sim, more := config.simulator(ctx)
	d.Append(more...)
	r := &run.Run{ExpiryWarningDays: defaultExpiryWarningDays}
	project := config.project(d)
	r.AcceptAgreements = config.accepts(d)
	if mustBeKnown(d, path.Root("expiry_warning_days"), config.ExpiryWarningDays); tftypes.Known(config.ExpiryWarningDays) {
		r.ExpiryWarningDays = int(config.ExpiryWarningDays.ValueInt64())
	}
	if d.HasError() {
		return
	}
	target, more := sim.target(project)
	if d.Append(more...); d.HasError() {
		return
	}
	r.Origin = target.origin
	if r.Client, more = p.mount(project, target); more.HasError() {
		d.Append(more...)
		return
	}
	tenant, err := r.Client.Tenant(ctx)
	if err != nil {
		d.Append(sim.probeFailed(err))
		return
	}
	r.Lose(tenant.Lost)
	r.GraceDays, r.RetentionDays, r.MaxTotalMonths = tenant.GraceDays, tenant.RetentionDays, tenant.MaxTotalMonths
	resp.ResourceData, resp.DataSourceData = r, r
}

// mount serves the simulated cloud in memory: the client speaks HTTP to it as to any other.
func (p *Provider) mount(project string, t target) (*mssclient.Client, diag.Diagnostics) {
	m := openStore(t.path)
	cloud := simulator.New(m.store, simulator.Options{Clock: time.Now, Settings: t.settings, Alive: m.lock.alive})
	client, err := mssclient.New(mssclient.Config{
		ProjectID: project,
		AccessKey: project,
		SecretKey: "simulated",
		Endpoint:  "http://simulator.mss.invalid",
		Transport: m.lock.over(httpapi.Transport(httpapi.New(cloud, auth.Embedded(project), httpapi.WithLogger(simulatorLog())))),
		Instant:   t.now,
		State:     stateName(),
		Run:       runName,
		UserAgent: "terraform-provider-mss/" + p.version,
	})
	if err != nil {
		return nil, diag.Diagnostics{diags.Unable("configure the client", err)}
	}
	m.use(client)
	return client, nil
}

// simulatorLog writes what is behind the simulated cloud's "Internal Error", in the form in which Terraform reads a provider's log from stderr.
func simulatorLog() hclog.Logger {
	return hclog.New(&hclog.LoggerOptions{Name: "simulator", JSONFormat: true})
}

func (m *model) simulator(ctx context.Context) (sim simulatorModel, d diag.Diagnostics) {
	if mustBeKnown(&d, atSimulator, m.Simulator); m.Simulator.IsNull() || d.HasError() {
		return sim, d
	}
	d.Append(m.Simulator.As(ctx, &sim, basetypes.ObjectAsOptions{})...)
	return sim, d
}

func (m *model) project(d *diag.Diagnostics) string {
	mustBeKnown(d, atProject, m.ProjectID)
	if tftypes.Known(m.ProjectID) {
		return m.ProjectID.ValueString()
	}
	id := os.Getenv(envProjectID)
	switch {
	case m.ProjectID.IsUnknown():
	case id == "":
		return defaultProject
	case !projectIDs.MatchString(id):
		d.Append(diags.Wrong(atProject, "Invalid project", "%s is %q, but it %s.", envProjectID, id, projectIDRule))
	}
	return id
}

func (m *model) accepts(d *diag.Diagnostics) bool {
	at := path.Root("accept_agreements")
	mustBeKnown(d, at, m.AcceptAgreements)
	if !m.AcceptAgreements.IsNull() {
		return m.AcceptAgreements.ValueBool()
	}
	s := os.Getenv(envAcceptAgreements)
	if s == "" {
		return false
	}
	on, err := strconv.ParseBool(s)
	if err != nil {
		d.Append(diags.Wrong(at, "Invalid consent", "%s is %q, but it must be true or false.", envAcceptAgreements, s))
	}
	return on
}

// mustBeKnown refuses a value on which the whole run hangs and which Terraform does not know yet: with another value at apply, the plan
// would have been about another account or another instant.
func mustBeKnown(d *diag.Diagnostics, at path.Path, v attr.Value) {
	if v.IsUnknown() {
		d.Append(diags.Wrong(at, "Value must be known at plan", "%s must be known at plan, but it depends on something that is known only after apply. "+
			"Use values, variables or data sources; for an instant, plantimestamp() works and timestamp() does not.", at))
	}
}

// target is the simulated account that a configuration means.
type target struct {
	path     string
	origin   run.Origin
	now      time.Time
	settings simulator.Settings
}

func (s *simulatorModel) target(project string) (t target, d diag.Diagnostics) {
	for name, v := range map[string]attr.Value{
		"store": s.Store, "lifetime": s.Lifetime, "now": s.Now, "site": s.Site, "customer_level": s.CustomerLevel, "policy": s.Policy,
		"catalog": s.Catalog, "opening_balance": s.OpeningBalance,
	} {
		mustBeKnown(&d, atSimulator.AtName(name), v)
	}
	if s.Lifetime.ValueString() == lifetimeCommand && !s.Store.IsNull() {
		d.Append(diags.Wrong(atSimulator.AtName("store"), "Invalid combination of attributes", "lifetime = \"command\" puts the store where it ends with the command: leave store out."))
	}
	if d.HasError() {
		return t, d
	}
	t.origin = run.Origin{Kind: run.KindSimulator, Store: defaultStore, Project: project}
	if tftypes.Known(s.Store) {
		t.origin.Store = filepath.ToSlash(filepath.Clean(s.Store.ValueString()))
	}
	t.path = t.origin.Store
	if s.Lifetime.ValueString() == lifetimeCommand {
		file, name, err := commandStore()
		if err != nil {
			d.Append(diags.UnableAt(atSimulator.AtName("lifetime"), "make a store for this command", err))
			return t, d
		}
		t.path, t.origin.Kind, t.origin.Store = file, run.KindCommand, name
	}
	t.now, _ = time.Parse(time.RFC3339, s.Now.ValueString()) // the schema has checked its form
	if year := t.now.Year(); tftypes.Known(s.Now) && (year < firstYear || year > lastYear) {
		d.Append(diags.Wrong(atSimulator.AtName("now"), "Instant out of range", "simulator.now is %s, but must be in the years %d to %d.", s.Now.ValueString(), firstYear, lastYear))
		return t, d
	}
	t.settings.Site, t.settings.CustomerLevel = s.Site.ValueString(), s.CustomerLevel.ValueString()
	t.settings.Policy = s.file(&d, "policy", s.Policy)
	t.settings.Catalog = s.file(&d, "catalog", s.Catalog)
	if d.HasError() {
		return t, d
	}
	if at, err := t.settings.Check(); err != nil {
		d.Append(diags.UnableAt(atSimulator.AtName(at), "use this "+at, err))
		return t, d
	}
	if tftypes.Known(s.OpeningBalance) {
		balance, err := money.Parse(s.OpeningBalance.ValueString())
		if err != nil {
			d.Append(diags.UnableAt(atSimulator.AtName("opening_balance"), "read the opening balance", err))
			return t, d
		}
		t.settings.OpeningBalance = &balance
	}
	return t, d
}

// file is the text of a data file that the configuration names.
func (s *simulatorModel) file(d *diag.Diagnostics, name string, at types.String) string {
	if at.IsNull() {
		return ""
	}
	data, err := os.ReadFile(at.ValueString())
	if err != nil {
		d.Append(diags.UnableAt(atSimulator.AtName(name), "read the "+name, err))
	}
	return string(data)
}

// seeds are the arguments that a tenant keeps from its first write on, as the simulated cloud's refusal names them.
var seeds = []string{"policy", "catalog", "site", "customer_level", "opening_balance"}

// probeFailed puts the simulated cloud's refusal at the attribute that it is about.
func (s *simulatorModel) probeFailed(err error) diag.Diagnostic {
	at := atSimulator.AtName
	switch mssclient.Code(err) {
	case "SIM.2001":
		return diags.UnableAt(at("now"), "use this instant", err)
	case "SIM.2002":
		for _, name := range seeds {
			if strings.Contains(err.Error(), " has "+name+" ") {
				return diags.UnableAt(at(name), "use this account", err)
			}
		}
		return diags.UnableAt(atSimulator, "use this account", err)
	case "SIM.3001", "SIM.3002", "SIM.3003", "SIM.3005":
		return diags.UnableAt(at("store"), "use this store", err)
	default:
		return diags.Unable("reach the simulated cloud", err)
	}
}
