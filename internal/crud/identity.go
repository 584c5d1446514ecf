package crud

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

var (
	atProjectID = path.Root("project_id")
	atID        = path.Root("id")
)

type identity struct {
	ProjectID types.String `tfsdk:"project_id"`
	ID        types.String `tfsdk:"id"`
}

// IdentitySchema is what identifies an object of any kind towards Terraform 1.12 and later: its project and its id
// there.
func IdentitySchema() identityschema.Schema {
	return identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"project_id": identityschema.StringAttribute{
			OptionalForImport: true, Description: "Project that the object belongs to. An import may omit it; otherwise it " +
				"must be the provider's."},
		"id": identityschema.StringAttribute{RequiredForImport: true, Description: "Id of the object."},
	}}
}

// Identify sets the identity of an object. The framework takes one without any value for an error, also after a create
// that bought something: the project is always there, and an id that an interrupted create does not know yet may be
// null.
func (c *Configured) Identify(ctx context.Context, target *tfsdk.ResourceIdentity, id types.String) diag.Diagnostics {
	if target == nil {
		return nil
	}
	return message.AsWarning(target.Set(ctx, identity{ProjectID: types.StringValue(c.Session.Origin.Project), ID: id}))
}

// ImportID is the id that an import gives, as an id or in an identity, and notes the identity; false after an error.
func (c *Configured) ImportID(ctx context.Context, req resource.ImportStateRequest,
	resp *resource.ImportStateResponse) (id string, ok bool) {
	id = req.ID
	if id == "" && req.Identity != nil && !req.Identity.Raw.IsNull() {
		var asked identity
		if resp.Diagnostics.Append(req.Identity.Get(ctx, &asked)...); resp.Diagnostics.HasError() {
			return "", false
		}
		if !asked.ProjectID.IsNull() && asked.ProjectID.ValueString() != c.Session.Origin.Project {
			resp.Diagnostics.Append(message.Wrong(atProjectID, "Identity of another project",
				"The identity belongs to the project %q; the provider is configured for %s. Nothing was imported. Use a "+
					"provider configuration of that project, or omit project_id from the identity.", asked.ProjectID.ValueString(),
				c.Session.Origin))
			return "", false
		}
		id = asked.ID.ValueString()
	}
	if message.NoID(id, &resp.Diagnostics) {
		return "", false
	}
	here, err := c.Session.Here(ctx)
	if err != nil || lack(here) != "" {
		resp.Diagnostics.Append(message.Unable("import", err,
			fmt.Sprintf("The provider is configured for %s%s. Nothing was imported, nothing was bought.", here, lack(here))))
		return "", false
	}
	here.State = notHeld // until the refresh that follows
	resp.Diagnostics.Append(tfconv.SetPrivate(ctx, resp.Private, originKey, here)...)
	resp.Diagnostics.Append(c.Identify(ctx, resp.Identity, types.StringValue(id))...)
	return id, true
}

// Attributes is what a state, or a result of a query, is filled in through.
type Attributes interface {
	SetAttribute(ctx context.Context, at path.Path, value any) diag.Diagnostics
}

// Begin gives an imported or listed object its id, and the arguments that no service knows their defaults: it makes the
// object, so that a model can be read from it.
func Begin(ctx context.Context, target Attributes, id string, defaults map[string]any) diag.Diagnostics {
	d := target.SetAttribute(ctx, atID, id)
	for name, v := range defaults {
		d.Append(target.SetAttribute(ctx, path.Root(name), v)...)
	}
	return d
}
