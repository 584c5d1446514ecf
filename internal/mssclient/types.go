package mssclient

import (
	"net/url"
	"strconv"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

// PeriodType is how long a product is sold for, as configurations spell it.
type PeriodType string

// The period types of the order API: 2, 3 and 6 on the MetaStudio wire; billing's line items call one_off 5.
const (
	Monthly PeriodType = "monthly"
	Yearly  PeriodType = "yearly"
	OneOff  PeriodType = "one_off"
)

// OrderItem is one line of a purchase list.
type OrderItem struct {
	ResourceSpecCode string
	PeriodType       PeriodType
	PeriodNum        int32
	SubscriptionNum  int32
	AutoRenew        bool
	// OfficialAmount and Amount, after discounts, are of a line of an order that was read. Begin and End are the term that
	// it brought; zero if it brought none.
	OfficialAmount, Amount money.Amount
	Begin, End             time.Time
}

// OrderRequest places an order. Token makes a repeated call return the first order instead of buying again.
type OrderRequest struct {
	Items   []OrderItem
	AutoPay bool
	Token   string
	// Instead is the order that the token has placed before, where another one is to replace it; empty: none.
	Instead string
	// Purpose says which of several identical orders of a run that was killed the simulated cloud may adopt for it.
	Purpose Purpose
}

// Purpose is what an order is going to be used for.
type Purpose struct {
	Pays, ByHand bool      // it is going to be paid, by hand or by the service
	Coupons      []string  // by hand with these
	Until        time.Time // its packages are going to be renewed until then; zero: not at all
}

// header is the purpose as the simulated cloud reads it.
func (p Purpose) header() string {
	v := url.Values{"pays": {strconv.FormatBool(p.Pays)}, "by_hand": {strconv.FormatBool(p.ByHand)}, "coupon": p.Coupons}
	if !p.Until.IsZero() {
		v.Set("until", p.Until.UTC().Format(time.RFC3339))
	}
	return v.Encode()
}

// OrderFilter narrows Orders; the zero value lists all.
type OrderFilter struct {
	Since       time.Time // placed then or later; zero: at any time
	Status      string    // empty: any
	NewestFirst bool
	Page        *Page // nil: all
}

// Order statuses, in the words that state and data sources show.
const (
	OrderPendingPayment = "pending_payment" // billing 6
	OrderProcessing     = "processing"      // billing 3
	OrderCompleted      = "completed"       // billing 5
	OrderCancelled      = "cancelled"       // billing 4
	OrderPendingRefund  = "pending_refund"  // billing 2
)

// Order is an order as billing shows it. Times that did not happen are zero.
type Order struct {
	ID              string
	Type            int32 // billing order_type: 1 new, 2 renewal, 4 unsubscription
	Status          string
	OfficialAmount  money.Amount
	Amount          money.Amount // after discounts; of an unsubscription: the refund, negative
	CouponAmount    money.Amount // what coupons pay of it
	Currency        string
	CreatedTime     time.Time
	PaidTime        time.Time
	PaymentDeadline time.Time
	Items           []OrderItem // line items; empty for unsubscriptions
}

// IsPaid reports whether money has moved for the order: it is completed, or in processing.
func (o *Order) IsPaid() bool { return o.Status == OrderCompleted || o.Status == OrderProcessing }

// Package statuses.
const (
	PackageActive   = "active"
	PackageUsedUp   = "used_up"
	PackageGrace    = "grace"
	PackageFrozen   = "frozen"
	PackageExpired  = "expired"
	PackageReleased = "released"
	PackageReturned = "returned"
)

// Package is a resource package, joined from MetaStudio's tenants/resources (a pay-per-use package: billing's free
// resources) and billing's yearly/monthly resource list. After release or return only billing still lists it: then
// Units, Used and Asset are what the bill knows, or zero.
type Package struct {
	ResourceID       string
	OrderID          string
	ResourceSpecCode string
	Status           string
	BusinessType     string
	ChargingMode     string // PERIODIC, ONE_TIME, ON_DEMAND
	Unit             string
	Units            int64
	Used             int64
	AutoRenew        bool
	Lapses           bool // is void at its end, without grace
	EffectiveTime    time.Time
	ExpireTime       time.Time
	ClosedTime       time.Time // when it was released, returned or expired; zero before
	AssetIDs         []string
	SubResources     []SubResource
	// Listed says that MetaStudio (or the list of free resources) still lists the package, so that Units, Used and
	// AssetIDs are current.
	Listed bool
}

// SubResource is a part of a bundle.
type SubResource struct {
	SubResourceType string
	BusinessType    string
	Unit            string
	Amount          int64
	Usage           int64
}

// PackageFilter narrows Packages; the zero value lists all that billing knows, returned and released ones included.
type PackageFilter struct {
	OrderID     string
	ResourceIDs []string
	// Status narrows as far as billing can: it does not tell PackageUsedUp from PackageActive, nor how a package went.
	Status string
	Page   *Page // nil: all
}

// Asset statuses.
const (
	AssetCreating = "creating"
	AssetActive   = "active"
	AssetInactive = "inactive"
	AssetGrace    = "grace"
	AssetFrozen   = "frozen"
	AssetRecycled = "recycled"
	AssetDeleted  = "deleted"
)

// AssetRequest makes an asset out of a free unit of a package (an extension call).
type AssetRequest struct {
	PackageID   string
	Kind        string
	Name        string
	Description string
	Inactive    bool
	Token       string
}

// AssetUpdate changes what is not nil.
type AssetUpdate struct {
	Name        *string
	Description *string
	Active      *bool
}

// Asset is an avatar or a voice. Kind, VK, PackageID, Pool and ExpireTime come from the simulated cloud's system
// properties.
type Asset struct {
	ID          string
	Name        string
	Description string
	Kind        string
	VK          string
	AssetType   string // HUMAN_MODEL_2D, HUMAN_MODEL, VOICE_MODEL
	Status      string
	Active      bool // what the owner set, whatever the status is
	PackageID   string
	Pool        string
	ExpireTime  time.Time // zero: permanent
	CreatedTime time.Time
	UpdatedTime time.Time
}

// AssetFilter narrows Assets: Name is a part of the name; the others are exact, and the simulated cloud's.
type AssetFilter struct {
	Name, VK, Pool, Status, PackageID string
	IDs                               []string
	Page                              *Page // nil: all
}

// Quota is a renewal pool.
type Quota struct {
	Pool      string         `json:"pool"`
	Total     int64          `json:"total"`
	Used      int64          `json:"used"`
	Available int64          `json:"available"`
	Packages  []QuotaPackage `json:"packages"`
	Spent     []QuotaSpend   `json:"spent"`
}

// QuotaPackage is one on-shelf package of a pool that has not expired.
type QuotaPackage struct {
	ResourceID string    `json:"resource_id"`
	Total      int64     `json:"total"`
	Used       int64     `json:"used"`
	ExpireTime time.Time `json:"expire_time"`
}

// QuotaSpend says which asset took units of a pool.
type QuotaSpend struct {
	AssetID   string    `json:"asset_id"`
	RenewalID string    `json:"renewal_id"`
	Units     int64     `json:"units"`
	Time      time.Time `json:"time"`
}

// RenewalRow asks for months, or for the fewest months that keep the asset until ValidThrough.
type RenewalRow struct {
	AssetID      string
	Months       int64
	ValidThrough time.Time // zero when Months is given
}

// RenewalRequest renews assets from their pools. With RenewalID it is one more operation of an existing renewal.
type RenewalRequest struct {
	RenewalID string
	Rows      []RenewalRow
	Token     string
	MaxUnits  map[string]int64 // pool: units that may be spent of it at the most; pools without an entry have no bound
	// the renewal that the token has made before, where another one is to replace it; empty: none
	Instead string
}

// Operations that a configured client token can be given for.
const (
	OrderTokens   = "PlaceOrder"
	RenewalTokens = "RenewAssets"
)

// Holders of what a client token made, as far as they matter: a state that is, or is not, the client's own.
const (
	HeldUnpaid    = "unpaid"
	HeldHere      = "state"
	HeldElsewhere = "other_state"
)

// TokenUse is what a client token has made that still exists; ID is empty where it is free.
type TokenUse struct{ ID, Holder string }

// Renewal outcomes.
const (
	OutcomeRenewed = "renewed"
	OutcomeFailed  = "failed"
	OutcomeCovered = "covered"
)

// Renewal is a single or batch renewal with all its operations.
type Renewal struct {
	ID          string
	CreatedTime time.Time
	UnitsSpent  int64             // over all operations
	Months      map[string]int64  // asset id: months spent so far, over all operations
	Requested   map[string]string // asset id: valid_through last asked for (RFC 3339), where it was
	Results     []RenewalResult   // of the last operation
	Operations  int
	Repeated    bool // the call found what an earlier one had done, and spent nothing
}

// RenewalResult is one asset's line in the result list.
type RenewalResult struct {
	AssetID            string
	Outcome            string
	Months             int64
	PreviousExpireTime time.Time
	ExpireTime         time.Time
	ErrorCode          string
	ErrorMessage       string
	Debits             []RenewalDebit
}

// RenewalDebit says which on-shelf package paid.
type RenewalDebit struct {
	ResourceID string
	Units      int64
}

// Product is a catalogue row as the tenant's site sells it, with simulated prices by period type.
type Product struct {
	ResourceSpecCode string
	Name             string
	BusinessType     string
	Unit             string
	PeriodTypes      []PeriodType
	Prices           map[PeriodType]money.Amount // of one period and one quantity
	Currency         string
	Makes            []string // asset kinds
	Pool             string   // the renewal pool it feeds, or empty
	MaxPeriodNum     map[PeriodType]int32
	MaxQuantity      int32
	BilledByUse      bool // cannot be ordered
	Lapses           bool // is void at its end and cannot be renewed
	NewCustomersOnce bool // an account can buy it only once
}

// Unlimited is the balance of an account that pays without one.
const Unlimited = "unlimited"

// Tenant is the simulated account behind the client.
type Tenant struct {
	ProjectID string `json:"project_id"`
	Exists    bool   `json:"exists"`
	Identity  string `json:"identity"` // of the account, from its first write on; stays with its store
	// Ancestors are the identities of what it was branched from, the oldest first.
	Ancestors []string  `json:"ancestors"`
	Site      string    `json:"site"`
	Currency  string    `json:"currency"`
	Head      time.Time `json:"head"`    // instant of the newest fact; zero when nothing was written yet
	Now       time.Time `json:"now"`     // the instant at which this call was answered
	Balance   string    `json:"balance"` // Unlimited without an opening balance
	Clock     string    `json:"clock"`   // client, real or held: whether calls may name their instant
	// GraceDays and RetentionDays follow the end of what can be renewed.
	GraceDays      int `json:"grace_days"`
	RetentionDays  int `json:"retention_days"`
	MaxTotalMonths int `json:"max_total_months"` // of a package, from its beginning
	// ChargeLeadDays and ChargeHour (UTC+8) are of the first attempt of an automatic renewal before an end.
	ChargeLeadDays int      `json:"charge_lead_days"`
	ChargeHour     int      `json:"charge_hour"`
	Role           string   `json:"role"` // of the client's key
	May            []string `json:"may"`  // what the role allows: read, spend, manage
	// Lost is what runs for the client's state made before they were killed, and that the state has not shown: ids of
	// orders, assets and renewals.
	Lost []string `json:"lost"`
}
