package customer

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
)

func newAsset(p process) *cobra.Command {
	return usage.Group(&cobra.Command{
		Use:   "asset",
		Short: "List, show, renew, delete and restore avatars and voices by hand",
		Long:  "List, show, renew, delete and restore avatars and voices, as a customer does by hand in the console.",
		Example: simulator + "asset list --status active\n" +
			simulator + "asset renew sim-asset-96473b75ef4aea38=3",
	}, newAssetList(p), newAssetShow(p), newAssetRenew(p), newAssetDelete(p), newAssetRestore(p))
}

// asset is an asset in the names of the data source mss_asset.
type asset struct {
	AssetID     string    `json:"asset_id"`
	Name        string    `json:"name"`
	Description string    `json:"description,omitempty"`
	Kind        string    `json:"kind"`
	VK          string    `json:"vk,omitempty"`
	AssetType   string    `json:"asset_type"`
	Status      string    `json:"status"`
	Active      bool      `json:"active"`
	PackageID   string    `json:"package_id,omitempty"`
	Pool        string    `json:"pool,omitempty"`
	Created     time.Time `json:"created_time"`
	Expires     time.Time `json:"expire_time,omitzero"` // none: permanent
}

func assetOf(a *mssclient.Asset) asset {
	return asset{
		AssetID: a.ID, Name: a.Name, Description: a.Description, Kind: a.Kind, VK: a.VK, AssetType: a.AssetType,
		Status: a.Status, Active: a.Active, PackageID: a.PackageID, Pool: a.Pool, Created: a.CreatedTime,
		Expires: a.ExpireTime,
	}
}

// named is an asset in a sentence.
func named(a *mssclient.Asset) string { return fmt.Sprintf("%s (%s)", a.ID, terminal.OneLine(a.Name)) }

func newAssetList(p process) *cobra.Command {
	return list[mssclient.Asset, asset]{"assets", []string{mssclient.AssetCreating, mssclient.AssetActive,
		mssclient.AssetInactive, mssclient.AssetGrace, mssclient.AssetFrozen, mssclient.AssetRecycled,
		mssclient.AssetDeleted},
		func(v *visit, ctx context.Context, status string) ([]mssclient.Asset, error) {
			return v.AssetsOf(ctx, mssclient.AssetFilter{Status: status})
		},
		func(a *mssclient.Asset) (asset, string) { return assetOf(a), a.Status }, writeAssets,
	}.command(p, &cobra.Command{
		Short: "List the avatars and voices of a project, including deleted ones",
		Example: simulator + "asset list --status active\n" +
			simulator + "asset list --at 2028-06-01T00:00:00Z\n" +
			simulator + "asset list -o json | jq -r '.assets[].asset_id'",
	})
}

func writeAssets(w io.Writer, all []asset) error {
	if len(all) == 0 {
		return terminal.Line("No assets.")(w)
	}
	t := terminal.Table{Head: []string{"ASSET", "KIND", "STATUS", "ENDS", "POOL", "NAME"}, Gives: 5}
	for _, a := range all {
		t.Rows = append(t.Rows, []string{a.AssetID, a.Kind, a.Status, a.ends(), a.Pool, terminal.OneLine(a.Name)})
	}
	return t.Write(w)
}

func (a asset) ends() string {
	if a.Expires.IsZero() {
		return "never"
	}
	return instant(a.Expires)
}

func newAssetShow(p process) *cobra.Command {
	f := flags{process: p}
	return f.looks(&cobra.Command{
		Use:     "show ASSET_ID [flags]",
		Short:   "Show an avatar or a voice",
		Example: simulator + "asset show sim-asset-96473b75ef4aea38",
		Args:    usage.One("an asset id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.look(cmd, func(v *visit) error {
				a, err := v.findAsset(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				out := assetOf(a)
				return f.Show(cmd, out, out.write)
			})
		},
	})
}

func (a asset) write(w io.Writer) error {
	t := terminal.Table{Gives: 1}
	for _, row := range [][2]string{
		{"Asset", a.AssetID}, {"Name", terminal.OneLine(a.Name)}, {"Description", terminal.OneLine(a.Description)},
		{"Kind", a.Kind}, {"Key", a.VK}, {"Status", a.Status}, {"Package", a.PackageID}, {"Pool", a.Pool},
		{"Created", instant(a.Created)}, {"Ends", a.ends()},
	} {
		if row[1] != "" {
			t.Rows = append(t.Rows, row[:])
		}
	}
	return t.Write(w)
}

func newAssetDelete(p process) *cobra.Command {
	f := flags{process: p}
	var force bool
	cmd := &cobra.Command{
		Use:   "delete ASSET_ID [flags]",
		Short: "Move an asset to the recycle bin, or delete it for good",
		Long: "Move an asset to the recycle bin, from which \"simulator asset restore\" takes it back, or delete it for " +
			"good with --force. Nothing is refunded, and its unit is not freed." + atHelp,
		Example: simulator + "asset delete sim-asset-96473b75ef4aea38 --yes",
		Args:    usage.One("an asset id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, ctx := args[0], cmd.Context()
			return f.act(cmd, manages, func(v *visit) error {
				a, err := v.findAsset(ctx, id)
				if err != nil {
					return err
				}
				what, did := "moves the asset %s to the recycle bin", "Moved the asset %s to the recycle bin."
				if force {
					what, did = "permanently deletes the asset %s", "Permanently deleted the asset %s."
				}
				if err := f.Confirm(cmd, f.in, "This "+what+" %s. Nothing is refunded.%s", named(a), v.when(),
					v.passing()); err != nil {
					return err
				}
				if err := v.DeleteAsset(ctx, id, force); err != nil {
					return failed(err, "nothing was deleted", "asset show "+id)
				}
				return f.tell(ctx, cmd, v, id, fmt.Sprintf(did, named(a)))
			})
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "delete it for good")
	return f.asks(cmd)
}

// tell shows an asset after something was done to it.
func (f *flags) tell(ctx context.Context, cmd *cobra.Command, v *visit, id, what string) error {
	a, err := v.Asset(ctx, id)
	if err != nil {
		return fmt.Errorf("this was done, but the asset cannot be read (%w): %s", err, what)
	}
	return f.done(cmd, assetOf(a), what)
}

func newAssetRestore(p process) *cobra.Command {
	f := flags{process: p}
	return f.acts(&cobra.Command{
		Use:     "restore ASSET_ID [flags]",
		Short:   "Take an asset out of the recycle bin",
		Long:    "Take an asset out of the recycle bin." + atHelp,
		Example: simulator + "asset restore sim-asset-96473b75ef4aea38",
		Args:    usage.One("an asset id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.act(cmd, manages, func(v *visit) error {
				if err := v.RestoreAsset(cmd.Context(), args[0]); err != nil {
					return failed(err, "nothing was changed", "asset show "+args[0])
				}
				return f.tell(cmd.Context(), cmd, v, args[0], "Restored the asset "+args[0]+".")
			})
		},
	})
}
