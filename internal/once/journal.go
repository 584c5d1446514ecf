package once

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/once/lockfile"
)

// journalFolder is where runs on the real cloud note what they are about to order, next to the root module.
const journalFolder = ".mss"

// Intent is an order that a run was about to place on the real cloud, and its id once that is known. The real cloud
// keeps no receipts, so that the provider notes by itself what a killed run may have bought.
type Intent struct {
	At      time.Time `json:"at"`    // real time, shortly before
	Shape   string    `json:"shape"` // of the order's lines
	OrderID string    `json:"order_id,omitempty"`
}

// Account is an account of the real cloud, and the Terraform state that orders are placed for.
type Account struct {
	Endpoint, Project, State string
	Former                   []string  // names that earlier versions may have given the state
	Unlocked                 time.Time // when a command began that has not locked the state; zero: it has
}

// Journal is this process's notes: a file of lines with a lock next to it that is held while the process lives. A file
// whose lock is free was left by a run that was killed, or that never learned what came of an order. What came of the
// others is kept in one file for each state.
type Journal struct {
	process      *Process
	folder, name string   // the name stands for the account and the state
	names        []string // with those that earlier versions may have given it
	kept         string   // the file of the orders that Terraform has noted
	// since is when a command began that has not locked its state; zero: it has.
	since time.Time

	mu      sync.Mutex
	held    *lockfile.Lock
	file    *os.File
	open    int // notes of this process with an unknown outcome
	settled map[Intent]bool
	closing []func()
}

func newJournal(p *Process, a Account) *Journal {
	name := func(state string) string {
		sum := sha256.Sum256([]byte(a.Endpoint + "\x00" + a.Project + "\x00" + state))
		return hex.EncodeToString(sum[:8])
	}
	j := &Journal{process: p, folder: journalFolder, name: "orders-" + name(a.State) + ".", kept: "placed-" +
		name(a.State) + ".jsonl", since: a.Unlocked, settled: map[Intent]bool{}}
	for _, state := range append([]string{a.State}, a.Former...) {
		j.names = append(j.names, "orders-"+name(state)+".")
	}
	return j
}

func lockOf(file string) string { return strings.TrimSuffix(file, ".jsonl") + ".lock" }

// Note writes an intent, and waits until the disk has it.
func (j *Journal) Note(i Intent) (func(string), error) {
	if j.process.stopped.Load() {
		return nil, errStopped
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.write(i); err != nil {
		return nil, err
	}
	j.open++
	return func(orderID string) {
		j.mu.Lock()
		defer j.mu.Unlock()
		j.open--
		if orderID != "" {
			i.OrderID = orderID
			_ = j.write(i) // without it the order is looked for by its shape
		}
	}, nil
}

func (j *Journal) write(i Intent) error {
	if j.file == nil {
		if err := j.begin(); err != nil {
			return err
		}
	}
	line, err := json.Marshal(i)
	if err != nil {
		return err
	}
	// A line that a full disk cut off must not swallow the next one.
	if _, err := fmt.Fprintf(j.file, "\n%s\n", line); err != nil {
		return err
	}
	return j.file.Sync()
}

func (j *Journal) begin() error {
	if err := os.MkdirAll(j.folder, 0o755); err != nil {
		return err
	}
	name := filepath.Join(j.folder, j.name+j.process.Run+".jsonl")
	held, err := lockfile.Take(lockOf(name))
	if err != nil {
		return err
	}
	file, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		held.Release()
		return err
	}
	j.held, j.file = held, file
	return nil
}

// Broken are the intents that ended runs left and that are not settled. It looks each time: a run that was alive may
// have been killed since.
func (j *Journal) Broken() (left []Intent, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.meanwhile(); err != nil {
		return nil, err
	}
	err = j.each(func(_ string, intents []Intent) { left = append(left, intents...) })
	return left, err
}

// each visits what ended runs left unsettled, file by file.
func (j *Journal) each(visit func(file string, left []Intent)) error {
	entries, err := os.ReadDir(j.folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := e.Name()
		if !j.isOurs(name) || !strings.HasSuffix(name, ".jsonl") || strings.HasPrefix(name, j.name+j.process.Run) {
			continue
		}
		if err := j.visit(filepath.Join(j.folder, name), visit); err != nil {
			return err
		}
	}
	return nil
}

// lastOrders is how long an interrupted run may still need to come to its end: Terraform kills its providers after two
// seconds.
const lastOrders = 5 * time.Second

