package httpapi

import (
	"encoding/json"
	"net/http"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
)

// seenIDs are ids that a state has shown.
type seenIDs struct {
	IDs []string `json:"ids"`
	// Lost says that the state has lost them: an identical call adopts what a later state does not show.
	Lost bool `json:"lost,omitempty"`
	// Held says that the state has them now, whatever state had them before.
	Held bool `json:"held,omitempty"`
	// Released says that the state has given them up, and that they live on without it.
	Released bool `json:"released,omitempty"`
}

// receive takes a state's word for the ids that it has shown: calls of broken runs that made them are not answered again.
func receive(r *request) (int, any, error) {
	var in seenIDs
	if err := r.decode(&in); err != nil {
		return 0, nil, err
	}
	switch {
	case in.Lost:
		return http.StatusNoContent, nil, r.cloud.Reopen(r.Context(), r.call, in.IDs)
	case in.Held:
		return http.StatusNoContent, nil, r.cloud.Hold(r.Context(), r.call, in.IDs)
	case in.Released:
		return http.StatusNoContent, nil, r.cloud.Release(r.Context(), r.call, in.IDs)
	}
	return http.StatusNoContent, nil, r.cloud.Receive(r.Context(), r.call, in.IDs)
}

// receiptSearch asks what was made for the caller's state: by an operation with the same request, and not shown by the state, or all that still
// exists and the state has shown.
type receiptSearch struct {
	// Operation is CreateMetaStudioOrders, MakeAsset or RenewAssets; without it, what the state has shown.
	Operation string `json:"operation,omitempty"`
	// Request is the body of that operation.
	Request json.RawMessage `json:"request,omitempty"`
}

// receiptList answers searchReceipts.
type receiptList struct {
	Made []madeThing `json:"made"`
}

// madeThing is an order, an asset or a renewal.
type madeThing struct {
	ID       string   `json:"id"`
	Packages []string `json:"packages,omitempty"` // that an order delivered
	Reopened bool     `json:"reopened,omitempty"` // the state has said that it lost it
}

// searchReceipts looks what was made for the caller's state, and makes nothing.
func searchReceipts(r *request) (int, any, error) {
	var in receiptSearch
	if err := r.decode(&in); err != nil {
		return 0, nil, err
	}
	made, err := r.search(in)
	if err != nil {
		return 0, nil, err
	}
	out := receiptList{Made: []madeThing{}}
	for _, m := range made {
		out.Made = append(out.Made, madeThing(m))
	}
	return http.StatusOK, out, nil
}

func (r *request) search(in receiptSearch) ([]simulator.Made, error) {
	if in.Operation == "" {
		return r.cloud.Kept(r.Context(), r.call)
	}
	asked := *r
	asked.body = in.Request
	var operation string
	var content any
	var err error
	switch in.Operation {
	case "CreateMetaStudioOrders":
		operation = simulator.OpPlaceOrder
		content, err = asked.newOrder()
	case "MakeAsset":
		operation = simulator.OpMakeAsset
		content, err = asked.newAsset()
	case "RenewAssets":
		operation = simulator.OpRenewAssets
		content, err = asked.newRenewal()
	default:
		return nil, r.bad("operation is %.40q, must be CreateMetaStudioOrders, MakeAsset or RenewAssets", in.Operation)
	}
	if err != nil {
		return nil, err
	}
	return r.cloud.Unclaimed(r.Context(), r.call, operation, content)
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
