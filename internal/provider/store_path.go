package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store/engine"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// storePath wants the path of a file, and refuses what SQLite or a reader could take for something else.
type storePath struct{}

func (storePath) Description(context.Context) string         { return "must be the path of a file" }
func (storePath) MarkdownDescription(context.Context) string { return "must be the path of a file" }

func (storePath) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !tfconv.Known(req.ConfigValue) {
		return
	}
	if err := engine.CheckFile(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.Append(message.Wrong(req.Path, "Store is not a file path",
			"%s must be the path of a file: %s. Nothing was opened or created.", req.Path, err))
	}
}
