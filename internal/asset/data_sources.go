package asset

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	data "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/lookup"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// kind is how data sources and queries find assets.
func kind() lookup.Kind[mssclient.Asset] {
	some := stringvalidator.LengthAtLeast(1)
	return lookup.Kind[mssclient.Asset]{
		Thing: "asset", ID: "id", Line: line,
		Arguments: []lookup.Argument[mssclient.Asset]{
			lookup.Text("id", "", func(a *mssclient.Asset) string { return a.ID }, some),
			lookup.Text("kind", "Only assets of this kind: `studio_2d`, `studio_4k`, `instant_2d`, `cartoon_3d`, "+
				"`semi_realistic_3d`, `realistic_3d` or `voice_clone`.",
				func(a *mssclient.Asset) string { return a.Kind }, tfconv.OneOf(Kinds()...)),
			lookup.Text("pool", "Only assets that this renewal pool extends: `studio_2d`, `instant_2d`, `avatar_3d` or "+
				"`voice_clone`.",
				func(a *mssclient.Asset) string { return a.Pool }, tfconv.OneOf(Pools()...)),
			lookup.Text("package_id", "Only assets on units of this package.", func(a *mssclient.Asset) string {
				return a.PackageID
			}, some),
			lookup.Text("name", "Only assets of exactly this name.", func(a *mssclient.Asset) string { return a.Name }, some),
			lookup.Text("vk", "Only the asset that applications use under this key.", func(a *mssclient.Asset) string {
				return a.VK
			}, some),
			lookup.Text("status", "Only assets of this status: `creating`, `active`, `inactive`, `grace`, `frozen`, "+
				"`recycled` or `deleted`.",
				func(a *mssclient.Asset) string { return a.Status },
				tfconv.OneOf(mssclient.AssetCreating, mssclient.AssetActive, mssclient.AssetInactive, mssclient.AssetGrace,
					mssclient.AssetFrozen,
					mssclient.AssetRecycled, mssclient.AssetDeleted)),
		},
		List: func(ctx context.Context, s *session.Session, _ lookup.Asked) ([]mssclient.Asset, error) {
			return s.Client.Assets(ctx)
		},
	}
}

// NewDataSource makes the data source mss_asset.
func NewDataSource() datasource.DataSource {
	return &lookup.One[mssclient.Asset, facts]{
		DataSource: crud.DataSource{Name: "asset"}, Kind: kind(), Attributes: dataAttributes(),
		Description: "One avatar or cloned voice, found by `id` or by its properties. It is an error if none or several " +
			"match; the error lists the candidates. `mss_assets` reads any number. Deleted assets are included.",
		Show: func(_ context.Context, _ *session.Session, a *mssclient.Asset, m *facts) diag.Diagnostics {
			m.fromAsset(a)
			return nil
		},
	}
}

// NewList makes the data source mss_assets.
func NewList() datasource.DataSource {
	k := kind()
	arguments := slices.Concat(k.Arguments[1:], []lookup.Argument[mssclient.Asset]{lookup.Before("expiring_before",
		"Only assets whose service ends before this instant (RFC 3339), those that have ended included; `status` leaves "+
			"them out. Permanent assets never end.",
		func(a *mssclient.Asset) time.Time { return a.ExpireTime })})
	return &lookup.List[mssclient.Asset, facts]{
		DataSource: crud.DataSource{Name: "assets"}, Kind: k, Arguments: arguments,
		Description: "All avatars and cloned voices of the account, including recycled and deleted ones. All arguments " +
			"are optional filters; the result may be empty.",
		Attribute: "assets", ListDescription: "The assets, in the order in which the service lists them.",
		Attributes: dataAttributes(),
		Show: func(_ *session.Session, a *mssclient.Asset) (m facts) {
			m.fromAsset(a)
			return m
		},
	}
}

func line(a *mssclient.Asset) string {
	s := fmt.Sprintf("%s: %q, %s, %s", a.ID, a.Name, a.Kind, a.Status)
	if !a.ExpireTime.IsZero() {
		s += ", ends " + message.Instant(a.ExpireTime)
	}
	return s
}

// dataAttributes are those of the resource that do not say how it is managed.
func dataAttributes() map[string]data.Attribute {
	a := tfconv.Shown(computedAttributes())
	maps.Copy(a, tfconv.Shown(map[string]schema.Attribute{
		"kind": tfconv.ComputedText("What it is: `studio_2d`, `studio_4k`, `instant_2d`, `cartoon_3d`, " +
			"`semi_realistic_3d`, `realistic_3d` or `voice_clone`."),
		"name":        tfconv.ComputedText("Name of the asset. Names are not unique."),
		"package_id":  tfconv.ComputedText("Package whose unit the asset uses."),
		"description": tfconv.ComputedText("Description of the asset."),
		"active":      tfconv.ComputedFlag("Whether its owner has activated the asset, whatever its status is."),
	}))
	return a
}
