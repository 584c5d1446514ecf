// Package ledger is what this walk plans and does: what its objects are going to charge, and the limits of that; the
// pool units and package units that they are going to use; and what the plan of an object tells the one that applies
// it.
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
