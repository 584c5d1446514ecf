package call

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/fault"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// Bounds of requests.
const (
	MaxBody = 1 << 20
	MaxPage = 100

	MaxFormer = 1024
	MaxWait   = 1 << 40 // milliseconds: some 35 years

	MaxInt = math.MaxInt32 // of offsets and of the order API's numbers (documented)
)

// Request is one call.
type Request struct {
	*http.Request
	Query        Query
	Cloud        *simulator.Cloud
	Call         simulator.Call
	Role         simulator.Role // the caller's
	May          []string       // what that allows: read, spend, manage
	Family       Family
	Tokens       *auth.Verifier // nil: none are issued
	ID           string
	Content      []byte
	ContentErr   error             // the body could not be read to its end
	MaxBody      int64             // bytes of a body; 0: MaxBody
	TooLarge     bool              // the body, which was not read then
	Operations   []fault.Operation // that faults can hit
	Fault        string            // the kind of the fault that has hit the call
	Truncated    bool              // only half of the answer is sent
	bodyRead     bool
	AnswerHeader http.Header
	Refused      string    // the error code that was answered
	Throttled    string    // the limit that the call exceeds
	Now          time.Time // the business instant that the answer names; zero if none is known
}

// ReadBody reads the body the first time that it is asked for it, and keeps nothing of one that is too large.
func (r *Request) ReadBody() []byte {
	if r.bodyRead {
		return r.Content
	}
	r.bodyRead = true
	limit := cmp.Or(r.MaxBody, MaxBody)
	if r.ContentLength <= limit {
		r.Content, r.ContentErr = io.ReadAll(io.LimitReader(r.Body, limit+1))
	}
	if r.ContentLength > limit || int64(len(r.Content)) > limit {
		r.Content, r.TooLarge = nil, true
	}
	return r.Content
}

// RefuseTooLarge refuses a body that is larger than a body may be.
func (r *Request) RefuseTooLarge() error {
	if !r.TooLarge {
		return nil
	}
	return r.BadJSON(fmt.Sprintf("the body is larger than %d bytes", cmp.Or(r.MaxBody, MaxBody)))
}

// Look reads the wanted rows, at the call's instant.
func (r *Request) Look(want lifecycle.Selection) (*lifecycle.View, error) {
	w, err := r.Cloud.Look(r.Context(), r.Call, want)
	if err != nil {
		return nil, err
	}
	r.Now = w.Now
	return w, nil
}

// Few says which few packages a list is about: the rows to read, and those of them in their order.
type Few struct {
	Rows lifecycle.Selection
	Of   func(*lifecycle.View) []*lifecycle.Package // nil: the list is about all packages
}

// Packages is the page of a list of packages, of few or of all.
func (r *Request) Packages(list lifecycle.PackageList, few Few) (w *lifecycle.View, page []*lifecycle.Package,
	listed lifecycle.Listed, err error) {
	if few.Of == nil {
		few.Rows = lifecycle.Selection{PackageList: &list}
	}
	if w, err = r.Look(few.Rows); err != nil {
		return nil, nil, listed, err
	}
	listed = w.Listed
	if few.Of != nil {
		listed = list.Cut(w, few.Of(w))
	}
	for _, id := range listed.IDs {
		page = append(page, w.Packages[id])
	}
	return w, page, listed, nil
}

// Do carries a command out. The answer names its instant.
func (r *Request) Do(c lifecycle.Command) (simulator.Result, error) {
	out, err := r.Cloud.Do(r.Context(), r.Call, c)
	if err == nil {
		r.Now = out.Now
	}
	return out, err
}

// Make carries out a command that makes one thing.
func (r *Request) Make(c lifecycle.Command) (id string, err error) {
	out, err := r.Do(c)
	return out.ID(), err
}

// Done carries a command out and answers without a body.
func (r *Request) Done(c lifecycle.Command) (any, error) {
	_, err := r.Do(c)
	return nil, err
}

// Bad refuses a parameter.
func (r *Request) Bad(format string, args ...any) error {
	return &Failure{http.StatusBadRequest, r.Family.badParameter, "Invalid parameter: " + fmt.Sprintf(format, args...)}
}

// BadJSON refuses a body.
func (r *Request) BadJSON(detail string) error {
	return &Failure{http.StatusBadRequest, r.Family.badJSON, "Request JSON exception: " + detail}
}

// AppUser is X-App-UserId, the caller's own user that a job is for.
func (r *Request) AppUser() (string, error) {
	v := r.Header.Get("X-App-UserId")
	if !wire.IsPlain(v) {
		return "", r.Bad("X-App-UserId must be at most %d printable ASCII characters", wire.MaxHeader)
	}
	return v, nil
}

