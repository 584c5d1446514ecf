package site

import (
	"cmp"
	"fmt"
	"reflect"

	lru "github.com/hashicorp/golang-lru/v2"
)

// Files reads the texts of policies and catalogues, each once. What it returns is shared: it must not be changed.
type Files struct {
	Policies Texts[*Policy]
	Catalogs Texts[*Catalog]
}

// keptTexts bounds how many texts are kept as they were read. A tenant that changes its rules again and again costs
// others no more memory than that; a text that was dropped is read again.
const keptTexts = 64

// NewFiles is one that has read nothing yet.
func NewFiles() *Files { return NewFilesRead(ParsePolicy, ParseCatalog) }

// NewFilesRead reads each kind of text in a way of its own.
func NewFilesRead(policy func([]byte) (*Policy, error), catalog func([]byte) (*Catalog, error)) *Files {
	return &Files{newTexts(policy), newTexts(catalog)}
}

func newTexts[T interface{ version() string }](read func([]byte) (T, error)) Texts[T] {
	kept, err := lru.New[string, T](keptTexts)
	if err != nil { // for no texts only
		panic(err)
	}
	return Texts[T]{read, kept}
}

// Policy is that of a text, or without one the built-in one of a site (none: the first), at a customer level (none: the
// policy itself).
func (f *Files) Policy(text, site, level string) (*Policy, error) {
	if text == "" {
		var err error
		if text, err = PolicyText(cmp.Or(site, Names()[0])); err != nil {
			return nil, err
		}
	}
	p, err := f.Policies.Read(text)
	if err != nil {
		return nil, err
	}
	return p.AtLevel(level)
}

// Catalog is that of a text, or without one the built-in one.
func (f *Files) Catalog(text string) (*Catalog, error) {
	return f.Catalogs.Read(cmp.Or(text, catalog))
}

// CheckSale refuses a catalogue that sells nothing on the policy's site, or something without a price in its currency:
// each order of it would fail.
func CheckSale(pol *Policy, cat *Catalog) error {
	sells := false
	for _, p := range cat.Products {
		for _, t := range p.PeriodTypes[pol.Site] {
			if _, ok := p.Price(pol.Currency, t); !ok {
				return fmt.Errorf("catalogue: %s is sold %s on the site %s and has no price in %s, the currency of the policy",
					p.ResourceSpecCode, t, pol.Site, pol.Currency)
			}
			sells = true
		}
	}
	if !sells {
		return fmt.Errorf("catalogue: it sells nothing on the site %s, which is the policy's", pol.Site)
	}
	return nil
}

// Texts keeps what was read from each text.
type Texts[T interface{ version() string }] struct {
	read func([]byte) (T, error)
	kept *lru.Cache[string, T]
}

// Read reads a text.
func (m *Texts[T]) Read(text string) (T, error) {
	if v, ok := m.kept.Get(text); ok {
		return v, nil
	}
	v, err := m.read([]byte(text))
	if err == nil {
		m.kept.Add(text, v)
	}
	return v, err
}

// Same reports whether two texts say the same, whatever their comments and layout.
func (m *Texts[T]) Same(a, b string) bool {
	if a == b {
		return true
	}
	left, err := m.Read(a)
	right, err2 := m.Read(b)
	return a != "" && b != "" && err == nil && err2 == nil && reflect.DeepEqual(left, right)
}

// Name tells a text by its version and its length.
func (m *Texts[T]) Name(text string) string {
	if text == "" {
		return "built in"
	}
	version := "unreadable"
	if v, err := m.Read(text); err == nil {
		version = v.version()
	}
	return fmt.Sprintf("version %q (%d bytes)", version, len(text))
}
