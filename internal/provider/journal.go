package provider

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/gofrs/flock"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/run"
)

// journalFolder is where runs on the real cloud note what they are about to order, beside the root module.
const journalFolder = ".mss"

// journal is this process's notes: a file of lines with a lock beside it that is held while the process lives. A file whose lock is free was left by a
// run that was killed.
type journal struct {
	folder, name string // the name stands for the account and the state

	mu      sync.Mutex
	held    *flock.Flock
	file    *os.File
	broken  map[string][]run.Intent // by file
	settled map[run.Intent]bool
	runs    []*run.Run
}

func newJournal(endpoint, project, state string) *journal {
	sum := sha256.Sum256([]byte(endpoint + "\x00" + project + "\x00" + state))
	j := &journal{folder: journalFolder, name: "orders-" + hex.EncodeToString(sum[:8]) + ".", broken: map[string][]run.Intent{}, settled: map[run.Intent]bool{}}
	files, err := filepath.Glob(filepath.Join(j.folder, j.name+"*.jsonl"))
	if err != nil {
		return j
	}
	for _, file := range files {
		if intents := readIntents(file); !inUse(file) {
			j.broken[file] = intents
		}
	}
	return j
}

func lockOf(file string) string { return strings.TrimSuffix(file, ".jsonl") + ".lock" }

func inUse(file string) bool {
	lock := flock.New(lockOf(file))
	free, err := lock.TryLock()
	if err == nil && free {
		_ = lock.Unlock()
		return false
	}
	return true
}

// readIntents reads the lines; one of the same order with its id comes after the one without. A line that was cut off is the last one.
func readIntents(file string) (intents []run.Intent) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil
	}
	lines := bufio.NewScanner(bytes.NewReader(data))
	for lines.Scan() {
		var i run.Intent
		if err := json.Unmarshal(lines.Bytes(), &i); err != nil {
			continue
		}
		if n := len(intents); n > 0 && i.OrderID != "" && intents[n-1].At.Equal(i.At) {
			intents[n-1] = i
			continue
		}
		intents = append(intents, i)
	}
	return intents
}

// Note writes an intent, and waits until the disk has it.
func (j *journal) Note(i run.Intent) (func(string), error) {
	if err := j.write(i); err != nil {
		return nil, err
	}
	return func(orderID string) {
		i.OrderID = orderID
		_ = j.write(i) // without it the order is looked for by its shape
	}, nil
}

func (j *journal) write(i run.Intent) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.file == nil {
		if err := j.begin(); err != nil {
			return err
		}
	}
	line, err := json.Marshal(i)
	if err != nil {
		return err
	}
	if _, err := j.file.Write(append(line, '\n')); err != nil {
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
	if _, err := held.TryLock(); err != nil {
		return err
	}
	file, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		_ = held.Unlock()
		return err
	}
	j.held, j.file = held, file
	return nil
}

// Broken are the intents that killed runs left and nobody has settled.
func (j *journal) Broken() (left []run.Intent) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, intents := range j.broken {
		for _, i := range intents {
			if !j.settled[i] {
				left = append(left, i)
			}
		}
	}
	return left
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

// close ends the run in order: its own notes go, and those of killed runs of which nothing is left to settle.
func (j *journal) close(*mssclient.Client) {
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
		_ = os.Remove(name)
		_ = j.held.Unlock()
		_ = os.Remove(lockOf(name))
		j.file, j.held = nil, nil
	}
	for file, intents := range j.broken {
		open := false
		for _, i := range intents {
			open = open || !j.settled[i]
		}
		if !open {
			_ = os.Remove(file)
			_ = os.Remove(lockOf(file))
		}
	}
	_ = os.Remove(j.folder) // where nothing else is in it
}
