// Package yamldoc reads the simulated cloud's data files strictly and names the line at fault.
package yamldoc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/unicode/norm"
)

// MaxSize bounds a file, so that aliases in a small one cannot grow into something huge unnoticed.
const MaxSize = 1 << 20

// Fault is what is wrong at a place in a file: Path leads there by keys and indices.
type Fault struct {
	Path []any
	Text string
}

func (f *Fault) Error() string { return pathWords(f.Path) + f.Text }

// Wrong is a Fault.
func Wrong(path []any, format string, args ...any) error {
	return &Fault{path, fmt.Sprintf(format, args...)}
}

func pathWords(path []any) string {
	var b strings.Builder
	for _, p := range path {
		switch v := p.(type) {
		case int:
			b.WriteString("[" + strconv.Itoa(v) + "]")
		default:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			fmt.Fprint(&b, v)
		}
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	return b.String()
}

// CheckText refuses characters that control a terminal or turn the direction of a text around, in names, codes and descriptions. Only where numbers come from may be
// told in several lines. It is asked of files that somebody gives: what an older version has stored stays readable.
func CheckText(kind string, data []byte) error {
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return nil //nolint:nilerr // Read tells it
	}
	return checkText(kind, "", &root)
}

func checkText(kind, key string, n *yaml.Node) error {
	told := key == "source" || key == "price_source"
	i := strings.IndexFunc(n.Value, func(r rune) bool {
		return unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Bidi_Control) && !(told && r == '\n')
	})
	if i >= 0 {
		r, _ := utf8.DecodeRuneInString(n.Value[i:])
		return fmt.Errorf("%s: line %d: %.40q has the control character %U; write it without", kind, n.Line, n.Value, r)
	}
	for i, child := range n.Content {
		of := key
		if n.Kind == yaml.MappingNode {
			if of = ""; i%2 == 1 {
				of = n.Content[i-1].Value
			}
		}
		if err := checkText(kind, of, child); err != nil {
			return err
		}
	}
	return nil
}

// Read decodes a file into a value, refusing unknown keys, and then checks it. Errors begin with the file's kind and the line. Texts are read in NFC, in which
// Terraform writes them.
func Read(kind string, data []byte, into any, check func() error) error {
	if len(data) > MaxSize {
		return fmt.Errorf("%s: the file has more than %d bytes", kind, MaxSize)
	}
	data = norm.NFC.Bytes(data)
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(into); errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: the file is empty", kind)
	} else if err != nil {
		return fmt.Errorf("%s: %s", kind, strings.ReplaceAll(strings.TrimPrefix(err.Error(), "yaml: "), "\n ", ""))
	}
	var second yaml.Node
	if err := dec.Decode(&second); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: line %d: a second document begins here, and only one is read", kind, max(1, second.Line))
	}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return fmt.Errorf("%s: %w", kind, err)
	}
	err := fraction(&root, reflect.TypeOf(into))
	if err == nil {
		err = check()
	}
	var fault *Fault
	if !errors.As(err, &fault) {
		return err
	}
	return fmt.Errorf("%s: line %d: %w", kind, line(&root, fault.Path), err)
}

// fraction is the fault of a broken number where a whole one belongs: the library would cut it off.
func fraction(n *yaml.Node, into reflect.Type, path ...any) error {
	for into.Kind() == reflect.Pointer {
		into = into.Elem()
	}
	switch {
	case n.Kind == yaml.DocumentNode && len(n.Content) == 1:
		return fraction(n.Content[0], into, path...)
	case n.Kind == yaml.AliasNode:
		return fraction(n.Alias, into, path...)
	case n.Kind == yaml.ScalarNode && n.Tag == "!!float" && reflect.Zero(into).CanInt():
		return Wrong(path, "%s is not a whole number", n.Value)
	case n.Kind == yaml.SequenceNode && into.Kind() == reflect.Slice:
		for i, item := range n.Content {
			if err := fraction(item, into.Elem(), append(slices.Clip(path), i)...); err != nil {
				return err
			}
		}
	case n.Kind == yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i].Value
			if to, ok := member(into, key); ok {
				if err := fraction(n.Content[i+1], to, append(slices.Clip(path), key)...); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// member is the type of what a key leads to.
func member(in reflect.Type, key string) (reflect.Type, bool) {
	if in.Kind() == reflect.Map {
		return in.Elem(), true
	}
	if in.Kind() != reflect.Struct {
		return nil, false
	}
	for f := range in.Fields() {
		if f.Tag.Get("yaml") == key {
			return f.Type, true
		}
	}
	return nil, false
}

// line is the line of the deepest node on a path that the file has.
func line(n *yaml.Node, path []any) int {
	if n.Kind == yaml.DocumentNode && len(n.Content) == 1 {
		return line(n.Content[0], path)
	}
	if n.Kind == yaml.AliasNode {
		return n.Line
	}
	if len(path) == 0 {
		return n.Line
	}
	switch key := path[0].(type) {
	case int:
		if n.Kind == yaml.SequenceNode && key < len(n.Content) {
			return line(n.Content[key], path[1:])
		}
	default:
		if n.Kind != yaml.MappingNode {
			break
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == fmt.Sprint(key) {
				return line(n.Content[i+1], path[1:])
			}
		}
	}
	return n.Line
}
