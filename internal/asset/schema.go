package asset

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// kinds of assets, each with the renewal pool that keeps it on the shelf.
var kinds = []struct{ name, pool string }{
	{"studio_2d", "studio_2d"},
	{"studio_4k", "studio_2d"},
	{"instant_2d", "instant_2d"},
	{"cartoon_3d", "avatar_3d"},
	{"semi_realistic_3d", "avatar_3d"},
	{"realistic_3d", "avatar_3d"},
	{"voice_clone", "voice_clone"},
}

// Kinds are the kinds of assets.
func Kinds() []string {
	var names []string
	for _, k := range kinds {
		names = append(names, k.name)
	}
	return names
}

// Pools are the renewal pools that keep assets on the shelf.
func Pools() []string {
	var names []string
	for _, k := range kinds {
		if !slices.Contains(names, k.pool) {
			names = append(names, k.pool)
		}
	}
	return names
}

func poolOf(kind string) string {
	for _, k := range kinds {
		if k.name == kind {
			return k.pool
		}
	}
	return ""
}

// Schema is the contract with configurations.
func (r *Resource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "An avatar or a cloned voice, created from a free unit of a resource package.\n\n" +
			"In the simulated cloud this makes a record. The real cloud trains assets in its console: import them. The unit " +
			"stays bound to the asset permanently, even after the asset is deleted. The asset works until the later " +
			"of its package's end and its own on-shelf date, which `mss_asset_renewal` extends. Creating an asset of the " +
			"same kind and name on a unit whose asset is in the recycle bin restores that asset.",
		Attributes: map[string]schema.Attribute{
			"kind": schema.StringAttribute{
				Required: true,
				MarkdownDescription: "What to make: `studio_2d`, `studio_4k`, `instant_2d`, `cartoon_3d`, `semi_realistic_3d`, " +
					"`realistic_3d` or `voice_clone`. The package's product decides which kinds it can make. Cannot be changed later.",
				Validators: []validator.String{tfconv.OneOf(Kinds()...)},
			},
			"name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the asset, 1 to 256 printable characters. Changed in place.",
				Validators:          []validator.String{tfconv.Name(256)},
			},
			"package_id": schema.StringAttribute{
				Required: true,
				MarkdownDescription: "Id of the package whose unit the asset uses. The package must be active and have a free " +
					"unit. Changing it binds the asset to a unit of the other package in place; the previous unit stays used. If " +
					"the asset is deleted, a change creates another one. In the real cloud the service chooses the package.",
				Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"description": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Description of the asset, at most 4096 characters. Changed in place.",
				Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, 4096)},
			},
			"active": schema.BoolAttribute{
				Optional: true, Computed: true, Default: booldefault.StaticBool(true),
				MarkdownDescription: "Whether the asset is activated and can be used. Changed in place. Defaults to `true`.",
			},
			"cancel_auto_renew_on_destroy": schema.BoolAttribute{
				Optional: true, Computed: true, Default: booldefault.StaticBool(true),
				MarkdownDescription: "Whether destroying the asset first switches off the automatic renewal of its package. The " +
					"service refuses to delete an asset whose package renews automatically, so that with `false` such a destroy " +
					"fails. Defaults to `true`.",
			},
			"timeouts": tfconv.Timeouts(ctx),
			"force_destroy": schema.BoolAttribute{
				Optional: true, Computed: true, Default: booldefault.StaticBool(false),
				MarkdownDescription: "Whether destroying deletes the asset for good instead of moving it to the recycle bin, " +
					"from which it can be restored. One that lies in the recycle bin already is deleted for good by a destroy, and " +
					"left there by a replacement. Defaults to `false`.",
			},
		},
	}
	maps.Copy(resp.Schema.Attributes, computedAttributes())
}

// computedAttributes are what the service decides.
func computedAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id": tfconv.ComputedText("Id of the asset."),
		"vk": tfconv.ComputedText("Key under which applications use the asset."),
		"asset_type": tfconv.ComputedText("Type of the asset at the service: `HUMAN_MODEL_2D`, `HUMAN_MODEL` or " +
			"`VOICE_MODEL`."),
		"status": tfconv.ComputedText("`creating` (not usable yet), `active`, `inactive`, `grace` (ended, still " +
			"usable), `frozen` (ended, unusable), `recycled` or `deleted`."),
		"pool": tfconv.ComputedText("Renewal pool that extends the asset: `studio_2d`, `instant_2d`, `avatar_3d` " +
			"or `voice_clone`. Follows from `kind`."),
		"expire_time":  tfconv.ComputedInstant("When the asset's service ends (RFC 3339, UTC); null for a permanent asset."),
		"created_time": tfconv.ComputedInstant("When the asset was made (RFC 3339, UTC)."),
	}
}
