package console

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

// confirmPage asks before something is done. It names the instant at which that will be.
type confirmPage struct {
	frame
	Heading, Text string
	Lines         []pair
	Action        string // where the form goes
	Hidden        []pair
	Button        string
	IsDangerous   bool
	Check         string // a check box that must be set, with its words
	Option        pair   // a check box that may be set: its name and its words
	Back          string
	acting
}

// acting is what a form says of the instant at which it acts.
type acting struct {
	OnClientClock bool
	ActsAt        time.Time // unless the form names a later instant; zero: real time
	Token         string    // keeps a form that is sent twice from acting twice
}

func (v *visit) acting() acting {
	return acting{OnClientClock: v.account.Clock == clockClient, ActsAt: v.base, Token: newToken()}
}

// readOnly refuses to show forms to those who may not send them.
func (v *visit) readOnly() error {
	if v.who.MayAct() {
		return nil
	}
	return &problem{http.StatusForbidden, "Your key can only read", "Its role is read_only. Nothing was done."}
}

// confirm shows a confirmation.
func (v *visit) confirm(p confirmPage, active string) error {
	if err := v.readOnly(); err != nil {
		return err
	}
	p.frame, p.acting = v.frame(p.Heading, active), v.acting()
	return v.show("confirm", p)
}

// now goes on to a page that shows what was done.
func (v *visit) now(path, word string) error {
	//nolint:gosec // an address of the console itself
	http.Redirect(v.w, v.r, v.address(path, url.Values{"done": {word}}), http.StatusSeeOther)
	return nil
}

// done is what a page says after something was done, by a word of its address.
var done = map[string]string{
	"ordered":   "The order was placed. Nothing is charged until you pay it.",
	"paid":      "The order was paid, and its packages were delivered.",
	"paying":    "The order was paid. Its packages are delivered when it has been processed.",
	"cancelled": "The order was cancelled. Nothing was charged.",
	"renewing":  "The renewal was ordered. It takes effect when you pay the order.",
	"auto-on":   "Automatic renewal is on.",
	"auto-off":  "Automatic renewal is off.",
	"returned":  "The package was returned.",
	"recycled":  "The asset is in the recycle bin.",
	"deleted":   "The asset was deleted for good.",
	"restored":  "The asset was restored.",
	"moved":     "The clock was moved.",
}

// payOrder pays an order with the coupons and the discount of the form, and the rest from the balance.
func payOrder(v *visit) error {
	c, err := v.actor()
	if err != nil {
		return err
	}
	id := v.r.PathValue("id")
	err = c.PayOrderWith(v.ctx, id, mssclient.Payment{CouponIDs: v.r.PostForm["coupon"],
		DiscountID: v.r.PostForm.Get("discount")})
	o, lookup := c.Order(v.ctx, id)
	isPaid := lookup == nil && o.IsPaid()
	if err != nil && !(mssclient.MayHaveTakenEffect(err) && isPaid) {
		return err
	}
	word := "paid"
	if isPaid && o.Status == mssclient.OrderProcessing {
		word = "paying"
	}
	return v.now("/orders/"+id, word)
}

func askToCancel(v *visit) error {
	id := v.r.PathValue("id")
	o, err := v.client.Order(v.ctx, id)
	if err != nil {
		return err
	}
	return v.confirm(confirmPage{Heading: "Cancel order " + id,
		Text:   "The order cannot be paid afterwards. Nothing is charged.",
		Lines:  []pair{{"Amount", amount(o.Amount) + " " + o.Currency}},
		Action: v.link("/orders/" + id + "/cancel"), Button: "Cancel the order", IsDangerous: true,
		Back: v.link("/orders/" + id)}, "Orders")
}

func cancelOrder(v *visit) error {
	c, err := v.actor()
	if err == nil {
		err = c.CancelOrder(v.ctx, v.r.PathValue("id"))
	}
	if err != nil {
		return err
	}
	return v.now("/orders/"+v.r.PathValue("id"), "cancelled")
}

// term is a number of periods in words, such as 3 months.
func term(p mssclient.PeriodType, n int32) string {
	switch p {
	case mssclient.Monthly:
		return count(int(n), "month")
	case mssclient.Yearly:
		return count(int(n), "year")
	default:
		return "one-off"
	}
}

// askToRenew shows what a renewal costs and when the package ends then.
func askToRenew(v *visit) error {
	id, period := v.r.PathValue("id"), mssclient.PeriodType(v.query.Get("period"))
	n := int32(v.number("num", 1, 1000, 1))
	one, err := v.client.Package(v.ctx, id)
	if err != nil {
		return err
	}
	orders, currency, err := v.client.QuoteOrders(v.ctx, nil, []mssclient.RenewalStep{{PackageID: id, PeriodType: period,
		PeriodNum: n}})
	if err != nil {
		return err
	}
	return v.confirm(confirmPage{Heading: "Renew the package by " + term(period, n),
		Text: "This places an order. Nothing is charged until you pay it.",
		Lines: []pair{{"Package", id}, {"Price", amount(orders[0].Amount) + " " + currency},
			{"Ends now", instant(one.ExpireTime)}, {"Ends then", instant(orders[0].End)}},
		Hidden: []pair{{"period", string(period)}, {"num", fmt.Sprint(n)}},
		Action: v.link("/packages/" + id + "/renew"), Button: "Place the order", Back: v.link("/packages/" + id)}, "Packages")
}

