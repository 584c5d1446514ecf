package wire

// Codes of refusals on which the client acts. The services' references document them, except SIM.
const (
	CodeForbidden       = "MSS.00000005" // MetaStudio's, of a call that lacks a right or the service agreement
	CodeNoSuchCall      = "MSS.00010003"
	CodeAssetNotFound   = "MSS.10001001"
	CodeOrderUnknown    = "CBC.30000010"
	CodeFrozen          = "CBC.30000052"
	CodeReturned        = "CBC.30000067"
	CodeNoSuchPeriod    = "CBC.30050008" // of a renewal whose price is asked for
	CodeResourceUnknown = "CBC.99003012"
	CodeInUnpaidOrder   = "CBC.99003100"
	CodeAutoRenewOff    = "CBC.99003605"
	CodeNotReturnable   = "CBC.99003647"
	CodeNoFunds         = "CBC.99005003" // the balance does not cover the payment
	CodeRenewalUnknown  = "SIM.1006"
	CodeRunUnderWay     = "SIM.2007" // a run of the same state that may have been killed
	CodeStoreBusy       = "SIM.3005"
	CodeUnreachable     = "SIM.3006" // the server's database
)
