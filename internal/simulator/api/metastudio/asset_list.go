package metastudio

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"time"

	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/names"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// assetFilter is the query of ListAssets.
type assetFilter struct {
	ids, types, states, tags call.List
	name                     string
	exactly                  call.List // accurate_query_field
	allTags                  bool
	created                  lifecycle.Window
	appUser, service         string
	sexes, languages         call.List
	properties               []string // KEY:VALUE
	foreign                  bool     // of the system, shared, or with what no asset here has
	images, voices           []bool   // what the query asks of avatars alone, and of voices alone: whether ours have it
	version                  string
	provider                 string
	device                   string
}

// listAssets is ListAssets. Without a filter by state it lists deleted assets, too (documented: all states).
func listAssets(r *call.Request) (any, error) {
	q := r.Query
	f, err := readAssetFilter(r, q)
	if err != nil {
		return nil, err
	}
	found, rows, w, err := f.find(r)
	if err != nil {
		return nil, err
	}
	assets := []mssmodel.DigitalAssetInfo{}
	for _, a := range found {
		assets = append(assets, assetInfo(w, a))
	}
	return mssmodel.ListAssetsResponse{Count: new(int32(rows)), Assets: &assets}, nil
}

// find is the page that a query asks for, and how many assets the whole list has.
func (f *assetFilter) find(r *call.Request) (page []*lifecycle.Asset, rows int64, w *lifecycle.View, err error) {
	if list, ok := f.columns(r.Query); ok {
		if w, err = r.Look(lifecycle.Selection{AssetList: list}); err != nil {
			return nil, 0, nil, err
		}
		for _, id := range w.Listed.IDs {
			page = append(page, w.Assets[id])
		}
		return page, w.Listed.Rows, w, nil
	}
	want := lifecycle.Selection{AllAssets: true}
	if len(f.ids) > 0 || f.foreign {
		want = lifecycle.Selection{Assets: f.ids}
	}
	if w, err = r.Look(want); err != nil {
		return nil, 0, nil, err
	}
	for _, a := range w.AssetList() {
		if f.allows(w, a) {
			page = append(page, a)
		}
	}
	slices.SortStableFunc(page, assetOrder(r.Query.Get("sort_key"), r.Query.Get("sort_dir")))
	return call.Page(r.Query, page), int64(len(page)), w, nil
}

// columns is the filter as a list that the store pages by itself. It cannot if the filter asks for ids, for what
// depends on an asset's package, or for what only the rules know of a row.
func (f *assetFilter) columns(q call.Query) (list *lifecycle.AssetList, ok bool) {
	key := q.Get("sort_key")
	rest := assetFilter{types: f.types, name: f.name, exactly: f.exactly, appUser: f.appUser, created: f.created,
		allTags: f.allTags}
	if key == "asset_order" || !reflect.DeepEqual(*f, rest) || !lifecycle.CanBeListed(f.name, f.appUser) {
		return nil, false
	}
	list = &lifecycle.AssetList{Types: f.types, Created: f.created, Name: f.name,
		Exactly: f.name != "" && slices.Contains(f.exactly, "name"), AppUser: f.appUser,
		ByUpdate: key == "update_time", NewestFirst: q.Get("sort_dir") == "desc"}
	list.Offset, list.Limit = q.Bounds()
	return list, true
}

func readAssetFilter(r *call.Request, q call.Query) (f assetFilter, err error) {
	f = assetFilter{
		ids: q.Values["asset_id"], types: q.List("asset_type"), states: q.List("asset_state"), tags: q.List("tag"),
		name: q.Get("name"), exactly: q.Values["accurate_query_field"],
		allTags: q.Get("tag_combination_type") == "INTERSECTION",
		appUser: q.Get("app_user_id"), service: q.Get("supported_service"), sexes: q.List("sex"),
		languages:  q.List("language"),
		properties: q.List("system_property"), version: q.Get("human_model_2d_version"), provider: q.Get("voice_provider"),
		device: q.Get("include_device_name"), created: q.Window("start_time", "end_time"),
		// No asset here is the system's, is shared, or belongs to a style. What must not have been compiled for a device has
		// not been.
		foreign: q.Get("asset_source") == "SYSTEM" || q.Get("role") != "" || q.Get("style_id") != "",
	}
	for _, field := range f.exactly {
		// the fields that are searched by a part (assumed)
		if err := r.OneOf("accurate_query_field", field, "name", "tag"); err != nil {
			return f, err
		}
	}
	for _, p := range f.properties {
		if key, value, ok := strings.Cut(p, ":"); !ok || key == "" || value == "" {
			return f, r.Bad("system_property has %.40q, must be KEY:VALUE, with commas between several", p)
		}
	}
	for _, name := range []string{"action_editable", "is_with_action_library", "is_movable"} {
		if wanted := q.Flag(name); wanted != nil {
			f.images = append(f.images, !*wanted) // no avatar here can do any of it
		}
	}
	if live := q.Flag("is_realtime_voice"); live != nil {
		f.voices = append(f.voices, *live)
	}
	return f, nil
}

