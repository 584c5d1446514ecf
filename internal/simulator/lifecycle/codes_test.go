package lifecycle_test

import (
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// TestCodesOfOurOwnStay: clients and their users know them by these words. Those of the real services are asserted on
// the wire.
func TestCodesOfOurOwnStay(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		lifecycle.CodeUnitTaken: "SIM.1001", lifecycle.CodePackageState: "SIM.1002", lifecycle.CodePoolShort: "SIM.1003",
		lifecycle.CodeNotInPool:    "SIM.1004",
		lifecycle.CodeDoubledAsset: "SIM.1005", lifecycle.CodeRenewalUnknown: "SIM.1006",
		lifecycle.CodeAutoRenewGuard: "SIM.1007",
		lifecycle.CodeAssetState:     "SIM.1008", lifecycle.CodeJobUnknown: "SIM.1009", lifecycle.CodeJobState: "SIM.1010",
		lifecycle.CodeNotSimulated: "SIM.1011", lifecycle.CodeAboveMaxUnits: "SIM.1012",
		lifecycle.CodeDeclined: "SIM.1013", lifecycle.CodeSoldOut: "SIM.1014",
		lifecycle.CodeBeforeHead: "SIM.2001", lifecycle.CodeTenantDiffers: "SIM.2002", lifecycle.CodeTokenReused: "SIM.2003",
		lifecycle.CodeTenantUnknown: "SIM.2004",
		lifecycle.CodeClock:         "SIM.2005", lifecycle.CodeTenantExists: "SIM.2006",
		lifecycle.CodeRunUnderWay: "SIM.2007", lifecycle.CodeSignatureUsed: "SIM.2014",
		lifecycle.CodeTooMuchDue: "SIM.2008", lifecycle.CodeRunEnded: "SIM.2009", lifecycle.CodeTenantFile: "SIM.2015",
		lifecycle.CodeTenantFull:    "SIM.2016",
		lifecycle.CodeStoreUnusable: "SIM.3001", lifecycle.CodeStoreNewer: "SIM.3002", lifecycle.CodeStoreForeign: "SIM.3003",
		lifecycle.CodeStoreFull: "SIM.3004",
		lifecycle.CodeStoreBusy: "SIM.3005", lifecycle.CodeStoreUnreachable: "SIM.3006",
		lifecycle.CodeStoreDamaged: "SIM.3007", lifecycle.CodeTooDear: "CBC.99006055",
	} {
		if code != want {
			t.Errorf("%s was %s", code, want)
		}
	}
}