// CheckContentType refuses a body that says it is no JSON (documented: "Request JSON exception"). One that says nothing
// is read.
func (r *Request) CheckContentType() error {
	given := r.Header.Get("Content-Type")
	if given == "" || len(r.Content) == 0 {
		return nil
	}
	kind, _, err := mime.ParseMediaType(given)
	if err != nil || kind != "application/json" && !strings.HasSuffix(kind, "+json") {
		return r.BadJSON(fmt.Sprintf("the Content-Type is %.80q, must be application/json", given))
	}
	return nil
}

// Decode reads the body. Unknown fields are ignored, as the real services do, and a name in another case is unknown: a
// client that misspells it must not pass here and fail there.
func (r *Request) Decode(into any) error {
	err := r.ContentErr
	if err == nil {
		err = jsonv2.Unmarshal(r.Content, into, jsonv1.DefaultOptionsV1(), jsonv2.MatchCaseInsensitiveNames(false))
	}
	if err == nil {
		return nil
	}
	var wrongType *jsonv1.UnmarshalTypeError
	switch {
	case errors.As(err, &wrongType):
		return r.BadJSON(fmt.Sprintf("%s cannot be of the type %s", cmp.Or(wrongType.Field, "the body"), wrongType.Value))
	case len(r.Content) == 0:
		return r.BadJSON("the body is empty")
	default:
		return r.BadJSON(err.Error())
	}
}

// Number is an integer of a request, which real clients also write as a string.
type Number struct {
	Value int64
	Given bool
}

// UnmarshalJSON reads a number or a text of one.
func (n *Number) UnmarshalJSON(b []byte) error {
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
	n.Value, n.Given = v, true
	return nil
}

// MarshalJSON writes a number.
func (n Number) MarshalJSON() ([]byte, error) { return strconv.AppendInt(nil, n.Value, 10), nil }

// Boolean is a truth value of a request, which real clients also write as a string; the empty one is false
// (documented).
type Boolean bool

// UnmarshalJSON reads a truth value or a text of one.
func (v *Boolean) UnmarshalJSON(b []byte) error {
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

// Num is a number that is given.
func Num(n int64) Number { return Number{n, true} }

// Or is the number, or what holds without it.
func (n Number) Or(absent int64) int64 {
	if n.Given {
		return n.Value
	}
	return absent
}

// Int32 of a mandatory number.
func (r *Request) Int32(name string, n Number) (int32, error) {
	if !n.Given {
		return 0, r.Bad("%s is missing", name)
	}
	if n.Value > MaxInt || n.Value < math.MinInt32 {
		return 0, r.Bad("%s is %d, out of range", name, n.Value)
	}
	return int32(n.Value), nil
}

// Flag is a number that is 0 or 1; absent is 0.
func (r *Request) Flag(name string, n Number) (bool, error) {
	switch n.Or(0) {
	case 0:
		return false, nil
	case 1:
		return true, nil
	default:
		return false, r.Bad("%s is %d, must be 0 or 1", name, n.Value)
	}
}

// OneOf refuses a word that is given and not among those that are known.
func (r *Request) OneOf(name, s string, known ...string) error {
	if s == "" || slices.Contains(known, s) {
		return nil
	}
	return r.Bad("%s is %.40q, must be one of %s", name, s, strings.Join(known, ", "))
}

// BodyPage is the page that a body asks for, of at most so many.
func (r *Request) BodyPage(offset, limit Number, most int64) (int, int, error) {
	if o := offset.Or(0); o < 0 || o > MaxInt {
		return 0, 0, r.Bad("offset is %d, must be from 0 to %d", o, MaxInt)
	}
	if l := limit.Or(10); l < 1 || l > most {
		return 0, 0, r.Bad("limit is %d, must be from 1 to %d", l, most)
	}
	return int(offset.Or(0)), int(limit.Or(10)), nil
}

// Window reads a pair of instants by their names, with their fractions: what begins at .5 does not hold what happened
// at .0.
func (r *Request) Window(fromName, from, toName, to string) (w lifecycle.Window, err error) {
	if w.From, err = r.exactly(fromName, from); err != nil {
		return w, err
	}
	w.To, err = r.exactly(toName, to)
	return w, err
}

// Time reads an instant that is stored, or compared with what is: the second in which it lies.
func (r *Request) Time(name, s string) (time.Time, error) {
	t, err := r.exactly(name, s)
	return t.Truncate(time.Second), err
}

// exactly reads an instant with its fraction; without a text it is zero.
func (r *Request) exactly(name, s string) (time.Time, error) {
	if s = strings.TrimSpace(s); s == "" {
		return time.Time{}, nil
	}
	t, err := calendar.ParseInstant(s)
	if err != nil {
		return time.Time{}, r.Bad("%s is %.40q, must be %v", name, s, err)
	}
	return t, nil
}
