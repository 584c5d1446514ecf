package call

import (
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
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

// Obey refuses a query that breaks a rule.
func (r *Request) Obey(q url.Values, rules Rules) error {
	for _, name := range slices.Sorted(maps.Keys(rules)) {
		if s := strings.TrimSpace(q.Get(name)); s != "" {
			if want := rules[name].broken(s); want != "" {
				return r.Bad("%s is %.40q, must be %s", name, s, want)
			}
		}
	}
	return nil
}

// broken says what a value must be; empty where it is that.
func (l Rule) broken(s string) (want string) {
	switch {
	case l.Number:
		if n, err := strconv.Atoi(s); err != nil || n < l.Least || n > l.Most {
			return "a number from " + strconv.Itoa(l.Least) + " to " + strconv.Itoa(l.Most)
		}
	case l.Instant:
		if _, err := calendar.ParseInstant(s); err != nil {
			return err.Error()
		}
	case l.Truth:
		if s = strings.ToLower(s); s != "true" && s != "false" {
			return "true or false"
		}
	case l.Length > 0:
		if utf8.RuneCountInString(s) > l.Length {
			return "at most " + strconv.Itoa(l.Length) + " characters long"
		}
	case l.List:
		for word := range strings.SplitSeq(s, ",") {
			if word = strings.TrimSpace(word); word != "" && !slices.Contains(l.Words, word) {
				return "some of " + strings.Join(l.Words, ", ")
			}
		}
	case !slices.Contains(l.Words, s):
		return "one of " + strings.Join(l.Words, ", ")
	}
	return ""
}
