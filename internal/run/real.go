package run

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/once"
)

// Journal keeps the intents of runs where a killed process leaves them behind.
type Journal interface {
	// Note writes an intent down before anything is sent, and answers how to add what came of it: the order's id, or "" if it is certain that there is
	// none. An intent of which nothing is said outlives the run.
	Note(once.Intent) (came func(orderID string), err error)
	// Broken are the intents that ended runs for the same state have left. It fails where they cannot be read: nothing may be ordered then.
	Broken() ([]once.Intent, error)
	// Placed are the orders that ended runs for the same state have placed and Terraform has noted.
	Placed() ([]string, error)
	// Settle forgets a broken intent: its order is in the state, or does not exist, or its owner has decided.
	Settle(once.Intent)
}

// OnlySimulated refuses what no public API of the real cloud offers.
func (r *Run) OnlySimulated(what, instead string) (d diag.Diagnostics) {
	if r != nil && r.Client.IsReal() {
		d.AddError("Not offered by the real cloud", fmt.Sprintf("%s: no public API of the real cloud offers it, only the simulated one. Nothing was sent, no money moved. %s", what, instead))
	}
	return d
}

// DuplicateError is what a killed run ordered, or may have ordered, and no state that this run has seen holds.
type DuplicateError struct{ IDs []string }

func (e *DuplicateError) Error() string {
	return "a run that was killed had ordered the same, and no state that this run has seen holds it: " + strings.Join(e.IDs, ", ")
}

// AfterDuplicate is what to do about it.
func AfterDuplicate(err error) string {
	if _, ok := errors.AsType[*DuplicateError](err); !ok {
		return ""
	}
	return "Import it (`terraform import`), or set allow_duplicate_order = true on the provider for this apply to order once more beside it."
}

// know notes orders that are accounted for: a state has them, or this run placed them.
func (r *Run) know(ids ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known == nil {
		r.known = map[string]bool{}
	}
	for _, id := range ids {
		r.known[id] = true
	}
}

func (r *Run) knows(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.known[id]
}

// placeForReal places an order on the real cloud, which knows no client tokens, so that the same call orders again. What a killed run may have ordered
// stands in the way until somebody looks, and so does an order whose answer was lost. One order is placed at a time, or this run's own would look
// like somebody else's.
func (r *Run) placeForReal(ctx context.Context, in mssclient.OrderRequest) (string, error) {
	r.placing.Lock()
	defer r.placing.Unlock()
	intent := once.Intent{At: r.Clock().UTC(), Shape: shape(in.Items)}
	if err := r.checkBroken(ctx, intent.Shape); err != nil {
		return "", err
	}
	came, err := r.Journal.Note(intent)
	if err != nil {
		return "", fmt.Errorf("what is about to be ordered was not written down, without which a killed run could buy twice: %w", err)
	}
	id, err := r.Client.PlaceOrder(ctx, in)
	switch {
	case err == nil:
		r.know(id)
		came(id)
	case mssclient.MayHaveTakenEffect(err):
		err = r.withCandidates(ctx, intent, err)
	default:
		came("")
	}
	return id, err
}

// checkBroken looks what became of the same orders of killed runs.
func (r *Run) checkBroken(ctx context.Context, shape string) error {
	broken, err := r.Journal.Broken()
	if err != nil {
		return fmt.Errorf("what killed runs may have ordered cannot be read: %w", err)
	}
	for _, intent := range broken {
		if intent.Shape != shape {
			continue
		}
		ids, err := r.boughtBy(ctx, intent)
		if err != nil {
			return err
		}
		if len(ids) > 0 && !r.AllowDuplicateOrder {
			return &DuplicateError{ids}
		}
		r.Journal.Settle(intent)
	}
	return nil
}

// boughtBy are the orders of a killed run that charged something. One that waits for its payment has not; where it is certainly that run's it is
// cancelled, so that no payment that is still under way can reach it.
func (r *Run) boughtBy(ctx context.Context, intent once.Intent) (bought []string, err error) {
	ids := []string{intent.OrderID}
	if intent.OrderID == "" {
		if ids, err = r.ordersOf(ctx, intent); err != nil {
			return nil, err
		}
	}
	for _, id := range ids {
		if r.knows(id) {
			continue
		}
		o, err := r.Client.Order(ctx, id)
		if err == nil && id == intent.OrderID && o.Status == mssclient.OrderPendingPayment {
			o, err = r.cancelled(ctx, id)
		}
		if err != nil && !mssclient.IsNotFound(err) {
			return nil, err
		}
		if err == nil && o.IsPaid() {
			bought = append(bought, id)
		}
	}
	return bought, nil
}

// cancelled is an order after it was cancelled, unless its payment came first.
func (r *Run) cancelled(ctx context.Context, id string) (*mssclient.Order, error) {
	refused := r.Client.CancelOrder(ctx, id)
	o, err := r.Client.Order(ctx, id)
	if err == nil && o.Status == mssclient.OrderPendingPayment {
		err = fmt.Errorf("order %s of a killed run waits for its payment and could not be cancelled: %w", id, refused)
	}
	return o, err
}

// withCandidates names in an error the orders that may be the one whose answer was lost. None is taken for it: it might be somebody else's.
func (r *Run) withCandidates(ctx context.Context, intent once.Intent, lost error) error {
	ctx, cancel := context.WithTimeout(Uninterrupted(ctx), lookTime) // the operation's own time may be what is over
	defer cancel()
	ids, err := r.ordersOf(ctx, intent)
	if err != nil || len(ids) == 0 {
		return lost
	}
	return fmt.Errorf("%w; it may be one of these orders: %s", lost, strings.Join(ids, ", "))
}

// lookTime is how long a look for a lost order may take.
const lookTime = time.Minute

// clocksDiffer is how far the real cloud's clock may be from this machine's.
const clocksDiffer = 15 * time.Minute

// ordersOf are the orders that may be an intent's: new ones of its shape that were placed since, that nothing accounts for. Billing does not name the
// product codes of the order API, so that the shape is all that can be compared.
func (r *Run) ordersOf(ctx context.Context, intent once.Intent) (ids []string, err error) {
	orders, err := r.Client.OrdersSince(ctx, intent.At.Add(-clocksDiffer))
	if err != nil {
		return nil, err
	}
	for _, o := range orders {
		if r.knows(o.ID) || o.TypeWord() != mssclient.OrderNew || o.Status == mssclient.OrderCancelled {
			continue
		}
		full, err := r.Client.Order(ctx, o.ID)
		if err != nil {
			return nil, err
		}
		if shape(full.Items) == intent.Shape {
			ids = append(ids, o.ID)
		}
	}
	return ids, nil
}

// shape is what billing tells of an order's lines: period types, numbers and quantities.
func shape(items []mssclient.OrderItem) string {
	var all []string
	for _, it := range items {
		all = append(all, fmt.Sprintf("%s %d × %d", it.PeriodType, it.PeriodNum, it.SubscriptionNum))
	}
	slices.Sort(all)
	return strings.Join(all, "; ")
}

// CloseJournal settles what the states of this run have shown.
func (r *Run) CloseJournal() {
	if r.Journal == nil {
		return
	}
	broken, _ := r.Journal.Broken() // what cannot be read stays
	for _, intent := range broken {
		if intent.OrderID != "" && r.knows(intent.OrderID) {
			r.Journal.Settle(intent)
		}
	}
}
