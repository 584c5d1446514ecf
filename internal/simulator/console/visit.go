package console

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/console/visitor"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// visit is one request of a person who is signed in, at an instant of business time.
type visit struct {
	*Console

	w       http.ResponseWriter
	r       *http.Request
	ctx     context.Context //nolint:containedctx // of the one request that a visit is
	who     visitor.Caller
	query   url.Values
	account *mssclient.Tenant
	// base is the account's own instant, at which actions happen; at is the one that the page shows, base or later.
	base, at time.Time
	client   *mssclient.Client // at the page's instant
	notice   string            // about the address
}

// clockClient is the clock of an account whose calls name their instants.
const clockClient = "client"

// visit reads the account and finds the instant of the page.
func (c *Console) visit(w http.ResponseWriter, r *http.Request, who visitor.Caller) (*visit, error) {
	v := &visit{Console: c, w: w, r: r, ctx: r.Context(), who: who, query: r.URL.Query()}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	client, err := v.clientAt(time.Time{})
	if err != nil {
		return v, err
	}
	if v.account, err = client.Tenant(r.Context()); err != nil {
		return v, err
	}
	v.base = v.account.Now
	if v.account.Clock == clockClient && !v.account.Head.IsZero() {
		v.base = v.account.Head
	}
	v.at = v.base
	if given := strings.TrimSpace(v.query.Get("at")); given != "" {
		at, err := readInstant(given)
		switch {
		case err != nil:
			v.notice = fmt.Sprintf("%q is no instant such as 2028-03-01T00:00:00Z. The page shows the account's own instant.",
				given)
		case at.Before(v.base):
			v.notice = fmt.Sprintf("The address is of %s, and the account has moved on since. The page shows %s.",
				instant(at), instant(v.base))
		default:
			v.at = at
		}
	}
	v.client, err = v.clientAt(v.at)
	return v, err
}

// readInstant reads an RFC 3339 instant, or a day, which is its first second in UTC.
func readInstant(s string) (time.Time, error) {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t, nil
	}
	t, err := calendar.ParseSecond(s)
	if err == nil && !wire.IsWritable(t) {
		err = calendar.ErrInstant
	}
	return t, err
}

// IsAhead reports whether the page shows a later instant than the account's own.
func (v *visit) IsAhead() bool { return v.at.After(v.base) }

// CanAct reports whether the page offers actions.
func (v *visit) CanAct() bool { return v.who.MayAct() && !v.IsAhead() }

// clientAt is a client whose calls name an instant; zero: none.
func (v *visit) clientAt(at time.Time) (*mssclient.Client, error) {
	return mssclient.New(mssclient.Config{
		ProjectID: v.who.Project, AccessKey: v.who.Project, SecretKey: "console", // line puts in the caller's own
		Endpoint: v.Base, Transport: line{v.Cloud, v.who}, Instant: at, UserAgent: "mss-console",
	})
}

// actor is a client for a change. On a client clock it acts at the newest fact's instant, or later if the form says so;
// other clocks take no instant.
func (v *visit) actor() (*mssclient.Client, error) {
	if err := v.r.ParseForm(); err != nil {
		return nil, &problem{http.StatusBadRequest, "The form cannot be read", err.Error()}
	}
	if v.account.Clock != clockClient {
		return v.clientAt(time.Time{})
	}
	at := time.Time{}
	if v.account.Exists {
		at = v.base
	}
	if given := strings.TrimSpace(v.r.PostForm.Get("acts_on")); given != "" {
		wanted, err := readInstant(given)
		if err != nil || wanted.Before(at) {
			return nil, &problem{http.StatusBadRequest, "Wrong instant",
				fmt.Sprintf("Nothing was done. %q must be an instant such as 2028-03-01T00:00:00Z, %s or later.", given,
					instant(v.base))}
		}
		at = wanted
	}
	return v.clientAt(at)
}

// line carries the calls of a caller: signed by Cloud itself, or with the caller's token.
type line struct {
	base http.RoundTripper
	who  visitor.Caller
}

// RoundTrip sends a copy of the request with the caller's credentials in place of the client's.
func (l line) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.Header.Del("Authorization")
	req.Header.Del("X-Sdk-Date")
	req.Header.Set(wire.HeaderProject, l.who.Project)
	if l.who.Token != "" {
		req.Header.Set("X-Auth-Token", l.who.Token)
	}
	return l.base.RoundTrip(req)
}

// call makes a call that mssclient does not have, at the page's instant, and reads its answer into out.
func (v *visit) call(method, path string, body, out any) error {
	return v.callAt(v.at, method, path, body, out)
}

func (v *visit) callAt(at time.Time, method, path string, body, out any) error {
	var data []byte
	if body != nil {
		var err error
		if data, err = json.Marshal(body); err != nil {
			return err
		}
	}
	req, err := http.NewRequestWithContext(v.ctx, method, v.Base+path, bytes.NewReader(data)) //nolint:gosec // own
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if !at.IsZero() {
		req.Header.Set(wire.HeaderInstant, instant(at))
	}
	resp, err := line{v.Cloud, v.who}.RoundTrip(req)
	if err != nil {
		return fmt.Errorf("%s does not answer: %w", v.Place, err)
	}
	defer func() { _ = resp.Body.Close() }()
	if data, err = io.ReadAll(resp.Body); err != nil {
		return fmt.Errorf("%s: the answer breaks off: %w", v.Place, err)
	}
	if resp.StatusCode >= http.StatusBadRequest {
		var refused struct {
			Code    string `json:"error_code"`
			Message string `json:"error_msg"`
		}
		if json.Unmarshal(data, &refused) != nil || refused.Code == "" {
			return fmt.Errorf("%s answers HTTP %d, and not as a simulator does", v.Place, resp.StatusCode)
		}
		return &mssclient.Error{Code: refused.Code, Message: refused.Message, HTTPStatus: resp.StatusCode}
	}
	return json.Unmarshal(data, out)
}

