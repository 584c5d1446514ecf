package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/fault"
)

// errCut ends a call without an answer, or in the middle of one.
var errCut = errors.New("a fault has cut the connection")

// maxHang bounds how long a call waits for its caller to give up.
const maxHang = 10 * time.Minute

// Operations are the calls that faults can hit: those of the services, also those that no public API offers, but not
// those of the simulator itself, by which faults are cleared.
func Operations() (all []fault.Operation) {
	for _, rt := range Routes() {
		if canFail(rt) {
			all = append(all, operation(rt))
		}
	}
	return all
}

func canFail(rt call.Route) bool {
	return rt.Needs != call.Public && !strings.HasPrefix(rt.Pattern, control.Prefix)
}

func operation(rt call.Route) fault.Operation {
	return fault.Operation{Name: rt.Name, Pays: rt.Pays, Orders: rt.Orders, Products: rt.Products}
}

// hitBefore lets faults hit a call before it is carried out.
func (a *api) hitBefore(ctx context.Context, w http.ResponseWriter, r *call.Request, rt call.Route) (err error) {
	if !canFail(rt) {
		return nil
	}
	if r.Call.Faults, err = a.cloud.MatchFaults(ctx, r.Call, operation(rt), namedBy(r, rt)); err != nil {
		return err
	}
	if r.Call.Faults == nil || r.Call.Faults.Before == nil {
		return nil
	}
	rule := r.Call.Faults.Before
	r.Fault = string(rule.Kind())
	switch rule.Kind() {
	case fault.KindError:
		f := rt.Family.InternalError()
		f.Status = rule.Error.Status
		if rule.Error.Code != "" {
			f.Code = rule.Error.Code
		}
		f.Message = rule.Error.Message
		return f
	case fault.KindThrottle:
		r.AnswerHeader = http.Header{"Retry-After": {strconv.Itoa(rule.Throttle.RetryAfter)}}
		return rt.Family.Throttled()
	case fault.KindDelay:
		return wait(ctx, w, rule.Wait())
	case fault.KindHang:
		_ = wait(ctx, w, maxHang)
		return errCut
	default:
		return errCut
	}
}

// wait holds nothing but the call itself. It ends early, with an error, when the caller gives up.
func wait(ctx context.Context, w http.ResponseWriter, d time.Duration) error {
	// A server's limits are for callers that are slow, and would take this one for gone.
	line := http.NewResponseController(w)
	_ = line.SetReadDeadline(time.Time{}) // in memory there are none
	_ = line.SetWriteDeadline(time.Time{})
	over, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	<-over.Done()
	return ctx.Err()
}

// hitAfter lets faults hit what was carried out.
func (a *api) hitAfter(ctx context.Context, r *call.Request) error {
	if r.Call.Faults == nil {
		return nil
	}
	if err := a.cloud.HitAnswer(ctx, r.Call); err != nil {
		return err
	}
	rule := r.Call.Faults.After
	if rule == nil {
		return nil
	}
	r.Fault = string(rule.Kind())
	r.Truncated = rule.Kind() == fault.KindTruncate
	if rule.Kind() == fault.KindLostAnswer {
		return errCut
	}
	return nil
}

// namedBy reports whether the request names something: in its path, its query or its body.
func namedBy(r *call.Request, rt call.Route) func(string) bool {
	var words []string
	return func(want string) bool {
		if words == nil {
			words = wordsOf(r, rt)
		}
		return slices.Contains(words, want)
	}
}

func wordsOf(r *call.Request, rt call.Route) []string {
	words := []string{""}
	for part := range strings.SplitSeq(rt.Pattern, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			words = append(words, r.PathValue(strings.TrimSuffix(name, "}")))
		}
	}
	for _, values := range r.URL.Query() {
		words = append(words, values...)
	}
	var body any
	if json.Unmarshal(r.Content, &body) == nil {
		words = appendTexts(words, body)
	}
	return words
}

func appendTexts(words []string, v any) []string {
	switch v := v.(type) {
	case string:
		return append(words, v)
	case []any:
		for _, item := range v {
			words = appendTexts(words, item)
		}
	case map[string]any:
		for _, item := range v {
			words = appendTexts(words, item)
		}
	}
	return words
}
