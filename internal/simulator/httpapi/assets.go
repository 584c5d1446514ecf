package httpapi

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
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
	case a.Active:
		return "ACTIVED"
	default:
		return "UNACTIVED"
	}
}

// assetInfo is an asset as lists, reads and updates show it. What the library has no field for stands in system properties of our own.
func assetInfo(w *lifecycle.World, a *lifecycle.Asset) mssmodel.DigitalAssetInfo {
	status := w.AssetStatus(a)
	active := "NO"
	if a.Active {
		active = "YES"
	}
	var properties []mssmodel.SystemProperty
	for _, p := range [][2]string{
		{"MSS_SIM_KIND", a.Kind},
		{"MSS_SIM_VK", a.VK},
		{"MSS_SIM_PACKAGE_ID", a.PackageID},
		{"MSS_SIM_POOL", a.Pool},
		{"MSS_SIM_EXPIRE_TIME", timeOrNone(w.AssetEnd(a))},
		{"MSS_SIM_READY_TIME", timeOrNone(a.Ready)},
		{"MSS_SIM_STATUS", string(status)},
		{"MSS_SIM_ACTIVE", active},
	} {
		if p[1] != "" {
			properties = append(properties, mssmodel.SystemProperty{Key: enum[mssmodel.SystemPropertyKey](p[0]), Value: &p[1]})
		}
	}
	return mssmodel.DigitalAssetInfo{
		ProjectId: &w.Tenant.ID, AssetId: &a.ID, AssetName: &a.Name, AssetDescription: optional(a.Description),
		CreateTime: new(wireTime(a.Created)), UpdateTime: new(wireTime(a.Updated)),
		AssetType:        enum[mssmodel.DigitalAssetInfoAssetType](a.AssetType),
		AssetState:       enum[mssmodel.DigitalAssetInfoAssetState](assetState(a, status)),
		SystemProperties: &properties, AssetOrder: new(int32(0)),
	}
}

// timeOrNone is a time, or nothing: a permanent asset has no end.
func timeOrNone(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return wireTime(t)
}

// listAssets is ListAssets. Without a filter by state it lists deleted assets, too (documented: all states).
func listAssets(r *request) (int, any, error) {
	offset, limit, err := r.queryPage()
	if err != nil {
		return 0, nil, err
	}
	created, err := r.queryWindow("start_time", "end_time")
	if err != nil {
		return 0, nil, err
	}
	q := r.URL.Query()
	ids, types, states, name := list(q["asset_id"]), r.queryList("asset_type"), r.queryList("asset_state"), q.Get("name")
	order, err := r.assetOrder(q.Get("sort_key"), q.Get("sort_dir"))
	if err != nil {
		return 0, nil, err
	}
	want := store.Want{AllAssets: true}
	if len(ids) > 0 {
		want = store.Want{Assets: ids}
	}
	w, err := r.look(want)
	if err != nil {
		return 0, nil, err
	}
	var found []*lifecycle.Asset
	for _, a := range w.AssetList() {
		if ids.allows(a.ID) && types.allows(a.AssetType) && states.allows(assetState(a, w.AssetStatus(a))) && strings.Contains(a.Name, name) &&
			created.holds(a.Created) && q.Get("asset_source") != "SYSTEM" {
			found = append(found, a)
		}
	}
	slices.SortStableFunc(found, order)
	assets := []mssmodel.DigitalAssetInfo{}
	for _, a := range page(found, offset, limit) {
		assets = append(assets, assetInfo(w, a))
	}
	return http.StatusOK, mssmodel.ListAssetsResponse{Count: new(int32(len(found))), Assets: &assets}, nil
}

