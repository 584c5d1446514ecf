package simulator

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/share"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// moment is an instant after the newest fact, whose number would not do: on another server, a tenant may be deleted and
// restored, and come to it by another way.
type moment struct {
	tenant, newest string
	now            time.Time
}

// settlement is what time alone has made of a tenant's newest fact by an instant.
type settlement struct {
	of    moment
	world *lifecycle.World
}

const (
	keptTenants = 64     // whose settlement is kept, of those that were read last
	keptRows    = 40_000 // of all of them, some 40 MB; one that has more is kept alone
	// Places for settling, so that looks far ahead leave the machine to others, and one tenant's to another's.
	settlingAtOnce, settlingOfOne = 2, 1
)

// settlements makes each settlement once, and keeps the newest of each tenant: a run of reads at one instant, as a plan
// at a future one is, settles once. Nothing is locked while one is made. It is given up when its last caller leaves.
type settlements struct {
	places *share.Places

	mu     sync.Mutex
	kept   *simplelru.LRU[string, settlement] // by tenant
	rows   int                                // of those that are kept
	making map[moment]*making
}

// making is a settlement that callers wait for.
type making struct {
	callers int
	giveUp  context.CancelFunc
	done    chan struct{}
	world   *lifecycle.World // once it is done, unless there is an error
	err     error
}

func newSettlements() *settlements {
	s := &settlements{places: share.New(settlingAtOnce, settlingOfOne), making: map[moment]*making{}}
	s.kept, _ = simplelru.NewLRU(keptTenants, func(_ string, old settlement) { s.rows -= old.size() })
	return s
}

func (s settlement) size() int { return len(s.world.Packages) + len(s.world.Orders) }

func (s *settlements) find(of moment) (*lifecycle.World, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.kept.Get(of.tenant)
	return found.world, ok && found.of == of
}

func (s *settlements) keep(made settlement) {
	s.kept.Remove(made.of.tenant)
	s.kept.Add(made.of.tenant, made)
	for s.rows += made.size(); s.rows > keptRows && s.kept.Len() > 1; {
		s.kept.RemoveOldest()
	}
}

// forget drops what was settled of a tenant that is deleted, or made of a file.
func (s *settlements) forget(tenant string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept.Remove(tenant)
}

// settle makes a settlement, unless another call does so already.
func (s *settlements) settle(ctx context.Context, of moment,
	do func(context.Context) (*lifecycle.World, error)) (*lifecycle.World, error) {
	s.mu.Lock()
	m := s.making[of]
	if m == nil {
		var own context.Context
		m = &making{done: make(chan struct{})}
		own, m.giveUp = context.WithCancel(context.WithoutCancel(ctx))
		s.making[of] = m
		go s.run(own, of, m, do)
	}
	m.callers++
	s.mu.Unlock()
	select {
	case <-m.done:
		return m.world, m.err
	case <-ctx.Done():
		s.mu.Lock()
		defer s.mu.Unlock()
		if m.callers--; m.callers == 0 {
			m.giveUp()
			s.end(of, m)
		}
		return nil, ctx.Err()
	}
}

// end lets the next caller begin again.
func (s *settlements) end(of moment, m *making) {
	if s.making[of] == m {
		delete(s.making, of)
	}
}

func (s *settlements) run(ctx context.Context, of moment, m *making,
	do func(context.Context) (*lifecycle.World, error)) {
	defer m.giveUp()
	m.world, m.err = s.inPlace(ctx, of.tenant, do)
	s.mu.Lock()
	if m.err == nil {
		s.keep(settlement{of, m.world})
	}
	s.end(of, m)
	s.mu.Unlock()
	close(m.done)
}

func (s *settlements) inPlace(ctx context.Context, tenant string,
	do func(context.Context) (*lifecycle.World, error)) (w *lifecycle.World, err error) {
	release, err := s.places.Take(ctx, tenant)
	if err != nil {
		return nil, err
	}
	defer release()
	defer func() {
		if p := recover(); p != nil { // nothing else would catch it here
			err = fmt.Errorf("settling panicked: %v", p)
		}
	}()
	return do(ctx)
}

// errMoved is a settlement of a newest fact that is no longer the newest.
var errMoved = errors.New("the account was written to")

// settleAt reads what is due at a moment and settles it. Its facts are not kept: nothing is stored.
func (c *Cloud) settleAt(ctx context.Context, of moment) (w *lifecycle.World, err error) {
	if err := c.throttle.lookAhead(of.tenant, 0); err != nil {
		return nil, err
	}
	err = c.store.Read(ctx, of.tenant, func(tx *store.Tx) error {
		tenant, ok, err := tx.Tenant(of.tenant)
		if err == nil && (!ok || tx.NewestFact() != of.newest) {
			err = errMoved
		}
		if err != nil {
			return err
		}
		if w, err = c.world(tenant, of.now); err != nil {
			return err
		}
		return tx.LoadDue(w, of.now)
	})
	if err != nil {
		return nil, err
	}
	counted := 0
	err = settle(w, func(attempts int) error {
		_ = c.throttle.lookAhead(of.tenant, attempts-counted) // what was begun may end
		counted, w.Facts = attempts, w.Facts[:0]
		return ctx.Err()
	})
	w.Facts = nil
	return w, err
}

// settle settles a World that holds what is due by its instant. Step is called now and then, with the attempts so far;
// its error ends it.
func settle(w *lifecycle.World, step func(attempts int) error) error {
	if err := lifecycle.CheckDue(w, w.Now); err != nil {
		return err
	}
	for n := range lifecycle.Settling(w, w.Now) {
		if err := step(n); err != nil {
			return err
		}
	}
	return nil
}
