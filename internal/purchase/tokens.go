package purchase

import (
	"context"
	"fmt"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// A client_token names one purchase of one block. What it bought is found again while no state has it; while a block of
// this plan keeps it, no other block may have the token; and what replaces it is bought again, under the same token.

var atToken = path.Root("client_token")

// tokens are the client tokens that a walk has met.
type tokens struct {
	mu      sync.Mutex
	planned map[string]bool // of creates that were planned
	used    map[string]bool // of creates that were made
	kept    map[string]bool // ids that blocks of this walk keep
	instead map[string]bool // ids in whose place a create was planned
	made    map[string]bool // ids that creates of this walk were answered with
}

func mark(set *map[string]bool, name string) (before bool) {
	if *set == nil {
		*set = map[string]bool{}
	}
	before = (*set)[name]
	(*set)[name] = true
	return before
}

const objectKey = "object"

// KeepsObject notes at plan that a block keeps an object that exists, and refuses that another block has the token that
// bought it.
func (b *Buyer) KeepsObject(ctx context.Context, private tfconv.PrivateSetter, id string) (d diag.Diagnostics) {
	d.Append(tfconv.SetPrivate(ctx, private, objectKey, id)...)
	b.tokens.mu.Lock()
	defer b.tokens.mu.Unlock()
	if mark(&b.tokens.kept, id); b.tokens.instead[id] {
		d.Append(tokenTaken("another block of this plan has the client_token that bought " + id + ", which this block keeps"))
	}
	return d
}

// PlanToken refuses a create under a token that another block has. Core plans a replacement a second time, as a
// creation, whose private state is that of the first.
func (b *Buyer) PlanToken(ctx context.Context, private tfconv.PrivateGetter, operation string,
	token types.String) (d diag.Diagnostics) {
	if !tfconv.Known(token) || b.session.Client.IsReal() {
		return d
	}
	var replaced string
	_, d = tfconv.GetPrivate(ctx, private, objectKey, &replaced)
	use, err := b.session.Client.TokenUse(ctx, operation, token.ValueString())
	if err != nil {
		d.Append(message.UnableAt(atToken, "look up client_token", err, message.NoMoney))
		return d
	}
	d.Append(b.planToken(operation+" "+token.ValueString(), use, replaced)...)
	if !d.HasError() && use.Holder == mssclient.HeldHere &&
		!b.replaces(operation+" "+token.ValueString(), use.ID, replaced != "") {
		made := mssclient.Made{ID: use.ID}
		if order, err := b.alive(ctx, use.ID); operation == mssclient.OrderTokens && err == nil && order != nil {
			made = *order // an import of a package needs its id
		}
		d.Append(message.Wrong(atToken, "client_token is taken", "It bought %s for this state, which still exists. "+
			"Nothing was bought, no money moved. Import it if the state no longer has it, use a moved block if only its "+
			"address has changed, or use another token.", made))
	}
	return d
}

// planToken notes a planned token, and what it replaces.
func (b *Buyer) planToken(token string, use mssclient.TokenUse, replaced string) (d diag.Diagnostics) {
	b.tokens.mu.Lock()
	defer b.tokens.mu.Unlock()
	delete(b.tokens.kept, replaced)
	switch {
	case mark(&b.tokens.planned, token):
		d.Append(tokenTaken("another block of this plan has it"))
	case use.Holder == mssclient.HeldElsewhere:
		d.Append(tokenTaken("it bought " + use.ID + " for another state, which still exists"))
	case use.ID != "" && b.tokens.kept[use.ID]:
		d.Append(tokenTaken("it bought " + use.ID + ", which another block of this plan keeps"))
	case use.Holder == mssclient.HeldHere || use.Holder == mssclient.HeldUnpaid:
		mark(&b.tokens.instead, use.ID)
	}
	return d
}

// Answers reports whether a create under a token is answered with what the token made before, which this state does not
// hold.
func (b *Buyer) Answers(ctx context.Context, operation string, token types.String) bool {
	if !tfconv.Known(token) || b.session.Client.IsReal() {
		return false
	}
	use, err := b.session.Client.TokenUse(ctx, operation, token.ValueString())
	return err == nil && use.ID != "" && use.Holder != mssclient.HeldHere && use.Holder != mssclient.HeldUnpaid
}

// replaces reports whether a create may replace the object that its token bought: a replacement, also of a tainted
// object, which the refresh has shown. Core tells that the plan only, and not the apply. Without a refresh it cannot be
// told.
func (b *Buyer) replaces(token, id string, planned bool) bool {
	const what = "client_token"
	if planned || b.session.Acknowledged(id) {
		b.ledger.Note(what, token, id)
		return true
	}
	return b.session.NoRefresh || b.session.SavedPlan != nil || len(b.ledger.Recall(what, token)) > 0
}

// UseToken is the token of a create, and what it made before and the create replaces. A token is used once in a walk.
// Where it cannot be looked up, the create is not made: what it does, and that it did not happen, the caller says.
func (b *Buyer) UseToken(ctx context.Context, operation string, token types.String, what, not string) (use,
	instead string, d diag.Diagnostics) {
	if !tfconv.Known(token) || b.session.Client.IsReal() {
		return Token(token.ValueString()), "", d
	}
	b.tokens.mu.Lock()
	before := mark(&b.tokens.used, operation+" "+token.ValueString())
	b.tokens.mu.Unlock()
	if before {
		d.Append(tokenTaken("another block of this apply has it"))
		return "", "", d
	}
	held, err := b.session.Client.TokenUse(ctx, operation, token.ValueString())
	switch {
	case err != nil:
		d.Append(message.Unable(what, err, not))
	case held.Holder == mssclient.HeldElsewhere:
		d.Append(tokenTaken("it bought " + held.ID + " for another state, which still exists"))
	case held.Holder == mssclient.HeldHere || held.Holder == mssclient.HeldUnpaid:
		instead = held.ID
	}
	return token.ValueString(), instead, d
}

// Took notes what a create was answered with.
func (b *Buyer) Took(id string) {
	b.tokens.mu.Lock()
	defer b.tokens.mu.Unlock()
	mark(&b.tokens.made, id)
}

// CheckGivenUp refuses to delete what a create of the same apply was answered with.
func (b *Buyer) CheckGivenUp(id string) (d diag.Diagnostics) {
	b.tokens.mu.Lock()
	defer b.tokens.mu.Unlock()
	if b.tokens.made[id] {
		d.AddError("Object belongs to another block",
			fmt.Sprintf("A block that this apply created has %s, so it was not deleted. Nothing was returned, no money "+
				"moved. Use a different client_token for each block, and remove this address with `terraform state rm`.", id))
	}
	return d
}

func tokenTaken(why string) diag.Diagnostic {
	return message.Wrong(atToken, "client_token is taken", "A client_token identifies one purchase of one block: %s. "+
		"Nothing was bought, no money moved. Use a different token for each block.", why)
}
