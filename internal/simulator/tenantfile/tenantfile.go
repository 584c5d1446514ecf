// Package tenantfile is a tenant as lines of JSON: a head, its facts, and an end. Each line ends with a digest over it
// and all lines before it, so that nothing in it can be changed, moved, added or cut off unseen.
package tenantfile

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// Format is the newest form of the file.
const Format = 1

// Head is what the first line says of the tenant.
type Head struct {
	Format    int                  `json:"mss_tenant"`
	Project   string               `json:"project"`
	Identity  string               `json:"identity"`
	Ancestors []lifecycle.Ancestor `json:"ancestors,omitempty"`
	Site      string               `json:"site"`
	Clock     lifecycle.Clock      `json:"clock"`
	Newest    time.Time            `json:"newest"` // instant of the newest fact
	// Texts are the policies and catalogues of the tenant's own that facts name, by their hashes.
	Texts map[string]string `json:"texts,omitempty"`
}

// end is what the last line says.
type end struct {
	Facts int    `json:"facts"`
	Rows  string `json:"rows"` // digest of the rows that the facts fold to
}

type line struct {
	Head *Head           `json:"head,omitempty"`
	Fact *lifecycle.Fact `json:"fact,omitempty"`
	End  *end            `json:"end,omitempty"`
}

// File is a tenant.
type File struct {
	Head  Head
	Facts []lifecycle.Fact
	Rows  string
}

// Damage is why a file is refused.
type Damage struct {
	Line   int
	Reason string
}

func (d *Damage) Error() string { return fmt.Sprintf("line %d: %s", d.Line, d.Reason) }

// textMark stands before the hash that facts have in place of a text.
const textMark = "sha256:"

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Encode writes the lines of a file.
func (f *File) Encode() ([]string, error) {
	head := f.Head
	head.Format, head.Texts = Format, map[string]string{}
	facts := make([]lifecycle.Fact, len(f.Facts))
	for i := range f.Facts {
		facts[i] = f.Facts[i].WithFiles(func(text string) string {
			if text == "" {
				return ""
			}
			head.Texts[hashOf(text)] = text
			return textMark + hashOf(text)
		})
	}
	w := writer{lines: make([]string, 0, len(facts)+2)}
	if err := w.add(line{Head: &head}); err != nil {
		return nil, err
	}
	for i := range facts {
		if err := w.add(line{Fact: &facts[i]}); err != nil {
			return nil, err
		}
	}
	if err := w.add(line{End: &end{len(facts), f.Rows}}); err != nil {
		return nil, err
	}
	return w.lines, nil
}

type writer struct {
	chain
	lines []string
}

func (w *writer) add(l line) error {
	body, err := json.Marshal(l)
	if err != nil {
		return err
	}
	w.lines = append(w.lines, string(body[:len(body)-1])+digestMark+w.next(string(body))+`"}`)
	return nil
}

const digestMark = `,"digest":"`

// chain is the digest of the lines so far.
type chain struct{ digest string }

// next adds a line without its digest and returns that.
func (c *chain) next(body string) string {
	sum := sha256.Sum256([]byte(c.digest + "\x00" + body))
	c.digest = hex.EncodeToString(sum[:16])
	return c.digest
}

// Split cuts a text into the lines of a file. Each ends with a line feed; the last one, too.
func Split(text string) ([]string, error) {
	whole, ends := strings.CutSuffix(text, "\n")
	lines := strings.Split(whole, "\n")
	if !ends {
		return nil, &Damage{len(lines), "it is cut off, or empty"}
	}
	return lines, nil
}

// Project is the project that the first line names.
func Project(lines []string) (string, error) {
	var c chain
	first, err := c.read(lines[0], true)
	if err != nil || first.Head == nil {
		return "", &Damage{1, fmt.Sprint(cmp.Or(err, errOutOfPlace))}
	}
	return first.Head.Project, nil
}

var errOutOfPlace = errors.New("it is out of place")

// Decode reads the lines of a file. What it refuses is a *Damage.
func Decode(lines []string) (*File, error) {
	f, c, done := &File{}, chain{}, false
	for i, text := range lines {
		damage := func(format string, args ...any) error { return &Damage{i + 1, fmt.Sprintf(format, args...)} }
		if done {
			return nil, damage("it follows the end")
		}
		one, err := c.read(text, i == 0)
		if err != nil {
			return nil, damage("%v", err)
		}
		switch {
		case (one.Head != nil) != (i == 0):
			return nil, damage("%v", errOutOfPlace)
		case one.Head != nil:
			f.Head = *one.Head
			err = f.checkTexts()
		case one.Fact != nil:
			err = f.add(*one.Fact)
		case one.End != nil:
			if done = one.End.Facts == len(f.Facts); !done {
				err = fmt.Errorf("the file has %d facts, not %d", len(f.Facts), one.End.Facts)
			}
			f.Rows = one.End.Rows
		default:
			err = fmt.Errorf("it is neither a fact nor the end")
		}
		if err != nil {
			return nil, damage("%v", err)
		}
	}
	if !done {
		return nil, &Damage{max(len(lines), 1), "the file ends here, without its last line"}
	}
	return f, nil
}

// read reads a line that continues the chain. The format of the first one is looked at before anything else: a newer
// one may be written otherwise.
func (c *chain) read(text string, first bool) (one line, err error) {
	if first {
		var newer struct {
			Head struct {
				Format int `json:"mss_tenant"`
			} `json:"head"`
		}
		switch err := json.Unmarshal([]byte(text), &newer); {
		case err != nil || newer.Head.Format < 1:
			return one, fmt.Errorf("it is not the head of a file that \"simulator export\" wrote")
		case newer.Head.Format > Format:
			return one, fmt.Errorf("the file has the format %d of a newer version; this version reads format %d",
				newer.Head.Format, Format)
		}
	}
	at := strings.LastIndex(text, digestMark)
	if at < 0 {
		return one, fmt.Errorf("it is cut off, or was not written by \"simulator export\"")
	}
	body := text[:at] + "}"
	if text[at+len(digestMark):] != c.next(body)+`"}` {
		return one, fmt.Errorf("it, or a line before it, was changed, moved, added or removed")
	}
	return one, json.Unmarshal([]byte(body), &one)
}

func (f *File) checkTexts() error {
	for hash, text := range f.Head.Texts {
		if hashOf(text) != hash {
			return fmt.Errorf("the text %.8s of a policy or a catalogue was changed", hash)
		}
	}
	return nil
}

// add takes a fact with the texts that it names.
func (f *File) add(fact lifecycle.Fact) (err error) {
	f.Facts = append(f.Facts, fact.WithFiles(func(ref string) string {
		hash, marked := strings.CutPrefix(ref, textMark)
		text, ok := f.Head.Texts[hash]
		if marked && !ok {
			err = fmt.Errorf("the text %.8s of a policy or a catalogue is missing", hash)
		}
		if !marked {
			return ref
		}
		return text
	}))
	return err
}
