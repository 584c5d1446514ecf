package httpapi

import (
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"
	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
)

// rule is what a parameter of a query may be where it is not empty. The description of the API says the same.
type rule struct {
	number      bool
	least, most int      // of a number
	words       []string // one of these
	list        bool     // several of the words, with commas between
	length      int      // at most so many characters
	instant     bool     // RFC 3339
	truth       bool     // true or false
}

// wordsOf are the words of one of the SDK's enumerations, which are what the service documents.
func wordsOf(enumeration any) (words []string) {
	v := reflect.ValueOf(enumeration)
	for _, f := range v.Fields() {
		if word, ok := reflect.TypeAssert[interface{ Value() string }](f); ok {
			words = append(words, word.Value())
		}
	}
	return words
}

func oneWord(words ...string) rule    { return rule{words: words} }
func manyWords(words ...string) rule  { return rule{words: words, list: true} }
func numberFrom(least, most int) rule { return rule{number: true, least: least, most: most} }
func all(sets ...map[string]rule) rules {
	out := rules{}
	for _, s := range sets {
		maps.Copy(out, s)
	}
	return out
}

type rules map[string]rule

// Words that several calls share. Those of the SDK stand in its enumerations, the others in the comments of its requests.
var (
	businessTypes   = wordsOf(mssmodel.GetResourceItemInfoBusinessTypeEnum())
	chargingModes   = wordsOf(mssmodel.GetResourceItemInfoChargingModeEnum())
	resourceSources = []string{purchased, "SP_ALLOCATED", "ADMIN_ALLOCATED"}
	assetTypes      = wordsOf(mssmodel.GetDigitalAssetInfoAssetTypeEnum())
	assetStates     = wordsOf(mssmodel.GetDigitalAssetInfoAssetStateEnum())
	imageJobStates  = wordsOf(mssmodel.GetTrainingJobBasicInfoStateEnum())
	voiceJobStates  = wordsOf(mssmodel.GetJobStateEnum())
	voiceJobTypes   = wordsOf(mssmodel.GetJobTypeEnum())
	voiceTags       = wordsOf(mssmodel.GetJobTagEnum())
	voiceSexes      = wordsOf(mssmodel.GetVoiceModelAssetMetaSexEnum())
	voiceLanguages  = wordsOf(mssmodel.GetVoiceModelAssetMetaLanguageEnum())
	services        = wordsOf(mssmodel.GetSupportedServiceEnumEnum())
	modelVersions   = wordsOf(mssmodel.GetHumanModel2DAssetMetaModelVersionEnum())
	resolutions     = []string{modelResolution, "4K"}
	assetStyles     = []string{"system_male_001", "system_female_001", "system_male_002", "system_female_002"}
	voiceProviders  = []string{ownVoices, "MOBVOI"}
	directions      = []string{"asc", "desc"}
	orderTypes      = []string{"1", "2", "3", "4", "10", "11", "13", "14", "15"}
	// Orders of the simulated cloud are never 1 (to be approved) or 9 (to be confirmed).
	orderStatuses = []string{"1", "3", "4", "5", "6", "9"}
)

var (
	pages   = rules{"limit": numberFrom(1, maxPage), "offset": numberFrom(0, maxInt)}
	expiry  = rules{"resource_expire_start_time": {instant: true}, "resource_expire_end_time": {instant: true}}
	jobTime = rules{
		"create_since": {instant: true}, "create_until": {instant: true}, "update_since": {instant: true}, "update_until": {instant: true},
		"sort_dir": oneWord(directions...), "is_ondemand_resource": {truth: true},
	}
)

