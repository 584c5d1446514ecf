package lifecycle

import "github.com/mss-iac/terraform-provider-mss/internal/simulator/catalog"

// RenewRequest renews packages by periods, each in an order of its own.
type RenewRequest struct {
	PackageIDs []string
	PeriodType catalog.PeriodType // monthly or yearly
	PeriodNum  int32
	AutoPay    bool
}

// AutoRenewRequest switches automatic renewal of a package.
type AutoRenewRequest struct {
	PackageID string
	On        bool
	Times     int                // how many renewals; 0: any number
	Period    catalog.PeriodType // of the renewals; empty: that of the last order
	// KeepLimits leaves the limits as they are where it is on already: none were given.
	KeepLimits bool
}

// RenewConfigRequest changes the account's renewal configuration.
type RenewConfigRequest struct {
	Name  string // DEDUCTION_DATE or EXPIRE_DATE
	Value int
}

// BindRequest binds an asset to a free unit of another package.
type BindRequest struct {
	AssetID      string
	BusinessType string // of the package; empty: any
	PackageID    string // empty: the service chooses
}

// ReturnRequest unsubscribes packages (unsubscribe_type 1), or only their renewed terms that have not begun (2).
type ReturnRequest struct {
	PackageIDs  []string
	OnlyRenewed bool
}

// AssetRequest makes an asset out of a free unit of a package.
type AssetRequest struct {
	PackageID   string
	Kind        string
	Name        string
	Description string
	Inactive    bool
}

// AssetChange changes what is not nil.
type AssetChange struct {
	Name, Description *string
	Active            *bool
}

// RenewAssetsRequest renews assets from their pools; with RenewalID as one more operation of an existing renewal.
type RenewAssetsRequest struct {
	RenewalID string
	Rows      []RenewalRow
}
