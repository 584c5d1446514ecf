package provider

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/lockfile"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

// runName names this process. A process that buys holds a lock while it lives; one whose lock is free again without its run having been closed was
// killed, and may have bought what Terraform never noted.
// Its name begins with that of the Terraform command that started it: processes of one command, as aliases are, do not stand in one another's way.
var runName = commandName() + "." + rand.Text()

// siblings is what all processes of this Terraform command begin their runs' names with.
func siblings() string {
	name, _, _ := strings.Cut(runName, ".")
	return name + "."
}

// commandName names the process that started this one, on this machine, since process ids come back.
func commandName() string {
	host, _ := os.Hostname()
	start, _ := startOf(int32(os.Getppid()))
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %d", host, os.Getppid(), start))
	return hex.EncodeToString(sum[:6])
}

// runLock is this process's lock beside a store. It is taken by the first call that makes something, so that a plan writes nothing.
type runLock struct {
	store string
	made  madeCalls

	mu    sync.Mutex
	held  *lockfile.Lock
	leave func() // removes the folder, if it was made for the lock and holds nothing
}

func (l *runLock) file(run string) string { return l.store + ".run-" + run }

func (l *runLock) take() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held != nil {
		return nil
	}
	leave, err := makeFolder(filepath.Dir(l.store))
	if err != nil {
		return err
	}
	held, err := lockfile.Take(l.file(runName))
	if err != nil {
		return err
	}
	l.held, l.leave = held, leave
	return nil
}

// sweep removes the lock files of dead runs: a missing one says the same.
func (l *runLock) sweep() { lockfile.Sweep(l.file(""), "") }

// alive reports whether a run's process still exists.
func (l *runLock) alive(run string) bool { return run == runName || lockfile.Held(l.file(run)) }

// close ends the run, if it made anything. What Terraform may not have noted is left to be taken over, as that of a killed run.
func (l *runLock) close(client *mssclient.Client, how ending) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held == nil {
		return
	}
	endRun(client, &l.made, how)
}

// endRun closes what Terraform has noted, and leaves the rest of a run open. Where that cannot be told, the next plan shows what the state has.
func endRun(client *mssclient.Client, made *madeCalls, how ending) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second) // Terraform waits two
	defer cancel()
	if how == inOrder && made.none() {
		_ = client.CloseRun(ctx)
		return
	}
	_ = client.AbandonRun(ctx, made.noted(how))
}

// release gives the lock up.
func (l *runLock) release() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held == nil {
		return
	}
	l.held.Release()
	l.leave()
	l.held = nil
}

// over takes the lock before any call with a client token, which are those that make something.
func (l *runLock) over(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		if makes(req) {
			if stopped.Load() {
				return tooLate(req), nil
			}
			if err := l.take(); err != nil {
				return refused(req, http.StatusInternalServerError, "SIM.3001", fmt.Sprintf("the store %s cannot be used: %v", l.store, err)), nil
			}
		}
		return l.made.watch(next, req)
	})
}

// makes says whether a call makes something: those do that have a client token.
func makes(req *http.Request) bool { return req.Header.Get("X-Client-Token") != "" }

// tooLate refuses what Terraform would not note any more.
func tooLate(req *http.Request) *http.Response {
	return refused(req, http.StatusConflict, "SIM.2009", errStopped.Error())
}

var errStopped = errors.New("an interrupt came before this was sent")

// refused is a refusal in the simulated cloud's name: nothing was sent, nothing was bought.
func refused(req *http.Request, status int, code, message string) *http.Response {
	body, _ := json.Marshal(map[string]string{"error_code": code, "error_msg": message})
	return &http.Response{
		Status: fmt.Sprintf("%d %s", status, http.StatusText(status)), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Request: req,
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

// RoundTrip calls the function.
func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }
