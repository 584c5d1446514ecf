// Package settled keeps what time alone has made of accounts by later instants, and makes each of these once.
package settled

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/share"
)

// Moment is an instant after the newest fact, whose number would not do: on another server, a tenant may be deleted and
// restored, and come to it by another way.
type Moment struct {
	Tenant, Newest string
	Now            time.Time
}

// settlement is what time alone has made of a tenant's newest fact by an instant.
type settlement struct {
	of    Moment
	world *lifecycle.World
}

const (
	keptTenants = 64     // whose settlement is kept, of those that were read last
	keptRows    = 40_000 // of all of them, some 40 MB; one that has more is kept alone
	// Places for settling, so that looks far ahead leave the machine to others, and one tenant's to another's.
	settlingAtOnce, settlingOfOne = 2, 1
)

// Worlds makes each settlement once, and keeps the newest of each tenant: a run of reads at one instant, as a plan
// at a future one is, settles once. Nothing is locked while one is made. It is given up when its last caller leaves.
type Worlds struct {
	places *share.Places

	mu     sync.Mutex
	kept   *simplelru.LRU[string, settlement] // by tenant
	rows   int                                // of those that are kept
	making map[Moment]*making
}

// making is a settlement that callers wait for.
type making struct {
	callers int
	giveUp  context.CancelFunc
	done    chan struct{}
	world   *lifecycle.World // once it is done, unless there is an error
	err     error
}

// New keeps nothing yet.
func New() *Worlds {
	s := &Worlds{places: share.New(settlingAtOnce, settlingOfOne), making: map[Moment]*making{}}
	s.kept, _ = simplelru.NewLRU(keptTenants, func(_ string, old settlement) { s.rows -= old.size() })
	return s
}

func (s settlement) size() int { return len(s.world.Packages) + len(s.world.Orders) }

// Find returns what is kept of a moment.
func (s *Worlds) Find(of Moment) (*lifecycle.World, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.kept.Get(of.Tenant)
	return found.world, ok && found.of == of
}

func (s *Worlds) keep(made settlement) {
	s.kept.Remove(made.of.Tenant)
	s.kept.Add(made.of.Tenant, made)
	for s.rows += made.size(); s.rows > keptRows && s.kept.Len() > 1; {
		s.kept.RemoveOldest()
	}
}

// Forget drops what was settled of a tenant that is deleted, or made of a file.
func (s *Worlds) Forget(tenant string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept.Remove(tenant)
}

// Settle makes a settlement, unless another call does so already.
func (s *Worlds) Settle(ctx context.Context, of Moment,
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
func (s *Worlds) end(of Moment, m *making) {
	if s.making[of] == m {
		delete(s.making, of)
	}
}

func (s *Worlds) run(ctx context.Context, of Moment, m *making,
	do func(context.Context) (*lifecycle.World, error)) {
	defer m.giveUp()
	m.world, m.err = s.inPlace(ctx, of.Tenant, do)
	s.mu.Lock()
	if m.err == nil {
		s.keep(settlement{of, m.world})
	}
	s.end(of, m)
	s.mu.Unlock()
	close(m.done)
}

func (s *Worlds) inPlace(ctx context.Context, tenant string,
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