func renewPackage(v *visit) error {
	c, err := v.actor()
	if err != nil {
		return err
	}
	n, err := formNumber(v.r.PostForm.Get("num"))
	if err != nil {
		return err
	}
	order, err := c.RenewPackage(v.ctx, v.r.PathValue("id"), mssclient.PeriodType(v.r.PostForm.Get("period")), int32(n),
		v.r.PostForm.Get("client_token"))
	if err != nil {
		return err
	}
	return v.now("/orders/"+order, "renewing")
}

func askToSwitch(v *visit) error {
	id, on := v.r.PathValue("id"), v.query.Get("on") == "1"
	one, err := v.client.Package(v.ctx, id)
	if err != nil {
		return err
	}
	p := confirmPage{Heading: "Switch automatic renewal off", Text: "The package ends unless you renew it by hand.",
		Lines: []pair{{"Package", id}, {"Ends", instant(one.ExpireTime)}}, Hidden: []pair{{"on", v.query.Get("on")}},
		Action: v.link("/packages/" + id + "/auto-renewal"), Button: "Switch off", Back: v.link("/packages/" + id)}
	if on {
		p.Heading, p.Button = "Switch automatic renewal on", "Switch on"
		p.Text = "The balance is charged shortly before each end of the package, until you switch this off."
	}
	return v.confirm(p, "Packages")
}

func switchRenewal(v *visit) error {
	c, err := v.actor()
	if err != nil {
		return err
	}
	on, word := v.r.PostForm.Get("on") == "1", "auto-off"
	if on {
		word = "auto-on"
	}
	if err := c.SetAutoRenew(v.ctx, v.r.PathValue("id"), on); err != nil {
		return err
	}
	return v.now("/packages/"+v.r.PathValue("id"), word)
}

func askToReturn(v *visit) error {
	id := v.r.PathValue("id")
	q, err := v.client.QuoteReturn(v.ctx, id, 0)
	if err != nil {
		return err
	}
	return v.confirm(confirmPage{Heading: "Return the package",
		Text: "The package ends at once, and its asset is deleted for good. This cannot be undone.",
		Lines: []pair{{"Package", id}, {"Refund", amount(q.Refund) + " " + q.Currency},
			{"Fee that is kept", amount(q.Fee) + " " + q.Currency}},
		Action: v.link("/packages/" + id + "/return"), Button: "Return it", IsDangerous: true,
		Check: "I understand that the package and its asset are lost", Back: v.link("/packages/" + id)}, "Packages")
}

// checked refuses a form whose check box is not set.
func (v *visit) checked() error {
	if v.r.PostForm.Get("checked") == "" {
		return &problem{http.StatusBadRequest, "Not confirmed", "Nothing was done: check the box, and send the form again."}
	}
	return nil
}

func returnPackage(v *visit) error {
	c, err := v.actor()
	if err == nil {
		err = v.checked()
	}
	if err == nil {
		_, err = c.ReturnPackage(v.ctx, v.r.PathValue("id"))
	}
	if err != nil {
		return err
	}
	return v.now("/packages/"+v.r.PathValue("id"), "returned")
}

func askToDelete(v *visit) error {
	a, err := v.client.Asset(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	p := confirmPage{Heading: "Delete " + a.Name, Lines: []pair{{"Asset", a.ID}, {"Status", words(a.Status)}},
		Text:   "The asset moves to the recycle bin, from which you can restore it for some time. No money moves.",
		Action: v.link("/assets/" + a.ID + "/delete"), Button: "Delete", IsDangerous: true, Back: v.link("/assets/" + a.ID),
		Option: pair{"force", "Delete it for good at once; it cannot be restored"}}
	if a.Status == mssclient.AssetRecycled {
		p.Text, p.Option = "The asset is deleted for good and cannot be restored. No money moves.", pair{}
		p.Hidden = []pair{{"force", "1"}}
	}
	return v.confirm(p, "Assets")
}

func deleteAsset(v *visit) error {
	c, err := v.actor()
	if err != nil {
		return err
	}
	force, word := v.r.PostForm.Get("force") != "", "recycled"
	if force {
		word = "deleted"
	}
	if err := c.DeleteAsset(v.ctx, v.r.PathValue("id"), force); err != nil {
		return err
	}
	return v.now("/assets/"+v.r.PathValue("id"), word)
}

func askToRestore(v *visit) error {
	a, err := v.client.Asset(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	return v.confirm(confirmPage{Heading: "Restore " + a.Name, Text: "The asset leaves the recycle bin. No money moves.",
		Lines: []pair{{"Asset", a.ID}}, Action: v.link("/assets/" + a.ID + "/restore"), Button: "Restore",
		Back: v.link("/assets/" + a.ID)}, "Assets")
}

func restoreAsset(v *visit) error {
	c, err := v.actor()
	if err == nil {
		err = c.RestoreAsset(v.ctx, v.r.PathValue("id"))
	}
	if err != nil {
		return err
	}
	return v.now("/assets/"+v.r.PathValue("id"), "restored")
}
