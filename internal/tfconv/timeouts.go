package tfconv

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// Timeouts is the attribute of objects whose operations can be bounded.
func Timeouts(ctx context.Context) schema.Attribute { return bounds(ctx, true) }

// TimeoutsWithoutDelete is Timeouts of an object that is only forgotten when it is destroyed.
func TimeoutsWithoutDelete(ctx context.Context) schema.Attribute { return bounds(ctx, false) }

func bounds(ctx context.Context, deletes bool) schema.Attribute {
	const text = "Timeout, such as `10m`. Defaults to `20m`."
	attribute, ok := timeouts.Attributes(ctx, timeouts.Opts{
		Create: true, CreateDescription: text, Update: true, UpdateDescription: text, Delete: deletes,
		DeleteDescription: text,
	}).(schema.SingleNestedAttribute)
	for name, one := range attribute.Attributes {
		if text, ok := one.(schema.StringAttribute); ok { // the library's check lets nothing and less than nothing pass
			text.Validators = []validator.String{Duration()}
			attribute.Attributes[name] = text
		}
	}
	if ok { // the library describes the parts only
		attribute.MarkdownDescription = "Timeouts of operations. They limit the time for responses of the service; no " +
			"operation waits for business time. A call that timed out may have taken effect; the next plan checks that " +
			"before anything is bought again."
	}
	return attribute
}
