package api

import (
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// dump is all that a store's file holds, row by row.
func (f *fuzzWorld) dump() string {
	f.tb.Helper()
	db, err := sql.Open("sqlite", "file:"+f.file+"?mode=ro")
	f.ok(err)
	defer func() { f.ok(db.Close()) }()
	var lines []string
	for _, table := range f.query(db, "SELECT name FROM sqlite_master WHERE type = 'table'") {
		name := strings.TrimPrefix(table, "|name=")
		for _, row := range f.query(db, "SELECT * FROM "+name) {
			lines = append(lines, name+row)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// query is the rows of an answer, as |column=value.
func (f *fuzzWorld) query(db *sql.DB, query string) (lines []string) {
	f.tb.Helper()
	rows, err := db.QueryContext(f.tb.Context(), query)
	f.ok(err)
	defer func() { f.ok(rows.Close()) }()
	columns, err := rows.Columns()
	f.ok(err)
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		f.ok(rows.Scan(values...))
		line := ""
		for i, v := range values {
			line += fmt.Sprintf("|%s=%v", columns[i], *v.(*any)) //nolint:forcetypeassert // made above
		}
		lines = append(lines, line)
	}
	f.ok(rows.Err())
	return lines
}

const (
	fuzzSecret = "a-secret-of-the-fuzz"
	fuzzAdmin  = "the-administrator-of-the-fuzz"
)

// cast is who makes a call: headers that say so.
type cast struct {
	names   []string
	headers map[string][2]string
}

// caller is one of them, by a number.
func (c cast) caller(n uint8) string { return c.names[int(n)%len(c.names)] }

// cast gives the account keys of all roles, and keeps them in the store that is restored.
func (f *fuzzWorld) cast() cast {
	f.tb.Helper()
	c := cast{headers: map[string][2]string{"nobody": {}, "administrator": {"Authorization", "Bearer " + fuzzAdmin}}}
	v := f.verifier()
	for _, role := range simulator.Roles() {
		name := strings.ReplaceAll("AK"+string(role), "_", "-")
		f.ok(f.cloud.PutKey(f.tb.Context(), project, simulator.Key{AccessKey: name, SecretKey: fuzzSecret, Role: role}))
		key, err := v.Identify(f.tb.Context(), name, fuzzSecret)
		f.ok(err)
		for _, account := range []bool{false, true} {
			token, err := v.Issue(key, account)
			f.ok(err)
			who := string(role)
			if account {
				who += " for the account"
			}
			c.headers[who] = [2]string{"X-Auth-Token", token.Value}
		}
		c.headers[string(role)+signed] = [2]string{"Authorization", name} // is made for each call
	}
	owner := c.headers[string(simulator.RoleOwner)][1]
	c.headers["forger"] = [2]string{"X-Auth-Token", owner[:len(owner)-4] + "AAAA"}
	c.headers["other administrator"] = [2]string{"Authorization", "Bearer another"}
	c.headers["unsigned"] = [2]string{
		"Authorization", "SDK-HMAC-SHA256 Access=AKowner, SignedHeaders=x-sdk-date, Signature=" + strings.Repeat("0", 64)}
	for name := range c.headers {
		c.names = append(c.names, name)
	}
	slices.Sort(c.names)
	f.keep()
	return c
}

func (f *fuzzWorld) verifier() *auth.Verifier {
	return &auth.Verifier{Keys: f.cloud, Clock: func() time.Time { return day0 }, Admin: fuzzAdmin}
}

// call makes a call in the name of a caller, with further headers, a line each; ok is false for what no server would
// hand to a handler.
func (f *fuzzWorld) call(c cast, who, method, target, body, headers string) (pattern string,
	w *httptest.ResponseRecorder, ok bool) {
	target = f.names.Replace(target)
	if u, err := url.ParseRequestURI(target); err != nil || !strings.HasPrefix(target, "/") || u.Host != "" {
		return "", nil, false
	}
	r, err := http.NewRequestWithContext(f.tb.Context(), method, "http://simulator.mss.invalid"+target,
		strings.NewReader(f.names.Replace(body)))
	if err != nil {
		return "", nil, false
	}
	if strings.HasSuffix(who, signed) && !sign(r, c.headers[who][1], f.names.Replace(body)) {
		return "", nil, false
	}
	for line := range strings.Lines(headers) {
		if name, value, _ := strings.Cut(strings.TrimRight(line, "\n"), ": "); name != "" {
			r.Header.Set(name, f.names.Replace(value))
		}
	}
	if h := c.headers[who]; h[0] != "" && !strings.HasSuffix(who, signed) {
		r.Header.Set(h[0], h[1])
		if who == "administrator" && r.Header.Get(wire.HeaderProject) == "" {
			r.Header.Set(wire.HeaderProject, project)
		}
	}
	v := f.verifier()
	w = httptest.NewRecorder()
	New(f.cloud, v.Authenticate, WithTokens(v)).ServeHTTP(w, r)
	if err := answersAsDescribed(r, w); err != nil {
		f.tb.Errorf("%s as %s %s %s %q: got %d %s: %v", method, who, target, body, headers, w.Code, w.Body, err)
	}
	return r.Pattern, w, true
}

// signed is the end of the names of callers who sign their calls. What headers a call has besides comes unsigned.
const signed = ", signed"

// sign signs a request, unless its address is one for which that takes more than a line.
func sign(r *http.Request, key, body string) bool {
	if r.URL.RawQuery != "" || strings.ContainsFunc(r.URL.Path, func(c rune) bool {
		return !strings.ContainsRune("/-_.", c) && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z')
	}) {
		return false
	}
	date := day0.Format("20060102T150405Z")
	content := sha256.Sum256([]byte(body))
	whole := sha256.Sum256(fmt.Appendf(nil, "%s\n%s/\n\nx-sdk-date:%s\n\nx-sdk-date\n%x", r.Method,
		strings.TrimSuffix(r.URL.Path, "/"), date, content))
	mac := hmac.New(sha256.New, []byte(fuzzSecret))
	_, _ = fmt.Fprintf(mac, "SDK-HMAC-SHA256\n%s\n%x", date, whole)
	r.Header.Set("X-Sdk-Date", date)
	r.Header.Set("Authorization", fmt.Sprintf("SDK-HMAC-SHA256 Access=%s, SignedHeaders=x-sdk-date, Signature=%x", key,
		mac.Sum(nil)))
	return true
}

// counts reports whether one of the headers, a line each, decides what a call does.
func counts(headers string) bool {
	for line := range strings.Lines(headers) {
		name, value, _ := strings.Cut(strings.TrimRight(line, "\n"), ": ")
		name = http.CanonicalHeaderKey(name)
		if strings.HasPrefix(name, wire.HeaderPrefix) || name == wire.HeaderToken ||
			name == wire.HeaderProject && value != project {
			return true
		}
	}
	return false
}

// strangers are callers whom nobody may take for somebody.
var strangers = []string{"nobody", "forger", "other administrator", "unsigned"}

// paymentFailed reports whether a renewal was refused whose automatic payment failed: its order stays (documented).
func paymentFailed(w *httptest.ResponseRecorder) bool {
	return w.Code == http.StatusBadRequest && strings.Contains(w.Body.String(), `"CBC.30050006"`)
}

// check says what is wrong with an answer, given whether the store is unchanged.
func (f *fuzzWorld) check(who, method, pattern, headers string, w *httptest.ResponseRecorder, unchanged bool) error {
	accepted := w.Code < http.StatusBadRequest
	enters := false
	for _, rt := range Routes() {
		enters = enters || rt.Needs == call.Public && rt.Method+" "+rt.Pattern == pattern
	}
	switch {
	case !accepted && !unchanged && !paymentFailed(w):
		return fmt.Errorf("the refused call changed the store")
	case (method == http.MethodGet || method == http.MethodHead) && !unchanged:
		return fmt.Errorf("a read changed the store")
	case strings.HasPrefix(who, string(simulator.RoleReadOnly)) && !unchanged:
		return fmt.Errorf("somebody who may only read changed the store")
	case slices.Contains(strangers, who) && (accepted && !enters || !unchanged):
		return fmt.Errorf("a stranger was let in")
	case strings.HasSuffix(who, signed) && counts(headers) && (accepted && !enters || !unchanged):
		return fmt.Errorf("a header counted that was not signed")
	case strings.HasSuffix(who, "for the account") && accepted && strings.Contains(pattern, "{project_id}"):
		return fmt.Errorf("a token for the account opened a project")
	case who != "administrator" && accepted && strings.Contains(pattern, control.Prefix+"/tenants"):
		return fmt.Errorf("somebody acted on tenants")
	case strings.Contains(w.Body.String()+fmt.Sprint(w.Header()), fuzzSecret):
		return fmt.Errorf("the answer shows a secret")
	}
	return checkAnswer(w)
}

var fuzzHeaders = []string{
	"", "X-Client-Token: t-1\nX-Simulator-State: here\nX-Simulator-Run: one.1", "X-Simulator-Time: 2028-03-10T00:00:00Z",
	"X-Project-Id: other", "X-Simulator-Time: yesterday",
	"Content-Type: application/json; charset=utf-8\nX-Language: en-us", "Content-Type: text/plain", "X-App-UserId: user 1",
	"X-Sdk-Date: 20270301T010000Z\nX-Security-Token: x",
	"X-Client-Token: \x7f", "X-Project-Id: demo\nX-Domain-Id: demo",
}

// FuzzCallers sends anything in the name of anybody, with any headers: whoever is refused, or may only read, changes
// not one row.
func FuzzCallers(f *testing.F) {
	seeds := slices.Concat(acceptedSeeds, refusedSeeds, furtherCalls)
	for i, s := range seeds {
		for k := range 3 {
			f.Add(uint8(i+4*k), s.method, s.target, s.body, fuzzHeaders[(i+k)%len(fuzzHeaders)])
		}
	}
	world := newFuzzWorld(f)
	everybody := world.cast()
	before := world.dump()
	f.Fuzz(func(t *testing.T, n uint8, method, target, body, headers string) {
		world.tb = t
		who := everybody.caller(n)
		pattern, w, ok := world.call(everybody, who, method, target, body, headers)
		if !ok {
			return
		}
		unchanged := world.dump() == before
		if err := world.check(who, method, pattern, headers, w, unchanged); err != nil {
			t.Errorf("%s as %s %s %s %q: got %d %s: %v", method, who, target, body, headers, w.Code, w.Body, err)
		}
		if !unchanged {
			world.restore()
		}
	})
}

// TestEveryCallByEverybody: each operation in the name of each caller.
func TestEveryCallByEverybody(t *testing.T) {
	t.Parallel()
	world := newFuzzWorld(t)
	everybody := world.cast()
	before := world.dump()
	accepted := map[string]int{}
	for _, s := range acceptedSeeds {
		for _, who := range everybody.names {
			headers := ""
			if s.instant != "" {
				headers = wire.HeaderInstant + ": " + s.instant
			}
			pattern, w, ok := world.call(everybody, who, s.method, s.target, s.body, headers)
			if !ok && strings.HasSuffix(who, signed) {
				continue
			}
			if !ok {
				t.Fatalf("%s %s cannot be sent", s.method, s.target)
			}
			unchanged := world.dump() == before
			if err := world.check(who, s.method, pattern, headers, w, unchanged); err != nil {
				t.Errorf("%s as %s %s %s: got %d %s: %v", s.method, who, s.target, s.body, w.Code, w.Body, err)
			}
			if !unchanged {
				world.restore()
			}
			if w.Code < http.StatusBadRequest {
				accepted[who]++
			}
		}
	}
	owner, billing, reader := accepted["owner"], accepted["billing"], accepted["read_only"]
	if owner != len(acceptedSeeds) || owner != accepted["administrator"] ||
		!(owner > billing && billing > reader && reader > accepted["read_only for the account"]) {
		t.Errorf("of %d calls %v were accepted", len(acceptedSeeds), accepted)
	}
}
