package lifecycle

import (
	"fmt"
	"slices"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

// TenantCloned gives a tenant whose rows were read from another account an identity of its own, and names that account.
// The rows follow, each in a fact.
type TenantCloned struct {
	Identity  string     `json:"identity"`
	Ancestors []Ancestor `json:"ancestors"` // the account last
	Endpoint  string     `json:"endpoint"`  // at which it was read
	// FullRefunds are the unconditional returns of a calendar year that the account's orders show.
	FullRefunds map[int]int `json:"full_refunds,omitempty"`
}

func (b *TenantCloned) apply(w *World, _ *Fact) {
	w.Tenant.Identity, w.Tenant.FullRefunds = b.Identity, b.FullRefunds
	w.Tenant.Ancestors = append(slices.Clip(w.Tenant.Ancestors), b.Ancestors...)
}

func (b *TenantCloned) describe(*World) string {
	return fmt.Sprintf("cloned from the project %s at %s", b.Ancestors[len(b.Ancestors)-1].Project, b.Endpoint)
}

// OrderCloned is an order as it was read.
type OrderCloned struct {
	Order Order `json:"order"`
}

func (b *OrderCloned) apply(w *World, f *Fact) {
	o := w.place(b.Order, f)
	o.Items = slices.Clone(o.Items)
}

func (b *OrderCloned) describe(w *World) string {
	return fmt.Sprintf("order for %s %s, placed %s", b.Order.Amount, w.Currency(), instant(b.Order.Created))
}

// PackageCloned is a package as it was read.
type PackageCloned struct {
	Package Package `json:"package"`
}

func (b *PackageCloned) apply(w *World, f *Fact) {
	p := b.Package
	p.Seq, p.Terms = f.Seq, slices.Clone(p.Terms)
	w.Packages[p.ID] = &p
	w.Changed.Packages[p.ID] = true
}

func (b *PackageCloned) describe(*World) string {
	return fmt.Sprintf("%s until %s", shortCode(b.Package.ResourceSpecCode), instant(b.Package.Expire()))
}

// AssetCloned is an asset as it was read.
type AssetCloned struct {
	Asset Asset `json:"asset"`
}

func (b *AssetCloned) apply(w *World, f *Fact) {
	a := b.Asset
	a.Seq = f.Seq
	w.Assets[a.ID] = &a
	w.Changed.Assets[a.ID] = true
}

func (b *AssetCloned) describe(*World) string {
	return fmt.Sprintf("%s %q of %s", b.Asset.Kind, b.Asset.Name, b.Asset.PackageID)
}

// CloneTenant makes a tenant of what was read of another account. Rows come in the order of their purchase or making;
// of paid terms, it says neither what was paid nor, of packages, when they are charged next: that follows here.
type CloneTenant struct {
	Seed     string
	Balance  *money.Amount // nil: unlimited credit
	Account  TenantCloned
	Orders   []Order
	Packages []Package
	Assets   []Asset
}

// Clone records the facts of a tenant's beginning in its empty World.
func Clone(w *World, in CloneTenant) {
	Open(w, in.Seed, in.Balance)
	in.shareOut()
	in.Account.FullRefunds = in.fullRefunds()
	const cause = "clone"
	w.record(w.Now, w.Tenant.ID, cause, nil, &in.Account)
	for _, o := range in.Orders {
		w.record(w.Now, o.ID, cause, nil, &OrderCloned{o})
	}
	for _, p := range in.Packages {
		if p.AutoRenew && !p.Gone(w.Now, w.Policies) {
			p.NextCharge = w.firstCharge(&p, w.Now)
		}
		w.record(w.Now, p.ID, cause, nil, &PackageCloned{p})
	}
	for _, a := range in.Assets {
		w.record(w.Now, a.ID, cause, nil, &AssetCloned{a})
	}
}

// shareOut shares what orders were paid with over the terms that they brought.
func (in *CloneTenant) shareOut() {
	type term struct{ pkg, order string }
	paid := map[term]money.Amount{}
	for _, o := range in.Orders {
		if o.Paid.IsZero() || o.Type == Unsubscription {
			continue
		}
		for i, sum := range o.paidByItem() {
			resources := o.Items[i].Resources
			for j, part := range split(sum, int64(len(resources))) {
				paid[term{resources[j], o.ID}] = part
			}
		}
	}
	in.Packages = slices.Clone(in.Packages)
	for i := range in.Packages {
		p := &in.Packages[i]
		p.Terms = slices.Clone(p.Terms)
		for j := range p.Terms {
			p.Terms[j].Paid = paid[term{p.ID, p.Terms[j].OrderID}]
		}
	}
}

// fullRefunds counts the returns of all that was paid for a package, by year: such a return was one of the year's
// unconditional ones (assumed, because nothing tells them apart).
func (in *CloneTenant) fullRefunds() map[int]int {
	paid := map[string]money.Amount{}
	for _, p := range in.Packages {
		if sum, err := p.paid(); err == nil {
			paid[p.ID] = sum
		}
	}
	var years map[int]int
	for _, o := range in.Orders {
		if o.Type != Unsubscription || o.Amount == 0 {
			continue
		}
		if sum, ok := paid[o.Items[0].Resources[0]]; ok && sum == -o.Amount {
			if years == nil {
				years = map[int]int{}
			}
			years[yearOf(o.Created)]++
		}
	}
	return years
}
