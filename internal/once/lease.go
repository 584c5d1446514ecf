package once

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

// heartbeat is how often a run tells the server that it lives: three times as often as the server's patience.
const heartbeat = 10 * time.Second

// lease is this process's run on a server, which cannot see its lock file. It begins with the first call that makes
// something, and is kept up until the process ends.
type lease struct {
	process *Process
	client  func() *mssclient.Client
	tracked creations

	mu   sync.Mutex
	stop chan struct{} // nil: it has not begun
}

// Wrap begins the lease before any creation.
func (l *lease) Wrap(next http.RoundTripper) http.RoundTripper {
	return l.process.guarded(next, &l.tracked, func(*http.Request) *http.Response {
		l.begin()
		return nil
	})
}

func (l *lease) begin() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stop != nil {
		return
	}
	stop := make(chan struct{})
	l.stop = stop
	go func() {
		tick := time.NewTicker(heartbeat)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				ctx, cancel := context.WithTimeout(context.Background(), heartbeat)
				_ = l.client().KeepRun(ctx) // a server that does not answer is told again soon; its patience is longer
				cancel()
			}
		}
	}()
}

// close ends the run, if it made anything. What Terraform may not have noted can be adopted at once.
func (l *lease) close(client *mssclient.Client, how ending) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stop == nil {
		return
	}
	close(l.stop)
	l.stop = nil
	endRun(client, &l.tracked, how) // else the lease ends by itself
}

func (*lease) release() {}
