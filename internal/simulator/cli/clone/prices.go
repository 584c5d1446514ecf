package clone

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// sale is a product for a period type.
type sale struct {
	code   string
	period site.PeriodType
}

// prices are those of one period and one quantity.
type prices struct {
	bought, renewed map[sale]money.Amount
}

// rated are the period types that billing rates.
func rated() []site.PeriodType { return []site.PeriodType{site.Monthly, site.Yearly} }

// readPrices asks what every product costs, of the built-in catalogue and of the account's packages, and what the
// packages' renewals cost.
func (r *rows) readPrices(ctx context.Context) (prices, error) {
	all := prices{map[sale]money.Amount{}, map[sale]money.Amount{}}
	codes := r.codes()
	for _, p := range r.catalog.Products {
		if !p.BilledByUse && !slices.Contains(codes, p.ResourceSpecCode) {
			codes = append(codes, p.ResourceSpecCode)
		}
	}
	for i, code := range codes {
		r.Tell(fmt.Sprintf("Reading the price of product %d of %d", i+1, len(codes)))
		for _, period := range rated() {
			rate, err := r.Client.RatePurchase(ctx, mssclient.OrderItem{ResourceSpecCode: code,
				PeriodType: mssclient.PeriodType(period), PeriodNum: 1, SubscriptionNum: 1})
			if isRefusal(err) { // not sold so
				continue
			}
			if err != nil {
				return all, err
			}
			all.bought[sale{code, period}] = rate.OfficialAmount
		}
	}
	r.Tell("Reading the prices of renewals")
	return all, r.readRenewals(ctx, &all)
}

// readRenewals asks for the price of a renewal once for packages that are alike. Of one that cannot be renewed now,
// because an order waits for its payment, there is no price: the next one is asked for.
func (r *rows) readRenewals(ctx context.Context, all *prices) error {
	type alike struct {
		sale
		units int64
	}
	asked := map[alike]bool{}
	for _, p := range r.packages {
		one := alike{sale{p.ResourceSpecCode, p.PeriodType}, max(p.Units, 1)}
		if p.Lapses || p.PeriodType == site.OneOff || p.Gone(r.at, lifecycle.Policies{{Policy: r.pol}}) || asked[one] {
			continue
		}
		rate, err := r.Client.RateRenewal(ctx, p.ID, mssclient.PeriodType(p.PeriodType), 1)
		if isRefusal(err) {
			continue
		}
		if err != nil {
			return err
		}
		asked[one] = true
		price := (rate.OfficialAmount + money.Amount(one.units) - 1) / money.Amount(one.units)
		if known, ok := all.renewed[one.sale]; ok && known != price {
			r.assume("products with several renewal prices: the highest", p.ResourceSpecCode)
			price = max(price, known)
		}
		all.renewed[one.sale] = price
	}
	return nil
}

// makeCatalog makes the catalogue of the clone: what the built-in one and the account's packages name, at the prices
// that were read. It knows one price for a purchase and a renewal, that of renewals.
func (r *rows) makeCatalog(read prices, version, source string) (text string, _ *site.Catalog, err error) {
	out := *r.catalog
	out.Version = version
	out.Prices = site.Origin{Provenance: "observed", Source: source + "; what billing does not rate, from the built-in " +
		"catalogue or from orders"}
	out.Products = slices.Clone(r.catalog.Products)
	for _, code := range r.codes() {
		if _, known := r.catalog.Product(code); !known {
			out.Products = append(out.Products, r.unknownProduct(code, source))
			r.assume("products unknown to the built-in catalogue: what their packages show", code)
		}
	}
	inUse := map[sale]bool{}
	for _, p := range r.packages {
		inUse[sale{p.ResourceSpecCode, p.PeriodType}] = true
	}
	for i := range out.Products {
		r.price(&out.Products[i], read, inUse)
	}
	data, err := yaml.Marshal(&out)
	if err != nil {
		return "", nil, err
	}
	catalog, err := site.ParseCatalog(data)
	if err == nil {
		err = site.CheckText(site.CatalogFile, string(data))
	}
	if err == nil {
		err = site.CheckSale(r.pol, catalog)
	}
	return string(data), catalog, err
}