// isOurs reports whether a file is of this account and state.
func (j *Journal) isOurs(name string) bool {
	return slices.ContainsFunc(j.names, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

// visit shows the intents of a file whose run has ended. A run that ends in order while it is waited for has placed
// orders that are in a state which this one's plan does not know.
func (j *Journal) visit(file string, visit func(file string, left []Intent)) error {
	begin, waited := time.Now(), false
	for lockfile.Held(lockOf(file)) {
		if strings.HasPrefix(filepath.Base(file), j.name+j.process.siblings()) {
			return nil
		}
		if time.Since(begin) > lastOrders {
			return fmt.Errorf("another apply of this state is also ordering (%s); wait until it has ended, then plan and "+
				"apply again", file)
		}
		waited = true
		time.Sleep(lastOrders / 50)
	}
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) { // its run has ended in order
		if waited {
			return errMeanwhile
		}
		return nil
	}
	if err != nil {
		return err
	}
	var left []Intent
	for _, i := range readIntents(data) {
		if !j.settled[i] {
			left = append(left, i)
		}
	}
	visit(file, left)
	return nil
}

var errMeanwhile = errors.New("another apply of this state has ordered since this one began; plan and apply again")

// keptOrder is an order that Terraform has noted, and when its run ended.
type keptOrder struct {
	OrderID string    `json:"order_id"`
	Run     string    `json:"run"`
	At      time.Time `json:"at"`
}

// keep notes orders that are in the state.
func (j *Journal) keep(intents []Intent) error {
	var lines []byte
	for _, i := range intents {
		if i.OrderID == "" {
			continue
		}
		line, err := json.Marshal(keptOrder{i.OrderID, j.process.Run, time.Now().UTC()})
		if err != nil {
			return err
		}
		lines = fmt.Appendf(lines, "\n%s\n", line)
	}
	if len(lines) == 0 {
		return nil
	}
	file, err := os.OpenFile(filepath.Join(j.folder, j.kept), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(lines)
	return errors.Join(err, file.Sync(), file.Close())
}

func (j *Journal) keptOrders() (all []keptOrder, err error) {
	data, err := os.ReadFile(filepath.Join(j.folder, j.kept))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	lines := bufio.NewScanner(bytes.NewReader(data))
	for lines.Scan() {
		var k keptOrder
		if json.Unmarshal(lines.Bytes(), &k) == nil && k.OrderID != "" {
			all = append(all, k)
		}
	}
	return all, err
}

// Placed are the orders that ended runs for the same state have placed and Terraform has noted.
func (j *Journal) Placed() (ids []string, err error) {
	all, err := j.keptOrders()
	for _, k := range all {
		if !slices.Contains(ids, k.OrderID) {
			ids = append(ids, k.OrderID)
		}
	}
	return ids, err
}

// meanwhile refuses to order for a command that has not locked its state if another one has ordered since it began.
func (j *Journal) meanwhile() error {
	if j.since.IsZero() {
		return nil
	}
	all, err := j.keptOrders()
	if err != nil {
		return err
	}
	for _, k := range all {
		if k.At.After(j.since) && !strings.HasPrefix(k.Run, j.process.siblings()) {
			return fmt.Errorf("%w (order %s)", errMeanwhile, k.OrderID)
		}
	}
	return nil
}

// readIntents reads the lines; one of the same order with its id comes somewhere after the one without. What was cut
// off was never sent.
func readIntents(data []byte) (intents []Intent) {
	at := map[Intent]int{}
	lines := bufio.NewScanner(bytes.NewReader(data))
	for lines.Scan() {
		var i Intent
		if err := json.Unmarshal(lines.Bytes(), &i); err != nil {
			continue
		}
		i.At = i.At.UTC()
		key := Intent{At: i.At, Shape: i.Shape}
		if n, ok := at[key]; ok && i.OrderID != "" {
			intents[n] = i
			continue
		}
		at[key] = len(intents)
		intents = append(intents, i)
	}
	return intents
}

// Settle forgets an intent.
func (j *Journal) Settle(i Intent) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.settled[i] = true
}

// BeforeClose has the journal call something before it ends.
func (j *Journal) BeforeClose(do func()) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.closing = append(j.closing, do)
}

// close ends the run: its own notes go where Terraform has noted what came of each, and those of ended runs of which
// nothing is left to settle.
func (j *Journal) close(_ *mssclient.Client, how ending) {
	j.mu.Lock()
	closing := j.closing
	j.mu.Unlock()
	for _, do := range closing {
		do()
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file != nil {
		name := j.file.Name()
		_ = j.file.Close()
		if how == inOrder && j.open == 0 {
			j.forget(name)
		}
		j.held.Release()
		j.file, j.held = nil, nil
	}
	_ = j.each(func(file string, left []Intent) { // what cannot be read stays
		if len(left) == 0 {
			j.forget(file)
		}
	})
	for _, prefix := range j.names {
		lockfile.Sweep(filepath.Join(j.folder, prefix), ".lock")
	}
	_ = os.Remove(j.folder) // where nothing else is in it
}

// forget removes the notes of a run, and keeps the orders. Where that fails the notes stay.
func (j *Journal) forget(file string) {
	data, err := os.ReadFile(file)
	if err == nil {
		err = j.keep(readIntents(data))
	}
	if err == nil {
		_ = os.Remove(file)
	}
}

// Wrap adds nothing: orders are noted before they are sent.
func (*Journal) Wrap(next http.RoundTripper) http.RoundTripper { return next }

func (*Journal) release() {}
