package mssclient

import (
	"context"
	"fmt"

	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient/answer"
)

// Discount types, in the words that data sources show.
const (
	DiscountPromotion  = "promotion"
	DiscountCommercial = "commercial"
	DiscountPartner    = "partner"
)

var discountTypes = map[int32]string{700: DiscountPromotion, 605: DiscountCommercial, 607: DiscountPartner}

// What a price query names besides the product. Any region will do: the simulated cloud has one price everywhere.
const (
	ratedService = "hws.service.type.metastudio"
	ratedRegion  = "simulated" // where the configuration names none
	onlyLine     = "1"
)

// Rate is what a purchase or a renewal costs.
type Rate struct {
	OfficialAmount money.Amount // before discounts
	Currency       string
	Discounts      []RateDiscount // of the account, that a payment can choose from
}

// RateDiscount is one of the account's discounts, as it bears on a purchase.
type RateDiscount struct {
	ID, Name, Type string
	Amount         money.Amount // that is left to pay
	Off            money.Amount
}

// RatePurchase asks billing what an item costs. Billing rates monthly and yearly periods only.
func (c *Client) RatePurchase(ctx context.Context, it OrderItem) (*Rate, error) {
	operation := "ask for the price of " + it.ResourceSpecCode
	resp, err := do(ctx, c, call{operation: operation, read: true},
		func(s *services) (*bssmodel.ListRateOnPeriodDetailResponse, error) {
			return s.bss.ListRateOnPeriodDetail(&bssmodel.ListRateOnPeriodDetailRequest{Body: &bssmodel.RateOnPeriodReq{
				ProjectId: c.cfg.ProjectID,
				// Of MetaStudio's products the code is both the type and the specification.
				ProductInfos: []bssmodel.PeriodProductInfo{{
					Id: onlyLine, CloudServiceType: ratedService, ResourceType: it.ResourceSpecCode, ResourceSpec: it.ResourceSpecCode,
					Region:     c.region(),
					PeriodType: wirePeriod[it.PeriodType], PeriodNum: it.PeriodNum, SubscriptionNum: it.SubscriptionNum,
				}},
			}})
		})
	if err != nil {
		return nil, err
	}
	if resp.OfficialWebsiteRatingResult == nil {
		return nil, incomplete(operation, "official_website_rating_result")
	}
	rate := &Rate{Currency: answer.Value(resp.Currency)}
	var read answer.Reader
	rate.OfficialAmount = answer.Decimal(&read, "official_website_amount",
		resp.OfficialWebsiteRatingResult.OfficialWebsiteAmount)
	for _, d := range answer.Value(resp.OptionalDiscountRatingResults) {
		rate.Discounts = append(rate.Discounts, RateDiscount{
			ID: answer.Value(d.DiscountId), Name: answer.Value(d.DiscountName),
			Type:   answer.Word(discountTypes, answer.Value(d.DiscountType)),
			Amount: answer.Decimal(&read, "amount", d.Amount), Off: answer.Decimal(&read, "discount_amount", d.DiscountAmount),
		})
	}
	if read.Err != nil {
		return nil, fmt.Errorf("%s: %w", operation, read.Err)
	}
	return rate, nil
}

// RateRenewal asks billing what renewing a package costs. A package that cannot be renewed is an *Error that says why.
func (c *Client) RateRenewal(ctx context.Context, id string, p PeriodType, n int32) (*Rate, error) {
	operation := "ask for the price of renewing the package " + id
	resp, err := do(ctx, c, call{operation: operation, read: true},
		func(s *services) (*bssmodel.ListRenewRateOnPeriodResponse, error) {
			return s.bss.ListRenewRateOnPeriod(&bssmodel.ListRenewRateOnPeriodRequest{Body: &bssmodel.ListRenewRateOnPeriodReq{
				ResourceIds: []string{id}, PeriodType: wirePeriod[p], PeriodNum: n,
			}})
		})
	if err != nil {
		return nil, err
	}
	if failed := answer.Value(resp.FailResourceInfos); len(failed) > 0 {
		return nil, &Error{Operation: operation, Code: answer.Value(failed[0].ErrorCode),
			Message:    answer.Value(failed[0].ErrorMsg),
			HTTPStatus: 400}
	}
	if resp.OfficialWebsiteRatingResult == nil {
		return nil, incomplete(operation, "official_website_rating_result")
	}
	said := answer.Value(resp.OfficialWebsiteRatingResult.OfficialWebsiteAmount)
	amount, err := money.Parse(said)
	if err != nil {
		return nil, fmt.Errorf("%s: the answer's official_website_amount %q: %w", operation, said, err)
	}
	return &Rate{OfficialAmount: amount, Currency: answer.Value(resp.Currency)}, nil
}
