package console

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
)

// ending is a package or an asset that ends, and what becomes of it afterwards.
type ending struct {
	control.ForecastEnd // the first of its ends

	At               time.Time // the end of its paid time; if that is over, its next loss
	Word, Then, Note string
	Address          string
}

// endWords are the kinds of ends, of what has ended before.
var endWords = map[string]string{"expires": "ends", "void": "ends", "grace": "ends", "frozen": "is frozen",
	"released": "is released for good", "deleted": "is deleted for good"}

// laterWords are the kinds of ends after the first.
var laterWords = map[string]string{"frozen": "frozen on ", "released": "released on ", "deleted": "deleted on "}

// endings tells the ends of a forecast thing by thing, in the order of their ends.
func (v *visit) endings(f control.Forecast) (all []ending) {
	index := map[string]int{}
	for _, e := range f.Ends {
		i, known := index[e.ID]
		if !known {
			one := ending{ForecastEnd: e, At: e.Time, Word: endWords[e.Kind], Address: v.link("/" + e.What + "s/" + e.ID)}
			if e.ExpireTime != nil && e.ExpireTime.After(v.at) && !e.ExpireTime.After(e.Time) {
				one.At, one.Word = *e.ExpireTime, "ends"
			}
			if e.Units > 0 {
				one.Note = fmt.Sprintf("%s then void", count(int(e.Units), "unused unit"))
			}
			i = len(all)
			index[e.ID], all = i, append(all, one)
		}
		if one := &all[i]; laterWords[e.Kind] != "" && one.Word != endWords[e.Kind] {
			one.Then = strings.TrimPrefix(one.Then+", "+laterWords[e.Kind]+billingDay(e.Time), ", ")
		}
	}
	slices.SortStableFunc(all, func(a, b ending) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(b.What, a.What), cmp.Compare(a.Name, b.Name))
	})
	return all
}
