package lifecycle

import (
	"encoding/json"
	"fmt"
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
	factType() string
	apply(w *World, f *Fact)
}

// bodies makes an empty body for each type, for reading facts back.
var bodies = map[string]func() Body{}

func register[T any, P interface {
	*T
	Body
}]() {
	bodies[P(new(T)).factType()] = func() Body { return P(new(T)) }
}

func init() {
	register[TenantOpened]()
	register[AutoPaySigned]()
	register[ServiceSigned]()
	register[RulesChanged]()
	register[ClockMoved]()
	register[Deposited]()
	register[CouponGranted]()
	register[DiscountGranted]()
	register[OrderPlaced]()
	register[OrderPaid]()
	register[PaymentFailed]()
	register[OrderWithdrawn]()
	register[AutoRenewSwitched]()
	register[RenewConfigured]()
	register[TicketGranted]()
	register[AssetBound]()
	register[AutoRenewalCharged]()
	register[AutoRenewalFailed]()
	register[PackageUnsubscribed]()
	register[AssetMade]()
	register[AssetUpdated]()
	register[AssetBinned]()
	register[AssetRestored]()
	register[AssetDestroyed]()
	register[AssetsRenewed]()
	register[OrderAdopted]()
	register[AssetAdopted]()
	register[AssetWithdrawn]()
	register[RenewalWithdrawn]()
	register[TrainingJobCreated]()
	register[TrainingJobUpdated]()
	register[TrainingJobSubmitted]()
	register[TrainingJobDeleted]()
}

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
	empty, ok := bodies[f.Type]
	if !ok {
		return fmt.Errorf("fact %d has the unknown type %q", f.Seq, f.Type)
	}
	f.Body = empty()
	return json.Unmarshal(raw.Body, f.Body)
}

// Apply folds a fact into the rows. It is the only code that changes a row.
func (w *World) Apply(f Fact) {
	w.Tenant.Head, w.Tenant.Seq = f.At, f.Seq
	for _, e := range f.Entries {
		if e.Account == AccountCustomer {
			w.Tenant.Balance += e.Amount
		}
	}
	f.Body.apply(w, &f)
}

// record applies a fact and keeps it for the store.
func (w *World) record(at time.Time, subject, cause string, entries []Entry, body Body) {
	f := Fact{Seq: w.Tenant.Seq + 1, At: at, Type: body.factType(), Subject: subject, Cause: cause, Entries: entries, Body: body}
	w.Apply(f)
	w.Facts = append(w.Facts, f)
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
