package faults

import (
	"context"
	"crypto/rand"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mss-iac/terraform-provider-mss/internal/once"
	"github.com/mss-iac/terraform-provider-mss/internal/once/command"
	"github.com/mss-iac/terraform-provider-mss/internal/provider"
)

// core does what Terraform does with one provider, in process: it plans and applies objects, and keeps their state.
type core struct {
	t       *testing.T
	process *once.Process
	server  tfprotov6.ProviderServer
	schemas map[string]*tfprotov6.Schema
	notes   []note
	changed bool // something was planned
}

// note is a diagnostic that a user reads.
type note struct {
	severity        tfprotov6.DiagnosticSeverity
	when            string // refresh, plan or apply
	summary, detail string
}

// IsError reports whether the command fails with it.
func (n note) IsError() bool { return n.severity == tfprotov6.DiagnosticSeverityError }

// object is what the state holds of one.
type object struct {
	kind    string
	state   *tfprotov6.DynamicValue
	private []byte
}

// command runs a Terraform command: a provider process of its own, which ends in order.
func (c *cloud) command(f func(*core)) {
	c.t.Helper()
	p := start(c.t, c.line, c.settings())
	f(p)
	p.process.Close()
}

// start begins a command. No test has another command's name, and each has a state that is not empty.
func start(t *testing.T, line http.RoundTripper, config map[string]any) *core {
	t.Helper()
	c := &core{t: t, process: once.New()}
	state := filepath.Join(t.TempDir(), "terraform.tfstate")
	if err := os.WriteFile(state, []byte(`{"version": 4, "resources": [{"instances": [{"schema_version": 0}]}]}`),
		0o600); err != nil {
		t.Fatal(err)
	}
	c.process.Run = rand.Text() + "." + rand.Text()
	c.process.Command = func() command.Command { return command.Command{Name: "apply", Refresh: true, State: state} }
	c.process.Plans = func() once.Plans { return nil }
	var opts []provider.Option
	if line != nil {
		opts = append(opts, provider.Over(line))
	}
	c.server = provider.Server("test", c.process, opts...)()
	all, err := c.server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	c.schemas = all.ResourceSchemas
	own := c.value(all.Provider.ValueType(), config)
	resp, err := c.server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.11.4", Config: own})
	if err != nil || failure(resp.Diagnostics) != "" {
		t.Fatalf("configure: %v %s", err, failure(resp.Diagnostics))
	}
	return c
}

// note keeps what a user reads, and returns the text of the errors in it.
func (c *core) note(when string, all []*tfprotov6.Diagnostic) string {
	for _, d := range all {
		c.notes = append(c.notes, note{d.Severity, when, d.Summary, d.Detail})
	}
	return failure(all)
}

// failure is the text of the errors among diagnostics.
func failure(all []*tfprotov6.Diagnostic) string {
	var texts []string
	for _, d := range all {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			texts = append(texts, d.Summary+": "+d.Detail)
		}
	}
	return strings.Join(texts, "\n")
}

func (c *core) value(kind tftypes.Type, v any) *tfprotov6.DynamicValue {
	c.t.Helper()
	d, err := tfprotov6.NewDynamicValue(kind, of(kind, v))
	if err != nil {
		c.t.Fatal(err)
	}
	return &d
}

// of writes a value as one of a type; what is left out is null.
func of(kind tftypes.Type, v any) tftypes.Value {
	if v == nil {
		return tftypes.NewValue(kind, nil)
	}
	switch k := kind.(type) {
	case tftypes.Object:
		given, members := v.(map[string]any), map[string]tftypes.Value{} //nolint:forcetypeassert // or the test fails
		for name, of1 := range k.AttributeTypes {
			members[name] = of(of1, given[name])
		}
		return tftypes.NewValue(kind, members)
	case tftypes.List:
		return tftypes.NewValue(kind, items(k.ElementType, v))
	case tftypes.Set:
		return tftypes.NewValue(kind, items(k.ElementType, v))
	}
	if n, ok := v.(int); ok {
		return tftypes.NewValue(kind, big.NewFloat(float64(n)))
	}
	return tftypes.NewValue(kind, v)
}

func items(kind tftypes.Type, v any) (all []tftypes.Value) {
	for _, item := range v.([]any) { //nolint:forcetypeassert // or the test fails
		all = append(all, of(kind, item))
	}
	return all
}

