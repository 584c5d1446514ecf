package wire

import (
	"net/url"
	"strings"
	"time"
)

// Instants that can be written lie in these years: what begins in the last one ends in one that has four digits.
const (
	FirstYear = 1970
	LastYear  = 9900
)

// IsWritable reports whether an instant lies in those years.
func IsWritable(t time.Time) bool { return t.Year() >= FirstYear && t.Year() <= LastYear }

// IsName reports whether a project or an access key can be called so. Names have the form of the real ones, with room
// for readable words. Nothing in them has a meaning in a header or a path.
func IsName(s string) bool {
	return s != "" && len(s) <= 64 && s[0] != '-' && s[0] != '_' && !strings.ContainsFunc(s, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '_')
	})
}

// IsID reports whether a text can stand in a path: the official SDK does not escape what it puts there.
func IsID(s string) bool {
	return s != "" && strings.Trim(s, ".") != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("-_.~:", r))
	})
}

// IsEndpoint reports whether a URL is a scheme and a host alone, as the official SDK wants it: it drops a path and adds
// a scheme of its own.
func IsEndpoint(u *url.URL) bool {
	return (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && (u.Path == "" || u.Path == "/") &&
		u.RawQuery == "" && u.Fragment == "" && u.User == nil
}

// IsPlain reports whether a header can hold a text: at most MaxHeader printable ASCII characters.
func IsPlain(s string) bool {
	for _, c := range s {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return len(s) <= MaxHeader
}

// MaxHeader bounds client tokens and the names of states and runs.
const MaxHeader = 128