// queryRules are what the parameters of the real services' queries may be (documented, but for the greatest page of those calls that name none).
var queryRules = map[string]rules{
	"ListTenantResources": all(pages, expiry, rules{
		"business": manyWords(businessTypes...), "resource_source": manyWords(resourceSources...), "charging_mode": manyWords(chargingModes...),
		"status": numberFrom(0, 1),
	}),
	"CountTenantResources":   all(expiry, rules{"business": manyWords(businessTypes...)}),
	"ShowResourceUsage":      {"business": manyWords(businessTypes...)},
	"ShowTenantAssginRecord": pages,
	"ListAssets": all(pages, rules{
		"tag_combination_type": oneWord(wordsOf(mssmodel.GetListAssetsRequestTagCombinationTypeEnum())...),
		"start_time":           {instant: true}, "end_time": {instant: true},
		"asset_type": manyWords(assetTypes...), "asset_state": manyWords(assetStates...),
		"sort_key": oneWord("create_time", "update_time", "asset_order"), "sort_dir": oneWord(directions...),
		"asset_source":    oneWord(wordsOf(mssmodel.GetListAssetsRequestAssetSourceEnum())...),
		"style_id":        oneWord(assetStyles...),
		"sex":             manyWords(voiceSexes...),
		"language":        manyWords(voiceLanguages...),
		"action_editable": {truth: true}, "is_with_action_library": {truth: true}, "is_movable": {truth: true}, "is_realtime_voice": {truth: true},
		"voice_provider":         oneWord(voiceProviders...),
		"role":                   oneWord(wordsOf(mssmodel.GetListAssetsRequestRoleEnum())...),
		"human_model_2d_version": oneWord(modelVersions...),
		"supported_service":      oneWord(wordsOf(mssmodel.GetListAssetsRequestSupportedServiceEnum())...),
	}),
	"DeleteAsset": {"mode": oneWord("force")},
	"List2dModelTrainingJob": all(pages, jobTime, rules{
		"state": manyWords(imageJobStates...), "sort_key": oneWord("create_time", "update_time", "asset_order"),
		"model_resolution": oneWord(resolutions...), "is_flexus": {truth: true}, "is_live_copy": {truth: true},
	}),
	// ceate_time is how the reference spells it.
	"ListVoiceTrainingJob": all(pages, jobTime, rules{
		"state": manyWords(voiceJobStates...), "sort_key": oneWord("ceate_time", "create_time", "update_time"), "job_type": manyWords(voiceJobTypes...),
		"tag": oneWord(voiceTags...),
	}),
	"ShowVoiceTrainingQuotas": pages,
	"ListCustomerOrders": all(pages, rules{
		"create_time_begin": {instant: true}, "create_time_end": {instant: true}, "payment_time_begin": {instant: true}, "payment_time_end": {instant: true},
		"status": oneWord(orderStatuses...), "order_type": manyWords(orderTypes...),
		"method": oneWord(wordsOf(bssmodel.GetListCustomerOrdersRequestMethodEnum())...),
	}),
	"ShowCustomerOrderDetails": pages,
	"ListSubCustomerCoupons": all(pages, rules{
		"coupon_type": numberFrom(1, 4), "status": numberFrom(1, 5), "active_start_time": {instant: true}, "active_end_time": {instant: true},
	}),
	"ListServiceTypes":     all(pages, rules{"service_type_name": {length: maxServiceName}}),
	"KeystoneListProjects": {"page": numberFrom(1, maxInt), "per_page": numberFrom(1, maxProjectPage), "enabled": {truth: true}, "is_domain": {truth: true}},
}

// obey refuses a query that breaks a rule.
func (r *request) obey(q url.Values, rules rules) error {
	for _, name := range slices.Sorted(maps.Keys(rules)) {
		if s := strings.TrimSpace(q.Get(name)); s != "" {
			if want := rules[name].broken(s); want != "" {
				return r.bad("%s is %.40q, must be %s", name, s, want)
			}
		}
	}
	return nil
}

// broken says what a value must be; empty where it is that.
func (l rule) broken(s string) (want string) {
	switch {
	case l.number:
		if n, err := strconv.Atoi(s); err != nil || n < l.least || n > l.most {
			return "a number from " + strconv.Itoa(l.least) + " to " + strconv.Itoa(l.most)
		}
	case l.instant:
		if _, err := calendar.ParseInstant(s); err != nil {
			return err.Error()
		}
	case l.truth:
		if s = strings.ToLower(s); s != "true" && s != "false" {
			return "true or false"
		}
	case l.length > 0:
		if utf8.RuneCountInString(s) > l.length {
			return "at most " + strconv.Itoa(l.length) + " characters long"
		}
	case l.list:
		for word := range strings.SplitSeq(s, ",") {
			if word = strings.TrimSpace(word); word != "" && !slices.Contains(l.words, word) {
				return "some of " + strings.Join(l.words, ", ")
			}
		}
	case !slices.Contains(l.words, s):
		return "one of " + strings.Join(l.words, ", ")
	}
	return ""
}
