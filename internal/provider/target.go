package provider

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/once"
	"github.com/mss-iac/terraform-provider-mss/internal/once/command"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/fault"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// target is the simulated account that a configuration means: in a store that is mounted here, or on a server.
type target struct {
	origin session.Origin
	now    time.Time
	state  string   // names the Terraform state towards the simulated cloud; empty: it is no state that lasts
	former []string // as earlier versions may have called it
	// unlocked is when a command began that has not locked its state; zero: it has.
	unlocked time.Time

	path     string // of the store
	settings simulator.Settings
	faults   simulator.Faults

	endpoint             string // of the server or of the real cloud; empty: there is none
	real                 bool
	billing, region      string // of the real cloud
	accessKey, secretKey string
	caFile               string
}

var (
	atEndpoint  = path.Root("endpoint")
	atCAFile    = path.Root("ca_file")
	atAccessKey = path.Root("access_key")
	atSecretKey = path.Root("secret_key")
)

func (m *model) target(sim *simulatorModel, project string) (t target, d diag.Diagnostics) {
	for at, v := range map[string]attr.Value{"endpoint": m.Endpoint, "billing_endpoint": m.BillingEndpoint,
		"region": m.Region, "access_key": m.AccessKey, "secret_key": m.SecretKey, "ca_file": m.CAFile} {
		mustBeKnown(&d, path.Root(at), v)
	}
	for name, v := range sim.values() {
		mustBeKnown(&d, atSimulator.AtName(name), v)
	}
	if d.HasError() {
		return t, d
	}
	t.now = sim.instant(&d)
	switch {
	case d.HasError():
	case m.Simulator.IsNull() && (!m.Endpoint.IsNull() || !m.Region.IsNull()):
		m.realCloud(&t, project, &d)
	case !m.Region.IsNull():
		d.Append(message.Wrong(atRegion, "Invalid combination of attributes",
			"region selects the real cloud, and simulator a simulated one. Set only one of them. Nothing was sent."))
	case m.Endpoint.IsNull():
		m.embedded(&t, sim, project, &d)
	default:
		m.server(&t, sim, project, &d)
	}
	return t, d
}

// server is a target behind an endpoint.
func (m *model) server(t *target, sim *simulatorModel, project string, d *diag.Diagnostics) {
	if t.endpoint = address(d, atEndpoint, m.Endpoint); d.HasError() {
		return
	}
	for name, v := range sim.values() {
		if name != "now" && name != "state_id" && !v.IsNull() {
			d.Append(message.Wrong(atSimulator.AtName(name), "Invalid combination of attributes",
				"simulator.%s is only for the simulated cloud inside the provider. On a server, `simulator tenant create` sets "+
					"it. Remove it.", name))
		}
	}
	t.caFile = m.CAFile.ValueString()
	t.accessKey = m.credential(d, atAccessKey, m.AccessKey, envAccessKey)
	t.secretKey = m.credential(d, atSecretKey, m.SecretKey, envSecretKey)
	t.origin = session.Origin{Kind: session.KindServer, Store: t.endpoint, Project: project}
}

// address is an endpoint as the SDK takes it: it drops a path, and adds a scheme of its own.
func address(d *diag.Diagnostics, at path.Path, v types.String) string {
	text := strings.TrimSuffix(v.ValueString(), "/")
	if scheme, rest, ok := strings.Cut(text, "://"); ok { // the SDK knows only small ones
		text = strings.ToLower(scheme) + "://" + rest
	}
	u, err := url.Parse(text)
	if err != nil || !wire.IsEndpoint(u) {
		d.Append(message.Wrong(at, "Invalid endpoint", "%s must be http:// or https:// and a host, without a path, such "+
			"as http://127.0.0.1:7788.", at))
	}
	return text
}

func (m *model) credential(d *diag.Diagnostics, at path.Path, v types.String, env string) string {
	key := v.ValueString()
	if v.IsNull() {
		key = os.Getenv(env)
	}
	if key == "" {
		d.Append(message.Wrong(at, "Missing credentials", "Set %s, or the environment variable %s, for the real cloud or "+
			"a simulator server. For a server, `simulator tenant create` creates the keys.", at, env))
	}
	return key
}

