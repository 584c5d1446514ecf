package lifecycle

import (
	"fmt"
)

// Refusal is a rule's no: an error code of the real services (or SIM.*, where they have none) and a sentence for the
// reader. Nothing was stored and no money moved.
type Refusal struct {
	Code    string
	Message string
}

func (r *Refusal) Error() string { return r.Code + ": " + r.Message }

// Refuse is a Refusal.
func Refuse(code, format string, args ...any) error { return refusal(code, format, args...) }

func refusal(code, format string, args ...any) *Refusal {
	return &Refusal{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Codes of refusals. Documented in the API references, except those that begin with SIM.
const (
	CodeBadParameter       = "MSS.00000003"
	CodeForbidden          = "MSS.00000005"
	CodeAssetNotFound      = "MSS.10001001"
	CodeBillingParameter   = "CBC.0100"
	CodeOrderUnknown       = "CBC.30000010"
	CodeOrderChanged       = "CBC.99003106"
	CodeOrderTooLate       = "CBC.99003110"
	CodeOrderNotCancelable = "CBC.99005010"
	CodeDiscountUnusable   = "CBC.99003108"
	CodeCouponUnusable     = "CBC.99003112"
	CodeCouponWithDiscount = "CBC.99003116"
	CodeCouponMinimum      = "CBC.99003117" // documented as the minimum of a discount; used for coupons too (assumed)
	CodeCouponKinds        = "CBC.99003147"
	CodeNoFunds            = "CBC.99005003"
	CodeResourceUnknown    = "CBC.99003012"
	CodeResourceGone       = "CBC.99003016"
	CodeResourceInOrder    = "CBC.99003100"
	CodeTooLong            = "CBC.99003154"
	CodeNoSuchPeriod       = "CBC.30010069"
	CodeAutoRenewTooLate   = "CBC.99003602"
	CodeAutoRenewOff       = "CBC.99003605"
	CodeProductUnknown     = "CBC.99006006" // of a price that was asked for
	CodeTooDear            = "CBC.99006055"
	CodeQuoteNoPeriod      = "CBC.30050008" // this and those below: of renewals whose price was asked for
	CodeQuoteGone          = "CBC.30050009"
	CodeQuoteInOrder       = "CBC.30050010"
	CodeQuoteDoubled       = "CBC.30050012"
	CodeNotRenewable       = "CBC.30050013"
	CodeFrozen             = "CBC.30000052"
	CodeDeleted            = "CBC.30000067"
	CodeNotReturnable      = "CBC.99003647"
	CodeNoRenewedPeriod    = "CBC.99003128"

	CodeUnitTaken      = "SIM.1001" // the package has no free unit
	CodePackageState   = "SIM.1002" // the package's status forbids it
	CodePoolShort      = "SIM.1003" // the renewal pool has too few units
	CodeNotInPool      = "SIM.1004" // the asset is in no pool or permanent
	CodeDoubledAsset   = "SIM.1005" // an asset stands in a request twice
	CodeRenewalUnknown = "SIM.1006"
	CodeAutoRenewGuard = "SIM.1007" // deletion while the package renews automatically
	CodeAssetState     = "SIM.1008" // the asset's status forbids it
	CodeJobUnknown     = "SIM.1009" // there is no such training job
	CodeJobState       = "SIM.1010" // the training job's status forbids it
	CodeNotSimulated   = "SIM.1011" // the real service does it, the simulated cloud does not
	CodeAboveMaxUnits  = "SIM.1012" // the request needs more units of a pool than its caller allows
	CodeDeclined       = "SIM.1013" // a fault of the tenant declines the payment
	CodeSoldOut        = "SIM.1014" // a fault of the tenant says that the product is sold out
	CodeBeforeHead     = "SIM.2001" // the instant of the call is before the newest fact
	CodeTenantDiffers  = "SIM.2002" // the configuration differs from what the tenant was made with
	CodeTokenReused    = "SIM.2003" // a client token with another content
	CodeTenantUnknown  = "SIM.2004" // the store has no such tenant
	CodeClock          = "SIM.2005" // the tenant's clock does not allow it
	CodeRunUnderWay    = "SIM.2007" // a run of the same state may still be under way
	CodeRunEnded       = "SIM.2009" // the run was given up, or taken for broken, and may make nothing more
	CodePartialPlan    = "SIM.2012" // a plan of a part of the state would make what an interrupted apply has made
	CodeMadeMeanwhile  = "SIM.2013" // another apply of the same state has ended since this one began
	CodeSignatureUsed  = "SIM.2014" // a signed request that spends was sent before
	CodeTooMuchDue     = "SIM.2008" // more falls due by the instant than one call settles
	CodeTenantExists   = "SIM.2006" // the tenant, or the access key, is there already
	CodeTenantFull     = "SIM.2016" // the tenant has as many facts as its server keeps
	CodeTenantFile     = "SIM.2015" // the file of a tenant is damaged, cut or newer
	CodeStoreUnusable  = "SIM.3001" // the store file cannot be used
	CodeStoreNewer     = "SIM.3002" // the store was written by a newer version
	CodeStoreForeign   = "SIM.3003" // the file is not a store of the simulator
	CodeStoreFull      = "SIM.3004" // no space is left
	CodeStoreBusy      = "SIM.3005" // the store stayed locked

	CodeStoreUnreachable = "SIM.3006" // the database cannot be reached
	CodeStoreDamaged     = "SIM.3007" // a row that the call reads is none that the rules have written
)
