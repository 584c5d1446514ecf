package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
)

// excluded are values that break a schema's own constraints; there are none where it has no constraint.
func excluded(s *openapi3.Schema) (bad []any) {
	if s.Min != nil {
		bad = append(bad, int64(*s.Min)-1)
	}
	if s.Max != nil {
		bad = append(bad, int64(*s.Max)+1)
	}
	if len(s.Enum) > 0 {
		bad = append(bad, "no such word")
		if s.Type.Is("integer") {
			bad = []any{int64(99)}
		}
	}
	if s.MinLength > 0 {
		bad = append(bad, strings.Repeat("x", int(s.MinLength)-1))
	}
	if s.MaxLength != nil && *s.MaxLength != 256 || s.MaxLength != nil && s.MinLength == 0 {
		bad = append(bad, strings.Repeat("x", int(*s.MaxLength)+1))
	}
	if s.Pattern != "" {
		bad = append(bad, "no such word", strings.Split(strings.Trim(s.Pattern, "^("), "|")[0]+",no such word")
	}
	if s.Format == "date-time" {
		bad = append(bad, "yesterday")
	}
	if s.Type.Is("array") {
		item := any("x")
		if s.Items.Value.Type.Is("integer") {
			item = 2
		}
		if s.Items.Value.Type.Is("object") {
			item = map[string]any{"id": "x", "type": 301}
		}
		if s.MinItems > 0 {
			bad = append(bad, []any{})
		}
		if s.MaxItems != nil {
			bad = append(bad, slices.Repeat([]any{item}, int(*s.MaxItems)+1))
		}
		for _, b := range excluded(s.Items.Value) {
			bad = append(bad, []any{b})
		}
	}
	return bad
}

// variants are copies of a body, each with one property that the schema excludes.
func variants(schema *openapi3.Schema, body map[string]any) (out []map[string]any) {
	for _, part := range schema.AllOf {
		out = append(out, variants(part.Value, body)...)
	}
	for name, p := range schema.Properties {
		with := func(v any) map[string]any {
			copied := maps.Clone(body)
			copied[name] = v
			return copied
		}
		for _, bad := range excluded(p.Value) {
			out = append(out, with(bad))
		}
		switch inner := body[name].(type) {
		case map[string]any:
			for _, v := range variants(p.Value, inner) {
				out = append(out, with(v))
			}
		case []any:
			if len(inner) == 0 || p.Value.Items == nil {
				continue
			}
			if first, ok := inner[0].(map[string]any); ok {
				for _, v := range variants(p.Value.Items.Value, first) {
					out = append(out, with(append([]any{v}, inner[1:]...)))
				}
			}
		}
	}
	return out
}

// TestWhatTheDescriptionExcludesIsRefused: of every accepted call, with one parameter or one field that the description
// does not allow.
func TestWhatTheDescriptionExcludesIsRefused(t *testing.T) {
	t.Parallel()
	doc, err := describe()
	if err != nil {
		t.Fatal(err)
	}
	world := newFuzzWorld(t)
	tried := map[string]int{}
	refused := func(rt call.Route, in fuzzCall, what string) {
		t.Helper()
		w := rawAdminister(t, world, in)
		if tried[rt.Name]++; w.Code < http.StatusBadRequest || w.Code >= http.StatusInternalServerError {
			t.Errorf("%s with %.300s: got %d %.200s", rt.Name, what, w.Code, w.Body)
			world.restore()
		}
	}
	mux := http.NewServeMux()
	for _, rt := range Routes() {
		mux.Handle(rt.Method+" "+rt.Pattern, http.NotFoundHandler())
	}
	for _, in := range slices.Concat(acceptedSeeds, furtherCalls) {
		r, err := http.NewRequestWithContext(t.Context(), in.method, "http://x"+world.names.Replace(in.target), http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		_, pattern := mux.Handler(r)
		i := slices.IndexFunc(Routes(), func(rt call.Route) bool { return rt.Method+" "+rt.Pattern == pattern })
		if i < 0 {
			t.Fatalf("%s %s is served by nothing", in.method, in.target)
		}
		if w := rawAdminister(t, world, in); w.Code >= http.StatusBadRequest {
			continue // it needs another call before it, so that any change of it would be refused
		}
		world.restore()
		rt := Routes()[i]
		op := doc.Paths.Value(rt.Pattern).GetOperation(rt.Method)
		for _, p := range op.Parameters {
			if p.Value.In != openapi3.ParameterInQuery {
				continue
			}
			for _, bad := range excluded(p.Value.Schema.Value) {
				changed, q := in, r.URL.Query()
				q.Set(p.Value.Name, fmt.Sprint(bad))
				changed.target = r.URL.Path + "?" + q.Encode()
				refused(rt, changed, q.Encode())
			}
		}
		if op.RequestBody == nil || in.body == "" {
			continue
		}
		var body map[string]any
		decoder := json.NewDecoder(bytes.NewReader([]byte(world.names.Replace(in.body))))
		decoder.UseNumber()
		if err := decoder.Decode(&body); err != nil {
			t.Fatal(err)
		}
		for _, v := range variants(op.RequestBody.Value.Content.Get("application/json").Schema.Value, body) {
			text, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			changed := in
			changed.body = string(text)
			refused(rt, changed, changed.body)
		}
	}
	for _, rt := range Routes() {
		if len(rt.Query) > 0 && tried[rt.Name] == 0 {
			t.Errorf("nothing was tried of %s", rt.Name)
		}
	}
}