// embedded is a target that is mounted in this process.
func (m *model) embedded(t *target, s *simulatorModel, project string, d *diag.Diagnostics) {
	for at, v := range map[string]types.String{"access_key": m.AccessKey, "secret_key": m.SecretKey} {
		if !v.IsNull() {
			d.Append(message.Wrong(path.Root(at), "Invalid combination of attributes",
				"%s needs an endpoint. The simulated cloud inside the provider needs no key.", at))
		}
	}
	if !m.CAFile.IsNull() {
		d.Append(message.Wrong(atCAFile, "Invalid combination of attributes",
			"ca_file needs an endpoint. The simulated cloud inside the provider is not "+
				"reached over a network. Remove ca_file."))
	}
	if s.Lifetime.ValueString() == lifetimeCommand && !s.Store.IsNull() {
		d.Append(message.Wrong(atSimulator.AtName("store"), "Invalid combination of attributes",
			"With lifetime = \"command\" the store is a temporary file. Remove store."))
	}
	if d.HasError() {
		return
	}
	t.origin = session.Origin{Kind: session.KindSimulator, Store: defaultStore, Project: project}
	if tfconv.Known(s.Store) {
		t.origin.Store = filepath.ToSlash(filepath.Clean(s.Store.ValueString()))
	}
	t.path = t.origin.Store
	if s.Lifetime.ValueString() == lifetimeCommand {
		file, name, err := once.CommandStore()
		if err != nil {
			d.Append(message.UnableAt(atSimulator.AtName("lifetime"), "create a store for this command", err))
			return
		}
		t.path, t.origin.Kind, t.origin.Store = file, session.KindCommand, name
	}
	s.settings(t, d)
}

// settings are what the tenant is made with at its first write.
func (s *simulatorModel) settings(t *target, d *diag.Diagnostics) {
	t.settings.Site, t.settings.CustomerLevel = s.Site.ValueString(), s.CustomerLevel.ValueString()
	t.settings.Policy = s.file(d, "policy", s.Policy)
	t.settings.Catalog = s.file(d, "catalog", s.Catalog)
	s.readFaults(t, d)
	if d.HasError() {
		return
	}
	if at, err := t.settings.Check(); err != nil {
		d.Append(message.UnableAt(atSimulator.AtName(at), "use this "+at, err))
		return
	}
	if tfconv.Known(s.OpeningBalance) {
		balance, err := money.Parse(s.OpeningBalance.ValueString())
		if err != nil {
			d.Append(message.UnableAt(atSimulator.AtName("opening_balance"), "read the opening balance", err))
			return
		}
		t.settings.OpeningBalance = &balance
	}
}

// readFaults reads the faults of the configuration. Their text names them apart from others, so that their counts are
// found again by every process of every command.
func (s *simulatorModel) readFaults(t *target, d *diag.Diagnostics) {
	text := s.file(d, "faults", s.Faults)
	if text == "" {
		return
	}
	at := atSimulator.AtName("faults")
	rules, err := fault.Read(text, api.Operations())
	if err != nil {
		d.Append(message.UnableAt(at, "read the faults", err))
		return
	}
	if slices.ContainsFunc(rules, func(r fault.Rule) bool { return r.OfRenewals() }) {
		d.Append(message.Wrong(at, "Automatic renewals are declined elsewhere", "A decline of automatic renewals is a fact "+
			"of the account, because time makes them and no call does. Remove it from %s, and set it with `simulator fault "+
			"set`.", s.Faults.ValueString()))
		return
	}
	sum := sha256.Sum256([]byte(text))
	t.faults = simulator.Faults{Rules: rules, Source: hex.EncodeToString(sum[:8])}
}

// values are the arguments by their names.
func (s *simulatorModel) values() map[string]attr.Value {
	return map[string]attr.Value{
		"store": s.Store, "lifetime": s.Lifetime, "now": s.Now, "site": s.Site, "customer_level": s.CustomerLevel,
		"policy":  s.Policy,
		"catalog": s.Catalog, "faults": s.Faults, "opening_balance": s.OpeningBalance, "state_id": s.StateID,
	}
}

func (s *simulatorModel) instant(d *diag.Diagnostics) time.Time {
	now, _ := calendar.ParseSecond(s.Now.ValueString()) // the schema has checked its form
	if tfconv.Known(s.Now) && !wire.IsWritable(now) {
		d.Append(message.Wrong(atSimulator.AtName("now"), "Instant out of range",
			"simulator.now is %s, but must be in the years %d to %d.", s.Now.ValueString(), wire.FirstYear, wire.LastYear))
	}
	return now
}

// worksOn says which state the calls are made for, and what the Terraform command was asked for.
func (t *target) worksOn(process *once.Process, state command.State, sim *simulatorModel) {
	asked := process.Command()
	t.state, t.former = state.Name, state.Former
	switch {
	case asked.Name == "test" && !t.real: // its states are in memory: what one has lost is no other's
		t.state, t.former = "", nil
	case tfconv.Known(sim.StateID):
		t.state, t.former = sim.StateID.ValueString(), nil
	}
	if asked.Unlocked {
		t.unlocked = time.Now().Add(-process.Age())
	}
}

// file is the text of a data file that the configuration names.
func (s *simulatorModel) file(d *diag.Diagnostics, name string, at types.String) string {
	if at.IsNull() {
		return ""
	}
	data, err := os.ReadFile(at.ValueString())
	if err != nil {
		d.Append(message.UnableAt(atSimulator.AtName(name), "read the "+name, err))
	} else if strings.TrimSpace(string(data)) == "" {
		d.Append(message.UnableAt(atSimulator.AtName(name), "read the "+name, fmt.Errorf("%s is empty", at.ValueString())))
	}
	return string(data)
}