// price sets for which periods a product is sold, and for how much. The built-in catalogue speaks where billing cannot:
// for one-off products, which it never rates, for what the account has, and if it rates nothing at all.
func (r *rows) price(p *site.Product, read prices, inUse map[sale]bool) {
	if p.BilledByUse {
		return
	}
	sold, amounts := map[site.PeriodType]bool{}, map[site.PeriodType]site.PriceString{}
	for _, period := range site.PeriodTypes() {
		of := sale{p.ResourceSpecCode, period}
		bought, isBought := read.bought[of]
		renewed, isRenewed := read.renewed[of]
		builtin, isBuiltin := p.Price(r.pol.Currency, period)
		paid, isPaid := r.paidFor(of)
		switch {
		case isRenewed:
			if isBought && bought != renewed {
				r.assume("products: price of the renewal also for purchases, which cost another amount", of.code)
			}
			bought = renewed
		case isBought:
		case isPaid:
			bought = paid
			r.assume("products: price of their last order, because billing does not rate them", of.code)
		case isBuiltin && (inUse[of] || p.Sells(r.pol.Site, period) && (period == site.OneOff || len(read.bought) == 0)):
			bought = builtin
			r.assume("products: price of the built-in catalogue, because billing does not rate them", of.code)
		default:
			continue
		}
		sold[period], amounts[period] = true, site.PriceString(bought.String())
	}
	p.PeriodTypes = map[string][]site.PeriodType{}
	for _, period := range site.PeriodTypes() {
		if sold[period] {
			p.PeriodTypes[r.pol.Site] = append(p.PeriodTypes[r.pol.Site], period)
		}
	}
	p.Prices, p.PriceSource = map[string]map[site.PeriodType]site.PriceString{r.pol.Currency: amounts}, ""
	limits := maps.Clone(p.MaxPeriodNum)
	if limits == nil {
		limits = map[site.PeriodType]int32{}
	}
	for period, most := range map[site.PeriodType]int32{site.Monthly: 11, site.Yearly: 3, site.OneOff: 1} {
		limits[period] = cmp.Or(limits[period], most)
	}
	p.MaxPeriodNum = limits
}

// paidFor is the list price of one period and one quantity by the newest order that was paid.
func (r *rows) paidFor(of sale) (price money.Amount, ok bool) {
	for _, o := range slices.Backward(r.orders) {
		if o.Type != lifecycle.NewPurchase || o.Paid.IsZero() {
			continue
		}
		for _, it := range o.Items {
			n := money.Amount(max(it.PeriodNum, 1)) * money.Amount(it.Quantity)
			if it.ResourceSpecCode == of.code && it.PeriodType == of.period && it.OfficialAmount%n == 0 {
				return it.OfficialAmount / n, true
			}
		}
	}
	return 0, false
}

// unknownProduct is a product as its packages show it.
func (r *rows) unknownProduct(code, source string) site.Product {
	p := site.Product{ResourceSpecCode: code, Name: code[strings.LastIndex(code, ".")+1:], Units: 1, MaxQuantity: 100,
		Origin: site.Origin{Provenance: "observed", Source: source}}
	for _, one := range r.packages {
		if one.ResourceSpecCode != code {
			continue
		}
		p.Lapses = p.Lapses || one.Lapses && one.PeriodType != site.OneOff
		if one.AssetKind != "" && !slices.Contains(p.Makes, one.AssetKind) {
			p.Makes = append(p.Makes, one.AssetKind)
		}
		was := r.packageOf[one.ID]
		p.BusinessType, p.Unit = cmp.Or(p.BusinessType, was.BusinessType), cmp.Or(p.Unit, was.Unit)
		p.PayPerUse = p.PayPerUse || was.ChargingMode == "ON_DEMAND"
		if len(p.SubResources) == 0 {
			for _, part := range was.SubResources {
				p.SubResources = append(p.SubResources, site.SubResource{Type: part.SubResourceType,
					BusinessType: part.BusinessType, Unit: part.Unit, Amount: part.Amount})
			}
		}
	}
	if p.PayPerUse {
		p.Lapses, p.Makes, p.SubResources = true, nil, nil
	}
	return p
}