func (f *assetFilter) allows(w *lifecycle.View, a *lifecycle.Asset) bool {
	return !f.foreign && f.ids.Allows(a.ID) && f.types.Allows(a.AssetType) &&
		f.states.Allows(assetState(a, w.AssetStatus(a))) && f.created.Holds(a.Created) &&
		(f.appUser == "" || f.appUser == a.AppUserID) && (f.service == "" || supports(a, f.service)) &&
		f.allowsName(a) && f.allowsTags(a) && f.allowsMeta(a) && f.allowsProperties(w, a)
}

func (f *assetFilter) allowsName(a *lifecycle.Asset) bool {
	if f.name != "" && slices.Contains(f.exactly, "name") {
		return names.Same(a.Name, f.name)
	}
	return names.Contains(a.Name, f.name)
}

// allowsTags looks for tags, by parts of them (documented). Several stand with commas between, and without a word on
// how to combine them one is enough (both assumed).
func (f *assetFilter) allowsTags(a *lifecycle.Asset) bool {
	if len(f.tags) == 0 {
		return true
	}
	has := func(wanted string) bool {
		return slices.ContainsFunc(a.Tags, func(t string) bool {
			if slices.Contains(f.exactly, "tag") {
				return names.Same(t, wanted)
			}
			return names.Contains(t, wanted)
		})
	}
	if f.allTags {
		return !slices.ContainsFunc(f.tags, func(t string) bool { return !has(t) })
	}
	return slices.ContainsFunc(f.tags, has)
}

// allowsMeta compares what only avatars or only voices have. What the service documents as meant for one of them lets
// the others through; what just no other asset has does not (assumed).
func (f *assetFilter) allowsMeta(a *lifecycle.Asset) bool {
	image, voice := a.AssetType == imageAsset, a.AssetType == voiceAsset
	switch {
	case image && slices.Contains(f.images, false), voice && slices.Contains(f.voices, false), f.device != "":
		return false
	case (len(f.sexes) > 0 || len(f.languages) > 0 || f.provider != "") && !voice, f.version != "" && !image:
		return false
	}
	return (f.provider == "" || f.provider == ownVoices) && (f.version == "" || f.version == metaVersion) &&
		(!voice || f.sexes.Allows(cmp.Or(a.Sex, unknown)) && f.languages.Allows(cmp.Or(a.Language, unknown)))
}

// allowsProperties wants every property that is named (assumed: the service does not say whether one is enough).
func (f *assetFilter) allowsProperties(w *lifecycle.View, a *lifecycle.Asset) bool {
	if len(f.properties) == 0 {
		return true
	}
	have := map[string]bool{}
	for _, p := range systemProperties(w, a) {
		have[p[0]+":"+p[1]] = true
	}
	return !slices.ContainsFunc(f.properties, func(p string) bool { return !have[p] })
}

// assetOrder is the order of a list; assets arrive in the order in which they were made. Of the same asset_order the
// newest comes first (documented).
func assetOrder(key, direction string) func(a, b *lifecycle.Asset) int {
	up := func(a, b *lifecycle.Asset) int {
		return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.Seq, b.Seq))
	}
	newest := func(a, b *lifecycle.Asset) int { return up(b, a) }
	switch {
	case key == "update_time":
		moment := func(a *lifecycle.Asset) time.Time { return a.Updated }
		up = func(a, b *lifecycle.Asset) int {
			return cmp.Or(moment(a).Compare(moment(b)), cmp.Compare(a.Seq, b.Seq))
		}
	case key == "asset_order" && direction == "desc":
		return func(a, b *lifecycle.Asset) int { return cmp.Or(cmp.Compare(b.Order, a.Order), newest(a, b)) }
	case key == "asset_order":
		return func(a, b *lifecycle.Asset) int { return cmp.Or(cmp.Compare(a.Order, b.Order), newest(a, b)) }
	}
	if direction == "desc" {
		return func(a, b *lifecycle.Asset) int { return up(b, a) }
	}
	return up
}
