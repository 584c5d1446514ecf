// Package purchase places, pays, renews and returns, each once: what an answer that was lost may have done is looked up
// before anything is sent again. It keeps limits of money, the meaning of client tokens, and the guard of the real
// cloud, which knows no tokens.
package purchase

import (
	"sync"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/ledger"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
)

// Buyer buys for the objects of one configured provider.
type Buyer struct {
	session *session.Session
	ledger  *ledger.Ledger

	Journal Journal          // of runs on the real cloud
	Clock   func() time.Time // real time, for the journal

	placing sync.Mutex // held while an order is placed on the real cloud
	looking sync.Mutex // held while is found out what an empty state held
	looked  bool
	emptied bool       // its state is, and what it held exists
	returns sync.Mutex // held while returns are quoted
	refunds int        // full refunds of the year that this walk plans
	tokens  tokens
}

// New makes the buyer of a session.
func New(s *session.Session, l *ledger.Ledger) *Buyer { return &Buyer{session: s, ledger: l} }
