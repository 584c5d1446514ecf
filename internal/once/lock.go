package once

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/once/lockfile"
)

// Lock is this process's lock next to a store. It is taken by the first call that makes something, so that a plan
// writes nothing.
type Lock struct {
	process     *Process
	store, file string // its absolute path, and as it was configured
	tracked     creations

	mu    sync.Mutex
	held  *lockfile.Lock
	leave func() // removes the folder, if it was made for the lock and holds nothing
}

func (l *Lock) of(run string) string { return l.store + ".run-" + run }

func (l *Lock) take() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held != nil {
		return nil
	}
	leave, err := makeFolder(filepath.Dir(l.store))
	if err != nil {
		return err
	}
	held, err := lockfile.Take(l.of(l.process.Run))
	if err != nil {
		return err
	}
	l.held, l.leave = held, leave
	return nil
}

// Alive reports whether a run's process still exists.
func (l *Lock) Alive(run string) bool { return run == l.process.Run || lockfile.Held(l.of(run)) }

// close ends the run, if it made anything. What Terraform may not have noted is left to be adopted, as that of a
// killed run.
func (l *Lock) close(client *mssclient.Client, how ending) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held == nil {
		return
	}
	endRun(client, &l.tracked, how)
}

// release gives the lock up, and removes those of dead runs: a missing one says the same. A command that makes nothing
// takes none, and would leave those of killed ones.
func (l *Lock) release() {
	l.mu.Lock()
	defer l.mu.Unlock()
	removeEmptyCommandStore(l.file)
	if l.held != nil {
		l.held.Release()
		l.leave()
		l.held = nil
	}
	lockfile.Sweep(l.of(""), "")
}

// Wrap takes the lock before any creation.
func (l *Lock) Wrap(next http.RoundTripper) http.RoundTripper {
	return l.process.guarded(next, &l.tracked, func(req *http.Request) *http.Response {
		if err := l.take(); err != nil {
			return refused(req, http.StatusInternalServerError, "SIM.3001",
				fmt.Sprintf("the store %s cannot be used: %v", l.store, err))
		}
		return nil
	})
}

// endRun closes what Terraform has noted, and leaves the rest of a run open. Where that cannot be told, the next plan
// shows what the state has.
func endRun(client *mssclient.Client, tracked *creations, how ending) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second) // Terraform waits two
	defer cancel()
	if how == inOrder && tracked.none() {
		_ = client.CloseRun(ctx)
		return
	}
	_ = client.AbandonRun(ctx, tracked.noted(how))
}
