package call

import (
	"encoding/json"
	"fmt"
	"testing"
)

func TestNumber(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]Number{
		`7`: {7, true}, `"7"`: {7, true}, `" 7 "`: {7, true}, `-1`: {-1, true}, `2.0`: {2, true}, `2e2`: {200, true},
		`null`:                {},
		`9223372036854775807`: {9223372036854775807, true},
	} {
		var got Number
		if err := json.Unmarshal([]byte(in), &got); err != nil || got != want {
			t.Errorf("%s: got %+v, %v", in, got, err)
		}
	}
	for _, in := range []string{`""`, `"x"`, `1.5`, `true`, `{}`, `1e300`, `9223372036854775808`} {
		var got Number
		if err := json.Unmarshal([]byte(in), &got); err == nil {
			t.Errorf("%s was read as %d", in, got.Value)
		}
	}
}

func TestPage(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		offset, limit int
		want          string
	}{{0, 2, "[1 2]"}, {2, 2, "[3]"}, {3, 2, "[]"}, {9, 2, "[]"}, {0, 9, "[1 2 3]"}} {
		if got := fmt.Sprint(Cut([]int{1, 2, 3}, tt.offset, tt.limit)); got != tt.want {
			t.Errorf("%d, %d: got %s, want %s", tt.offset, tt.limit, got, tt.want)
		}
	}
}
