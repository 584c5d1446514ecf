package provider

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/run"
)

// journalFolder is where runs on the real cloud note what they are about to order, beside the root module.
const journalFolder = ".mss"

// journal is this process's notes: a file of lines with a lock beside it that is held while the process lives. A file whose lock is free was left by a
// run that was killed, or that never learned what came of an order.
type journal struct {
	folder, name string // the name stands for the account and the state

	mu      sync.Mutex
	held    *flock.Flock
	file    *os.File
	open    int // notes of this process of which nobody can tell what came
	settled map[run.Intent]bool
	runs    []*run.Run
}

func newJournal(endpoint, project, state string) *journal {
	sum := sha256.Sum256([]byte(endpoint + "\x00" + project + "\x00" + state))
	return &journal{folder: journalFolder, name: "orders-" + hex.EncodeToString(sum[:8]) + ".", settled: map[run.Intent]bool{}}
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
	held := flock.New(lockOf(name))
	if free, err := held.TryLock(); err != nil || !free {
		return errors.Join(err, fmt.Errorf("%s cannot be locked", lockOf(name)))
	}
	file, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		_ = held.Unlock()
		return err
	}
	j.held, j.file = held, file
	return nil
}

// Broken are the intents that ended runs left and nobody has settled. It looks anew each time: a run that was alive may have been killed since.
func (j *journal) Broken() (left []run.Intent, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
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
		if !strings.HasPrefix(name, j.name) || !strings.HasSuffix(name, ".jsonl") || strings.HasPrefix(name, j.name+runName) {
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

// visit shows the intents of a file whose run has ended. The lock is shared: several processes of one command look at once.
func (j *journal) visit(file string, visit func(file string, left []run.Intent)) error {
	lock := flock.New(lockOf(file))
	free, err := lock.TryRLock()
	if err == nil && !free {
		if strings.HasPrefix(filepath.Base(file), j.name+command()) {
			return nil
		}
		ctx, cancel := context.WithTimeout(context.Background(), lastOrders)
		defer cancel()
		free, err = lock.TryRLockContext(ctx, lastOrders/50)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("another run of this state is under way and orders, too (%s); wait until it has ended", file)
	}
	if err != nil || !free {
		return err
	}
	defer lock.Unlock() //nolint:errcheck // the process's end does the same
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) { // its run has just ended in order
		_ = os.Remove(lockOf(file))
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
			_ = os.Remove(name)
		}
		_ = j.held.Unlock()
		_ = os.Remove(lockOf(name))
		j.file, j.held = nil, nil
	}
	_ = j.each(func(file string, left []run.Intent) { // what cannot be read stays
		if len(left) == 0 {
			_ = os.Remove(file)
			_ = os.Remove(lockOf(file))
		}
	})
	_ = os.Remove(j.folder) // where nothing else is in it
}
