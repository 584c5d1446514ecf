// Package strictyaml reads files of people: unknown and repeated keys are refused, and errors name the line at fault.
package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/unicode/norm"
)

// Bytes of a file. Files that an older version has stored may be larger than new ones.
const (
	maxSize    = 1 << 20
	maxNewSize = 256 << 10
)

// flaw is what is wrong at a place in a file: path leads there by keys and indices.
type flaw struct {
	path []any
	text string
}

func (f *flaw) Error() string { return pathWords(f.path) + f.text }

// Wrong is an error at a place in a file, to which path leads by keys and indices.
func Wrong(path []any, format string, args ...any) error {
	return &flaw{path, fmt.Sprintf(format, args...)}
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

// CheckSize refuses a file that is too large for a new one.
func CheckSize(kind, text string) error {
	if len(text) > maxNewSize {
		return fmt.Errorf("%s: the file has %d bytes, more than the %d that are allowed", kind, len(text), maxNewSize)
	}
	return nil
}

// CheckText refuses anchors and aliases, and characters that control a terminal or turn the direction of a text around,
// in names, codes and descriptions. Only the texts of the keys in prose may have several lines. It is asked of files
// that a user sets: what an older version has stored stays readable.
func CheckText(kind, text string, prose ...string) error {
	if err := CheckSize(kind, text); err != nil {
		return err
	}
	var root yaml.Node
	if err := yaml.NewDecoder(yielding{strings.NewReader(text)}).Decode(&root); err != nil {
		return nil //nolint:nilerr // Read tells it
	}
	return checkText(kind, "", &root, prose)
}

func checkText(kind, key string, n *yaml.Node, prose []string) error {
	told := slices.Contains(prose, key)
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
		if err := checkText(kind, of, child, prose); err != nil {
			return err
		}
	}
	if n.Anchor != "" || n.Kind == yaml.AliasNode {
		return fmt.Errorf("%s: line %d: anchors and aliases are not supported; write the value where it is used",
			kind, n.Line)
	}
	return nil
}

// Read decodes a file, refusing unknown and repeated keys, and then checks it. Errors begin with the file's kind and
// the line. Texts are read in NFC, in which Terraform writes them. Aliases are followed, because files that were stored
// by earlier versions have them; CheckText refuses new ones.
func Read[T any](kind string, data []byte, check func(*T) error) (*T, error) {
	if len(data) > maxSize {
		return nil, fmt.Errorf("%s: the file has more than %d bytes", kind, maxSize)
	}
	dec := yaml.NewDecoder(yielding{bytes.NewReader(norm.NFC.Bytes(data))})
	var root, second yaml.Node
	if err := dec.Decode(&root); errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: the file is empty", kind)
	} else if err != nil {
		return nil, unreadable[T](kind, err.Error())
	}
	if err := dec.Decode(&second); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: line %d: a second document begins here, and only one is read", kind, max(1, second.Line))
	}
	w := walk{fields: map[reflect.Type]map[string]reflect.Type{}, done: map[step]bool{}}
	w.node(&root, reflect.TypeFor[T]())
	if len(w.keys) > 0 {
		return nil, unreadable[T](kind, "unmarshal errors: "+strings.Join(w.keys, " "))
	}
	out := new(T)
	if err := root.Decode(out); err != nil {
		return nil, unreadable[T](kind, err.Error())
	}
	err := w.fraction
	if err == nil {
		err = check(out)
	}
	var at *flaw
	switch {
	case errors.As(err, &at):
		return nil, fmt.Errorf("%s: line %d: %w", kind, line(&root, at.path), err)
	case err != nil:
		return nil, err
	}
	return out, nil
}

// yielding yields the processor before each read. The library reads 512 bytes at a time. Otherwise, parsing a large
// file would keep other calls waiting for the 10 ms that Go's scheduler gives each goroutine.
type yielding struct{ io.Reader }

func (y yielding) Read(into []byte) (int, error) {
	runtime.Gosched()
	return y.Reader.Read(into)
}

// unreadable is an error of the library. It names types, such as catalog.Product, by the file that they are of.
func unreadable[T any](kind, text string) error {
	file, of := strings.TrimSuffix(kind, "ue")+".", reflect.TypeFor[T]()
	if of.Kind() == reflect.Slice {
		of = of.Elem()
	}
	pkg, _, _ := strings.Cut(of.String(), ".")
	words := strings.NewReplacer("\n ", "", " type "+pkg+".", " type "+file, " into "+pkg+".", " into "+file,
		" into []"+pkg+".", " into []"+file)
	return fmt.Errorf("%s: %s", kind, words.Replace(strings.TrimPrefix(text, "yaml: ")))
}

// maxKeys bounds a mapping: the library compares each key with each other.
const maxKeys = 100

// walk looks at each node once for each type that it is decoded into.
type walk struct {
	fields   map[reflect.Type]map[string]reflect.Type
	done     map[step]bool
	keys     []string // what is wrong with keys, in the library's words
	fraction error    // the first broken number where a whole one belongs: the library would cut it off
}

type step struct {
	node *yaml.Node
	into reflect.Type
}

func (w *walk) node(n *yaml.Node, into reflect.Type, path ...any) {
	if w.done[step{n, into}] {
		return
	}
	w.done[step{n, into}] = true
	if into.Kind() == reflect.Pointer {
		into = into.Elem()
	}
	switch {
	case n.Kind == yaml.DocumentNode:
		w.node(n.Content[0], into, path...)
	case n.Kind == yaml.AliasNode:
		w.node(n.Alias, into, path...)
	case n.Kind == yaml.MappingNode:
		w.mapping(n, into, path)
	case n.Kind == yaml.SequenceNode && into.Kind() == reflect.Slice:
		for i, item := range n.Content {
			w.node(item, into.Elem(), append(slices.Clip(path), i)...)
		}
	case n.Tag == "!!float" && reflect.Zero(into).CanInt() && w.fraction == nil:
		w.fraction = Wrong(path, "%s is not a whole number", n.Value)
	}
}

func (w *walk) mapping(n *yaml.Node, into reflect.Type, path []any) {
	if len(n.Content) > 2*maxKeys {
		w.keys = append(w.keys, fmt.Sprintf("line %d: a mapping has more than %d keys", n.Line, maxKeys))
		return
	}
	lines := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if first, twice := lines[key.Value]; twice {
			w.keys = append(w.keys, fmt.Sprintf("line %d: mapping key %q already defined at line %d", key.Line,
				key.Value, first))
		}
		lines[key.Value] = key.Line
		switch {
		case key.Tag == "!!merge":
			w.node(value, into, path...)
		case into.Kind() == reflect.Map:
			w.node(value, into.Elem(), append(slices.Clip(path), key.Value)...)
		case into.Kind() == reflect.Struct:
			to, ok := w.members(into)[key.Value]
			if !ok {
				w.keys = append(w.keys, fmt.Sprintf("line %d: field %s not found in type %s", key.Line, key.Value, into))
				continue
			}
			w.node(value, to, append(slices.Clip(path), key.Value)...)
		}
	}
}

// members are the types of what the keys of a struct lead to.
func (w *walk) members(of reflect.Type) map[string]reflect.Type {
	if w.fields[of] == nil {
		w.fields[of] = map[string]reflect.Type{}
		for _, f := range reflect.VisibleFields(of) {
			w.fields[of][f.Tag.Get("yaml")] = f.Type
		}
	}
	return w.fields[of]
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
