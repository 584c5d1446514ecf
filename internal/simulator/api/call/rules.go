package httpapi

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

// rule is what a parameter of a query may be where it is not empty. The description of the API says the same.
type rule struct {
	number      bool
	least, most int      // of a number
	words       []string // one of these
	list        bool     // several of the words, with commas between
	length      int      // at most so many characters
	instant     bool     // RFC 3339
	truth       bool     // true or false
}

// wordsOf are the words of one of the SDK's enumerations, which are what the service documents.
func wordsOf(enumeration any) (words []string) {
	v := reflect.ValueOf(enumeration)
	for _, f := range v.Fields() {
		if word, ok := reflect.TypeAssert[interface{ Value() string }](f); ok {
			words = append(words, word.Value())
		}
	}
	return words
}

func oneWord(words ...string) rule    { return rule{words: words} }
func manyWords(words ...string) rule  { return rule{words: words, list: true} }
func numberFrom(least, most int) rule { return rule{number: true, least: least, most: most} }
func all(sets ...map[string]rule) rules {
	out := rules{}
	for _, s := range sets {
		maps.Copy(out, s)
	}
	return out
}

type rules map[string]rule

// paging are the rules of offset and limit.
func paging() rules { return rules{"limit": numberFrom(1, maxPage), "offset": numberFrom(0, maxInt)} }

// direction is the rule of sort_dir.
func direction() rule { return oneWord("asc", "desc") }

// obey refuses a query that breaks a rule.
func (r *request) obey(q url.Values, rules rules) error {
	for _, name := range slices.Sorted(maps.Keys(rules)) {
		if s := strings.TrimSpace(q.Get(name)); s != "" {
			if want := rules[name].broken(s); want != "" {
				return r.bad("%s is %.40q, must be %s", name, s, want)
			}
		}
	}
	return nil
}

// broken says what a value must be; empty where it is that.
func (l rule) broken(s string) (want string) {
	switch {
	case l.number:
		if n, err := strconv.Atoi(s); err != nil || n < l.least || n > l.most {
			return "a number from " + strconv.Itoa(l.least) + " to " + strconv.Itoa(l.most)
		}
	case l.instant:
		if _, err := calendar.ParseInstant(s); err != nil {
			return err.Error()
		}
	case l.truth:
		if s = strings.ToLower(s); s != "true" && s != "false" {
			return "true or false"
		}
	case l.length > 0:
		if utf8.RuneCountInString(s) > l.length {
			return "at most " + strconv.Itoa(l.length) + " characters long"
		}
	case l.list:
		for word := range strings.SplitSeq(s, ",") {
			if word = strings.TrimSpace(word); word != "" && !slices.Contains(l.words, word) {
				return "some of " + strings.Join(l.words, ", ")
			}
		}
	case !slices.Contains(l.words, s):
		return "one of " + strings.Join(l.words, ", ")
	}
	return ""
}
