package api_test

import (
	"cmp"
	"fmt"
	"strings"
	"testing"

	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

// library is an account with an avatar and two voices, each with traits of its own: Ann and Bob from training jobs, Cid
// without one.
func library(t *testing.T) (w world, ids map[string]string) {
	t.Helper()
	w = newWorld(t, "")
	w.buy(w.days(0), once(image, 1), once(voice, 1))
	_, packages := w.buy(w.days(0), yearly(1))
	m := w.studio(1)
	live := []mssmodel.SupportedServiceEnum{mssmodel.GetSupportedServiceEnumEnum().LIVE_2_D}
	avatar := *must(m.Create2dModelTrainingJob(&mssmodel.Create2dModelTrainingJobRequest{
		XAppUserId: new("user-1"), Body: &mssmodel.Create2dModelTrainingJobReq{
			Name: "Ann", Tags: &[]string{"news", "asian"}, SupportedService: &live, IsLiveCopy: new(true),
			IsBackgroundReplacement: new(false), IsOnlyHumanModel: new(true),
		}}))(t).JobId
	must(submitImage(m, avatar))(t)
	job := w.image(m, avatar)
	if !*job.IsOnlyHumanModel {
		t.Errorf("the job forgot is_only_human_model: %v", job)
	}
	m = w.studio(2)
	tag, sex := mssmodel.GetJobTagEnum().NEWS, mssmodel.GetCreateTrainingJobReqSexEnum().FEMALE
	spoken := *must(m.CreateTrainingBasicJob(&mssmodel.CreateTrainingBasicJobRequest{
		XAppUserId: new("user-2"), Body: &mssmodel.CreateTrainingJobReq{
			VoiceName: "Bob", Tag: &tag, Sex: &sex, Language: new("EN"),
		}}))(t).JobId
	must(m.CommitVoiceTrainingJob(&mssmodel.CommitVoiceTrainingJobRequest{JobId: spoken}))(t)
	done := must(m.ShowVoiceTrainingJob(&mssmodel.ShowVoiceTrainingJobRequest{JobId: spoken}))(t)
	cid := w.make(w.days(3), packages[0].ResourceID, "Cid")
	return w, map[string]string{"Ann": *job.AssetId, "Bob": *done.AssetId, "Cid": cid}
}

// TestAssetsAreListedByWhatTheyAre: every filter of the reference, with what it finds and what it does not.
func TestAssetsAreListedByWhatTheyAre(t *testing.T) {
	t.Parallel()
	w, ids := library(t)
	_, m := w.sdk(day0.AddDate(0, 0, 4))
	put := func(name string, body mssmodel.UpdateDigitalAssetRequestBody) {
		t.Helper()
		must(m.UpdateDigitalAsset(&mssmodel.UpdateDigitalAssetRequest{AssetId: ids[name], Body: &body}))(t)
	}
	put("Ann", mssmodel.UpdateDigitalAssetRequestBody{AssetOrder: new(int32(5))})
	for query, want := range map[string]string{
		"": "Ann Bob Cid", "asset_source=ALL": "Ann Bob Cid", "asset_source=CUSTOMIZATION": "Ann Bob Cid",
		"asset_source=SYSTEM": "",
		"limit=1&offset=1":    "Bob", "name=n": "Ann", "name=n&accurate_query_field=name": "",
		"name=Ann&accurate_query_field=name": "Ann",
		"tag=new":                            "Ann",
		"tag=NEW":                            "Bob",
		"tag=new&accurate_query_field=tag":   "",
		"tag=news,NEWS":                      "Ann Bob",
		"tag=news,NEWS&tag_combination_type=UNION_SET":       "Ann Bob",
		"tag=news,NEWS&tag_combination_type=INTERSECTION":    "",
		"tag=news,asian&tag_combination_type=INTERSECTION":   "Ann",
		"start_time=2027-03-03T01:00:00Z":                    "Bob Cid",
		"end_time=2027-03-03T01:00:00Z":                      "Ann Bob",
		"asset_type=VOICE_MODEL":                             "Bob Cid",
		"asset_type=VOICE_MODEL,HUMAN_MODEL_2D":              "Ann Bob Cid",
		"asset_type=PPT":                                     "",
		"asset_state=ACTIVED,BLOCK":                          "Ann Bob Cid",
		"asset_state=BLOCK":                                  "",
		"sort_key=create_time&sort_dir=desc":                 "Cid Bob Ann",
		"sort_key=update_time":                               "Bob Cid Ann",
		"sort_key=asset_order":                               "Cid Bob Ann", // of the same order the newest first
		"sort_key=asset_order&sort_dir=desc":                 "Ann Cid Bob",
		"style_id=system_male_001":                           "",
		"asset_id=" + ids["Cid"] + "&asset_id=" + ids["Ann"]: "Ann Cid",
		"sex=FEMALE":      "Bob",
		"sex=MALE,UNKNOW": "Cid",
		"language=EN,CN":  "Bob",
		"language=UNKNOW": "Cid",
		"system_property=MSS_SIM_KIND:voice_clone":                   "Bob Cid",
		"system_property=MSS_SIM_KIND:voice_clone,MSS_SIM_ACTIVE:NO": "",
		"system_property=BACKGROUND_IMG:Yes":                         "",
		"action_editable=true":                                       "Bob Cid",
		"action_editable=false":                                      "Ann Bob Cid",
		"is_with_action_library=true":                                "Bob Cid",
		"is_movable=true&asset_type=HUMAN_MODEL_2D":                  "",
		"voice_provider=HUAWEI_METASTUDIO":                           "Bob Cid",
		"voice_provider=MOBVOI":                                      "",
		"role=SHARER":                                                "",
		"role=SHAREE":                                                "",
		"is_realtime_voice=true":                                     "Ann Bob Cid",
		"is_realtime_voice=false":                                    "Ann",
		"human_model_2d_version=V3_2":                                "Ann",
		"human_model_2d_version=V3":                                  "",
		"include_device_name=T4":                                     "",
		"exclude_device_name=T4":                                     "Ann Bob Cid",
		"supported_service=LIVE_2D":                                  "Ann Bob Cid",
		"supported_service=VIDEO_2D":                                 "Bob Cid",
		"app_user_id=user-1":                                         "Ann",
		"app_user_id=nobody":                                         "",
	} {
		var got struct {
			Count  int `json:"count"`
			Assets []struct {
				Name string `json:"asset_name"`
			} `json:"assets"`
		}
		status := w.raw(day0.AddDate(0, 0, 4), "GET", "/v1/demo/digital-assets?"+query, nil, &got)
		var names []string
		for _, a := range got.Assets {
			names = append(names, a.Name)
		}
		if have := strings.Join(names, " "); status != 200 || have != want || got.Count < len(names) {
			t.Errorf("%s: got %d %q, want %q", query, status, have, want)
		}
	}
	for _, query := range []string{
		"limit=0", "limit=101", "limit=x", "offset=-1", "offset=2147483648", "tag_combination_type=ALL",
		"start_time=yesterday", "end_time=1", "asset_type=VOICE",
		"asset_type=VOICE_MODEL,X", "sort_key=name", "sort_dir=up", "asset_source=MINE", "asset_state=ACTIVE", "style_id=x",
		"accurate_query_field=x", "sex=W",
		"language=XX", "system_property=x", "system_property=:x", "action_editable=1", "is_with_action_library=yes",
		"is_movable=x", "voice_provider=x", "role=x",
		"is_realtime_voice=x", "human_model_2d_version=V9", "supported_service=VIDEO_2D,LIVE_2D",
	} {
		var refused struct {
			Code    string `json:"error_code"`
			Message string `json:"error_msg"`
		}
		name, _, _ := strings.Cut(query, "=")
		status := w.raw(day0.AddDate(0, 0, 4), "GET", "/v1/demo/digital-assets?"+query, nil, &refused)
		if status != 400 || refused.Code != "MSS.00000003" || !strings.Contains(refused.Message, name) {
			t.Errorf("%s: got %d %+v", query, status, refused)
		}
	}
}

// TestAnAssetCarriesWhatItsJobSaid, and what was changed since.
func TestAnAssetCarriesWhatItsJobSaid(t *testing.T) {
	t.Parallel()
	w, ids := library(t)
	_, m := w.sdk(day0.AddDate(0, 0, 4))
	show := func(name string) string {
		t.Helper()
		a := must(m.ShowAsset(&mssmodel.ShowAssetRequest{AssetId: ids[name]}))(t)
		text := a.AssetState.Value()
		if a.AppUserId != nil {
			text += " for " + *a.AppUserId
		}
		if a.Tags != nil {
			text += fmt.Sprint(" ", *a.Tags)
		}
		if a.SupportedService != nil {
			for _, s := range *a.SupportedService {
				text += " " + s.Value()
			}
		}
		if meta := a.AssetExtraMeta; meta.HumanModel2dMeta != nil {
			h := meta.HumanModel2dMeta
			text += fmt.Sprint(" ", h.ModelVersion.Value(), " ", *h.ModelResolution, " copy ", *h.IsLiveCopy, " background ",
				*h.IsRealBackground, " live ", *h.SupportLive)
		}
		if meta := a.AssetExtraMeta; meta.VoiceModelMeta != nil {
			v := meta.VoiceModelMeta
			text += " " + v.ModelType.Value() + " " + v.Sex.Value() + "/" + v.Language.Value()
		}
		return text + fmt.Sprint(" ", *a.AssetOrder)
	}
	is := func(name, want string) {
		t.Helper()
		if got := show(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	is("Ann", "ACTIVED for user-1 [news asian] LIVE_2D V3_2 1080P copy true background true live true 0")
	is("Bob", "ACTIVED for user-2 [NEWS] CLONE FEMALE/EN 0")
	is("Cid", "ACTIVED CLONE UNKNOW/UNKNOW 0")

	put := func(name, body string) (status int, code string) {
		t.Helper()
		var out struct {
			Code string `json:"error_code"`
		}
		return w.raw(day0.AddDate(0, 0, 4), "PUT", "/v1/demo/digital-assets/"+ids[name], jsonText(body), &out), out.Code
	}
	long := strings.Repeat("x", 129)
	for _, step := range []struct{ name, body, code string }{
		{"Ann", `{"tags":["one"],"asset_order":7,"supported_service":["VIDEO_2D"],"asset_type":"HUMAN_MODEL_2D",` +
			`"asset_state":"WAITING_DELETE"}`, ""},
		{"Ann", `{"asset_extra_meta":{"voice_model_meta":{"sex":"MALE"}},"review_config":{"no_need_review":true},` +
			`"shared_config":{"shared_type":"PRIVATE"}}`, ""},
		{"Bob", `{"asset_extra_meta":{"voice_model_meta":{"sex":"MALE","language":"CN"}},"tags":[],` +
			`"system_properties":[{"action":"DELETE","key":"IS_CONTROLLED"}]}`, ""},
		{"Cid", `{"asset_state":"UNACTIVED"}`, ""},
		{"Ann", `{"tags":["` + long + `"]}`, "MSS.00000003"},
		{"Ann", `{"tags":[` + strings.TrimSuffix(strings.Repeat(`"x",`, 51), ",") + `]}`, "MSS.00000003"},
		{"Ann", `{"asset_type":"VOICE_MODEL"}`, "MSS.00000003"},
		{"Ann", `{"asset_type":"x"}`, "MSS.00000003"},
		{"Ann", `{"asset_state":"BLOCK"}`, "MSS.00000003"},
		{"Ann", `{"asset_order":2147483648}`, "MSS.00000003"},
		{"Ann", `{"supported_service":["x"]}`, "MSS.00000003"},
		{"Ann", `{"supported_service":["VIDEO_2D","VIDEO_2D"]}`, "MSS.00000003"},
		{"Ann", `{"shared_config":{"shared_type":"x"}}`, "MSS.00000003"},
		{"Ann", `{"shared_config":{"shared_type":"SHARED"}}`, "SIM.1011"},
		{"Ann", `{"auto_operation_config":[{"operation":"DELETE"}]}`, "SIM.1011"},
		{"Bob", `{"asset_extra_meta":{"voice_model_meta":{"sex":"x"}}}`, "MSS.00000003"},
		{"Bob", `{"asset_extra_meta":{"voice_model_meta":{"language":"x"}}}`, "MSS.00000003"},
		{"Bob", `{"asset_name":"` + strings.Repeat("x", 257) + `"}`, "MSS.00000003"},
		{"Bob", `{"asset_description":"` + strings.Repeat("x", 4097) + `"}`, "MSS.00000003"},
		{"Bob", `{"tags":"x"}`, "MSS.10000002"},
	} {
		if status, code := put(step.name, step.body); code != step.code || (status == 200) != (step.code == "") {
			t.Errorf("%s %.80s: got %d %s, want %q", step.name, step.body, status, code, step.code)
		}
	}
	is("Ann", "WAITING_DELETE for user-1 [one] VIDEO_2D V3_2 1080P copy true background true live false 7")
	is("Bob", "ACTIVED for user-2 CLONE MALE/CN 0")
	is("Cid", "UNACTIVED CLONE UNKNOW/UNKNOW 0")
	if a, err := w.days(4).Asset(t.Context(), ids["Ann"]); err != nil || a.Status != mssclient.AssetActive || !a.Active {
		t.Errorf("about to be taken offline Ann is %+v, %v: it still works", a, err)
	}
	if _, code := put("Ann", `{"asset_state":"ACTIVED"}`); code != "" {
		t.Error(code)
	}
	is("Ann", "ACTIVED for user-1 [one] VIDEO_2D V3_2 1080P copy true background true live false 7")
	if _, code := put("nobody", `{"asset_type":"VOICE_MODEL"}`); code != "MSS.00010003" && code != "MSS.10001001" {
		t.Errorf("an asset that does not exist: %s", code)
	}
}

// jsonText is a body as it is written.
type jsonText string

// MarshalJSON leaves it as it is.
func (t jsonText) MarshalJSON() ([]byte, error) { return []byte(t), nil }

// TestEveryListRefusesWhatItsReferenceDoesNotKnow.
func TestEveryListRefusesWhatItsReferenceDoesNotKnow(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	const jobs, voices = "/v1/demo/digital-human-training-manage/user/jobs", "/v1/demo/voice-training-manage"
	for path, queries := range map[string][]string{
		"/v1/demo/tenants/resources?resource_source=PURCHASED&": {
			"limit=0", "limit=101", "offset=-1", "business=X", "business=LIVE_2D,X", "charging_mode=X", "status=2",
			"resource_expire_start_time=x", "resource_expire_end_time=x",
		},
		"/v1/demo/tenants/resources?": {"resource_source=X", "resource_source=PURCHASED,X", "resource_source="},
		"/v1/demo/tenants/resources-count?": {"business=X", "resource_expire_start_time=x",
			"resource_expire_end_time=x"},
		"/v1/demo/tenants/resources-usage?":        {"business=X"},
		"/v1/demo/tenants/resource/assignrecourd?": {"limit=0", "offset=x"},
		jobs + "?": {
			"limit=0", "offset=-1", "state=X", "state=JOB_SUCCESS,X", "sort_key=X", "sort_dir=X", "create_since=x",
			"create_until=x", "update_since=x", "update_until=x",
			"is_flexus=x", "is_live_copy=x", "is_ondemand_resource=x", "model_resolution=720P",
		},
		voices + "/user/jobs?": {
			"limit=0", "offset=-1", "state=X", "sort_key=X", "sort_dir=X", "create_since=x", "update_until=x", "job_type=X",
			"tag=X", "is_ondemand_resource=x",
		},
		voices + "/quotas?": {"limit=0", "limit=101", "offset=x"},
		"/v2/orders/customer-orders?": {
			"limit=0", "offset=-1", "status=2", "status=x", "order_type=5", "order_type=1,5", "method=x", "order_by=x",
			"create_time_begin=x", "create_time_end=x",
			"payment_time_begin=x", "payment_time_end=x",
		},
		"/v2/orders/customer-orders/details/CS0?": {"limit=0", "limit=101", "offset=-1"},
		"/v2/promotions/benefits/coupons?": {"coupon_type=0", "coupon_type=5", "status=0", "status=6",
			"active_start_time=x", "active_end_time=x", "limit=0"},
		"/v2/products/service-types?": {"limit=0", "offset=x", "service_type_name=" + strings.Repeat("x", 129)},
		"/v3/projects?":               {"page=0", "per_page=0", "per_page=5001", "enabled=x", "is_domain=x"},
	} {
		want := "MSS.00000003"
		if strings.HasPrefix(path, "/v2/") {
			want = "CBC.0100"
		} else if strings.HasPrefix(path, "/v3/projects") {
			want = "Bad Request"
		}
		for _, q := range queries {
			var refused struct {
				Code    string `json:"error_code"`
				Message string `json:"error_msg"`
				Error   struct {
					Title   string `json:"title"`
					Message string `json:"message"`
				} `json:"error"`
			}
			name, _, _ := strings.Cut(q, "=")
			if status := w.raw(day0, "GET", path+q, nil, &refused); status != 400 ||
				cmp.Or(refused.Code, refused.Error.Title) != want ||
				!strings.Contains(refused.Message+refused.Error.Message, name) {
				t.Errorf("%s%.40s: got %d %+v", path, q, status, refused)
			}
		}
	}
}
