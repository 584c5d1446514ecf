package run

// Codes of the billing service that change what happens next. Every other refusal is passed on as it is.
const (
	codeNotReturnable = "CBC.99003647"
	codeFrozen        = "CBC.30000052"
	codeGone          = "CBC.30000067"
	codeInUnpaidOrder = "CBC.99003100"
	codeAutoRenewOff  = "CBC.99003605"
)