// assetOrder is the order of a list; assets arrive in the order in which they were made.
func (r *request) assetOrder(key, direction string) (func(a, b *lifecycle.Asset) int, error) {
	var moment func(*lifecycle.Asset) time.Time
	switch key {
	case "", "create_time", "asset_order": // the owner's own order is not simulated
		moment = func(a *lifecycle.Asset) time.Time { return a.Created }
	case "update_time":
		moment = func(a *lifecycle.Asset) time.Time { return a.Updated }
	default:
		return nil, r.bad("sort_key is %.40q, must be create_time, update_time or asset_order", key)
	}
	up := func(a, b *lifecycle.Asset) int {
		return cmp.Or(moment(a).Compare(moment(b)), cmp.Compare(a.Seq, b.Seq))
	}
	switch direction {
	case "", "asc":
		return up, nil
	case "desc":
		return func(a, b *lifecycle.Asset) int { return up(b, a) }, nil
	default:
		return nil, r.bad("sort_dir is %.40q, must be asc or desc", direction)
	}
}

// showAsset is ShowAsset. A deleted asset is known for ever, with that state.
func showAsset(r *request) (int, any, error) {
	id := r.PathValue("asset_id")
	w, err := r.look(store.Want{Assets: []string{id}})
	if err != nil {
		return 0, nil, err
	}
	return assetAnswer(w, id)
}

func assetAnswer(w *lifecycle.World, id string) (int, any, error) {
	a, ok := w.Assets[id]
	if !ok {
		return 0, nil, &lifecycle.Refusal{Code: lifecycle.CodeAssetNotFound, Message: "Asset not found"}
	}
	return http.StatusOK, assetInfo(w, a), nil
}

// updateAsset is UpdateDigitalAsset, for name, description and state; it answers with the asset.
func updateAsset(r *request) (int, any, error) {
	var in struct {
		Name        *string `json:"asset_name"`
		Description *string `json:"asset_description"`
		State       *string `json:"asset_state"`
	}
	if err := r.decode(&in); err != nil {
		return 0, nil, err
	}
	change := lifecycle.AssetChange{Name: in.Name, Description: in.Description}
	if in.State != nil {
		switch *in.State {
		case "ACTIVED":
			change.Active = new(true)
		case "UNACTIVED":
			change.Active = new(false)
		default:
			return 0, nil, r.bad("asset_state is %.40q, must be ACTIVED or UNACTIVED", *in.State)
		}
	}
	id := r.PathValue("asset_id")
	if err := r.cloud.UpdateAsset(r.Context(), r.call, id, change); err != nil {
		return 0, nil, err
	}
	w, err := r.lookAfter(store.Want{Assets: []string{id}})
	if err != nil {
		return 0, nil, err
	}
	return assetAnswer(w, id)
}

// deleteAsset is DeleteAsset: into the recycle bin, or for good with mode=force.
func deleteAsset(r *request) (int, any, error) {
	mode := r.URL.Query().Get("mode")
	if mode != "" && mode != "force" {
		return 0, nil, r.bad("mode is %.40q, must be force or absent", mode)
	}
	if err := r.cloud.DeleteAsset(r.Context(), r.call, r.PathValue("asset_id"), mode == "force"); err != nil {
		return 0, nil, err
	}
	r.done()
	return http.StatusOK, nil, nil
}

// restoreAsset is RestoreAsset.
func restoreAsset(r *request) (int, any, error) {
	if err := r.cloud.RestoreAsset(r.Context(), r.call, r.PathValue("asset_id")); err != nil {
		return 0, nil, err
	}
	r.done()
	return http.StatusOK, nil, nil
}

// newAsset is an asset that is to be made out of a package.
type newAsset struct {
	PackageID   string `json:"package_id"`
	Kind        string `json:"kind"` // such as studio_2d or voice_clone
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Inactive    bool   `json:"inactive,omitempty"`
}

// madeAsset names the asset that was made.
type madeAsset struct {
	AssetID string `json:"asset_id"`
}

// makeAsset is an extension: it stands for the training jobs that turn a package into an asset.
func makeAsset(r *request) (int, any, error) {
	var in newAsset
	if err := r.decode(&in); err != nil {
		return 0, nil, err
	}
	id, err := r.cloud.MakeAsset(r.Context(), r.call, lifecycle.AssetRequest(in))
	if err != nil {
		return 0, nil, err
	}
	r.done()
	return http.StatusOK, madeAsset{id}, nil
}
