// Package openapi makes the description of the simulated cloud's calls. Only its generator and tests use it, so that
// its library is not linked into the server.
package openapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/def"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/billing"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/iam"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/metastudio"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/training"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

const aboutAll = `This describes the simulated cloud of terraform-provider-mss, **not the real one**. The calls ` +
	`tagged MetaStudio, Billing and IAM are real services' own, in the shape that ` +
	`the official SDK for Go gives them; those tagged Extension and Control are the simulation's, ` +
	`and no real service has them.

The description may name parameters and fields of real calls that the simulation accepts without effect, and fields ` +
	`of answers that it never fills. Requests are read leniently: unknown ` +
	`fields are ignored, and integers of a body may be given as strings. Answers are strictly typed. Times are RFC ` +
	`3339; answers are in UTC and whole seconds. ` +
	`An unknown path is answered with 400 and MSS.00010003, an unknown method with 400 and MSS.00010004, and a call of ` +
	`the real services that is known and not simulated with 400 and SIM.1011. Each call lists the codes of its ` +
	`refusals as x-error-codes. Limits and words of parameters and bodies are what the simulation holds requests to; ` +
	`further fields have limits of the account's catalogue. A server also has figures for Prometheus at /metrics.`

// group is the routes of a tag.
type group struct {
	tag, about string
	ours       bool
	routes     []call.Route
}

// groups are all routes by tag. What is in no group of a service is the owner's.
func groups(served []call.Route) []group {
	all := []group{
		{"MetaStudio", "The avatar service's own calls: orders, packages and assets.", false,
			slices.Concat(metastudio.Routes(), training.Routes())},
		{"Billing", "The billing service's own calls, with its spelling: orders, payments, renewals, returns, coupons.",
			false,
			billing.Routes()},
		{"IAM", "Calls of identity and access management that clients make to sign in.", false, iam.Routes()},
		{"Extension", "Calls of ours beside MetaStudio's, for what no public API offers: renewal pools, renewals out of " +
			"them, assets without training, the catalogue.", true, control.Extensions()},
	}
	owners := slices.DeleteFunc(slices.Clone(served), func(rt call.Route) bool {
		return slices.ContainsFunc(all, func(g group) bool {
			return slices.ContainsFunc(g.routes, func(in call.Route) bool { return in.Name == rt.Name })
		})
	})
	return append(all, group{"Control", "Calls of the simulated cloud's owner: tenants, clock, account, events, probes.",
		true, owners})
}

const schemeSignature, schemeToken, schemeAdmin = "signature", "token", "administrator"

var schemes = map[string]openapi3.SecurityScheme{
	schemeSignature: {Type: "apiKey", In: "header", Name: "Authorization",
		Description: "SDK-HMAC-SHA256 Access=KEY, SignedHeaders=…, Signature=…: the request, signed with an access key as " +
			"every official SDK does it, with X-Sdk-Date among the signed headers. The key says which tenant's call it is. " +
			"Without a server (embedded, or a server without authentication) the signature is not checked."},
	schemeToken: {Type: "apiKey", In: "header", Name: "X-Auth-Token",
		Description: "A token of KeystoneCreateUserTokenByPassword."},
	schemeAdmin: {Type: "http", Scheme: "bearer", Description: "The administrator's key of the server. X-Project-Id " +
		"says which tenant the call is for."},
}

