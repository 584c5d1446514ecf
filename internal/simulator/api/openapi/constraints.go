package openapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"
	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/billing"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/metastudio"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/training"
)

// constrain says of a property of a request what the handlers hold it to. What breaks it is refused: see
// TestWhatTheDescriptionExcludesIsRefused.
type constrain func(*openapi3.Schema)

func between(least, most float64) constrain {
	return func(s *openapi3.Schema) { s.Min, s.Max = &least, &most }
}

func among[T any](values ...T) constrain {
	return func(s *openapi3.Schema) {
		for _, v := range values {
			s.Enum = append(s.Enum, v)
		}
	}
}

func length(least, most uint64) constrain {
	return func(s *openapi3.Schema) { s.MinLength, s.MaxLength = least, &most }
}

func each(constraint constrain) constrain {
	return func(s *openapi3.Schema) {
		item := *s.Items.Value
		constraint(&item)
		s.Items = openapi3.NewSchemaRef("", &item)
	}
}

func items(least, most uint64, constraints ...constrain) constrain {
	return func(s *openapi3.Schema) {
		s.MinItems, s.MaxItems = least, &most
		for _, c := range constraints {
			each(c)(s)
		}
	}
}

var (
	renewalIDs     = items(1, 10)
	trainingNumber = between(1, training.MaxParts)
	someTags       = items(0, 50, length(0, 128))
	anOffset       = between(0, call.MaxInt)
	aPage          = between(1, call.MaxPage)
	aNumber        = between(1, math.MaxInt32)
)

