package lookup

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

var (
	_ datasource.DataSourceWithConfigure = (*One[any, any])(nil)
	_ datasource.DataSourceWithConfigure = (*List[any, any])(nil)
)

// One is a data source that finds exactly one object, which it shows as a model M.
type One[T, M any] struct {
	crud.DataSource
	Kind        Kind[T]
	Description string
	Attributes  map[string]schema.Attribute // computed; what is an argument, too, can be given
	Show        func(ctx context.Context, s *session.Session, found *T, into *M) diag.Diagnostics
}

// Schema is the contract with configurations.
func (o *One[T, M]) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	all := maps.Clone(o.Attributes)
	for _, a := range o.Kind.Arguments {
		shown, ok := o.Attributes[a.Name].(schema.StringAttribute)
		if !ok {
			all[a.Name] = a.attribute()
			continue
		}
		shown.Optional, shown.Validators = true, a.Validators
		if a.Name == o.Kind.ID {
			shown.MarkdownDescription += " Otherwise the other arguments must match exactly one " + o.Kind.Thing + "."
		}
		all[a.Name] = shown
	}
	resp.Schema = schema.Schema{MarkdownDescription: o.Description, Attributes: all}
}

// Read finds the object.
func (o *One[T, M]) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m M
	d := &resp.Diagnostics
	if d.Append(req.Config.Get(ctx, &m)...); d.HasError() {
		return
	}
	all, filters, more := o.Kind.find(ctx, o.Session, &req.Config, o.Kind.Arguments, "read "+o.Kind.Thing)
	if d.Append(more...); d.HasError() {
		return
	}
	found, more := o.Kind.One(all, filters, o.Kind.Place+o.Session.Account())
	if d.Append(more...); d.HasError() {
		return
	}
	if d.Append(o.Show(ctx, o.Session, found, &m)...); !d.HasError() {
		d.Append(resp.State.Set(ctx, m)...)
	}
}

// List is a data source that lists any number of objects, each shown as a model I.
type List[T, I any] struct {
	crud.DataSource
	Kind            Kind[T]
	Description     string
	Arguments       []Argument[T]
	Attribute       string // that lists them; it names them as errors do, too
	ListDescription string
	Attributes      map[string]schema.Attribute
	Show            func(s *session.Session, one *T) I
}

// Schema is the contract with configurations.
func (l *List[T, I]) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	all := map[string]schema.Attribute{l.Attribute: schema.ListNestedAttribute{
		Computed: true, MarkdownDescription: l.ListDescription, NestedObject: schema.NestedAttributeObject{
			Attributes: l.Attributes},
	}}
	for _, a := range l.Arguments {
		all[a.Name] = a.attribute()
	}
	resp.Schema = schema.Schema{MarkdownDescription: l.Description, Attributes: all}
}

// Read lists the objects.
func (l *List[T, I]) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	all, filters, d := l.Kind.find(ctx, l.Session, &req.Config, l.Arguments, "list "+l.Kind.Thing+"s")
	if resp.Diagnostics.Append(d...); d.HasError() {
		return
	}
	items := []I{}
	for _, one := range All(all, filters) {
		items = append(items, l.Show(l.Session, &one))
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(l.Attribute), items)...) // the arguments are in it
}

// attribute is the argument of a data source that shows nothing of the same name.
func (a Argument[T]) attribute() schema.Attribute {
	switch a.Type {
	case types.BoolType:
		return schema.BoolAttribute{Optional: true, MarkdownDescription: a.Description}
	case types.StringType:
		return schema.StringAttribute{Optional: true, MarkdownDescription: a.Description, Validators: a.Validators}
	default:
		return schema.StringAttribute{Optional: true, CustomType: tfconv.InstantType{}, MarkdownDescription: a.Description}
	}
}
