// Package ledger is what this walk plans and does: what its objects are going to charge, and the limits of that; the
// pool units and package units that they are going to use; and what the plan of an object tells the one that applies
// it.
//
// # Announced and charged
//
// A price comes from one place, the service. purchase.Buyer.Quote asks for it with the orders that the apply will
// place; the simulated cloud answers by placing and paying them in a copy that it throws away. ledger.Booking adds
// up what the plan of one object charges, shows it in planned_charge, and counts it towards the limits.
// purchase.Budget is the same bound in the apply: it is compared with each order before the order is paid.
//
// Terraform plans every object again while it applies, and up to version 1.16 tells that second plan nothing of the
// first: neither the planned values nor the planned private data. What the first plan knew must be the same in the
// second. The provider finds it in the file of a saved plan (internal/ledger/saved.go), or in a note that the
// planning process of the same command left (internal/ledger/plans.go). Plan unknown what neither can carry. What
// the first plan has warned of, the second does not say again.
//
// Terraform shows the warnings of each object. Objects that are planned or applied at the same time therefore tell
// together what they charge: the one that ends last tells it of all (internal/ledger/announcements.go). Core sorts
// warnings by file and position, so the total of a command is the largest that one of them tells. Other warnings
// that many objects share have the same summary, which core folds into one. terraform test has notices of its own
// (session.Notices).
package ledger

import (
	"sync"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
)

// Ledger is that of one configured provider.
type Ledger struct {
	session *session.Session

	reading sync.Mutex     // held while what was planned first is read
	saved   map[string]any // the saved plan's objects by type, and those that were noted by type and change

	mu       sync.Mutex
	bought   map[string]int64 // pool: units that this walk plans to buy and has not bought yet
	once     map[string]bool  // products that an account can buy once, and coupons, that this walk plans to use
	reserved map[string]int64 // pool: units that this walk plans to spend and has not spent yet
	// package, or asset in the recycle bin: units that this walk plans to use and has not used yet
	claims  map[string][]claim
	planned money.Amount // charges that this walk has announced
	charged money.Amount // charges that this walk has made, or is making
	told    money.Amount // charges that this walk has confirmed
	plans   announcements
	done    confirmations
}

// New begins the ledger of a session.
func New(s *session.Session) *Ledger {
	return &Ledger{session: s, bought: map[string]int64{}, once: map[string]bool{}, reserved: map[string]int64{},
		claims: map[string][]claim{}, saved: map[string]any{}}
}
