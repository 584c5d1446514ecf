package once

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"

	"github.com/mss-iac/terraform-provider-mss/internal/once/command"
)

// Plans carry what was planned for a change to the second time that Terraform plans it, while it applies: it tells that
// second plan nothing of the first, and both must find the same.
type Plans interface {
	// Recall returns all that was noted for a change of a type of resource, what was noted several times once; nothing if
	// it is planned for the first time.
	Recall(resource, change string) [][]byte
	// Note keeps what is planned for a change. It reports whether the second plan will find it.
	Note(resource, change string, what []byte) bool
}

// plansOf are those of a Terraform command; nil if what it plans is not planned again by another process, or if another
// program did, such as a debugger.
func plansOf(c command.Command, parent int32) Plans {
	switch c.Name {
	case "apply":
		return newRelay(parent)
	case "test":
		return forgetful{}
	default:
		return nil
	}
}

// forgetful is of a command that plans more than once, so that a second plan cannot be told from the first one of
// another run.
type forgetful struct{}

// Recall finds nothing.
func (forgetful) Recall(string, string) [][]byte { return nil }

// Note keeps nothing.
func (forgetful) Note(string, string, []byte) bool { return false }

// relay carries notes from the process that plans to the one that applies, in files of a folder that is named for the
// command and that only this user can enter: each process writes one of its own, and reads those of the others.
type relay struct {
	folder string // empty: there is none
	// found was there when this process was configured: what is noted later is of the same walk, by the process of another
	// alias.
	found map[string][]relayed

	mu   sync.Mutex
	own  *os.File
	used map[string]bool // files whose notes were found here
}

type relayed struct {
	Change string          `json:"change"`
	What   json.RawMessage `json:"what"`
	files  []string
}

func newRelay(parent int32) *relay {
	r := &relay{used: map[string]bool{}}
	base := filepath.Join(os.TempDir(), "mss-plans-"+strconv.Itoa(os.Getuid()))
	if privateFolders(base) != nil {
		return r
	}
	sweep(base)
	start, err := startOf(parent)
	if err != nil {
		return r
	}
	r.folder = filepath.Join(base, existing(base, parent, start))
	r.found = r.others()
	return r
}

func (r *relay) file() string { return filepath.Join(r.folder, fmt.Sprint(os.Getpid())) }

// others are the notes of the command's other processes. Blocks of equal content, such as those of count, note the
// same.
func (r *relay) others() map[string][]relayed {
	notes, noted := map[string][]relayed{}, map[string]int{}
	entries, _ := os.ReadDir(r.folder)
	for _, e := range entries {
		name := filepath.Join(r.folder, e.Name())
		if name == r.file() {
			continue
		}
		f, err := os.Open(name)
		if err != nil {
			continue
		}
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var one relayed
			if json.Unmarshal(lines.Bytes(), &one) != nil {
				continue
			}
			same, ok := noted[lines.Text()]
			if !ok {
				same = len(notes[one.Change])
				noted[lines.Text()] = same
				notes[one.Change] = append(notes[one.Change], one)
			}
			if first := &notes[one.Change][same]; !slices.Contains(first.files, name) {
				first.files = append(first.files, name)
			}
		}
		_ = f.Close()
	}
	return notes
}

// Recall returns what another process of the command has noted.
func (r *relay) Recall(resource, change string) (noted [][]byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, one := range r.found[resource+" "+change] {
		for _, file := range one.files {
			r.used[file] = true
		}
		noted = append(noted, one.What)
	}
	return noted
}

// Note leaves a note for the process that applies.
func (r *relay) Note(resource, change string, what []byte) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.folder == "" {
		return false
	}
	if r.own == nil {
		own, err := r.create()
		if err != nil {
			return false
		}
		r.own = own
	}
	line, err := json.Marshal(relayed{Change: resource + " " + change, What: what})
	if err == nil {
		_, err = r.own.Write(append(line, '\n'))
	}
	return err == nil
}

// create creates the process's own file, however often commands that end meanwhile remove its empty folder.
func (r *relay) create() (own *os.File, err error) {
	for range vanishing {
		if err = privateFolders(filepath.Dir(r.folder), r.folder); err == nil {
			own, err = os.OpenFile(r.file(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return own, err
		}
	}
	return nil, err
}

// close removes the notes that were found here, and those of a process that has applied: nothing is planned after it.
// Those of a plan that is not applied are swept away by a later command.
func (r *relay) close(applied bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.own != nil {
		_ = r.own.Close()
		r.own = nil
	}
	if r.folder == "" {
		return
	}
	for file := range r.used {
		_ = os.Remove(file)
	}
	if applied || len(r.used) > 0 {
		_ = os.Remove(r.file())
	}
	_ = os.Remove(r.folder) // both only if they are empty
	_ = os.Remove(filepath.Dir(r.folder))
}