// parameters are the headers of many calls. Each also is the header of an answer, where it makes sense there.
var parameters = map[string]string{
	wire.HeaderProject: "The project. Needed where the credentials name none, as the administrator's.",
	wire.HeaderInstant: "The business instant of the call; without it, what the tenant's clock says. It cannot be " +
		"before the newest fact.",
	wire.HeaderToken: "Repeating a call with its token answers what the first one made, and makes nothing. At most " +
		"128 printable ASCII characters.",
	wire.HeaderState:  "Which Terraform state the call is made for. At most 128 printable ASCII characters.",
	wire.HeaderRun:    "Which run of the provider makes the call. At most 128 printable ASCII characters.",
	wire.HeaderFormer: "What earlier versions may have called the state, separated by spaces.",
	wire.HeaderCommand: "What the Terraform command was asked for: partial if its plan covers a part of the state, " +
		"unlocked=MILLISECONDS since it began without locking the state, waited=MILLISECONDS for another command's run.",
	wire.HeaderInstead: "What the client token has made before, where the call is to make another in its place. At " +
		"most 128 printable ASCII characters.",
	wire.HeaderPurpose: "What an order is going to be used for, as a query: pays=true, by_hand=true, coupon=…, until=… " +
		"(renewed until then). It decides which of several identical orders of a broken run is adopted.",
}

var failures = map[int]string{
	http.StatusBadRequest: "Refused: by the rules, or because of a parameter, the body, the project or an " +
		"invalid token.",
	http.StatusUnauthorized: "The credentials are wrong or missing.",
	http.StatusForbidden: "The caller's role does not cover the call. Calls of billing answer so, too, when " +
		"credentials are wrong or missing.",
	http.StatusConflict: "Refused because of what happened before: the instant is before the newest fact, " +
		"the client token was used for another request, the tenant exists.",
	http.StatusTooManyRequests: "The project exceeds a limit of the server, or a wrong administrator's key came just " +
		"before: try again after the seconds of Retry-After.",
	http.StatusInternalServerError: "The simulated cloud is at fault, or its store cannot be used.",
	http.StatusServiceUnavailable:  "The store is full, busy or out of reach: try again.",
}

var callers = map[call.Access]string{
	call.Public: "Needs no credentials.",
	call.Read:   "Roles: owner, billing, read_only.",
	call.Spend:  "Roles: owner, billing.",
	call.Manage: "Roles: owner.",
	call.Admin:  "For the administrator alone.",
}

// Document describes all routes that are served: from the routes themselves, the SDK, and our types with their comments
// in the folder of the simulator.
func Document(served []call.Route, simulator string) (*openapi3.T, error) {
	d := &describer{shapes: newShapes(simulator), rows: map[string]described{}}
	d.doc = &openapi3.T{
		OpenAPI: "3.0.3",
		Info: &openapi3.Info{Title: "The simulated cloud of terraform-provider-mss", Version: "1",
			Description: aboutAll},
		Servers: openapi3.Servers{{URL: "/"}},
		Paths:   openapi3.NewPaths(),
		Components: &openapi3.Components{Schemas: d.shapes.components, SecuritySchemes: openapi3.SecuritySchemes{},
			Parameters: openapi3.ParametersMap{}, Headers: openapi3.Headers{}, Responses: openapi3.ResponseBodies{}},
	}
	if err := d.common(); err != nil {
		return nil, err
	}
	for _, row := range descriptions {
		if _, twice := d.rows[row.name]; twice {
			return nil, fmt.Errorf("%s is described twice", row.name)
		}
		d.rows[row.name] = row
	}
	for _, g := range groups(served) {
		d.doc.Tags = append(d.doc.Tags, &openapi3.Tag{Name: g.tag, Description: g.about})
		for _, rt := range g.routes {
			if err := d.add(g.tag, g.ours, rt); err != nil {
				return nil, fmt.Errorf("%s: %w", rt.Name, err)
			}
			delete(d.rows, rt.Name)
		}
	}
	if err := d.constrainBodies(); err != nil {
		return nil, err
	}
	for name := range d.rows {
		return nil, fmt.Errorf("%s is described and not served", name)
	}
	for name := range ownCodes {
		if !slices.ContainsFunc(served, func(rt call.Route) bool { return rt.Name == name }) {
			return nil, fmt.Errorf("%s has codes and is not served", name)
		}
	}
	if len(descriptions) != len(served) {
		return nil, fmt.Errorf("%d routes are described and %d served: does groups have all of them?", len(descriptions),
			len(served))
	}
	// Read back, references are resolved.
	data, err := json.Marshal(d.doc)
	if err != nil {
		return nil, err
	}
	doc, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		return nil, err
	}
	return doc, doc.Validate(context.Background())
}

