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
	Active, Leaving   *bool
	Tags, Services    *[]string
	Order             *int32
	Sex, Language     *string
}

// traits are an asset's after the change.
func (c *AssetChange) traits(t Traits) Traits {
	if c.Tags != nil {
		t.Tags = *c.Tags
	}
	if c.Services != nil {
		t.Services = *c.Services
	}
	if c.Order != nil {
		t.Order = *c.Order
	}
	if c.Sex != nil {
		t.Sex = *c.Sex
	}
	if c.Language != nil {
		t.Language = *c.Language
	}
	return t
}

// JobRequest creates a training job.
type JobRequest struct {
	Type    JobType
	Details JobDetails
}

// JobChange names a training job, and changes of its details what is not nil.
type JobChange struct {
	JobID string
	Image bool // of an avatar; else of a voice

	Name, Description, Contact, BatchName, AppUserID, AudioSource, Sex, Language, OutputLanguage, CustomText *string

	Tags, Services  *[]string
	KeepsBackground *bool
}

// apply is the details after the change.
func (c *JobChange) apply(d JobDetails) JobDetails {
	for _, f := range []struct{ from, to *string }{
		{c.Name, &d.Name}, {c.Description, &d.Description}, {c.Contact, &d.Contact}, {c.BatchName, &d.BatchName}, {c.AppUserID, &d.AppUserID},
		{c.AudioSource, &d.AudioSource}, {c.Sex, &d.Sex}, {c.Language, &d.Language}, {c.OutputLanguage, &d.OutputLanguage}, {c.CustomText, &d.CustomText},
	} {
		if f.from != nil {
			*f.to = *f.from
		}
	}
	if c.Tags != nil {
		d.Tags = *c.Tags
	}
	if c.Services != nil {
		d.Services = *c.Services
	}
	if c.KeepsBackground != nil {
		d.KeepsBackground = *c.KeepsBackground
	}
	return d
}

// AssetAction is what a batch does to each of its assets.
type AssetAction string

// The actions of a batch, as the API names them.
const (
	ActionDelete      AssetAction = "DELETE"
	ActionDeleteForce AssetAction = "DELETE_FORCE"
	ActionRestore     AssetAction = "RESTORE"
	ActionDeactivate  AssetAction = "UNACTIVE"
	ActionActivate    AssetAction = "ACTIVE"
	ActionShare       AssetAction = "SHARE"
	ActionUnshare     AssetAction = "UNSHARE"
)

// BatchRequest does one thing to several assets.
type BatchRequest struct {
	Action   AssetAction
	AssetIDs []string
}

// RenewAssetsRequest renews assets from their pools; with RenewalID as one more operation of an existing renewal.
type RenewAssetsRequest struct {
	RenewalID string
	Rows      []RenewalRow
	// MaxUnits bounds what the request spends of a pool; pools that it does not name have no bound. It is no part of what is asked for: a repeated
	// request with another bound is the same one.
	MaxUnits map[string]int64 `json:"-"`
}
