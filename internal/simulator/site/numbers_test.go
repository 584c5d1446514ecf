package site

import (
	"reflect"
	"slices"
	"strconv"
	"testing"
)

// TestLinesHaveEveryNumber of a policy, under the name that it has in the file.
func TestLinesHaveEveryNumber(t *testing.T) {
	t.Parallel()
	for _, name := range Names() {
		p, err := BuiltinPolicy(name)
		if err != nil {
			t.Fatal(err)
		}
		lines, fields := p.Lines(), reflect.ValueOf(*p)
		for i := range fields.NumField() {
			want := Line{Name: fields.Type().Field(i).Tag.Get("yaml")}
			switch v := fields.Field(i).Interface().(type) {
			case Number:
				want.Value, want.Origin = strconv.Itoa(v.Value), v.Origin
			case Choice:
				want.Value, want.Origin, want.IsWord = v.Value, v.Origin, true
			default:
				continue
			}
			if !slices.ContainsFunc(lines, func(l Line) bool { want.What = l.What; return l == want && l.What != "" }) {
				t.Errorf("%s: no line is %+v", name, want)
			}
		}
		if !slices.ContainsFunc(lines, func(l Line) bool { return l.Name == "return_fees" && l.Source != "" }) {
			t.Errorf("%s: no line has the fees", name)
		}
	}
}
