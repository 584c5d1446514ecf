package lookup

import (
	"context"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/diags"
	"github.com/mss-iac/terraform-provider-mss/internal/run"
)

// Query is a list resource's answer to `terraform query`.
type Query[T any] struct {
	Run *run.Run
	ID  func(*T) string
	// Name is what a person recognises an object by. It may read more about the object than the list says; an error ends the query.
	Name func(context.Context, *T) (string, error)
	// Fill makes the object as an import would. It is called only for a query that wants whole objects, after Name.
	Fill func(context.Context, *T, *tfsdk.Resource) diag.Diagnostics
}

// Stream answers with what was found, one after the other and no more than Terraform wants.
func (q Query[T]) Stream(ctx context.Context, req list.ListRequest, found []T) iter.Seq[list.ListResult] {
	if req.Limit > 0 && int64(len(found)) > req.Limit {
		found = found[:req.Limit]
	}
	return func(push func(list.ListResult) bool) {
		for i := range found {
			if result := q.result(ctx, req, &found[i]); !push(result) || result.Diagnostics.HasError() {
				return
			}
		}
	}
}

func (q Query[T]) result(ctx context.Context, req list.ListRequest, one *T) list.ListResult {
	result := req.NewListResult(ctx)
	id := q.ID(one)
	result.Diagnostics.Append(q.Run.Identify(ctx, result.Identity, types.StringValue(id))...)
	name, err := q.Name(ctx, one)
	if err != nil {
		result.Diagnostics.Append(diags.Unable("list "+id, err))
		return result
	}
	result.DisplayName = name
	if req.IncludeResource {
		result.Diagnostics.Append(q.Fill(ctx, one, result.Resource)...)
	}
	return result
}
