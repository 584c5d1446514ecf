package lifecycle

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

// Fact is one thing that happened. Facts are stored append-only; the rows are what they fold to.
type Fact struct {
	Seq     int64     `json:"seq"`
	At      time.Time `json:"at"`
	Type    string    `json:"type"`
	Subject string    `json:"subject"` // the id that it is about
	Cause   string    `json:"cause"`   // the call or the rule that made it happen
	Entries []Entry   `json:"entries,omitempty"`
	Body    Body      `json:"body"`
}

// Entry is one side of a double entry; the entries of a fact sum to zero.
type Entry struct {
	Account string       `json:"account"`
	Amount  money.Amount `json:"amount"`
}

// The ledger's accounts.
const (
	AccountCustomer = "customer" // what the tenant can spend
	AccountRevenue  = "revenue"  // what the cloud has earned
	AccountCoupons  = "coupons"  // what coupons have paid
	AccountFunding  = "funding"  // where opening balances come from
)

// Body is what is particular to a type of fact.
type Body interface {
	apply(w *World, f *Fact)
	// describe says in one line what the newest fact was about, after it was applied.
	describe(w *World) string
}

// types are all types of facts, by the names under which they are stored.
var types = map[string]Body{
	"tenant_opened":          (*TenantOpened)(nil),
	"tenant_branched":        (*TenantBranched)(nil),
	"tenant_cloned":          (*TenantCloned)(nil),
	"order_cloned":           (*OrderCloned)(nil),
	"package_cloned":         (*PackageCloned)(nil),
	"asset_cloned":           (*AssetCloned)(nil),
	"auto_pay_signed":        (*AutoPaySigned)(nil),
	"service_signed":         (*ServiceSigned)(nil),
	"rules_changed":          (*RulesChanged)(nil),
	"clock_moved":            (*ClockMoved)(nil),
	"renewals_declined":      (*RenewalsDeclined)(nil),
	"account_deposited":      (*Deposited)(nil),
	"coupon_granted":         (*CouponGranted)(nil),
	"discount_granted":       (*DiscountGranted)(nil),
	"order_placed":           (*OrderPlaced)(nil),
	"order_paid":             (*OrderPaid)(nil),
	"payment_failed":         (*PaymentFailed)(nil),
	"order_cancelled":        (*OrderWithdrawn)(nil),
	"auto_renew_switched":    (*AutoRenewSwitched)(nil),
	"renew_configured":       (*RenewConfigured)(nil),
	"ticket_granted":         (*TicketGranted)(nil),
	"asset_bound":            (*AssetBound)(nil),
	"auto_renewal_charged":   (*AutoRenewalCharged)(nil),
	"auto_renewal_failed":    (*AutoRenewalFailed)(nil),
	"package_returned":       (*PackageUnsubscribed)(nil),
	"asset_made":             (*AssetMade)(nil),
	"asset_updated":          (*AssetUpdated)(nil),
	"asset_recycled":         (*AssetBinned)(nil),
	"asset_restored":         (*AssetRestored)(nil),
	"asset_deleted":          (*AssetDestroyed)(nil),
	"assets_renewed":         (*AssetsRenewed)(nil),
	"order_adopted":          (*OrderAdopted)(nil),
	"asset_adopted":          (*AssetAdopted)(nil),
	"asset_withdrawn":        (*AssetWithdrawn)(nil),
	"renewal_withdrawn":      (*RenewalWithdrawn)(nil),
	"training_job_created":   (*TrainingJobCreated)(nil),
	"training_job_updated":   (*TrainingJobUpdated)(nil),
	"training_job_submitted": (*TrainingJobSubmitted)(nil),
	"training_job_deleted":   (*TrainingJobDeleted)(nil),
}

var typeNames = func() map[reflect.Type]string {
	names := map[reflect.Type]string{}
	for name, body := range types {
		names[reflect.TypeOf(body)] = name
	}
	return names
}()

// UnmarshalJSON reads a fact back with the body of its type.
func (f *Fact) UnmarshalJSON(data []byte) error {
	type plain Fact
	raw := struct {
		*plain
		Body json.RawMessage `json:"body"`
	}{plain: (*plain)(f)}
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	body, ok := types[f.Type]
	if !ok {
		return fmt.Errorf("fact %d has the unknown type %q", f.Seq, f.Type)
	}
	f.Body, _ = reflect.TypeAssert[Body](reflect.New(reflect.TypeOf(body).Elem()))
	return json.Unmarshal(raw.Body, f.Body)
}

// WithFiles is the fact with what swap makes of each file of the rules that it names.
func (f *Fact) WithFiles(swap func(string) string) Fact {
	anew := *f
	switch b := f.Body.(type) {
	case *TenantOpened:
		own := *b
		own.OwnPolicy, own.OwnCatalog = swap(b.OwnPolicy), swap(b.OwnCatalog)
		anew.Body = &own
	case *RulesChanged:
		anew.Body = &RulesChanged{Rules: b.Rules.withFiles(swap)}
	}
	return anew
}

// Apply folds a fact into the rows.
func (w *World) Apply(f Fact) { w.apply(&f) }

// apply is the only code that changes a row.
func (w *World) apply(f *Fact) {
	w.Tenant.Head, w.Tenant.Seq = f.At, f.Seq
	for _, e := range f.Entries {
		if e.Account == AccountCustomer {
			w.Tenant.Balance += e.Amount
		}
	}
	f.Body.apply(w, f)
}

// record applies a fact and keeps it for the store.
func (w *World) record(at time.Time, subject, cause string, entries []Entry, body Body) {
	w.Facts = append(w.Facts, Fact{
		Seq: w.Tenant.Seq + 1, At: at, Type: typeNames[reflect.TypeOf(body)], Subject: subject, Cause: cause,
		Entries: entries, Body: body,
	})
	w.apply(&w.Facts[len(w.Facts)-1])
}

// Money is what a fact moved on the tenant's account: negative when the tenant paid.
func (f *Fact) Money() money.Amount {
	var sum money.Amount
	for _, e := range f.Entries {
		if e.Account == AccountCustomer {
			sum += e.Amount
		}
	}
	return sum
}

func charge(a money.Amount) []Entry { return chargeWith(a, 0) }

// chargeWith is a payment of which coupons pay a part.
func chargeWith(cash, coupons money.Amount) []Entry {
	entries := []Entry{{AccountCustomer, -cash}, {AccountRevenue, cash + coupons}}
	if coupons != 0 {
		entries = append(entries, Entry{AccountCoupons, -coupons})
	}
	return entries
}

func (w *World) order(id string) *Order {
	w.Changed.Orders[id] = true
	return w.Orders[id]
}

func (w *World) pkg(id string) *Package {
	w.Changed.Packages[id] = true
	return w.Packages[id]
}

func (w *World) asset(id string) *Asset {
	w.Changed.Assets[id] = true
	return w.Assets[id]
}

// shortCode is a resource_spec_code without the prefix that all of them share.
func shortCode(code string) string {
	return strings.TrimPrefix(strings.TrimPrefix(code, "hws.resource.type.metastudio."), "modeling.")
}

func count(n int64, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}
