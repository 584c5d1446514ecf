package terminal

import (
	"fmt"
	"strings"
)

// Words is a type in words: asset_ready is "asset ready".
func Words(s string) string { return strings.ReplaceAll(s, "_", " ") }

// Count is a number with its noun.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