type describer struct {
	shapes *shapes
	doc    *openapi3.T
	rows   map[string]described
}

// common makes the components that many calls share.
func (d *describer) common() error {
	c := d.doc.Components
	for name, s := range schemes {
		c.SecuritySchemes[name] = &openapi3.SecuritySchemeRef{Value: &s}
	}
	for name, about := range parameters {
		schema := openapi3.NewStringSchema()
		if name == wire.HeaderInstant {
			schema = openapi3.NewDateTimeSchema()
		}
		c.Parameters[name] = &openapi3.ParameterRef{
			Value: openapi3.NewHeaderParameter(name).WithDescription(about).WithSchema(schema)}
	}
	header := func(name, about string, schema *openapi3.Schema, required bool) {
		c.Headers[name] = &openapi3.HeaderRef{
			Value: &openapi3.Header{Parameter: openapi3.Parameter{Description: about, Required: required,
				Schema: openapi3.NewSchemaRef("", schema)}}}
	}
	header(wire.HeaderRequestID, "Names the call in the server's log.", openapi3.NewStringSchema().WithMinLength(1), true)
	header(wire.HeaderInstant, "The business instant at which the call was made, where one is known.",
		openapi3.NewDateTimeSchema(), false)
	header(wire.HeaderSubjectToken, "The token.", openapi3.NewStringSchema().WithMinLength(1), true)
	failure, err := d.shapes.of(reflect.TypeFor[call.ErrorBody]())
	if err != nil {
		return err
	}
	code := c.Schemas["ErrorBody"].Value.Properties["error_code"].Value
	code.Pattern = CodePattern
	code.Description = "MSS. as MetaStudio has it, CBC. as the billing service has it, APIG. as the gateway " +
		"before both has it, SIM. of the simulated cloud alone."
	c.Schemas["ErrorBody"].Value.Properties["error_msg"].Value.MinLength = 1
	ofIAM, err := d.shapes.of(reflect.TypeFor[call.KeystoneError]())
	if err != nil {
		return err
	}
	for status, about := range failures {
		for family, form := range map[call.Family]*openapi3.SchemaRef{call.MetaStudio: failure, call.IAM: ofIAM} {
			c.Responses[errorName(family, status)] = &openapi3.ResponseRef{
				Value: openapi3.NewResponse().WithDescription(about).WithJSONSchemaRef(form)}
			c.Responses[errorName(family, status)].Value.Headers = d.headers(wire.HeaderRequestID, wire.HeaderInstant)
		}
	}
	return nil
}

func errorName(family call.Family, status int) string {
	name := strings.ReplaceAll(http.StatusText(status), " ", "")
	if family == call.IAM {
		name = "IAM" + name
	}
	return name
}

func (d *describer) headers(names ...string) openapi3.Headers {
	out := openapi3.Headers{}
	for _, n := range names {
		out[n] = &openapi3.HeaderRef{Ref: "#/components/headers/" + n}
	}
	return out
}

