package metastudio

import (
	"strings"
	"time"

	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// assetState is the asset library's word for a status. In grace an asset works as before.
func assetState(a *lifecycle.Asset, status lifecycle.AssetStatus) string {
	switch {
	case status == lifecycle.AssetDeleted:
		return "DELETED"
	case status == lifecycle.AssetRecycled:
		return "DELETING"
	case status == lifecycle.AssetFrozen:
		return "BLOCK"
	case status == lifecycle.AssetCreating:
		return "CREATING"
	case a.Leaving:
		return waitingDelete
	case a.Active:
		return stateActive
	default:
		return stateInactive
	}
}

// States that the owner of an asset can set. One that is about to be taken offline works as before until it is.
const (
	stateActive   = "ACTIVED"
	stateInactive = "UNACTIVED"
	waitingDelete = "WAITING_DELETE"
)

// assetInfo is an asset as lists, reads and updates show it. What the library has no field for stands in system
// properties of our own.
func assetInfo(w *lifecycle.View, a *lifecycle.Asset) mssmodel.DigitalAssetInfo {
	var properties []mssmodel.SystemProperty
	for _, p := range systemProperties(w, a) {
		properties = append(properties, mssmodel.SystemProperty{Key: call.Enum[mssmodel.SystemPropertyKey](p[0]),
			Value: &p[1]})
	}
	info := mssmodel.DigitalAssetInfo{
		ProjectId: &w.Tenant.ID, AssetId: &a.ID, AssetName: &a.Name, AssetDescription: call.Optional(a.Description),
		CreateTime: new(call.Instant(a.Created)), UpdateTime: new(call.Instant(a.Updated)),
		AssetType:        call.Enum[mssmodel.DigitalAssetInfoAssetType](a.AssetType),
		AssetState:       call.Enum[mssmodel.DigitalAssetInfoAssetState](assetState(a, w.AssetStatus(a))),
		SystemProperties: &properties, AssetOrder: &a.Order, AppUserId: call.Optional(a.AppUserID),
		AssetExtraMeta: assetMeta(a),
	}
	if len(a.Tags) > 0 {
		info.Tags = &a.Tags
	}
	if len(a.Services) > 0 {
		info.SupportedService = new([]mssmodel.SupportedServiceEnum)
		for _, s := range a.Services {
			*info.SupportedService = append(*info.SupportedService, *call.Enum[mssmodel.SupportedServiceEnum](s))
		}
	}
	return info
}

// systemProperties are an asset's, as keys and values.
func systemProperties(w *lifecycle.View, a *lifecycle.Asset) (properties [][2]string) {
	active := "NO"
	if a.Active {
		active = "YES"
	}
	for _, p := range [][2]string{
		{"MSS_SIM_KIND", a.Kind},
		{"MSS_SIM_VK", a.VK},
		{"MSS_SIM_PACKAGE_ID", a.PackageID},
		{"MSS_SIM_POOL", a.Pool},
		{"MSS_SIM_EXPIRE_TIME", timeOrNone(w.AssetEnd(a))},
		{"MSS_SIM_READY_TIME", timeOrNone(a.Ready)},
		{"MSS_SIM_STATUS", string(w.AssetStatus(a))},
		{"MSS_SIM_ACTIVE", active},
	} {
		if p[1] != "" {
			properties = append(properties, p)
		}
	}
	return properties
}

// timeOrNone is a time, or nothing: a permanent asset has no end.
func timeOrNone(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return call.Instant(t)
}

// showAsset is ShowAsset. A deleted asset is known for ever, with that state.
func showAsset(r *call.Request) (any, error) {
	id := r.PathValue("asset_id")
	w, err := r.Look(lifecycle.Selection{Assets: []string{id}})
	if err != nil {
		return nil, err
	}
	return assetAnswer(w, id)
}

func assetAnswer(w *lifecycle.View, id string) (any, error) {
	a, ok := w.Assets[id]
	if !ok {
		return nil, lifecycle.Refuse(lifecycle.CodeAssetNotFound, "Asset not found")
	}
	return assetInfo(w, a), nil
}

// deleteAsset is DeleteAsset: into the recycle bin, or for good with mode=force.
func deleteAsset(r *call.Request) (any, error) {
	return r.Done(lifecycle.DeleteAsset{
		AssetID: r.PathValue("asset_id"), Force: strings.TrimSpace(r.Query.Get("mode")) == "force"})
}

// restoreAsset is RestoreAsset.
func restoreAsset(r *call.Request) (any, error) {
	return r.Done(lifecycle.RestoreAsset{AssetID: r.PathValue("asset_id")})
}
