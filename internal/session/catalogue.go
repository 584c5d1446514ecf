package session

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

// Product looks a product up in the catalogue, which is read once. Estimates and plan checks must not fail a plan, so
// that a catalogue that cannot be read only means that they are left out.
func (s *Session) Product(ctx context.Context, code string) (mssclient.Product, bool) {
	for _, p := range s.catalogue(ctx) {
		if p.ResourceSpecCode == code {
			return p, true
		}
	}
	return mssclient.Product{}, false
}

func (s *Session) catalogue(ctx context.Context) []mssclient.Product {
	s.reading.Lock()
	defer s.reading.Unlock()
	if s.products == nil {
		s.products, _ = s.Client.Products(ctx)
	}
	return s.products
}

// CheckItem says at which argument the catalogue refuses a purchase, and why; at is empty where it does not, or cannot
// be read. Values that are not known yet are zero and are not checked.
func (s *Session) CheckItem(ctx context.Context, it mssclient.OrderItem) (at, why string) {
	products := s.catalogue(ctx)
	if len(products) == 0 || it.ResourceSpecCode == "" {
		return "", ""
	}
	i := slices.IndexFunc(products, func(p mssclient.Product) bool { return p.ResourceSpecCode == it.ResourceSpecCode })
	if i < 0 {
		return "resource_spec_code", fmt.Sprintf("%q is not in the catalogue. It sells: %s.", it.ResourceSpecCode,
			codes(products))
	}
	p := products[i]
	switch {
	case p.BilledByUse:
		return "resource_spec_code", it.ResourceSpecCode + " is billed by use and cannot be ordered."
	case it.PeriodType == "":
		return "", ""
	case !slices.Contains(p.PeriodTypes, it.PeriodType):
		return "period_type", fmt.Sprintf("%s is sold %s here, not %s.", it.ResourceSpecCode, words(p.PeriodTypes),
			it.PeriodType)
	case it.PeriodNum > p.MaxPeriodNum[it.PeriodType]:
		return "period_num", fmt.Sprintf("%d is more than %d, the maximum of %s %s.", it.PeriodNum,
			p.MaxPeriodNum[it.PeriodType], it.PeriodType, it.ResourceSpecCode)
	case it.SubscriptionNum > p.MaxQuantity:
		return "subscription_num", fmt.Sprintf("%d is more than %d, the maximum of %s.", it.SubscriptionNum, p.MaxQuantity,
			it.ResourceSpecCode)
	case it.AutoRenew && p.Lapses:
		return "auto_renew", it.ResourceSpecCode + " expires at its end and cannot be renewed: auto_renew must be false."
	}
	return "", ""
}

func words(types []mssclient.PeriodType) string {
	all := make([]string, len(types))
	for i, t := range types {
		all[i] = string(t)
	}
	return strings.Join(all, " or ")
}

func codes(products []mssclient.Product) string {
	var all []string
	for _, p := range products {
		if !p.BilledByUse && len(p.PeriodTypes) > 0 {
			all = append(all, p.ResourceSpecCode)
		}
	}
	return strings.Join(all, ", ")
}
