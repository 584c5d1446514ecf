package fault

// Preset is a list of rules with a name.
type Preset struct {
	Name  string `json:"name"`
	About string `json:"about"`
	Text  string `json:"rules"` // as a file
}

// Presets are the common ones.
func Presets() []Preset {
	return []Preset{
		{"declined-payment", "Every payment of an order is declined; the order stays unpaid.",
			"- match: {operation: PayOrders*}\n  decline: the payment method was declined\n"},
		{"sold-out", "Every order is refused, because the product is sold out.",
			"- match: {operation: CreateMetaStudioOrders}\n  sold_out: true\n"},
		{"lost-answer", "The next payment is carried out, but its answer is lost.",
			"- match: {operation: PayOrders*, times: 1}\n  lost_answer: true\n"},
		{"throttled", "The next 3 calls are refused with HTTP 429 and Retry-After: 1.",
			"- match: {operation: \"*\", times: 3}\n  throttle: {retry_after: 1}\n"},
		{"slow", "Every call takes 2 seconds longer.", "- match: {operation: \"*\"}\n  delay: 2s\n"},
		{"outage", "Every call fails with HTTP 503.",
			"- match: {operation: \"*\"}\n  error: {status: 503, message: Service Unavailable}\n"},
		{"stuck-in-processing", "Orders are paid, but delivered 2 days later, in business time.",
			"- match: {operation: \"*\"}\n  processing: P2D\n"},
		{"renewal-declined", "Automatic renewals are declined from now on.",
			"- match: {operation: " + AutomaticRenewal + "}\n  decline: the payment method was declined\n"},
	}
}
