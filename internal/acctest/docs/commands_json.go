package docs

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// names are those of a JSON object, in their order, each with the names in its value.
type names struct {
	order []string
	below map[string]*names
}

// add reads the names of a value, or of the values in it if it is a list.
func (n *names) add(value json.RawMessage) error {
	value = bytes.TrimSpace(value)
	if bytes.HasPrefix(value, []byte("[")) {
		var list []json.RawMessage
		if err := json.Unmarshal(value, &list); err != nil {
			return err
		}
		for _, one := range list {
			if err := n.add(one); err != nil {
				return err
			}
		}
		return nil
	}
	if !bytes.HasPrefix(value, []byte("{")) {
		return nil
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(value, &object); err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(value))
	if _, err := decoder.Token(); err != nil {
		return err
	}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return err
		}
		name, _ := token.(string)
		if !slices.Contains(n.order, name) {
			n.order = append(n.order, name)
			n.below[name] = &names{below: map[string]*names{}}
		}
		if err := n.below[name].add(object[name]); err != nil {
			return err
		}
		if err := decoder.Decode(new(json.RawMessage)); err != nil {
			return err
		}
	}
	return nil
}

// String tells the names, and of lists and objects in them the names there.
func (n *names) String() string {
	var parts []string
	for _, name := range n.order {
		part := "`" + name + "`"
		if below := n.below[name]; len(below.order) > 0 {
			part += " (`" + strings.Join(below.order, "`, `") + "`)"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

// jsonOf are the names in the JSON of each command, by its path, as the golden files of the command hold them.
func jsonOf(root *cobra.Command) (map[string]*names, error) {
	golden, err := goldenFile("json.golden")
	if err != nil {
		return nil, err
	}
	clone, err := goldenFile("clone-json.golden")
	if err != nil {
		return nil, err
	}
	of := map[string]*names{}
	for part := range strings.SplitSeq(golden+"\n$ simulator clone\n"+clone, "\n$ ") {
		line, text, _ := strings.Cut(strings.TrimPrefix(part, "$ "), "\n")
		cmd, _, err := root.Find(strings.Fields(line))
		if err != nil {
			return nil, err
		}
		path := cmd.CommandPath()
		if of[path] == nil {
			of[path] = &names{below: map[string]*names{}}
		}
		decoder := json.NewDecoder(strings.NewReader(text))
		for {
			var value json.RawMessage
			if err := decoder.Decode(&value); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return nil, fmt.Errorf("the JSON of %s: %w", line, err)
			}
			if err := of[path].add(value); err != nil {
				return nil, err
			}
		}
	}
	return of, nil
}

// goldenFile reads a golden file of the command, from a folder of the repository.
func goldenFile(name string) (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		text, err := os.ReadFile(filepath.Join(folder, "internal", "simulator", "cli", "testdata", name))
		if err == nil || filepath.Dir(folder) == folder {
			return string(text), err
		}
		folder = filepath.Dir(folder)
	}
}
