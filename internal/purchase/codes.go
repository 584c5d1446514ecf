package purchase

// codeForbidden is MetaStudio's refusal of a call that lacks a right, or the service agreement.
const codeForbidden = "MSS.00000005"

// Codes of the billing service that change what happens next. Every other refusal is passed on as it is.
const (
	codeNotReturnable = "CBC.99003647"
	codeFrozen        = "CBC.30000052"
	codeGone          = "CBC.30000067"
	codeInUnpaidOrder = "CBC.99003100"
	codeNoFunds       = "CBC.99005003" // the balance does not cover the payment
)