// apply refreshes, plans and applies one object; a nil config destroys it. It returns what went wrong.
func (c *core) apply(o *object, config map[string]any) (wrong string) {
	c.t.Helper()
	ctx, kind := c.t.Context(), c.schemas[o.kind].ValueType()
	if o.state == nil {
		o.state = c.value(kind, nil)
	}
	if wrong = c.refresh(ctx, o, kind); wrong != "" {
		return "refresh: " + wrong
	}
	var want any
	if config != nil {
		want = config
	}
	written := c.value(kind, want)
	proposed := c.proposed(o, kind, config)
	plan, err := c.server.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{TypeName: o.kind,
		PriorState: o.state, ProposedNewState: proposed, Config: written, PriorPrivate: o.private})
	if err != nil {
		return err.Error()
	}
	if wrong = c.note("plan", plan.Diagnostics); wrong != "" {
		return "plan: " + wrong
	}
	if len(plan.RequiresReplace) > 0 {
		c.t.Fatalf("%s would be replaced: %v", o.kind, plan.RequiresReplace)
	}
	if c.text(kind, plan.PlannedState) == c.text(kind, o.state) {
		return ""
	}
	c.changed = true
	isNew := c.isNull(kind, o.state)
	done, err := c.server.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{TypeName: o.kind,
		PriorState: o.state, PlannedState: plan.PlannedState, Config: written, PlannedPrivate: plan.PlannedPrivate})
	if err != nil {
		return err.Error()
	}
	wrong = c.note("apply", done.Diagnostics)
	if wrong != "" && isNew && !c.isNull(kind, done.NewState) {
		c.t.Errorf("%s is tainted: %s", o.kind, wrong)
	}
	if wrong == "" {
		c.consistent(o.kind, plan.PlannedState, done.NewState)
	}
	o.state, o.private = done.NewState, done.Private
	return wrong
}

// consistent wants what was planned, as Terraform does, which calls anything else a bug of the provider.
func (c *core) consistent(name string, planned, is *tfprotov6.DynamicValue) {
	c.t.Helper()
	kind := c.schemas[name].ValueType()
	want, got := c.members(kind, planned), c.members(kind, is)
	for attribute, v := range want {
		if v.IsFullyKnown() && !v.Equal(got[attribute]) {
			c.t.Errorf("%s.%s was planned as %s and is %s", name, attribute, v, got[attribute])
		}
	}
}

func (c *core) refresh(ctx context.Context, o *object, kind tftypes.Type) string {
	if c.isNull(kind, o.state) {
		return ""
	}
	resp, err := c.server.ReadResource(ctx, &tfprotov6.ReadResourceRequest{TypeName: o.kind, CurrentState: o.state,
		Private: o.private})
	if err != nil {
		return err.Error()
	}
	if wrong := c.note("refresh", resp.Diagnostics); wrong != "" {
		return wrong
	}
	o.state, o.private = resp.NewState, resp.Private
	return ""
}

// proposed is what Terraform proposes: the configuration, with prior values where that leaves out what is computed.
func (c *core) proposed(o *object, kind tftypes.Type, config map[string]any) *tfprotov6.DynamicValue {
	if config == nil {
		return c.value(kind, nil)
	}
	members := map[string]tftypes.Value{}
	if err := of(kind, config).As(&members); err != nil {
		c.t.Fatal(err)
	}
	prior := c.members(kind, o.state)
	for _, a := range c.schemas[o.kind].Block.Attributes {
		if v, ok := prior[a.Name]; ok && a.Computed && members[a.Name].IsNull() {
			members[a.Name] = v
		}
	}
	d, err := tfprotov6.NewDynamicValue(kind, tftypes.NewValue(kind, members))
	if err != nil {
		c.t.Fatal(err)
	}
	return &d
}

func (c *core) members(kind tftypes.Type, state *tfprotov6.DynamicValue) (members map[string]tftypes.Value) {
	v, err := state.Unmarshal(kind)
	if err == nil && !v.IsNull() {
		err = v.As(&members)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	return members
}

func (c *core) isNull(kind tftypes.Type, state *tfprotov6.DynamicValue) bool {
	return c.members(kind, state) == nil
}

func (c *core) text(kind tftypes.Type, state *tfprotov6.DynamicValue) string {
	v, err := state.Unmarshal(kind)
	if err != nil {
		c.t.Fatal(err)
	}
	return v.String()
}

// attribute is a text of an object's state.
func (c *core) attribute(o *object, name string) (s string) {
	v, ok := c.members(c.schemas[o.kind].ValueType(), o.state)[name]
	if ok && v.IsKnown() && !v.IsNull() {
		if err := v.As(&s); err != nil {
			s = v.String()
		}
	}
	return s
}
