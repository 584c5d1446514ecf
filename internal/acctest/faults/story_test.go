package faults

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
)

// configOf makes an object's block, which may refer to attributes of others.
type configOf func(of func(object, attribute string) string) map[string]any

// step is one command on one object.
type step struct {
	what   string // in words
	object string
	config configOf // nil: it is destroyed
}

func fixed(config map[string]any) configOf {
	return func(func(string, string) string) map[string]any { return config }
}

// inOrder are the objects, each after those that it needs.
func inOrder() []string { return []string{"auto", "months", "voice", "asset", "renewal"} }

func kinds() map[string]string {
	return map[string]string{"auto": "mss_order", "months": "mss_order", "voice": "mss_resource_package",
		"asset": "mss_asset", "renewal": "mss_asset_renewal"}
}

// story is what is applied, one command a step: all that the provider creates, changes, renews and destroys.
func story() []step {
	buy := func(code string, months int, more map[string]any) map[string]any {
		config := map[string]any{"items": []any{map[string]any{"resource_spec_code": code,
			"period_type": "monthly", "period_num": months}}}
		maps.Copy(config, more)
		return config
	}
	voice := func(more map[string]any) configOf {
		config := map[string]any{"resource_spec_code": acctest.Voice, "period_type": "yearly", "period_num": 1}
		maps.Copy(config, more)
		return fixed(config)
	}
	asset := func(name string) configOf {
		return func(of func(string, string) string) map[string]any {
			return map[string]any{"kind": "voice_clone", "name": name, "package_id": of("voice", "id")}
		}
	}
	renewal := func(of func(string, string) string) map[string]any {
		return map[string]any{"renewals": []any{map[string]any{"asset_id": of("asset", "id"), "months": 2}}}
	}
	return []step{
		{"create mss_order with auto_pay", "auto", fixed(buy(acctest.OnShelfVoice, 1, map[string]any{"auto_pay": true}))},
		{"create mss_order with payment", "months", fixed(buy(acctest.OnShelfVoice, 6,
			map[string]any{"payment": map[string]any{}}))},
		{"create mss_resource_package", "voice", voice(nil)},
		{"create mss_asset", "asset", asset("Narrator")},
		{"create mss_asset_renewal", "renewal", renewal},
		{"switch auto_renew on", "voice", voice(map[string]any{"auto_renew": true})},
		{"switch auto_renew off", "voice", voice(map[string]any{"auto_renew": false})},
		{"raise valid_through", "voice", voice(map[string]any{"auto_renew": false, "valid_through": "2029-03-01T00:00:00Z"})},
		{"rename mss_asset", "asset", asset("Speaker")},
		{"destroy mss_asset_renewal", "renewal", nil},
		{"destroy mss_asset", "asset", nil},
		{"destroy mss_resource_package", "voice", nil},
		{"destroy mss_order", "months", nil},
	}
}

// world is what a state and its configuration are at an instant of the story.
type world struct {
	objects map[string]*object
	written map[string]configOf
}

func newWorld() world {
	w := world{map[string]*object{}, map[string]configOf{}}
	for name, kind := range kinds() {
		w.objects[name] = &object{kind: kind}
	}
	return w
}

func (w world) clone() world {
	c := world{map[string]*object{}, maps.Clone(w.written)}
	for name, o := range w.objects {
		same := *o
		c.objects[name] = &same
	}
	return c
}

// write changes the configuration as a step says.
func (w world) write(s step) {
	if delete(w.written, s.object); s.config != nil {
		w.written[s.object] = s.config
	}
}

// apply applies one object as it is written now. It returns what went wrong.
func (w world) apply(c *core, name string) string {
	var config map[string]any
	if written := w.written[name]; written != nil {
		config = written(func(other, attribute string) string { return c.attribute(w.objects[other], attribute) })
	}
	return c.apply(w.objects[name], config)
}

// all applies every object: those that are gone from the configuration first, each before what it needs.
func (w world) all(c *core) string {
	order := inOrder()
	for _, name := range slices.Backward(order) {
		if w.written[name] == nil {
			if wrong := w.apply(c, name); wrong != "" {
				return name + ": " + wrong
			}
		}
	}
	for _, name := range order {
		if w.written[name] != nil {
			if wrong := w.apply(c, name); wrong != "" {
				return name + ": " + wrong
			}
		}
	}
	return ""
}

// destroy destroys every object.
func (w world) destroy(c *core) string {
	clear(w.written)
	return w.all(c)
}

// looks is what a user sees of the objects, without ids and instants of real time.
func (w world) looks(c *core) (lines []string) {
	for _, name := range inOrder() {
		var line []string
		for _, a := range []string{"name", "status", "expire_time", "auto_renew", "units_used", "units_spent", "amount"} {
			if v := c.attribute(w.objects[name], a); v != "" {
				line = append(line, a+"="+v)
			}
		}
		lines = append(lines, name+" "+strings.Join(line, " "))
	}
	return lines
}

// scene is a step of the story as it is without faults.
type scene struct {
	step   step
	image  []byte            // the store before it
	before world             // before it
	calls  map[string][]bool // that the step makes, by operation, and whether each is accepted
	said   []note
}

// stage plays the story without faults in a place, and keeps each of its steps.
func stage(t *testing.T, where place) (scenes []scene) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		var image []byte
		for _, s := range story() {
			c := open(t, where, where.store(t), image)
			now := scene{step: s, image: image, before: w.clone(), calls: map[string][]bool{}}
			w.write(s)
			c.command(func(p *core) {
				if wrong := w.apply(p, s.object); wrong != "" {
					t.Fatalf("without a fault, %s: %s", s.what, wrong)
				}
				now.said = p.notes
			})
			for _, h := range c.heard() {
				now.calls[h.Operation] = append(now.calls[h.Operation], h.Status < http.StatusBadRequest)
			}
			image = c.image()
			scenes = append(scenes, now)
		}
	})
	return scenes
}
