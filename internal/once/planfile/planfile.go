// Package planfile reads the plan that `terraform plan -out` saved.
//
// Terraform plans every object again while it applies, and hands neither the planned values nor the planned private
// data to that second plan. What a saved plan announced, perhaps days ago, is therefore read from its file.
package planfile

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"google.golang.org/protobuf/encoding/protowire"
)

// Plan is what a saved plan is going to do.
type Plan struct {
	Partial   bool   // it was made with -target, -exclude or -invoke
	Workspace string // in which it was made
	Changes   []Change
}

// Change is what a saved plan is going to do to one object of a resource.
type Change struct {
	Type  string // of the resource, such as mss_order
	After []byte // the planned object in msgpack; nil if the change removes it
	// Creates is whether the object is a new one, also in place of another.
	Creates bool
	// private is the provider's own data: the framework keeps a JSON object of byte strings in it.
	private []byte
}

// Private is the value of a key of the planned private data; nil if there is none.
func (c *Change) Private(key string) []byte {
	var all map[string][]byte
	if json.Unmarshal(c.private, &all) != nil {
		return nil
	}
	return all[key]
}

// Documented: internal/plans/planproto/planfile.proto of Terraform 1.16, whose format version is 3 since Terraform
// 0.14; OpenTofu has the same, and excluded addresses.
const (
	entry         = "tfplan"
	formatVersion = 3

	planVersion  = 1
	planChanges  = 3
	planTargets  = 5
	planExcludes = 6
	planBackend  = 13
	planInvokes  = 32

	backendWorkspace = 3

	changeChange  = 9
	changePrivate = 10
	changeAddress = 13

	actionField  = 1
	valuesField  = 2
	msgpackField = 1

	actionDelete = 5
	actionForget = 8
)

// creating are the actions create, delete and create, create and delete, create and forget.
var creating = []uint64{1, 6, 7, 9}

// maxSize bounds what is read of a file: a plan of 100,000 objects is some 300 MiB.
const maxSize = 1 << 30

var errFormat = errors.New("it is not a saved plan of a version that is known here")

// Read reads a saved plan. It fails for files that hold none, and for plans of Terraform Cloud or in an encrypted form.
func Read(name string) (*Plan, error) {
	z, err := zip.OpenReader(name)
	if err != nil {
		return nil, err
	}
	defer z.Close()
	f, err := z.Open(entry)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSize))
	if err != nil {
		return nil, err
	}
	plan, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("the plan in %s cannot be read: %w", name, err)
	}
	return plan, nil
}

func parse(data []byte) (*Plan, error) {
	p, version := &Plan{}, uint64(0)
	err := fields(data, func(number int, value []byte, n uint64) error {
		switch number {
		case planVersion:
			version = n
		case planTargets, planExcludes, planInvokes:
			p.Partial = true
		case planBackend:
			return fields(value, func(number int, value []byte, _ uint64) error {
				if number == backendWorkspace {
					p.Workspace = string(value)
				}
				return nil
			})
		case planChanges:
			c, err := parseChange(value)
			if err != nil {
				return err
			}
			p.Changes = append(p.Changes, c)
		}
		return nil
	})
	if err != nil || version != formatVersion {
		return nil, errors.Join(errFormat, err)
	}
	return p, nil
}

func parseChange(data []byte) (c Change, err error) {
	err = fields(data, func(number int, value []byte, _ uint64) error {
		switch number {
		case changeAddress:
			c.Type = typeOf(string(value))
		case changePrivate:
			c.private = value
		case changeChange:
			var err error
			c.After, c.Creates, err = parseAfter(value)
			return err
		}
		return nil
	})
	return c, err
}

// parseAfter is the last of a change's values: a creation has one, an update two.
func parseAfter(data []byte) (after []byte, creates bool, err error) {
	action := uint64(0)
	err = fields(data, func(number int, value []byte, n uint64) error {
		switch number {
		case actionField:
			action = n
		case valuesField:
			return fields(value, func(number int, value []byte, _ uint64) error {
				if number == msgpackField {
					after = value
				}
				return nil
			})
		}
		return nil
	})
	if action == actionDelete || action == actionForget {
		after = nil
	}
	return after, slices.Contains(creating, action), err
}

// typeOf is the resource type in an address such as module.a["b.c"].mss_order.o[0].
func typeOf(address string) string {
	var names []string
	var quoted, indexed bool
	start := 0
	for i := 0; i < len(address); i++ {
		switch c := address[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == ']':
			indexed = c == '['
		case c == '.' && !indexed:
			names, start = append(names, address[start:i]), i+1
		}
	}
	if len(names) == 0 {
		return ""
	}
	return strings.TrimSpace(names[len(names)-1])
}

// fields visits the fields of a message: value of those with a length, n of the numbers.
func fields(data []byte, visit func(number int, value []byte, n uint64) error) error {
	for len(data) > 0 {
		number, kind, length := protowire.ConsumeTag(data)
		if length < 0 {
			return protowire.ParseError(length)
		}
		data = data[length:]
		var value []byte
		var n uint64
		switch kind {
		case protowire.BytesType:
			value, length = protowire.ConsumeBytes(data)
		case protowire.VarintType:
			n, length = protowire.ConsumeVarint(data)
		default:
			length = protowire.ConsumeFieldValue(number, kind, data)
		}
		if length < 0 {
			return protowire.ParseError(length)
		}
		if err := visit(int(number), value, n); err != nil {
			return err
		}
		data = data[length:]
	}
	return nil
}
