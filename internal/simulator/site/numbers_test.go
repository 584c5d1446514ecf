package site

import (
	"reflect"
	"slices"
	"testing"
)

// TestLinesHaveEveryNumber of a policy, once, with its value, what is allowed and where it comes from.
func TestLinesHaveEveryNumber(t *testing.T) {
	t.Parallel()
	for _, name := range Names() {
		p, err := BuiltinPolicy(name)
		if err != nil {
			t.Fatal(err)
		}
		var want, got []string
		for f, v := range reflect.ValueOf(p).Elem().Fields() {
			switch v.Interface().(type) {
			case Number, Choice, []Fee:
				want = append(want, f.Tag.Get("yaml"))
			}
		}
		for _, l := range p.Lines() {
			got = append(got, l.Name)
			if l.What == "" || l.Value == "" || l.Allowed == "" || !l.ok() {
				t.Errorf("%s: %+v", name, l)
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: lines %v, want %v", name, got, want)
		}
	}
}
