package auth

import (
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

// ErrThrottled is a caller who has guessed wrong too often to be looked at now.
var ErrThrottled = errors.New("too many wrong keys: try again in a second")

// Wrong guesses from one address: a few at once, and then one a second. The addresses that are remembered are bounded.
const (
	guessesAtOnce = 10
	guessInterval = time.Second
	addresses     = 4096
)

// guesses are the wrong keys that came from each address.
type guesses struct {
	once sync.Once
	by   *lru.Cache[string, *rate.Limiter]
}

// of is what an address may still guess.
func (g *guesses) of(r *http.Request) *rate.Limiter {
	g.once.Do(func() { g.by, _ = lru.New[string, *rate.Limiter](addresses) }) // fails for no addresses only
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	fresh := rate.NewLimiter(rate.Every(guessInterval), guessesAtOnce)
	if known, found, _ := g.by.PeekOrAdd(host, fresh); found {
		g.by.Get(host) // it was used
		return known
	}
	return fresh
}

// exhausted reports whether an address has to wait before it may guess again.
func (g *guesses) exhausted(r *http.Request, now time.Time) bool { return g.of(r).TokensAt(now) < 1 }

// wrong counts a wrong guess.
func (g *guesses) wrong(r *http.Request, now time.Time) { g.of(r).AllowN(now, 1) }

// IsThrottled reports whether the address of a request has guessed wrong too often to be looked at now.
func (v *Verifier) IsThrottled(r *http.Request) bool { return v.guesses.exhausted(r, v.Clock()) }

// GuessedWrong counts a wrong secret that came from the address of a request.
func (v *Verifier) GuessedWrong(r *http.Request) { v.guesses.wrong(r, v.Clock()) }