func (d *describer) add(tag string, ours bool, rt call.Route) error {
	row, ok := d.rows[rt.Name]
	if !ok {
		return fmt.Errorf("the route has no description: give it a row in openapi/calls.go")
	}
	op := openapi3.NewOperation()
	op.OperationID, op.Summary, op.Tags = rt.Name, row.summary, []string{tag}
	op.Description = callers[rt.Needs]
	switch {
	case ours:
		op.Extensions = map[string]any{"x-simulator-only": true, "x-provenance": "of the simulated cloud"}
	case row.shape.sdk == nil:
		op.Extensions = map[string]any{
			"x-provenance": "documented in the service's API reference; the official SDK for Go does not have it"}
	default:
		if err := row.shape.agrees(rt); err != nil {
			return err
		}
		op.Extensions = map[string]any{"x-provenance": "documented: " + row.shape.request.PkgPath() + "." +
			row.shape.request.Name()}
	}
	op.Extensions[ExtensionCodes] = codesOf(rt, row.shape)
	op.Security = security(rt)
	for _, step := range []func(*openapi3.Operation, call.Route, described) error{
		d.addParameters, d.addBody, d.addAnswers} {
		if err := step(op, rt, row); err != nil {
			return err
		}
	}
	d.doc.AddOperation(rt.Pattern, rt.Method, op)
	return nil
}

// agrees compares a route with the SDK: its clients must reach it.
func (s shape) agrees(rt call.Route) error {
	if s.sdk.Method != rt.Method || s.sdk.Path != rt.Pattern {
		return fmt.Errorf("served as %s %s, the SDK calls %s %s", rt.Method, rt.Pattern, s.sdk.Method, s.sdk.Path)
	}
	if want := strings.TrimSuffix(s.request.Name(), "Request"); rt.Name != want {
		return fmt.Errorf("the SDK calls this %s", want)
	}
	return nil
}

func security(rt call.Route) *openapi3.SecurityRequirements {
	out := openapi3.NewSecurityRequirements()
	switch rt.Needs {
	case call.Public: // an empty list: no credentials
	case call.Admin:
		out.With(openapi3.NewSecurityRequirement().Authenticate(schemeAdmin))
	default:
		for _, scheme := range []string{schemeSignature, schemeToken, schemeAdmin} {
			out.With(openapi3.NewSecurityRequirement().Authenticate(scheme))
		}
	}
	return out
}

func (d *describer) addParameters(op *openapi3.Operation, rt call.Route, row described) error {
	for part := range strings.SplitSeq(rt.Pattern, "/") {
		if strings.HasPrefix(part, "{") {
			op.AddParameter(openapi3.NewPathParameter(strings.Trim(part, "{}")).WithSchema(openapi3.NewStringSchema()))
		}
	}
	for _, f := range row.shape.fields(def.Query) {
		if err := d.addParameter(op, openapi3.NewQueryParameter("").WithDescription(f.Tag.Get("about")), f,
			rt.Query); err != nil {
			return err
		}
	}
	for _, f := range row.shape.fields(def.Header) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if _, common := parameters[name]; common ||
			slices.Contains([]string{"Authorization", "X-Auth-Token", "X-Sdk-Date"}, name) {
			continue // of the security schemes, or added below
		}
		if err := d.addParameter(op, openapi3.NewHeaderParameter("").WithDescription("Accepted without effect."), f,
			nil); err != nil {
			return err
		}
	}
	for _, name := range headersOf(rt, row.shape) {
		op.Parameters = append(op.Parameters, &openapi3.ParameterRef{Ref: "#/components/parameters/" + name})
	}
	return nil
}

func (d *describer) addParameter(op *openapi3.Operation, p *openapi3.Parameter, f reflect.StructField,
	rules call.Rules) error {
	name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	t := f.Type
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	schema, err := d.shapes.of(t)
	if err != nil {
		return err
	}
	if l, ok := rules[name]; ok {
		own := *schema.Value
		ruled(l, &own)
		schema = openapi3.NewSchemaRef("", &own)
	}
	p.Name, p.Schema, p.Required = name, schema, !strings.Contains(options, "omit")
	op.AddParameter(p)
	return nil
}

