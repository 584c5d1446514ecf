package simulator

import (
	"context"
	"fmt"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/sync/singleflight"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// settlement is what time alone has made of a tenant's newest fact by an instant.
type settlement struct {
	of    moment
	world *lifecycle.World
}

// moment is an instant after the newest fact, whose number would not do: on another server, a tenant may be deleted and
// restored, and come to it by another way.
type moment struct {
	tenant, newest string
	now            time.Time
}

const (
	keptSettlements = 4 // of the tenants that were read last
	settlingAtOnce  = 2 // so that looks far ahead leave the machine to others
)

// settlements makes each settlement once, and keeps the newest few: a run of reads at one instant, as a plan at a
// future one is, settles once. Nothing is locked while one is made, and a waiting caller can leave.
type settlements struct {
	kept   *lru.Cache[string, settlement] // by tenant
	making singleflight.Group
	slots  chan struct{}
}

func newSettlements() *settlements {
	kept, _ := lru.New[string, settlement](keptSettlements) // fails for sizes below 1 only
	return &settlements{kept: kept, slots: make(chan struct{}, settlingAtOnce)}
}

func (s *settlements) find(of moment) (*lifecycle.World, bool) {
	found, ok := s.kept.Get(of.tenant)
	return found.world, ok && found.of == of
}

// forget drops what was settled of a tenant that is deleted, or made of a file.
func (s *settlements) forget(tenant string) { s.kept.Remove(tenant) }

// settle settles a World that holds what is due, unless another call does so already.
func (s *settlements) settle(ctx context.Context, of moment, due *lifecycle.World) error {
	if err := lifecycle.CheckDue(due, of.now); err != nil {
		return err
	}
	made := s.making.DoChan(fmt.Sprint(of), func() (_ any, err error) {
		s.slots <- struct{}{}
		defer func() { <-s.slots }()
		defer func() {
			if p := recover(); p != nil { // nothing else would catch it here
				err = fmt.Errorf("settling panicked: %v", p)
			}
		}()
		lifecycle.Settle(due, of.now)
		s.kept.Add(of.tenant, settlement{of, due})
		return nil, nil //nolint:nilnil // the result is kept
	})
	select {
	case result := <-made:
		return result.Err
	case <-ctx.Done():
		return ctx.Err()
	}
}