// events are those up to an instant; with ids, those about these things.
func (v *visit) events(after, until time.Time, ids ...string) ([]control.Event, error) {
	query := url.Values{"id": ids}
	if !after.IsZero() {
		query.Set("after", instant(after))
	}
	story, err := v.story(until, query)
	return story.Events, err
}

// story is the events up to an instant that a query chooses.
func (v *visit) story(until time.Time, query url.Values) (story control.Story, err error) {
	if !v.account.Exists {
		return story, nil
	}
	query.Set("until", instant(until))
	err = v.callAt(time.Time{}, http.MethodGet, control.Prefix+"/events?"+query.Encode(), nil, &story)
	return story, err
}

// forecast is what time alone does to the account after the page's instant.
func (v *visit) forecast(months int64) (f control.Forecast, err error) {
	err = v.call(http.MethodPost, "/v1/"+v.who.Project+"/mss/forecasts", control.NewForecast{Months: months}, &f)
	return f, err
}

// codeToken is MetaStudio's of a token that is not valid, or no longer (documented).
const codeToken = "MSS.00010008" //nolint:gosec // no credentials

// problem is an error page.
type problem struct {
	status      int
	title, text string
}

func (p *problem) Error() string { return p.title + ": " + p.text }

// problemOf says what went wrong.
func problemOf(err error) *problem {
	if p, ok := errors.AsType[*problem](err); ok {
		return p
	}
	if errors.Is(err, errNoPage) {
		return &problem{http.StatusNotFound, "No such page", "Nothing is at this address. Choose a page from the menu."}
	}
	if errors.Is(err, mssclient.ErrNoID) || mssclient.IsNotFound(err) {
		return &problem{http.StatusNotFound, "Not found", "The account has nothing with this id. " + message(err)}
	}
	if e, ok := errors.AsType[*mssclient.Error](err); ok {
		title := "The simulated cloud refused this"
		if e.HTTPStatus >= http.StatusInternalServerError {
			title = "The simulated cloud failed"
		}
		return &problem{max(e.HTTPStatus, http.StatusBadRequest), title, message(err)}
	}
	text := message(err)
	if mssclient.MayHaveTakenEffect(err) {
		text += " Whether it was done is not known: look at the newest events before you try again."
	}
	return &problem{http.StatusBadGateway, "No answer", text}
}

// message is an error as a sentence.
func message(err error) string {
	text := err.Error()
	if e, ok := errors.AsType[*mssclient.Error](err); ok {
		text = e.Message
		if e.Code != "" {
			text += " (" + e.Code + ")"
		}
	}
	if text == "" {
		return ""
	}
	text = strings.ToUpper(text[:1]) + text[1:]
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	return text
}

// fail shows what went wrong. A session that the service no longer knows is signed in again.
func (v *visit) fail(err error) {
	p := problemOf(err)
	if ended := p.status == http.StatusUnauthorized || mssclient.Code(err) == codeToken; ended && v.Project == "" {
		v.sessions.End(v.w, v.r)
		next := ""
		if v.r.Method == http.MethodGet {
			next = v.r.URL.RequestURI()
		}
		again := v.address("/sign-in", url.Values{"next": {next}, "ended": {"1"}})
		http.Redirect(v.w, v.r, again, http.StatusSeeOther) //nolint:gosec // a path of the console
		return
	}
	f := v.bareFrame(p.title)
	if v.account != nil {
		f = v.frame(p.title, "")
	}
	v.pages.render(v.w, p.status, "problem", problemPage{f, p.text})
}

// refuse answers visitors who are not let in.
func (c *Console) refuse(w http.ResponseWriter, _ *http.Request, status int, title, text string) {
	c.pages.render(w, status, "problem", problemPage{c.bareFrame(title), text})
}

type problemPage struct {
	frame
	Text string
}

// number reads a parameter of the address within bounds.
func (v *visit) number(name string, least, most, absent int) int {
	n, err := strconv.Atoi(v.query.Get(name))
	if err != nil {
		return absent
	}
	return min(max(n, least), most)
}

// link is an address of the console that keeps the page's instant.
func (v *visit) link(path string, pairs ...string) string {
	query := url.Values{}
	if v.IsAhead() {
		query.Set("at", instant(v.at))
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		query.Set(pairs[i], pairs[i+1])
	}
	return v.address(path, query)
}

// with is this page's address with other parameters.
func (v *visit) with(pairs ...string) string {
	query := url.Values{}
	maps.Copy(query, v.query)
	for i := 0; i+1 < len(pairs); i += 2 {
		query.Set(pairs[i], pairs[i+1])
	}
	return v.address(strings.TrimPrefix(v.r.URL.Path, v.Path), query)
}
