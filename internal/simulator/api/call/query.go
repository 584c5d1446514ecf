package call

import (
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// Rule is what a parameter of a query may be where it is not empty. The description of the API says the same.
type Rule struct {
	Number      bool
	Least, Most int      // of a number
	Words       []string // one of these
	List        bool     // several of the words, with commas between
	Length      int      // at most so many characters
	Instant     bool     // RFC 3339
	Truth       bool     // true or false
}

// WordsOf are the words of one of the SDK's enumerations, which are what the service documents.
func WordsOf(enumeration any) (words []string) {
	v := reflect.ValueOf(enumeration)
	for _, f := range v.Fields() {
		if word, ok := reflect.TypeAssert[interface{ Value() string }](f); ok {
			words = append(words, word.Value())
		}
	}
	return words
}

// OneWord is a parameter that is one of the words.
func OneWord(words ...string) Rule { return Rule{Words: words} }

// ManyWords is a parameter that is some of the words, with commas between.
func ManyWords(words ...string) Rule { return Rule{Words: words, List: true} }

// NumberFrom is a parameter that is a number.
func NumberFrom(least, most int) Rule { return Rule{Number: true, Least: least, Most: most} }

// AllOf puts rules together.
func AllOf(sets ...map[string]Rule) Rules {
	out := Rules{}
	for _, s := range sets {
		maps.Copy(out, s)
	}
	return out
}

// Rules are those of a query, by parameter.
type Rules map[string]Rule

// Paging are the rules of offset and limit.
func Paging() Rules { return Rules{"limit": NumberFrom(1, MaxPage), "offset": NumberFrom(0, MaxInt)} }

// Direction is the rule of sort_dir.
func Direction() Rule { return OneWord("asc", "desc") }

// Query is the query of a call. What its rules say is read when they are obeyed.
type Query struct {
	url.Values
	read map[string]any
}

// Obey refuses a query that breaks a rule, and reads what the rules are about.
func (r *Request) Obey(rules Rules) error {
	if r.Query.read == nil {
		r.Query.read = map[string]any{}
	}
	for _, name := range slices.Sorted(maps.Keys(rules)) {
		if s := strings.TrimSpace(r.Query.Get(name)); s != "" {
			v, want := rules[name].read(s)
			if want != "" {
				return r.Bad("%s is %.40q, must be %s", name, s, want)
			}
			r.Query.read[name] = v
		}
	}
	return nil
}

// read is a value, or what it must be.
func (l Rule) read(s string) (v any, want string) {
	switch {
	case l.Number:
		n, err := strconv.Atoi(s)
		if err != nil || n < l.Least || n > l.Most {
			want = "a number from " + strconv.Itoa(l.Least) + " to " + strconv.Itoa(l.Most)
		}
		return n, want
	case l.Instant:
		t, err := calendar.ParseInstant(s)
		if err != nil {
			want = err.Error()
		}
		return t, want
	case l.Truth:
		if s = strings.ToLower(s); s != "true" && s != "false" {
			want = "true or false"
		}
		return s == "true", want
	case l.Length > 0:
		if utf8.RuneCountInString(s) > l.Length {
			want = "at most " + strconv.Itoa(l.Length) + " characters long"
		}
	case l.List:
		if slices.ContainsFunc(split(s), func(word string) bool { return !slices.Contains(l.Words, word) }) {
			want = "some of " + strings.Join(l.Words, ", ")
		}
	case !slices.Contains(l.Words, s):
		want = "one of " + strings.Join(l.Words, ", ")
	}
	return s, want
}

// split reads words with commas between.
func split(s string) (words List) {
	for v := range strings.SplitSeq(s, ",") {
		if v = strings.TrimSpace(v); v != "" {
			words = append(words, v)
		}
	}
	return words
}

// Int is a number, or what holds without it.
func (q Query) Int(name string, absent int) int {
	if n, ok := q.read[name].(int); ok {
		return n
	}
	return absent
}

// Flag is a truth value; nil if it is not given.
func (q Query) Flag(name string) *bool {
	if v, ok := q.read[name].(bool); ok {
		return &v
	}
	return nil
}

// Instant is an instant with its fraction; zero if it is not given.
func (q Query) Instant(name string) time.Time {
	t, _ := q.read[name].(time.Time)
	return t
}

// Window is a pair of instants.
func (q Query) Window(from, to string) lifecycle.Window {
	return lifecycle.Window{From: q.Instant(from), To: q.Instant(to)}
}

// List reads a comma-separated filter; an empty list lets everything through.
func (q Query) List(name string) List { return split(q.Get(name)) }

// Page cuts a list to the page that a query asks for.
func Page[T any](q Query, list []T) []T {
	offset, limit := q.Bounds()
	return Cut(list, offset, limit)
}

// Bounds are the offset and the limit of the page that a query asks for.
func (q Query) Bounds() (offset, limit int) { return q.Int("offset", 0), q.Int("limit", 10) }

// List is a filter by values.
type List []string

// Allows reports whether a value passes.
func (l List) Allows(v string) bool { return len(l) == 0 || slices.Contains(l, v) }
