package httpapi

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

const (
	maxBody  = 1 << 20
	maxToken = 128
	maxPage  = 100

	maxFormer = 1024
	maxWait   = 1 << 40 // milliseconds: some 35 years

	maxInt = math.MaxInt32 // of offsets and of the order API's numbers (documented)
)

// request is one call.
type request struct {
	*http.Request
	cloud        *simulator.Cloud
	call         simulator.Call
	family       family
	tokens       *auth.Verifier // nil: none are issued
	id           string
	body         []byte
	bodyErr      error // the body could not be read to its end
	answerHeader http.Header
	refused      string    // the error code that was answered
	now          time.Time // the business instant that the answer names; zero if none is known
}

// look reads the wanted rows, at the call's instant.
func (r *request) look(want store.Want) (*lifecycle.World, error) {
	w, err := r.cloud.Look(r.Context(), r.call, want)
	if err != nil {
		return nil, err
	}
	r.now = w.Now
	return w, nil
}

// lookAfter reads what a write has made. Other calls may have moved the tenant on meanwhile, and the caller may have gone; none of that is a
// refusal any more, so that whatever fails here leaves the outcome open.
func (r *request) lookAfter(want store.Want) (*lifecycle.World, error) {
	ctx := context.WithoutCancel(r.Context())
	w, err := r.cloud.Look(ctx, r.call, want)
	var no *lifecycle.Refusal
	if errors.As(err, &no) && no.Code == lifecycle.CodeBeforeHead {
		w, err = r.cloud.Look(ctx, simulator.Call{Tenant: r.call.Tenant}, want)
	}
	if err != nil {
		return nil, fmt.Errorf("the write was made, and its result cannot be read: %s", err.Error())
	}
	if r.now.IsZero() {
		r.now = w.Now
	}
	return w, nil
}

// done finds out at which instant a write was made, where the call did not say. The write stands, whatever becomes of the question.
func (r *request) done() {
	if r.call.At.IsZero() {
		_, _ = r.lookAfter(store.Want{})
	}
}

// bad refuses a parameter.
func (r *request) bad(format string, args ...any) error {
	return &failure{http.StatusBadRequest, r.family.badParameter, "Invalid parameter: " + fmt.Sprintf(format, args...)}
}

// badJSON refuses a body.
func (r *request) badJSON(detail string) error {
	return &failure{http.StatusBadRequest, r.family.badJSON, "Request JSON exception: " + detail}
}

// appUser is X-App-UserId, the caller's own user that a job is for.
func (r *request) appUser() (string, error) {
	v := r.Header.Get("X-App-UserId")
	if !plain(v) {
		return "", r.bad("X-App-UserId must be at most %d printable ASCII characters", maxToken)
	}
	return v, nil
}

// plain says whether a header can be kept as it is: at most 128 printable ASCII characters.
func plain(s string) bool {
	return len(s) <= maxToken && !strings.ContainsFunc(s, func(c rune) bool { return c < ' ' || c > '~' })
}

// checkContentType refuses a body that says it is no JSON (documented: "Request JSON exception"). One that says nothing is read.
func (r *request) checkContentType() error {
	given := r.Header.Get("Content-Type")
	if given == "" || len(r.body) == 0 {
		return nil
	}
	kind, _, err := mime.ParseMediaType(given)
	if err != nil || kind != "application/json" && !strings.HasSuffix(kind, "+json") {
		return r.badJSON(fmt.Sprintf("the Content-Type is %.80q, must be application/json", given))
	}
	return nil
}

// decode reads the body. Unknown fields are ignored, as the real services do.
func (r *request) decode(into any) error {
	err := r.bodyErr
	if err == nil {
		err = json.Unmarshal(r.body, into)
	}
	if err == nil {
		return nil
	}
	var wrongType *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrongType):
		return r.badJSON(fmt.Sprintf("%s cannot be of the type %s", cmp.Or(wrongType.Field, "the body"), wrongType.Value))
	case len(r.body) == 0:
		return r.badJSON("the body is empty")
	default:
		return r.badJSON(err.Error())
	}
}

// number is an integer of a request, which real clients also write as a string.
type number struct {
	value int64
	given bool
}

func (n *number) UnmarshalJSON(b []byte) error {
	s := string(b)
	if s == "null" {
		return nil
	}
	if s[0] == '"' {
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		s = strings.TrimSpace(s)
	}
	v, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		// 2.0 and 2e0 are 2, up to where floats are exact.
		f, ferr := strconv.ParseFloat(s, 64)
		if ferr != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
			return fmt.Errorf("%.40q is not an integer", s)
		}
		v = int64(f)
	}
	n.value, n.given = v, true
	return nil
}

// boolean is a truth value of a request, which real clients also write as a string; the empty one is false (documented).
type boolean bool

func (v *boolean) UnmarshalJSON(b []byte) error {
	switch strings.ToLower(strings.Trim(string(b), `"`)) {
	case "true":
		*v = true
	case "false", "", "null":
		*v = false
	default:
		return fmt.Errorf("%.40q is neither true nor false", b)
	}
	return nil
}

