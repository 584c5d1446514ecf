package httpapi

import "net/http"

// seenIDs are ids that a state has shown.
type seenIDs struct {
	IDs []string `json:"ids"`
}

// receive takes a state's word for the ids that it has shown: calls of broken runs that made them are not answered again.
func receive(r *request) (int, any, error) {
	var in seenIDs
	if err := r.decode(&in); err != nil {
		return 0, nil, err
	}
	return http.StatusNoContent, nil, r.cloud.Receive(r.Context(), r.call, in.IDs)
}

// givenUp are the client tokens of calls of an abandoned run that Terraform has noted all the same.
type givenUp struct {
	Noted []string `json:"noted"`
}

// abandonRun ends the caller's run, of which nobody may have noted what it made.
func abandonRun(r *request) (int, any, error) {
	var in givenUp
	if err := r.decode(&in); err != nil {
		return 0, nil, err
	}
	return http.StatusNoContent, nil, r.cloud.AbandonRun(r.Context(), r.call, in.Noted)
}

// closeRun ends the caller's run in order.
func closeRun(r *request) (int, any, error) {
	return http.StatusNoContent, nil, r.cloud.CloseRun(r.Context(), r.call)
}

// keepRun goes on with the lease of the caller's run.
func keepRun(r *request) (int, any, error) {
	return http.StatusNoContent, nil, r.cloud.KeepRun(r.Context(), r.call)
}

// receiptQuery names the receipt of a call.
type receiptQuery struct {
	Operation string `json:"operation"` // PlaceOrder or RenewAssets
	Token     string `json:"token"`     // its client token
}

// heldReceipt is what a client token stands for.
type heldReceipt struct {
	IDs    []string `json:"ids"`              // empty: the token is free
	Holder string   `json:"holder,omitempty"` // nobody, run, own_run, unpaid, state or other_state
}

// showReceipt is an extension: what a client token stands for, before a call is made with it.
func showReceipt(r *request) (int, any, error) {
	var in receiptQuery
	if err := r.decode(&in); err != nil {
		return 0, nil, err
	}
	if in.Operation == "" || in.Token == "" {
		return 0, nil, r.bad("operation and token must be given")
	}
	if err := r.oneOf("operation", in.Operation, "PlaceOrder", "RenewAssets"); err != nil {
		return 0, nil, err
	}
	use, err := r.cloud.TokenUse(r.Context(), r.call, in.Operation, in.Token)
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, heldReceipt{append([]string{}, use.IDs...), use.Holder}, nil
}
