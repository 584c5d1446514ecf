// Package names compares what people call things. Unicode writes one text in several ways, and Terraform turns every
// text of a configuration into one of them (NFC), which other clients of a service need not do. Both sides compare
// names here; they are stored as they were given.
package names

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Same reports whether two texts read the same, however their characters are composed.
func Same(a, b string) bool { return a == b || norm.NFC.String(a) == norm.NFC.String(b) }

// Contains reports whether part occurs in a text, however the characters of both are composed.
func Contains(text, part string) bool {
	return strings.Contains(norm.NFC.String(text), norm.NFC.String(part))
}
