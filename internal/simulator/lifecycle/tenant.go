package lifecycle

import (
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

// TenantOpened is the first fact of a tenant: what it was made with.
type TenantOpened struct {
	Seed           string       `json:"seed"`
	Clock          Clock        `json:"clock,omitempty"`
	Site           string       `json:"site"`
	CustomerLevel  string       `json:"customer_level,omitempty"`
	PolicyVersion  string       `json:"policy_version"`
	CatalogVersion string       `json:"catalog_version"`
	OwnPolicy      string       `json:"own_policy,omitempty"`  // the file, where the tenant has one of its own
	OwnCatalog     string       `json:"own_catalog,omitempty"` // likewise
	Limited        bool         `json:"limited"`
	OpeningBalance money.Amount `json:"opening_balance"`
}

func (*TenantOpened) factType() string { return "tenant_opened" }

func (b *TenantOpened) apply(w *World, _ *Fact) {
	w.Tenant.Clock = b.Clock
	w.Tenant.Seed, w.Tenant.Site, w.Tenant.CustomerLevel = b.Seed, b.Site, b.CustomerLevel
	w.Tenant.OwnPolicy, w.Tenant.OwnCatalog = b.OwnPolicy, b.OwnCatalog
	w.Tenant.Rules = []RuleSet{{CustomerLevel: b.CustomerLevel, OwnPolicy: b.OwnPolicy, OwnCatalog: b.OwnCatalog}}
	w.Tenant.Limited, w.Tenant.OpeningBalance = b.Limited, b.OpeningBalance
}

// Open makes the tenant at its first write, with the data that its row already names. Without an opening balance its credit is unlimited.
func Open(w *World, seed string, opening *money.Amount) {
	body := &TenantOpened{
		Seed: seed, Clock: w.Tenant.Clock, Site: w.Policy.Site, CustomerLevel: w.Tenant.CustomerLevel, PolicyVersion: w.Policy.Version, CatalogVersion: w.Catalog.Version,
		OwnPolicy: w.Tenant.OwnPolicy, OwnCatalog: w.Tenant.OwnCatalog,
	}
	var entries []Entry
	if opening != nil {
		body.Limited, body.OpeningBalance = true, *opening
		entries = []Entry{{AccountFunding, -*opening}, {AccountCustomer, *opening}}
	}
	w.record(w.Now, w.Tenant.ID, "first write", entries, body)
}

// AutoPaySigned is the AUTO_PAY agreement signed or withdrawn (documented: without it no order is paid automatically).
type AutoPaySigned struct {
	Signed bool `json:"signed"`
}

func (*AutoPaySigned) factType() string { return "auto_pay_signed" }

func (b *AutoPaySigned) apply(w *World, _ *Fact) { w.Tenant.AutoPaySigned = b.Signed }

// ServiceSigned is the service agreement signed.
type ServiceSigned struct{}

func (*ServiceSigned) factType() string { return "service_signed" }

func (*ServiceSigned) apply(w *World, _ *Fact) { w.Tenant.ServiceSigned = true }

// SignService signs the service agreement; again is no fact.
func SignService(w *World) {
	if !w.Tenant.ServiceSigned {
		w.record(w.Now, w.Tenant.ID, "service-agreements/signed", nil, &ServiceSigned{})
	}
}

// SignAutoPay signs or withdraws the AUTO_PAY agreement; saying what is already so makes no fact.
func SignAutoPay(w *World, sign bool) {
	if w.Tenant.AutoPaySigned != sign {
		w.record(w.Now, w.Tenant.ID, "special-agreements/signed", nil, &AutoPaySigned{Signed: sign})
	}
}

// canPay reports whether the account covers an amount; without an opening balance it does as long as its sum can be counted.
func (w *World) canPay(a money.Amount) bool {
	_, err := w.Tenant.Balance.Add(-a)
	return err == nil && (!w.Tenant.Limited || w.Tenant.Balance >= a)
}

// checkRefund refuses to pay an amount back that the account's balance cannot take.
func (w *World) checkRefund(a money.Amount) error {
	if _, err := w.Tenant.Balance.Add(a); err != nil {
		return refuse(CodeBillingParameter, "the refund of %s %s would lift the balance of %s %s above what an account can hold", a, w.Currency(), w.Tenant.Balance, w.Currency())
	}
	return nil
}

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Deposited is money that the account's owner added to it.
type Deposited struct {
	Amount money.Amount `json:"amount"`
}

func (*Deposited) factType() string { return "account_deposited" }

func (*Deposited) apply(*World, *Fact) {}

// Deposit adds money to an account with a balance.
func Deposit(w *World, amount money.Amount) error {
	switch {
	case amount <= 0:
		return refuse(CodeBillingParameter, "amount: %s is not more than 0", amount)
	case !w.Tenant.Limited:
		return refuse(CodeBillingParameter, "the account has unlimited credit: it was made without an opening balance")
	}
	if _, err := w.Tenant.Balance.Add(amount); err != nil {
		return refuse(CodeBillingParameter, "amount: %v", err)
	}
	w.record(w.Now, w.Tenant.ID, "account/deposits", []Entry{{AccountFunding, -amount}, {AccountCustomer, amount}}, &Deposited{Amount: amount})
	return nil
}