// constraints are those of the bodies' properties, by component.
var constraints = map[string]map[string]constrain{
	"PublicCloudServiceOrder": {
		"is_auto_pay": between(0, 1), "is_auto_renew": between(0, 1), "period_type": among(2, 3, 6), "period_num": aNumber,
		"subscription_num":   aNumber,
		"resource_spec_code": length(1, 256),
	},
	"CreateMetaStudioOrdersReq": {"cloud_services": items(1, 20)},
	"SpecialAgreementSignReq":   {"agreement_type": among(metastudio.AutoPayAgreement)},
	"BindAssetResourceReq":      {"business_type": among(metastudio.BusinessTypes...), "asset_id": length(1, 256)},
	"UpdateDigitalAssetRequestBody": {
		"asset_name": length(1, 256), "asset_description": length(0, 4096), "asset_type": among(metastudio.AssetTypes...),
		"tags":              someTags,
		"asset_state":       among(call.WordsOf(mssmodel.GetUpdateDigitalAssetRequestBodyAssetStateEnum())...),
		"asset_order":       between(math.MinInt32, math.MaxInt32),
		"supported_service": items(0, 3, among(metastudio.Services...)),
	},
	"BatchAssetActionReq": {"action": among(call.WordsOf(mssmodel.GetBatchAssetActionReqActionEnum())...),
		"asset_ids": items(1, metastudio.MaxBatch)},
	"Create2dModelTrainingJobReq": {
		"name": length(1, 256), "video_multipart_count": trainingNumber, "action_video_multipart_count": trainingNumber,
		"tags":              someTags,
		"command_message":   among(call.WordsOf(mssmodel.GetCreate2dModelTrainingJobReqCommandMessageEnum())...),
		"audio_source_type": among(call.WordsOf(mssmodel.GetCreate2dModelTrainingJobReqAudioSourceTypeEnum())...),
		"model_version":     among(metastudio.ModelVersion), "contact": length(0, 256), "batch_name": length(0, 256),
		"supported_service": items(0, 3, among(metastudio.Services...)),
	},
	"Update2dModelTrainingJobReq": {
		"name": length(1, 256), "video_multipart_count": trainingNumber, "action_video_multipart_count": trainingNumber,
		"tags":              someTags,
		"command_message":   among(call.WordsOf(mssmodel.GetUpdate2dModelTrainingJobReqCommandMessageEnum())...),
		"audio_source_type": among(call.WordsOf(mssmodel.GetUpdate2dModelTrainingJobReqAudioSourceTypeEnum())...),
		"contact":           length(0, 256), "batch_name": length(0, 256),
		"supported_service": items(0, 3, among(metastudio.Services...)),
	},
	"Execute2dModelTrainingCommandByUserReq": {
		"command": among(append(slices.Clone(training.ImageCommands), training.Submit)...)},
	"CreateTrainingJobReq": {
		"voice_name": length(1, 256), "description": length(0, 4096), "custom_text": length(0, 4096),
		"sex": among("FEMALE", "MALE"), "language": among("CN", "EN"),
		"tag": among(training.VoiceTags...), "create_type": among(call.WordsOf(mssmodel.GetCreateTypeEnum())...),
		"phone": length(0, 256), "batch_name": length(0, 256),
		"output_language": length(0, 256), "dhtms_job_id": length(0, 256),
		"supported_service": items(0, 3, among(metastudio.Services...)),
	},
	"CommitJobReq": {
		"voice_name": length(1, 256), "description": length(0, 4096), "custom_text": length(0, 4096),
		"sex": among("FEMALE", "MALE"), "language": among("CN", "EN"),
		"tag": among(training.VoiceTags...), "phone": length(0, 256), "output_language": length(0, 256),
		"app_user_id": length(0, 256),
	},
	"PayCustomerOrderV3Req": {
		"use_coupon": among("YES", "NO"), "use_discount": among("YES", "NO"), "coupon_infos": items(0, 3),
		"discount_infos": items(0, 1), "order_id": length(1, 256),
	},
	"Payment": {"coupon_infos": items(0, 3), "discount_infos": items(0, 1),
		"use_coupon": among("YES", "NO"), "use_discount": among("YES", "NO")},
	"CouponSimpleInfoOrderPayV3": {"type": among(billing.PaidCoupons...), "id": length(1, 256)},
	"DiscountSimpleInfoV3":       {"type": among(billing.PaidDiscounts...), "id": length(1, 256)},
	"CancelCustomerOrderReq":     {"order_id": length(1, 256)},
	"QueryResourcesReq": {
		"resource_ids": items(0, billing.MaxQueryIDs), "only_main_resource": between(0, 1),
		"status_list": each(between(2, 5)),
		"offset":      anOffset,
		"limit":       between(1, billing.MaxResources), "customer_id": length(0, billing.MaxCustomerID),
		"service_type_code": length(1, 256),
	},
	"RenewalResourcesReq": {"resource_ids": renewalIDs, "period_type": among(2, 3), "period_num": between(1, 11),
		"is_auto_pay": between(0, 1)},
	"ListRenewRateOnPeriodReq": {"resource_ids": renewalIDs, "period_type": among(2, 3)},
	"RenewResourceConfigReq": {
		"config_name": among(call.WordsOf(bssmodel.GetRenewResourceConfigReqConfigNameEnum())...)},
	"AutoRenewalResourcesReq": {
		"auto_renew_times": between(0, 99),
		"period_type":      among(call.WordsOf(bssmodel.GetAutoRenewalResourcesReqPeriodTypeEnum())...)},
	"UnsubscribeResourcesReq": {"resource_ids": renewalIDs, "unsubscribe_type": among(1, 2),
		"unsubscribe_reason_type": between(1, billing.MaxReasonType)},
	"PeriodProductInfo": {"period_type": among(0, 2, 3, 4), "period_num": aNumber, "subscription_num": aNumber,
		"fee_installment_mode": among("NA")},
	"ListFreeResourceInfosReq":  {"status": between(0, billing.FreeUnsubscribed), "offset": anOffset, "limit": aPage},
	"ListFreeResourceUsagesReq": {"free_resource_ids": items(1, billing.MaxFreeIDs, length(0, billing.MaxFreeID))},
	"NewQuote":                  {"renewals": items(0, control.MaxQuotedRenewals)},
	"QuotedItem": {"period_type": among(2, 3, 6), "period_num": aNumber, "subscription_num": aNumber,
		"is_auto_renew": between(0, 1), "resource_spec_code": length(1, 256)},
	"QuotedRenewal": {"period_type": among(2, 3), "period_num": between(1, 11)},
	"NewCoupon":     {"type": among(slices.Sorted(maps.Keys(control.CouponWords))...)},
	"NewDiscount": {"type": among(slices.Sorted(maps.Keys(control.DiscountWords))...),
		"percent": between(1, 99)},
	"NewKey": {"role": among("", "owner", "billing", "read_only"), "access_key": length(1, 64),
		"secret_key": length(8, 256)},
	"NewTenant": {"project_id": length(1, 64), "clock": among("", "client", "real", "held")},
}

// constrainBodies puts the constraints into the components. Each must find its property.
func (d *describer) constrainBodies() error {
	for name, properties := range constraints {
		component := d.shapes.components[name]
		if component == nil {
			return fmt.Errorf("no body is called %s", name)
		}
		for property, c := range properties {
			ref := component.Value.Properties[property]
			if ref == nil {
				return fmt.Errorf("%s has no %s", name, property)
			}
			own := *ref.Value // schemas of simple types may be shared
			c(&own)
			component.Value.Properties[property] = openapi3.NewSchemaRef("", &own)
		}
	}
	return nil
}

// ruled gives a schema what a rule says.
func ruled(l call.Rule, s *openapi3.Schema) {
	switch {
	case l.Number:
		s.Type, s.Min, s.Max = &openapi3.Types{"integer"}, new(float64(l.Least)), new(float64(l.Most))
	case l.Instant:
		s.Format = "date-time"
	case l.Length > 0:
		s.MaxLength = new(uint64(l.Length))
	case l.List:
		words := strings.Join(l.Words, "|")
		s.Pattern = "^(" + words + ")(,(" + words + "))*$"
	case len(l.Words) > 0 && s.Type.Is("integer"):
		for _, w := range l.Words {
			s.Enum = append(s.Enum, json.Number(w))
		}
	case len(l.Words) > 0:
		among(l.Words...)(s)
	}
}
