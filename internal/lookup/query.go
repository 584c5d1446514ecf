package lookup

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

var _ list.ListResourceWithConfigure = (*Query[any, any])(nil)

// Query is a list resource, which `terraform query` finds objects with. M is the model of the resource.
type Query[T, M any] struct {
	crud.Resource
	Kind        Kind[T]
	Description string
	Arguments   []Argument[T]
	ID          func(*T) string
	// Name is what a person recognises an object by. It may read more about the object than the list says; an error ends
	// the query.
	Name func(ctx context.Context, s *session.Session, one *T) (string, error)
	// Defaults are the arguments that no service knows, as an import sets them.
	Defaults map[string]any
	// Fill makes the object as an import would. It is called only for a query that wants whole objects, after Name.
	Fill func(ctx context.Context, s *session.Session, one *T, into *M) diag.Diagnostics
}

// ListResourceConfigSchema is the contract with list blocks.
func (q *Query[T, M]) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest,
	resp *list.ListResourceSchemaResponse) {
	all := map[string]schema.Attribute{}
	for _, a := range q.Arguments {
		all[a.Name] = schema.StringAttribute{Optional: true, MarkdownDescription: a.Description, Validators: a.Validators}
	}
	resp.Schema = schema.Schema{MarkdownDescription: q.Description, Attributes: all}
}

// List answers with what is found, one after the other and no more than Terraform wants.
func (q *Query[T, M]) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	all, filters, d := q.Kind.find(ctx, q.Session, &req.Config, q.Arguments, "list "+q.Kind.Thing+"s")
	if d.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(d)
		return
	}
	found := All(all, filters)
	if req.Limit > 0 && int64(len(found)) > req.Limit {
		found = found[:req.Limit]
	}
	stream.Results = func(push func(list.ListResult) bool) {
		for i := range found {
			if result := q.result(ctx, req, &found[i]); !push(result) || result.Diagnostics.HasError() {
				return
			}
		}
	}
}

func (q *Query[T, M]) result(ctx context.Context, req list.ListRequest, one *T) list.ListResult {
	result := req.NewListResult(ctx)
	id := q.ID(one)
	result.Diagnostics.Append(q.Identify(ctx, result.Identity, types.StringValue(id))...)
	name, err := q.Name(ctx, q.Session, one)
	if err != nil {
		result.Diagnostics.Append(message.Unable("list "+id, err))
		return result
	}
	result.DisplayName = name
	if req.IncludeResource {
		result.Diagnostics.Append(q.fill(ctx, one, id, result.Resource)...)
	}
	return result
}

func (q *Query[T, M]) fill(ctx context.Context, one *T, id string, into *tfsdk.Resource) diag.Diagnostics {
	var m M
	d := crud.Begin(ctx, into, id, q.Defaults)
	if d.Append(tfconv.Get(ctx, into, &m)...); d.HasError() {
		return d
	}
	if d.Append(q.Fill(ctx, q.Session, one, &m)...); d.HasError() {
		return d
	}
	return append(d, tfconv.Set(ctx, into, m)...)
}
