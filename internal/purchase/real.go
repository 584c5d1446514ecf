package purchase

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/once"
)

// Journal keeps the intents of runs where a killed process leaves them behind.
type Journal interface {
	// Note writes an intent down before anything is sent, and answers how to add what came of it: the order's id, or "" if
	// it is certain that there is none. An intent of which nothing is said outlives the run.
	Note(once.Intent) (came func(orderID string), err error)
	// Broken are the intents that ended runs for the same state have left. It fails where they cannot be read: nothing may
	// be ordered then.
	Broken() ([]once.Intent, error)
	// Placed are the orders that ended runs for the same state have placed and Terraform has noted.
	Placed() ([]string, error)
	// Settle forgets a broken intent: its order is in the state, or does not exist, or its owner has decided.
	Settle(once.Intent)
}

// DuplicateError is what a killed run ordered, or may have ordered, and no state that this run has seen holds.
type DuplicateError struct{ IDs []string }

func (e *DuplicateError) Error() string {
	return "an apply that was killed ordered the same, and no known state has it: " + strings.Join(e.IDs, ", ")
}

// AfterDuplicate is what to do about it.
func AfterDuplicate(err error) string {
	if _, ok := errors.AsType[*DuplicateError](err); !ok {
		return ""
	}
	return "Import it with `terraform import`, or set allow_duplicate_order = true on the provider for this apply to " +
		"order again."
}

// placeForReal places an order on the real cloud, which knows no client tokens, so that the same call orders again.
// What a killed run may have ordered keeps the same from being ordered until a user looks, and so does an order whose
// answer was lost. One order is placed at a time, or this run's own would look like another user's.
func (b *Buyer) placeForReal(ctx context.Context, in mssclient.OrderRequest) (string, error) {
	b.placing.Lock()
	defer b.placing.Unlock()
	intent := once.Intent{At: b.Clock().UTC(), Shape: shape(in.Items)}
	if err := b.checkBroken(ctx, intent.Shape); err != nil {
		return "", err
	}
	came, err := b.Journal.Note(intent)
	if err != nil {
		return "", fmt.Errorf("cannot record the pending order, and without a record a killed apply could buy twice: %w", err)
	}
	id, err := b.session.Client.PlaceOrder(ctx, in)
	switch {
	case err == nil:
		b.session.Acknowledge(ctx, id)
		came(id)
	case mssclient.MayHaveTakenEffect(err):
		err = b.withCandidates(ctx, intent, err)
	default:
		came("")
	}
	return id, err
}

// checkBroken looks what became of the same orders of killed runs.
func (b *Buyer) checkBroken(ctx context.Context, shape string) error {
	broken, err := b.Journal.Broken()
	if err != nil {
		return fmt.Errorf("cannot read what killed applies may have ordered: %w", err)
	}
	for _, intent := range broken {
		if intent.Shape != shape {
			continue
		}
		ids, err := b.boughtBy(ctx, intent)
		if err != nil {
			return err
		}
		if len(ids) > 0 && !b.session.AllowDuplicateOrder {
			return &DuplicateError{ids}
		}
		b.Journal.Settle(intent)
	}
	return nil
}

// boughtBy are the orders of a killed run that charged something. One that waits for its payment has not; where it is
// certainly that run's it is cancelled, so that no payment that is still under way can reach it.
func (b *Buyer) boughtBy(ctx context.Context, intent once.Intent) (bought []string, err error) {
	ids := []string{intent.OrderID}
	if intent.OrderID == "" {
		if ids, err = b.ordersOf(ctx, intent); err != nil {
			return nil, err
		}
	}
	for _, id := range ids {
		if b.session.Acknowledged(id) {
			continue
		}
		o, err := b.session.Client.Order(ctx, id)
		if err == nil && id == intent.OrderID && o.Status == mssclient.OrderPendingPayment {
			o, err = b.cancelled(ctx, id)
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
func (b *Buyer) cancelled(ctx context.Context, id string) (*mssclient.Order, error) {
	refused := b.session.Client.CancelOrder(ctx, id)
	o, err := b.session.Client.Order(ctx, id)
	if err == nil && o.Status == mssclient.OrderPendingPayment {
		err = fmt.Errorf("the unpaid order %s of a killed apply could not be cancelled: %w", id, refused)
	}
	return o, err
}

// withCandidates names in an error the orders that may be the one whose answer was lost. None is taken for it: it might
// be another user's.
func (b *Buyer) withCandidates(ctx context.Context, intent once.Intent, lost error) error {
	// the operation's own time may be what is over
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookTime)
	defer cancel()
	ids, err := b.ordersOf(ctx, intent)
	if err != nil || len(ids) == 0 {
		return lost
	}
	return fmt.Errorf("%w; it may be one of these orders: %s", lost, strings.Join(ids, ", "))
}

// lookTime is how long a look for a lost order may take.
const lookTime = time.Minute

// clocksDiffer is how far the real cloud's clock may be from this machine's.
const clocksDiffer = 15 * time.Minute

// ordersOf are the orders that may be an intent's: new ones of its shape that were placed since, that nothing accounts
// for. Billing does not name the product codes of the order API, so that the shape is all that can be compared.
func (b *Buyer) ordersOf(ctx context.Context, intent once.Intent) (ids []string, err error) {
	orders, err := b.session.Client.OrdersOf(ctx, mssclient.OrderFilter{Since: intent.At.Add(-clocksDiffer)})
	if err != nil {
		return nil, err
	}
	for _, o := range orders {
		if b.session.Acknowledged(o.ID) || o.TypeWord() != mssclient.OrderNew || o.Status == mssclient.OrderCancelled {
			continue
		}
		full, err := b.session.Client.Order(ctx, o.ID)
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
func (b *Buyer) CloseJournal() {
	if b.Journal == nil {
		return
	}
	broken, _ := b.Journal.Broken() // what cannot be read stays
	for _, intent := range broken {
		if intent.OrderID != "" && b.session.Acknowledged(intent.OrderID) {
			b.Journal.Settle(intent)
		}
	}
}
