package lifecycle

import (
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

// Forecast is what time alone will do to an account after an instant, and what that will cost.
type Forecast struct {
	From, Until time.Time
	Currency    string
	Limited     bool         // without an opening balance credit is unlimited, and balances mean nothing
	Balance     money.Amount // at its end
	Total       money.Amount // of the charges
	Charges     []ForecastCharge
	Months      []ForecastMonth
	Failure     *ForecastFailure // the first automatic charge that the balance does not cover
	Ends        []ForecastEnd
}

// ForecastCharge is an automatic charge.
type ForecastCharge struct {
	At               time.Time
	Amount           money.Amount
	PackageID        string
	ResourceSpecCode string
	Cause            string
}

// ForecastMonth is a month of the billing calendar (UTC+8), as far as it lies in the forecast.
type ForecastMonth struct {
	Month   string // 2027-03
	Charged money.Amount
	Balance money.Amount // at its end
}

// ForecastFailure is an automatic charge that the balance does not cover.
type ForecastFailure struct {
	At               time.Time
	PackageID        string
	ResourceSpecCode string
	Amount, Balance  money.Amount
}

// EndKind says what ends of a package or an asset.
type EndKind string

// Kinds of ends.
const (
	EndExpires  EndKind = "expires"  // a package that has no grace
	EndVoid     EndKind = "void"     // such a package, with units that were not spent
	EndGrace    EndKind = "grace"    // the paid term of a package; it still works
	EndFrozen   EndKind = "frozen"   // the use of a package or an asset, until it is renewed
	EndReleased EndKind = "released" // a package, for good
	EndDeleted  EndKind = "deleted"  // an asset, for good
)

// ForecastEnd is something that a package or an asset loses.
type ForecastEnd struct {
	At               time.Time
	Kind             EndKind
	What             string // package or asset
	ID, Name         string
	PackageID        string // the asset's, or the package itself
	ResourceSpecCode string // of the package
	Units            int64  // that become void
	// Expire is the end of the paid time before it; zero for what is permanent.
	Expire time.Time
}

// ForecastRequest asks for a forecast until an instant, or for so many months if that is zero.
type ForecastRequest struct {
	Until  time.Time
	Months int
	// Packages and Products narrow charges and ends to these ids and codes. Empty: all. Balances are always the account's.
	Packages, Products []string
}

// MaxForecastMonths is how far a forecast looks (assumed: the longest package that is sold ends by then).
const MaxForecastMonths = 120

// Foresee makes the forecast after the World's instant. The World must hold all packages and assets of the tenant and
// its unpaid orders, settled until then. It is used up; no fact is left.
func Foresee(w *World, in ForecastRequest) (Forecast, error) {
	until, err := in.end(w.Now)
	if err == nil {
		err = w.checkForecast(in)
	}
	if n := w.chargesBetween(w.Now, until); err == nil && n > maxDue {
		err = Refuse(CodeTooMuchDue, "about %d automatic charges fall due by %s, and one forecast tells at most %d: look "+
			"less far ahead", n, instant(until), maxDue)
	}
	if err != nil {
		return Forecast{}, err
	}
	f := &forecaster{
		w: w, packages: setOf(in.Packages), products: setOf(in.Products),
		Forecast: Forecast{From: w.Now, Until: until, Currency: w.Currency(), Limited: w.Tenant.Limited,
			Balance: w.Tenant.Balance},
	}
	f.monthAt(w.Now)
	w.Tenant.Head = w.Now // settled until then, so that what waits for money is tried after it
	teller := newStoryteller(w, w.Now, f.hear)
	teller.retried = func(p *Package, at time.Time) { f.failed(at, p, p.Failed.Amount) }
	teller.tellAhead(until)
	f.monthAt(until.Add(-time.Second))
	return f.Forecast, f.err
}

func setOf(names []string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, name := range names {
		set[name] = true
	}
	return set
}

// end is the last instant of the forecast.
func (in ForecastRequest) end(now time.Time) (time.Time, error) {
	last := calendar.AddMonths(now, MaxForecastMonths)
	until := in.Until
	if until.IsZero() {
		if in.Months < 1 || in.Months > MaxForecastMonths {
			return until, Refuse(CodeBadParameter, "months is %d, must be 1 to %d", in.Months, MaxForecastMonths)
		}
		until = calendar.AddMonths(now, in.Months)
	}
	if !until.After(now) || until.After(last) {
		return until, Refuse(CodeBadParameter, "until is %s, must be after %s and at most %d months later, by %s",
			instant(until), instant(now), MaxForecastMonths, instant(last))
	}
	return until, nil
}

// checkForecast refuses filters that name what there is not: nothing would be forecast, as if nothing was wrong.
func (w *World) checkForecast(in ForecastRequest) error {
	for _, id := range in.Packages {
		if w.Packages[id] == nil {
			return Refuse(CodeResourceUnknown, "the account has no package %q", id)
		}
	}
	for _, code := range in.Products {
		_, sold := w.Catalog.Product(code)
		for _, p := range w.Packages {
			sold = sold || p.ResourceSpecCode == code
		}
		if !sold {
			return Refuse(CodeProductUnknown, "there is no product %q", code)
		}
	}
	return nil
}

// forecaster makes a forecast of the events that it hears.
type forecaster struct {
	Forecast
	w                  *World
	packages, products map[string]bool
	err                error
}

// monthAt is the month of an instant. Those between the newest one and that begin and end with the balance so far.
func (f *forecaster) monthAt(at time.Time) *ForecastMonth {
	month := at.In(calendar.Zone).Format("2006-01")
	if len(f.Months) == 0 {
		f.Months = append(f.Months, ForecastMonth{Month: month, Balance: f.Balance})
	}
	for f.Months[len(f.Months)-1].Month < month {
		newest, _ := time.Parse("2006-01", f.Months[len(f.Months)-1].Month) // written here
		f.Months = append(f.Months, ForecastMonth{Month: newest.AddDate(0, 1, 0).Format("2006-01"), Balance: f.Balance})
	}
	return &f.Months[len(f.Months)-1]
}

// covers reports whether the filters let a package through.
func (f *forecaster) covers(p *Package) bool {
	return (len(f.packages) == 0 || f.packages[p.ID]) && (len(f.products) == 0 || f.products[p.ResourceSpecCode])
}

func (f *forecaster) hear(e Event, body Body) {
	switch b := body.(type) {
	case *AutoRenewalCharged:
		f.charged(e, f.w.Packages[b.Renewed.PackageID])
	case *AutoRenewalFailed:
		if b.Code == CodeNoFunds {
			f.failed(e.At, f.w.Packages[b.PackageID], b.Amount)
		}
	case nil:
		f.ended(e)
	}
}

func (f *forecaster) charged(e Event, p *Package) {
	month := f.monthAt(e.At)
	f.Balance = f.w.Tenant.Balance
	month.Balance = f.Balance
	if !f.covers(p) || f.err != nil {
		return
	}
	f.Charges = append(f.Charges, ForecastCharge{At: e.At, Amount: -e.Money, PackageID: p.ID,
		ResourceSpecCode: p.ResourceSpecCode, Cause: e.Cause})
	if f.Total, f.err = f.Total.Add(-e.Money); f.err == nil {
		month.Charged, f.err = month.Charged.Add(-e.Money)
	}
	if f.err != nil {
		f.err = Refuse(CodeBillingParameter, "the sum of the charges until %s: %v; ask for less", instant(e.At), f.err)
	}
}

// failed notes the first attempt that the balance does not cover. Those before the forecast may be tried in it again.
func (f *forecaster) failed(at time.Time, p *Package, amount money.Amount) {
	if f.Failure == nil {
		f.Failure = &ForecastFailure{At: at, PackageID: p.ID, Amount: amount, Balance: f.w.Tenant.Balance,
			ResourceSpecCode: p.ResourceSpecCode}
	}
}

// ended notes a transition by which a package or an asset loses something.
func (f *forecaster) ended(e Event) {
	kind, ok := map[string]EndKind{"package_expired": EndExpires, "package_in_grace": EndGrace,
		"package_frozen": EndFrozen, "package_released": EndReleased, "asset_frozen": EndFrozen,
		"asset_deleted": EndDeleted}[e.Type]
	if !ok {
		return
	}
	end := ForecastEnd{At: e.At, Kind: kind, What: "package", ID: e.Subject}
	p := f.w.Packages[e.Subject]
	if a := f.w.Assets[e.Subject]; a != nil {
		p = f.w.Packages[a.PackageID]
		end.What, end.Name, end.Expire = "asset", a.Name, a.End(p)
	}
	if !f.covers(p) {
		return
	}
	end.PackageID, end.ResourceSpecCode = p.ID, p.ResourceSpecCode
	if end.What == "package" {
		end.Expire = p.Expire()
		product, known := f.w.Catalog.Product(p.ResourceSpecCode)
		if known {
			end.Name = product.Name
		}
		if n := p.FreeUnits(); kind == EndExpires && n > 0 && (p.Pool != "" || known && len(product.Makes) > 0) {
			end.Kind, end.Units = EndVoid, n
		}
	}
	f.Ends = append(f.Ends, end)
}
