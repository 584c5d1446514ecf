package billing

import (
	"encoding/json"
	"fmt"
	"strings"

	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// The answer to subscribe-rate is the SDK's ListRateOnPeriodDetailResponse with amounts as numbers: its decimals
// marshal as strings.
type rateBody struct {
	OfficialWebsiteRatingResult officialRate `json:"official_website_rating_result"`
	// Only there when the account has a discount that covers all that was asked for (documented).
	OptionalDiscountRatingResults []discountRate `json:"optional_discount_rating_results,omitempty"`
	Currency                      string         `json:"currency"`
}

type officialRate struct {
	OfficialWebsiteAmount json.Number           `json:"official_website_amount"`
	MeasureID             int                   `json:"measure_id"`
	ProductRatingResults  []officialProductRate `json:"product_rating_results"`
}

type officialProductRate struct {
	ID                    string      `json:"id"`
	ProductID             string      `json:"product_id"`
	OfficialWebsiteAmount json.Number `json:"official_website_amount"`
	MeasureID             int         `json:"measure_id"`
}

type discountRate struct {
	DiscountID            string                `json:"discount_id"`
	Amount                json.Number           `json:"amount"`
	OfficialWebsiteAmount json.Number           `json:"official_website_amount"`
	DiscountAmount        json.Number           `json:"discount_amount"`
	MeasureID             int                   `json:"measure_id"`
	DiscountType          int                   `json:"discount_type"`
	DiscountName          string                `json:"discount_name"`
	BestOffer             int                   `json:"best_offer"`
	ProductRatingResults  []discountProductRate `json:"product_rating_results"`
}

type discountProductRate struct {
	ID                    string      `json:"id"`
	ProductID             string      `json:"product_id"`
	Amount                json.Number `json:"amount"`
	OfficialWebsiteAmount json.Number `json:"official_website_amount"`
	DiscountAmount        json.Number `json:"discount_amount"`
	MeasureID             int         `json:"measure_id"`
}

// ratedPeriods are the period types of price queries (documented: 0 daily, 2 monthly, 3 yearly, 4 hourly; there is no
// one-off).
var ratedPeriods = map[int64]site.PeriodType{0: "daily", 2: site.Monthly, 3: site.Yearly, 4: "hourly"}

// productInfo is a line of a price query. The fields of products with a size are not read: for others they do not count
// (documented).
type productInfo struct {
	ID               string      `json:"id"`
	CloudServiceType string      `json:"cloud_service_type"`
	ResourceType     string      `json:"resource_type"`
	ResourceSpec     string      `json:"resource_spec"`
	Region           string      `json:"region"`
	PeriodType       call.Number `json:"period_type"`
	PeriodNum        call.Number `json:"period_num"`
	SubscriptionNum  call.Number `json:"subscription_num"`
	FeeInstallment   string      `json:"fee_installment_mode"`
}

type rateSubscriptionBody struct {
	ProjectID    string        `json:"project_id"`
	ProductInfos []productInfo `json:"product_infos"`
}

// rateSubscription is ListRateOnPeriodDetail: what a purchase list costs.
func rateSubscription(r *call.Request, in rateSubscriptionBody) (any, error) {
	if in.ProjectID != r.Call.Tenant {
		return nil, r.Bad("project_id is %.40q, must be the caller's project", in.ProjectID)
	}
	items := make([]lifecycle.OrderRequestItem, len(in.ProductInfos))
	seen := map[string]bool{}
	for i, info := range in.ProductInfos {
		var err error
		if items[i], err = ratedItem(r, fmt.Sprintf("product_infos[%d].", i), info); err != nil {
			return nil, err
		}
		if seen[info.ID] {
			return nil, r.Bad("product_infos[%d].id is %.40q, which stands there twice", i, info.ID)
		}
		seen[info.ID] = true
	}
	w, err := r.Look(lifecycle.Selection{})
	if err != nil {
		return nil, err
	}
	q, err := lifecycle.Quote(w, items)
	if err != nil {
		return nil, err
	}
	return rateOf(w, in.ProductInfos, q), nil
}

// ratedItem reads a line. The product is found by service, type and specification together (documented); for MetaStudio
// the two codes are one, as in lists of resources (assumed). Any region will do: every one is the same project here
// (assumed).
func ratedItem(r *call.Request, at string, in productInfo) (item lifecycle.OrderRequestItem, err error) {
	for _, field := range [][2]string{
		{"id", in.ID},
		{"cloud_service_type", in.CloudServiceType},
		{"resource_type", in.ResourceType},
		{"resource_spec", in.ResourceSpec},
		{"region", in.Region},
	} {
		if field[1] == "" {
			return item, r.Bad("%s%s is missing", at, field[0])
		}
	}
	if err := r.OneOf(at+"fee_installment_mode", in.FeeInstallment, "NA", "HALF_PAY", "ZERO_PAY"); err != nil {
		return item, err
	}
	if in.FeeInstallment != "" && in.FeeInstallment != "NA" {
		return item, r.Bad("%sfee_installment_mode is %s, which only CloudPond has", at, in.FeeInstallment) // documented
	}
	if !in.PeriodType.Given {
		return item, r.Bad("%speriod_type is missing", at)
	}
	var known bool
	if item.PeriodType, known = ratedPeriods[in.PeriodType.Value]; !known {
		return item, r.Bad("%speriod_type is %d, must be 0 (daily), 2 (monthly), 3 (yearly) or 4 (hourly)", at,
			in.PeriodType.Value)
	}
	if item.PeriodNum, err = r.Int32(at+"period_num", in.PeriodNum); err != nil {
		return item, err
	}
	if item.Quantity, err = r.Int32(at+"subscription_num", in.SubscriptionNum); err != nil {
		return item, err
	}
	if !strings.EqualFold(in.CloudServiceType, serviceTypeCode) || in.ResourceType != in.ResourceSpec {
		return item, lifecycle.Refuse(lifecycle.CodeProductUnknown,
			"%sresource_spec: there is no %.80q of the type %.80q in %.80q", at, in.ResourceSpec, in.ResourceType,
			in.CloudServiceType)
	}
	item.ResourceSpecCode = in.ResourceSpec
	return item, nil
}

func rateOf(w *lifecycle.View, infos []productInfo, q *lifecycle.Quotation) rateBody {
	out := rateBody{Currency: w.Currency(), OfficialWebsiteRatingResult: officialRate{
		OfficialWebsiteAmount: call.Decimal(q.OfficialAmount), MeasureID: measureMajor,
		ProductRatingResults: []officialProductRate{},
	}}
	for i, it := range q.Items {
		out.OfficialWebsiteRatingResult.ProductRatingResults = append(out.OfficialWebsiteRatingResult.ProductRatingResults,
			officialProductRate{
				ID: infos[i].ID, ProductID: it.ResourceSpecCode, OfficialWebsiteAmount: call.Decimal(it.OfficialAmount),
				MeasureID: measureMajor,
			})
	}
	for _, offer := range q.Offers {
		row := discountRate{
			DiscountID: offer.Discount.ID, Amount: call.Decimal(q.OfficialAmount - offer.Total),
			OfficialWebsiteAmount: call.Decimal(q.OfficialAmount),
			DiscountAmount:        call.Decimal(offer.Total), MeasureID: measureMajor,
			DiscountType: discountTypes[offer.Discount.Type],
			DiscountName: fmt.Sprintf("%d%% off", offer.Discount.Percent),
		}
		if offer.Best {
			row.BestOffer = 1
		}
		for i, it := range q.Items {
			row.ProductRatingResults = append(row.ProductRatingResults, discountProductRate{
				ID: infos[i].ID, ProductID: it.ResourceSpecCode, Amount: call.Decimal(it.OfficialAmount - offer.Off[i]),
				OfficialWebsiteAmount: call.Decimal(it.OfficialAmount), DiscountAmount: call.Decimal(offer.Off[i]),
				MeasureID: measureMajor,
			})
		}
		out.OptionalDiscountRatingResults = append(out.OptionalDiscountRatingResults, row)
	}
	return out
}

type rateRenewalBody struct {
	ResourceIDs              []string     `json:"resource_ids"`
	PeriodType               call.Number  `json:"period_type"`
	PeriodNum                call.Number  `json:"period_num"`
	IncludeRelativeResources call.Boolean `json:"include_relative_resources"`
}

// rateRenewal is ListRenewRateOnPeriod: what renewing costs. All amounts are strings here (documented). No resource has
// others that are renewed with it, so that include_relative_resources changes nothing.
func rateRenewal(r *call.Request, in rateRenewalBody) (any, error) {
	period, n, err := RenewalPeriod(r, in.PeriodType, in.PeriodNum)
	if err != nil {
		return nil, err
	}
	if len(in.ResourceIDs) == 0 {
		return nil, r.Bad("resource_ids is empty")
	}
	w, err := r.Look(lifecycle.Selection{Packages: in.ResourceIDs})
	if err != nil {
		return nil, err
	}
	q, err := lifecycle.QuoteRenewal(w, in.ResourceIDs, period, n)
	if err != nil {
		return nil, err
	}
	results, failed := []bssmodel.RenewInquiryResultInfo{}, []bssmodel.FailResourceInfo{}
	for _, it := range q.Items {
		results = append(results, bssmodel.RenewInquiryResultInfo{
			ResourceId: &it.Resources[0], Amount: new(it.Amount.String())})
	}
	for _, f := range q.Failed {
		failed = append(failed, bssmodel.FailResourceInfo{ResourceId: &f.PackageID, ErrorCode: &f.Refusal.Code,
			ErrorMsg: &f.Refusal.Message})
	}
	return bssmodel.ListRenewRateOnPeriodResponse{
		Currency: new(w.Currency()), RenewInquiryResults: &results, FailResourceInfos: &failed,
		OfficialWebsiteRatingResult: &bssmodel.OfficialWebsiteRatingResultV2{OfficialWebsiteAmount: new(q.Amount.String())},
	}, nil
}
