package console

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

// The purchase list is in the address, so that it can be shared and nothing has to be kept: an item is a code, a period
// type, a number of periods, a quantity, and 1 if it renews itself.

type listedItem struct {
	mssclient.OrderItem

	Name, Term, Price, Problem string
	Key, Remove                string
}

type offer struct {
	mssclient.Product

	Kind   string
	Terms  []pair // the value of the form and its words, with the price of one
	Renews bool
}

type offerGroup struct {
	Name   string
	Offers []offer
}

type buyPage struct {
	frame
	Groups          []offerGroup
	List            []listedItem
	Total, Currency string
	Problem         string
	Confirm, Change string
	acting
}

// readItem reads an item of the list.
func readItem(s string) (mssclient.OrderItem, error) {
	parts := strings.Split(s, "~")
	wrong := &problem{http.StatusBadRequest, "Wrong purchase list",
		fmt.Sprintf("Nothing was done. The item %.80q cannot be read; begin a new list on the page Buy.", s)}
	if len(parts) != 5 {
		return mssclient.OrderItem{}, wrong
	}
	periods, err := strconv.ParseInt(parts[2], 10, 32)
	if err != nil {
		return mssclient.OrderItem{}, wrong
	}
	quantity, err := strconv.ParseInt(parts[3], 10, 32)
	if err != nil {
		return mssclient.OrderItem{}, wrong
	}
	return mssclient.OrderItem{ResourceSpecCode: parts[0], PeriodType: mssclient.PeriodType(parts[1]),
		PeriodNum: int32(periods), SubscriptionNum: int32(quantity), AutoRenew: parts[4] == "1"}, nil
}

// showBuy is the purchase page. An item that its form adds goes into the address.
func showBuy(v *visit) error {
	keys := v.query["item"]
	if code := v.query.Get("add"); code != "" {
		renews := cmp.Or(v.query.Get("renew"), "0")
		key := strings.Join([]string{code, v.query.Get("term"), v.query.Get("quantity"), renews}, "~")
		if _, err := readItem(key); err != nil {
			return err
		}
		//nolint:gosec // an address of the console itself
		http.Redirect(v.w, v.r, v.address("/buy", url.Values{"item": append(slices.Clip(keys), key)}), http.StatusSeeOther)
		return nil
	}
	p := buyPage{frame: v.frame("Buy", "Buy"), Confirm: v.address("/buy/confirm", url.Values{"item": keys})}
	products, err := v.client.Products(v.ctx)
	if err != nil {
		return err
	}
	p.Groups = offers(products)
	if err := v.quote(&p, keys, catalogueOf(products)); err != nil {
		return err
	}
	return v.show("buy", p)
}

// offers are the products that can be ordered, in groups.
func offers(products []mssclient.Product) (groups []offerGroup) {
	names := []string{"Modelling: one asset from each", "On-shelf months: keep assets alive",
		"Channels and other packages"}
	groups = []offerGroup{{Name: names[0]}, {Name: names[1]}, {Name: names[2]}}
	for _, product := range products {
		if product.BilledByUse || len(product.PeriodTypes) == 0 {
			continue
		}
		o := offer{Product: product, Renews: !product.Lapses}
		for _, t := range product.PeriodTypes {
			price := ""
			if sum, ok := product.Prices[t]; ok {
				price = amount(sum) + " " + product.Currency
			}
			for n := int32(1); n <= max(1, product.MaxPeriodNum[t]); n++ {
				words := term(t, n)
				if n == 1 && price != "" {
					words += ", " + price
				}
				o.Terms = append(o.Terms, pair{fmt.Sprintf("%s~%d", t, n), words})
			}
		}
		i := 2
		switch {
		case len(product.Makes) > 0:
			i = 0
		case product.Pool != "":
			i = 1
		}
		groups[i].Offers = append(groups[i].Offers, o)
	}
	return slices.DeleteFunc(groups, func(g offerGroup) bool { return len(g.Offers) == 0 })
}

// quote asks what the list costs, item by item and in all.
func (v *visit) quote(p *buyPage, keys []string, products catalogue) error {
	var items []mssclient.OrderItem
	for i, key := range keys {
		it, err := readItem(key)
		if err != nil {
			return err
		}
		one := listedItem{OrderItem: it, Key: key, Name: products.name(it.ResourceSpecCode),
			Term: term(it.PeriodType, it.PeriodNum), Remove: v.address("/buy", url.Values{"item": slices.Delete(
				slices.Clone(keys), i, i+1)})}
		orders, currency, err := v.client.QuoteOrders(v.ctx, []mssclient.OrderItem{it}, nil)
		if err != nil {
			one.Problem = message(err)
		} else {
			one.Price = amount(orders[0].Amount) + " " + currency
		}
		items = append(items, it)
		p.List = append(p.List, one)
	}
	if len(items) == 0 {
		return nil
	}
	orders, currency, err := v.client.QuoteOrders(v.ctx, items, nil)
	if err != nil {
		p.Problem = message(err)
		return nil
	}
	p.Total, p.Currency = amount(orders[0].Amount), currency
	return nil
}

// confirmPurchase is the page of product details.
func confirmPurchase(v *visit) error {
	if err := v.readOnly(); err != nil {
		return err
	}
	keys := v.query["item"]
	p := buyPage{frame: v.frame("Confirm the purchase", "Buy"), Change: v.address("/buy", url.Values{"item": keys}),
		acting: v.acting()}
	products, err := v.products()
	if err == nil {
		err = v.quote(&p, keys, products)
	}
	if err != nil {
		return err
	}
	return v.show("purchase", p)
}

// placeOrder signs the service agreement, as the form says, and places the order unpaid.
func placeOrder(v *visit) error {
	c, err := v.actor()
	if err == nil {
		err = v.checked()
	}
	if err != nil {
		return err
	}
	var items []mssclient.OrderItem
	for _, key := range v.r.PostForm["item"] {
		it, err := readItem(key)
		if err != nil {
			return err
		}
		items = append(items, it)
	}
	if err := c.SignService(v.ctx); err != nil {
		return err
	}
	id, err := c.PlaceOrder(v.ctx, mssclient.OrderRequest{Items: items, Token: v.r.PostForm.Get("client_token")})
	if err != nil {
		return err
	}
	return v.now("/orders/"+id, "ordered")
}

// formNumber reads a whole number of a form.
func formNumber(s string) (int64, error) {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 32)
	if err != nil {
		return 0, &problem{http.StatusBadRequest, "Not a number",
			fmt.Sprintf("Nothing was done. %.40q must be a whole number.",
				s)}
	}
	return n, nil
}

// listing is the list as pages show it.
type listing struct {
	List                     []listedItem
	Total, Currency, Problem string
	Removes                  bool
}

// Listing is the purchase list, with links that remove items or without.
func (p buyPage) Listing(removes bool) listing {
	return listing{p.List, p.Total, p.Currency, p.Problem, removes}
}
