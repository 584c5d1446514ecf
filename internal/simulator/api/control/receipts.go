package control

import (
	"encoding/json"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/metastudio"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// SeenIDs are ids that a state has shown.
type SeenIDs struct {
	IDs []string `json:"ids"`
	// Lost says that the state has lost them: an identical call adopts what a later state does not show.
	Lost bool `json:"lost,omitempty"`
	// Held says that the state has them now, whatever state had them before.
	Held bool `json:"held,omitempty"`
	// Released says that the state has given them up, and that they live on without it.
	Released bool `json:"released,omitempty"`
}

// receive takes a state's word for the ids that it has shown: calls of broken runs that made them are not answered
// again.
func receive(r *call.Request, in SeenIDs) (any, error) {
	switch {
	case in.Lost:
		return nil, r.Cloud.Reopen(r.Context(), r.Call, in.IDs)
	case in.Held:
		return nil, r.Cloud.Hold(r.Context(), r.Call, in.IDs)
	case in.Released:
		return nil, r.Cloud.Release(r.Context(), r.Call, in.IDs)
	}
	return nil, r.Cloud.Receive(r.Context(), r.Call, in.IDs)
}

// ReceiptSearch asks what was made for the caller's state: by an operation with the same request, and not shown by the
// state, or all that still exists and the state has shown.
type ReceiptSearch struct {
	// Operation is CreateMetaStudioOrders, MakeAsset or RenewAssets; without it, what the state has shown.
	Operation string `json:"operation,omitempty"`
	// Request is the body of that operation.
	Request json.RawMessage `json:"request,omitempty"`
}

// ReceiptList answers searchReceipts.
type ReceiptList struct {
	Made []madeThing `json:"made"`
}

// madeThing is an order, an asset or a renewal.
type madeThing struct {
	ID       string   `json:"id"`
	Packages []string `json:"packages,omitempty"` // that an order delivered
	Reopened bool     `json:"reopened,omitempty"` // the state has said that it lost it
}

// searchReceipts looks what was made for the caller's state, and makes nothing.
func searchReceipts(r *call.Request, in ReceiptSearch) (any, error) {
	made, err := search(r, in)
	if err != nil {
		return nil, err
	}
	out := ReceiptList{Made: []madeThing{}}
	for _, m := range made {
		out.Made = append(out.Made, madeThing(m))
	}
	return out, nil
}

func search(r *call.Request, in ReceiptSearch) ([]simulator.Made, error) {
	if in.Operation == "" {
		return r.Cloud.Kept(r.Context(), r.Call)
	}
	asked := *r
	asked.Content = in.Request
	var operation string
	var content any
	var err error
	switch in.Operation {
	case "CreateMetaStudioOrders":
		operation = lifecycle.OpPlaceOrder
		content, err = metastudio.ReadOrder(&asked)
	case "MakeAsset":
		operation = lifecycle.OpMakeAsset
		content, err = readAsset(&asked)
	case "RenewAssets":
		operation = lifecycle.OpRenewAssets
		content, err = readRenewal(&asked)
	default:
		return nil, r.Bad("operation is %.40q, must be CreateMetaStudioOrders, MakeAsset or RenewAssets", in.Operation)
	}
	if err != nil {
		return nil, err
	}
	return r.Cloud.Unclaimed(r.Context(), r.Call, operation, content)
}

// GivenUp are the client tokens of calls of an abandoned run that Terraform has noted all the same.
type GivenUp struct {
	Noted []string `json:"noted"`
}

// abandonRun ends the caller's run, whose creations may not be in the state.
func abandonRun(r *call.Request, in GivenUp) (any, error) {
	return nil, r.Cloud.AbandonRun(r.Context(), r.Call, in.Noted)
}

// closeRun ends the caller's run in order.
func closeRun(r *call.Request) (any, error) {
	return nil, r.Cloud.CloseRun(r.Context(), r.Call)
}

// keepRun renews the lease of the caller's run.
func keepRun(r *call.Request) (any, error) {
	return nil, r.Cloud.KeepRun(r.Context(), r.Call)
}

// ReceiptQuery names the receipt of a call.
type ReceiptQuery struct {
	Operation string `json:"operation"` // PlaceOrder or RenewAssets
	Token     string `json:"token"`     // its client token
}

// HeldReceipt is what a client token stands for.
type HeldReceipt struct {
	IDs    []string `json:"ids"`              // empty: the token is free
	Holder string   `json:"holder,omitempty"` // nobody, run, own_run, unpaid, state or other_state
}

// showReceipt is an extension: what a client token stands for, before a call is made with it.
func showReceipt(r *call.Request, in ReceiptQuery) (any, error) {
	if in.Operation == "" || in.Token == "" {
		return nil, r.Bad("operation and token must be given")
	}
	if err := r.OneOf("operation", in.Operation, "PlaceOrder", "RenewAssets"); err != nil {
		return nil, err
	}
	use, err := r.Cloud.TokenUse(r.Context(), r.Call, in.Operation, in.Token)
	if err != nil {
		return nil, err
	}
	return HeldReceipt{append([]string{}, use.IDs...), use.Holder}, nil
}
