package provider

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/lockfile"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/run"
)

// journalFolder is where runs on the real cloud note what they are about to order, beside the root module.
const journalFolder = ".mss"

// journal is this process's notes: a file of lines with a lock beside it that is held while the process lives. A file whose lock is free was left by a
// run that was killed, or that never learned what came of an order. What came of the others is kept in one file for each state.
type journal struct {
	folder, name string   // the name stands for the account and the state
	names        []string // with those that earlier versions may have given it
	kept         string   // the file of the orders that Terraform has noted
	// since is when a command began that has not locked its state; zero: it has.
	since time.Time

	mu      sync.Mutex
	held    *lockfile.Lock
	file    *os.File
	open    int // notes of this process of which nobody can tell what came
	settled map[run.Intent]bool
	runs    []*run.Run
}

func newJournal(t target) *journal {
	name := func(state string) string {
		sum := sha256.Sum256([]byte(t.endpoint + "\x00" + t.origin.Project + "\x00" + state))
		return hex.EncodeToString(sum[:8])
	}
	j := &journal{folder: journalFolder, name: "orders-" + name(t.state) + ".", kept: "placed-" + name(t.state) + ".jsonl", since: t.unlocked, settled: map[run.Intent]bool{}}
	for _, state := range append([]string{t.state}, t.former...) {
		j.names = append(j.names, "orders-"+name(state)+".")
	}
	return j
}

func lockOf(file string) string { return strings.TrimSuffix(file, ".jsonl") + ".lock" }

// Note writes an intent, and waits until the disk has it.
func (j *journal) Note(i run.Intent) (func(string), error) {
	if stopped.Load() {
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

func (j *journal) write(i run.Intent) error {
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

func (j *journal) begin() error {
	if err := os.MkdirAll(j.folder, 0o755); err != nil {
		return err
	}
	name := filepath.Join(j.folder, j.name+runName+".jsonl")
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

// Broken are the intents that ended runs left and nobody has settled. It looks anew each time: a run that was alive may have been killed since.
func (j *journal) Broken() (left []run.Intent, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.meanwhile(); err != nil {
		return nil, err
	}
	err = j.each(func(_ string, intents []run.Intent) { left = append(left, intents...) })
	return left, err
}

// each visits what ended runs left unsettled, file by file.
func (j *journal) each(visit func(file string, left []run.Intent)) error {
	entries, err := os.ReadDir(j.folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := e.Name()
		if !j.isOurs(name) || !strings.HasSuffix(name, ".jsonl") || strings.HasPrefix(name, j.name+runName) {
			continue
		}
		if err := j.visit(filepath.Join(j.folder, name), visit); err != nil {
			return err
		}
	}
	return nil
}

// lastOrders is how long an interrupted run may still need to come to its end: Terraform kills its providers after two seconds.
const lastOrders = 5 * time.Second

// isOurs reports whether a file is of this account and state.
func (j *journal) isOurs(name string) bool {
	return slices.ContainsFunc(j.names, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

// visit shows the intents of a file whose run has ended. A run that ends in order while it is waited for has placed orders that are in a state which this
// one's plan does not know.
func (j *journal) visit(file string, visit func(file string, left []run.Intent)) error {
	begin, waited := time.Now(), false
	for lockfile.Held(lockOf(file)) {
		if strings.HasPrefix(filepath.Base(file), j.name+siblings()) {
			return nil
		}
		if time.Since(begin) > lastOrders {
			return fmt.Errorf("another apply of this state is under way and orders, too (%s); wait until it has ended, then plan and apply again", file)
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
	var left []run.Intent
	for _, i := range readIntents(data) {
		if !j.settled[i] {
			left = append(left, i)
		}
	}
	visit(file, left)
	return nil
}

var errMeanwhile = errors.New("another apply of this state has ordered since this one began, which this plan does not know; plan and apply again")

// keptOrder is an order that Terraform has noted, and when its run ended.
type keptOrder struct {
	OrderID string    `json:"order_id"`
	Run     string    `json:"run"`
	At      time.Time `json:"at"`
}

// keep notes orders that are in the state.
func (j *journal) keep(intents []run.Intent) error {
	var lines []byte
	for _, i := range intents {
		if i.OrderID == "" {
			continue
		}
		line, err := json.Marshal(keptOrder{i.OrderID, runName, time.Now().UTC()})
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

func (j *journal) keptOrders() (all []keptOrder, err error) {
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
func (j *journal) Placed() (ids []string, err error) {
	all, err := j.keptOrders()
	for _, k := range all {
		if !slices.Contains(ids, k.OrderID) {
			ids = append(ids, k.OrderID)
		}
	}
	return ids, err
}

// meanwhile refuses to order for a command that has not locked its state if another one has ordered since it began.
func (j *journal) meanwhile() error {
	if j.since.IsZero() {
		return nil
	}
	all, err := j.keptOrders()
	if err != nil {
		return err
	}
	for _, k := range all {
		if k.At.After(j.since) && !strings.HasPrefix(k.Run, siblings()) {
			return fmt.Errorf("%w (order %s)", errMeanwhile, k.OrderID)
		}
	}
	return nil
}

// readIntents reads the lines; one of the same order with its id comes somewhere after the one without. What was cut off was never sent.
func readIntents(data []byte) (intents []run.Intent) {
	at := map[run.Intent]int{}
	lines := bufio.NewScanner(bytes.NewReader(data))
	for lines.Scan() {
		var i run.Intent
		if err := json.Unmarshal(lines.Bytes(), &i); err != nil {
			continue
		}
		i.At = i.At.UTC()
		key := run.Intent{At: i.At, Shape: i.Shape}
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
func (j *journal) Settle(i run.Intent) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.settled[i] = true
}

func (j *journal) watch(r *run.Run) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.runs = append(j.runs, r)
}

// close ends the run: its own notes go where Terraform has noted what came of each, and those of ended runs of which nothing is left to settle.
func (j *journal) close(_ *mssclient.Client, how ending) {
	j.mu.Lock()
	runs := j.runs
	j.mu.Unlock()
	for _, r := range runs {
		r.CloseJournal()
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
	_ = j.each(func(file string, left []run.Intent) { // what cannot be read stays
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
func (j *journal) forget(file string) {
	data, err := os.ReadFile(file)
	if err == nil {
		err = j.keep(readIntents(data))
	}
	if err == nil {
		_ = os.Remove(file)
	}
}
