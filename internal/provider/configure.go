package provider

import (
	"context"
	"fmt"
	"io"
	"os"
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

	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/ledger"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/once"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

type model struct {
	AcceptAgreements  types.Bool   `tfsdk:"accept_agreements"`
	ProjectID         types.String `tfsdk:"project_id"`
	Endpoint          types.String `tfsdk:"endpoint"`
	BillingEndpoint   types.String `tfsdk:"billing_endpoint"`
	Region            types.String `tfsdk:"region"`
	CAFile            types.String `tfsdk:"ca_file"`
	AccessKey         types.String `tfsdk:"access_key"`
	SecretKey         types.String `tfsdk:"secret_key"`
	ExpiryWarningDays types.Int64  `tfsdk:"expiry_warning_days"`
	Notices           types.String `tfsdk:"notices"`
	MaxChargePerRun   types.String `tfsdk:"max_charge_per_run"`
	AllowDuplicate    types.Bool   `tfsdk:"allow_duplicate_order"`
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
	Faults         types.String `tfsdk:"faults"`
	OpeningBalance types.String `tfsdk:"opening_balance"`
	StateID        types.String `tfsdk:"state_id"`
}

const (
	envAcceptAgreements = "MSS_ACCEPT_AGREEMENTS"
	envProjectID        = "MSS_PROJECT_ID"
	// Credentials may come from the environment, as the real cloud's clients have it; which cloud is meant never does.
	envAccessKey = "HW_ACCESS_KEY"
	envSecretKey = "HW_SECRET_KEY" //nolint:gosec // the name of a variable

	lifetimePersistent = "persistent"
	lifetimeCommand    = "command"

	defaultProject           = "default"
	defaultStore             = ".mss/simulator.db"
	defaultExpiryWarningDays = 30
	noticesOfAll             = "all"
	noticesOfChanges         = "changes"
)

var (
	atProject   = path.Root("project_id")
	atSimulator = path.Root("simulator")
)

// Configure mounts the simulated cloud behind a client, and looks whether the configuration fits what is there. It
// makes nothing.
func (p *Provider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var config model
	d := &resp.Diagnostics
	if d.Append(req.Config.Get(ctx, &config)...); d.HasError() {
		return
	}
	sim, more := config.simulator(ctx)
	d.Append(more...)
	s := &session.Session{ExpiryWarningDays: defaultExpiryWarningDays, Plans: p.process.Plans()}
	project := config.project(d)
	s.AcceptAgreements = config.accepts(d)
	if mustBeKnown(d, path.Root("expiry_warning_days"), config.ExpiryWarningDays); tfconv.Known(config.ExpiryWarningDays) {
		s.ExpiryWarningDays = int(config.ExpiryWarningDays.ValueInt64())
	}
	mustBeKnown(d, path.Root("notices"), config.Notices)
	mustBeKnown(d, path.Root("max_charge_per_run"), config.MaxChargePerRun)
	s.MaxCharge, s.AllowDuplicateOrder = ledger.Limit(config.MaxChargePerRun), config.AllowDuplicate.ValueBool()
	if d.HasError() {
		return
	}
	target, more := config.target(&sim, project)
	if d.Append(more...); d.HasError() {
		return
	}
	asked := p.process.Command()
	state := asked.WorkingState()
	target.worksOn(p.process, state, &sim)
	// whose store is as empty as a state that is new
	if s.Partial = asked.Partial; target.origin.Kind != session.KindCommand {
		s.State = state
	}
	s.Origin, s.SavedPlan, s.AppliesPlan = target.origin, asked.Saved, asked.Plan != ""
	s.NoRefresh, s.Destroys = !asked.Refresh, asked.Destroy
	s.Notices = config.notices(asked.Name, target.origin.Kind)
	p.session.Store(s)
	handed := crud.NewConfigured(s)
	if s.Client, more = p.mount(project, target, asked.Partial); more.HasError() {
		d.Append(more...)
		return
	}
	if target.real {
		if err := s.Client.Check(ctx); err != nil {
			d.Append(checkFailed(err))
			return
		}
		j := p.process.OnReal(target.account()).Journal
		j.BeforeClose(handed.Buyer.CloseJournal)
		handed.Buyer.Journal, handed.Buyer.Clock = j, time.Now
		s.ChargeLeadDays, s.ChargeHour = 7, 3 // documented: the defaults of an account's renewal settings
		resp.ResourceData, resp.DataSourceData, resp.ListResourceData, resp.ActionData = handed, handed, handed, handed
		return
	}
	tenant, err := s.Client.Tenant(ctx)
	if err != nil {
		d.Append(target.probeFailed(err))
		return
	}
	if !target.now.IsZero() && tenant.Clock != clockClient {
		d.Append(message.Wrong(atSimulator.AtName("now"), "Instant cannot be set",
			"simulator.now is not supported here: project %s uses a %s clock, now at %s. Remove it; `simulator clock` moves "+
				"a held clock.", project, tenant.Clock, tenant.Now.Format(time.RFC3339)))
		return
	}
	s.Origin.Identity, s.Ancestors = tenant.Identity, tenant.Ancestors
	if target.origin.Kind != session.KindCommand {
		s.Origin.State = target.state
	}
	s.SetUnclaimed(tenant.Lost)
	if balance, err := money.Parse(tenant.Balance); err == nil { // or it says that credit is unlimited
		s.Balance = &balance
	}
	s.GraceDays, s.RetentionDays, s.MaxTotalMonths = tenant.GraceDays, tenant.RetentionDays, tenant.MaxTotalMonths
	s.ChargeLeadDays, s.ChargeHour = tenant.ChargeLeadDays, tenant.ChargeHour
	resp.ResourceData, resp.DataSourceData, resp.ListResourceData, resp.ActionData = handed, handed, handed, handed
}

// clockClient is the kind of clock whose calls may name their instant.
const clockClient = "client"

// mount makes a client of the target. A store's simulated cloud is served in memory: the client speaks HTTP to it as to
// a server.
func (p *Provider) mount(project string, t target, partial bool) (*mssclient.Client, diag.Diagnostics) {
	c := p.open(t)
	cfg := mssclient.Config{
		ProjectID: project, AccessKey: t.accessKey, SecretKey: t.secretKey, Endpoint: t.endpoint,
		Real: t.real, BillingEndpoint: t.billing, Region: t.region, Instant: t.now, State: t.state, Run: p.process.Run,
		Former: t.former, Partial: partial, Unlocked: t.unlocked,
		UserAgent: "terraform-provider-mss/" + p.version,
	}
	if t.endpoint == "" {
		st, ok := c.Store.(*store.Store)
		if !ok {
			return nil, diag.Diagnostics{message.Unable("configure the client", fmt.Errorf("%s has another type", t.path))}
		}
		cloud := simulator.New(st, simulator.Options{Clock: time.Now, Settings: t.settings, Alive: c.Lock.Alive,
			Faults: t.faults})
		cfg.AccessKey, cfg.SecretKey, cfg.Endpoint = project, "simulated", "http://simulator.mss.invalid"
		cfg.Transport = api.Transport(api.New(cloud, auth.Embedded(project), api.WithLogger(simulatorLog())))
	} else {
		line, err := p.line(t.caFile)
		if err != nil {
			return nil, diag.Diagnostics{message.UnableAt(atCAFile, "read the certificate authorities", err)}
		}
		cfg.Transport = line
	}
	cfg.Transport = c.Wrap(cfg.Transport)
	client, err := mssclient.New(cfg)
	if err != nil {
		return nil, diag.Diagnostics{message.Unable("configure the client", err)}
	}
	c.Use(client)
	return client, nil
}

func (p *Provider) open(t target) *once.Cloud {
	switch {
	case t.real:
		return p.process.OnReal(t.account())
	case t.endpoint != "":
		return p.process.OnServer(t.endpoint, t.origin.Project)
	default:
		return p.process.OnStore(t.path, func() io.Closer { return store.New(t.path) })
	}
}

func (t *target) account() once.Account {
	return once.Account{Endpoint: t.endpoint, Project: t.origin.Project, State: t.state, Former: t.former,
		Unlocked: t.unlocked}
}

// simulatorLog writes what is behind the simulated cloud's "Internal Error", in the form in which Terraform reads a
// provider's log from stderr.
func simulatorLog() hclog.Logger {
	return hclog.New(&hclog.LoggerOptions{Name: "simulator", JSONFormat: true})
}

// notices is how much is told. `terraform test` shows no plan and asks nothing, so that only what an apply has done is
// told. In a simulated cloud that ends with the command not even that, because the tests themselves check it.
func (m *model) notices(command, kind string) session.Notices {
	switch {
	case m.Notices.ValueString() == noticesOfAll || m.Notices.IsNull() && command != "test":
		return session.AllNotices
	case m.Notices.ValueString() == noticesOfChanges:
		return session.ChangesOnly
	case kind == session.KindCommand:
		return session.LossesOnly
	default:
		return session.ResultsOnly
	}
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
	if tfconv.Known(m.ProjectID) {
		return m.ProjectID.ValueString()
	}
	id := os.Getenv(envProjectID)
	switch {
	case m.ProjectID.IsUnknown():
	case id == "":
		return defaultProject
	case !wire.IsName(id):
		d.Append(message.Wrong(atProject, "Invalid project", "%s is %q, but it %s.", envProjectID, id, projectIDRule))
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
		d.Append(message.Wrong(at, "Invalid consent", "%s is %q, but it must be true or false.", envAcceptAgreements, s))
	}
	return on
}

// mustBeKnown refuses a value on which the whole run hangs and which Terraform does not know yet: with another value at
// apply, the plan would have been about another account or another instant.
func mustBeKnown(d *diag.Diagnostics, at path.Path, v attr.Value) {
	if v.IsUnknown() {
		d.Append(message.Wrong(at, "Value must be known at plan", "%s must be known at plan, but it depends on a value "+
			"that is known only after apply. Use values, variables or data sources. For an instant, use plantimestamp() "+
			"instead of timestamp().", at))
	}
}

// seeds are the arguments that a tenant keeps from its first write on, as the simulated cloud's refusal names them.
var seeds = []string{"policy", "catalog", "site", "customer_level", "opening_balance"}

// openingAdvice says how to give money to an account that was not created with the configured opening balance.
func openingAdvice(err error) string {
	if strings.Contains(err.Error(), " has opening_balance unlimited ") {
		return "Remove opening_balance: the account was created with unlimited credit and takes no deposit. For a limited " +
			"balance, use another project or store."
	}
	return "An opening balance cannot be changed later. Set the account's own value, or remove opening_balance, and " +
		"add money with `simulator account deposit`."
}

// probeFailed puts the simulated cloud's refusal at the attribute that it is about.
func (t *target) probeFailed(err error) diag.Diagnostic {
	at := atSimulator.AtName
	code := mssclient.Code(err)
	if t.endpoint != "" {
		switch code {
		case "MSS.00000001":
			return message.UnableAt(atAccessKey, "sign in", err, "The access key is unknown, the secret key is wrong, or "+
				"this machine's clock is off by more than 15 minutes.")
		case "MSS.00010009":
			return message.UnableAt(atProject, "use this project", err, "The access key belongs to another project.")
		case "MSS.00010003", "":
			return message.UnableAt(atEndpoint, "reach a simulator server", err)
		}
	}
	switch code {
	case "SIM.2001":
		return message.UnableAt(at("now"), "use this instant", err)
	case "SIM.2002":
		for _, name := range seeds {
			if !strings.Contains(err.Error(), " has "+name+" ") {
				continue
			}
			if name == "opening_balance" {
				return message.UnableAt(at(name), "use this account", err, openingAdvice(err))
			}
			return message.UnableAt(at(name), "use this account", err)
		}
		return message.UnableAt(atSimulator, "use this account", err)
	case "SIM.3001", "SIM.3002", "SIM.3003", "SIM.3005", "SIM.3007":
		if t.endpoint != "" {
			return message.UnableAt(atEndpoint, "use this server's store", err)
		}
		return message.UnableAt(at("store"), "use this store", err)
	default:
		return message.Unable("reach the simulated cloud", err)
	}
}