// headersOf are the headers of ours that mean something to a call.
func headersOf(rt call.Route, s shape) []string {
	var names []string
	if rt.Needs != call.Public && rt.Needs != call.Admin {
		names = append(names, wire.HeaderProject, wire.HeaderInstant)
	}
	if (rt.Needs == call.Spend || rt.Needs == call.Manage) && s.token {
		names = append(names, wire.HeaderToken)
	}
	if s.made {
		names = append(names, wire.HeaderState, wire.HeaderFormer, wire.HeaderRun, wire.HeaderCommand)
	}
	switch rt.Name {
	case "CreateMetaStudioOrders":
		names = append(names, wire.HeaderInstead, wire.HeaderPurpose)
	case "RenewAssets":
		names = append(names, wire.HeaderInstead)
	}
	return names
}

// fields are the request's fields at a place, as the SDK sends them or our type has them.
func (s shape) fields(place def.LocationType) (out []reflect.StructField) {
	if s.sdk == nil {
		if place == def.Query && s.query != nil {
			return reflect.VisibleFields(s.query)
		}
		return nil
	}
	for _, f := range s.sdk.RequestFields {
		if field, ok := s.request.FieldByName(f.Name); ok && f.LocationType == place {
			out = append(out, field)
		}
	}
	return out
}

func (d *describer) addBody(op *openapi3.Operation, _ call.Route, row described) error {
	var parts openapi3.SchemaRefs
	add := func(t reflect.Type) error {
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		ref, err := d.shapes.of(t)
		parts = append(parts, ref)
		return err
	}
	for _, f := range row.shape.fields(def.Body) {
		if err := add(f.Type); err != nil {
			return err
		}
	}
	if row.shape.body != nil {
		if err := add(row.shape.body); err != nil {
			return err
		}
	}
	switch len(parts) {
	case 0:
		return nil
	case 1:
		op.RequestBody = &openapi3.RequestBodyRef{Value: openapi3.NewRequestBody().WithJSONSchemaRef(parts[0])}
	default:
		op.RequestBody = &openapi3.RequestBodyRef{
			Value: openapi3.NewRequestBody().WithJSONSchema(&openapi3.Schema{AllOf: parts})}
	}
	op.RequestBody.Value.Required = !row.shape.bodyless
	return nil
}

func (d *describer) addAnswers(op *openapi3.Operation, rt call.Route, row described) error {
	success := openapi3.NewResponse().WithDescription(http.StatusText(row.status))
	names := []string{wire.HeaderRequestID}
	if rt.Needs != call.Public && rt.Needs != call.Admin {
		names = append(names, wire.HeaderInstant)
	}
	if row.shape.anonymous {
		names = append(names, wire.HeaderSubjectToken)
	}
	success.Headers = d.headers(names...)
	if row.shape.answers() {
		t := row.shape.answer
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		schema, err := d.shapes.of(t)
		if err != nil {
			return err
		}
		success.WithJSONSchemaRef(schema)
	}
	op.Responses = openapi3.NewResponsesWithCapacity(len(failures) + 1)
	op.Responses.Set(fmt.Sprint(row.status), &openapi3.ResponseRef{Value: success})
	for _, status := range failuresOf(rt, row.shape) {
		op.Responses.Set(fmt.Sprint(status), &openapi3.ResponseRef{
			Ref: "#/components/responses/" + errorName(rt.Family, status)})
	}
	return nil
}

// answers reports whether the answer has a body. The SDK's answers without one are structs of headers.
func (s shape) answers() bool {
	if s.sdk == nil || s.answer == nil {
		return s.answer != nil
	}
	return slices.ContainsFunc(reflect.VisibleFields(s.answer.Elem()), func(f reflect.StructField) bool {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		return name != "-" && !strings.HasPrefix(name, "X-")
	})
}

func failuresOf(rt call.Route, s shape) []int {
	out := []int{http.StatusBadRequest, http.StatusInternalServerError, http.StatusServiceUnavailable}
	if rt.Needs != call.Public {
		out = append(out, http.StatusForbidden, http.StatusConflict, http.StatusTooManyRequests)
	}
	if rt.Needs != call.Public && rt.Family != call.Billing || s.anonymous {
		out = append(out, http.StatusUnauthorized)
	}
	return out
}