// num is a number that is given.
func num(n int64) number { return number{n, true} }

// or is the number, or what holds without it.
func (n number) or(absent int64) int64 {
	if n.given {
		return n.value
	}
	return absent
}

// int32 of a mandatory number.
func (r *request) int32(name string, n number) (int32, error) {
	if !n.given {
		return 0, r.bad("%s is missing", name)
	}
	if n.value > maxInt || n.value < math.MinInt32 {
		return 0, r.bad("%s is %d, out of range", name, n.value)
	}
	return int32(n.value), nil
}

// flag is a number that is 0 or 1; absent is 0.
func (r *request) flag(name string, n number) (bool, error) {
	switch n.or(0) {
	case 0:
		return false, nil
	case 1:
		return true, nil
	default:
		return false, r.bad("%s is %d, must be 0 or 1", name, n.value)
	}
}

// queryInt reads a number of the query string.
func (r *request) queryInt(name string, absent, least, most int) (int, error) {
	s := strings.TrimSpace(r.URL.Query().Get(name))
	if s == "" {
		return absent, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < least || n > most {
		return 0, r.bad("%s is %.40q, must be a number from %d to %d", name, s, least, most)
	}
	return n, nil
}

// queryFlag reads a boolean of the query string; nil where it is not given.
func (r *request) queryFlag(name string) (*bool, error) {
	switch s := strings.ToLower(strings.TrimSpace(r.URL.Query().Get(name))); s {
	case "":
		return nil, nil //nolint:nilnil // absent is no error
	case "true", "false":
		return new(s == "true"), nil
	default:
		return nil, r.bad("%s is %.40q, must be true or false", name, s)
	}
}

// oneOf refuses a word that is given and not among those that are known.
func (r *request) oneOf(name, s string, known ...string) error {
	if s == "" || slices.Contains(known, s) {
		return nil
	}
	return r.bad("%s is %.40q, must be one of %s", name, s, strings.Join(known, ", "))
}

// queryPage reads offset and limit.
func (r *request) queryPage() (offset, limit int, err error) {
	if offset, err = r.queryInt("offset", 0, 0, maxInt); err != nil {
		return 0, 0, err
	}
	limit, err = r.queryInt("limit", 10, 1, maxPage)
	return offset, limit, err
}

// bodyPage is queryPage for calls that page in their body, by at most so many.
func (r *request) bodyPage(offset, limit number, most int64) (int, int, error) {
	if o := offset.or(0); o < 0 || o > maxInt {
		return 0, 0, r.bad("offset is %d, must be from 0 to %d", o, maxInt)
	}
	if l := limit.or(10); l < 1 || l > most {
		return 0, 0, r.bad("limit is %d, must be from 1 to %d", l, most)
	}
	return int(offset.or(0)), int(limit.or(10)), nil
}

// queryList reads a comma-separated filter; an empty list lets everything through.
func (r *request) queryList(name string) list {
	var out list
	for v := range strings.SplitSeq(r.URL.Query().Get(name), ",") {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// list is a filter by values.
type list []string

func (l list) allows(v string) bool { return len(l) == 0 || slices.Contains(l, v) }

// window is a filter by time, both ends included.
type window struct{ from, to time.Time }

func (w window) holds(t time.Time) bool {
	return !t.Before(w.from) && (w.to.IsZero() || !t.After(w.to))
}

// window reads a pair of instants by their names, with their fractions: what begins at .5 does not hold what happened at .0.
func (r *request) window(fromName, from, toName, to string) (w window, err error) {
	if w.from, err = r.exactly(fromName, from); err != nil {
		return w, err
	}
	w.to, err = r.exactly(toName, to)
	return w, err
}

func (r *request) queryWindow(fromName, toName string) (window, error) {
	q := r.URL.Query()
	return r.window(fromName, q.Get(fromName), toName, q.Get(toName))
}

// queryYear is queryWindow where both ends may be at most a year apart.
func (r *request) queryYear(fromName, toName string) (window, error) {
	w, err := r.queryWindow(fromName, toName)
	if err == nil && !w.from.IsZero() && !w.to.IsZero() && w.to.After(w.from.AddDate(1, 0, 0)) {
		return w, r.bad("%s and %s are more than a year apart", fromName, toName)
	}
	return w, err
}

// time reads an instant that is stored, or compared with what is: the second in which it lies.
func (r *request) time(name, s string) (time.Time, error) {
	t, err := r.exactly(name, s)
	return t.Truncate(time.Second), err
}

// exactly reads an instant with its fraction; without a text it is zero.
func (r *request) exactly(name, s string) (time.Time, error) {
	if s = strings.TrimSpace(s); s == "" {
		return time.Time{}, nil
	}
	t, err := calendar.ParseInstant(s)
	if err != nil {
		return time.Time{}, r.bad("%s is %.40q, must be %v", name, s, err)
	}
	return t, nil
}
