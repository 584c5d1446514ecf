package mssclient

import (
	"context"
	"fmt"

	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

// Discount types, in the words that data sources show.
const (
	DiscountPromotion  = "promotion"
	DiscountCommercial = "commercial"
	DiscountPartner    = "partner"
)

var discountTypes = map[int32]string{700: DiscountPromotion, 605: DiscountCommercial, 607: DiscountPartner}

func discountWord(kind int32) string {
	if word, ok := discountTypes[kind]; ok {
		return word
	}
	return fmt.Sprintf("billing_%d", kind)
}

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
	rate := &Rate{Currency: value(resp.Currency)}
	var a amounts
	rate.OfficialAmount = readAmount(&a, "official_website_amount", resp.OfficialWebsiteRatingResult.OfficialWebsiteAmount)
	for _, d := range value(resp.OptionalDiscountRatingResults) {
		rate.Discounts = append(rate.Discounts, RateDiscount{
			ID: value(d.DiscountId), Name: value(d.DiscountName), Type: discountWord(value(d.DiscountType)),
			Amount: readAmount(&a, "amount", d.Amount), Off: readAmount(&a, "discount_amount", d.DiscountAmount),
		})
	}
	if a.err != nil {
		return nil, fmt.Errorf("%s: %w", operation, a.err)
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
	if failed := value(resp.FailResourceInfos); len(failed) > 0 {
		return nil, &Error{Operation: operation, Code: value(failed[0].ErrorCode), Message: value(failed[0].ErrorMsg),
			HTTPStatus: 400}
	}
	if resp.OfficialWebsiteRatingResult == nil {
		return nil, incomplete(operation, "official_website_rating_result")
	}
	said := value(resp.OfficialWebsiteRatingResult.OfficialWebsiteAmount)
	amount, err := money.Parse(said)
	if err != nil {
		return nil, fmt.Errorf("%s: the answer's official_website_amount %q: %w", operation, said, err)
	}
	return &Rate{OfficialAmount: amount, Currency: value(resp.Currency)}, nil
}

// amounts keeps the first sum that cannot be read.
type amounts struct{ err error }

// float reads one of the amounts that billing writes as floating-point numbers.
func (a *amounts) float(field string, p *float64) money.Amount {
	sum, err := money.FromFloat(value(p))
	if err != nil && a.err == nil {
		a.err = fmt.Errorf("the answer's %s %g: %w", field, value(p), err)
	}
	return sum
}

// readAmount reads one of the SDK's decimals.
func readAmount[T interface{ StringFixed(places int32) string }](a *amounts, field string, p *T) money.Amount {
	said := ""
	if p != nil {
		said = (*p).StringFixed(2)
	}
	sum, err := money.Parse(said)
	if err != nil && a.err == nil {
		a.err = fmt.Errorf("the answer's %s %q: %w", field, said, err)
	}
	return sum
}
