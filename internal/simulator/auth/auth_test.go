package auth

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/config"
	metastudio "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
)

const (
	access = "AKOFDEMO"
	secret = "a-secret-key"
)

// keyRing is a store of keys.
type keyRing map[string]simulator.Key

func (k keyRing) Key(_ context.Context, access string) (simulator.Key, bool, error) {
	if access == "broken" {
		return simulator.Key{}, false, errors.New("the store is gone")
	}
	key, ok := k[access]
	return key, ok, nil
}

func verifier(now time.Time) *Verifier {
	return &Verifier{
		Keys: keyRing{
			access:  {AccessKey: access, SecretKey: secret, Role: simulator.RoleBilling, Tenant: "demo"},
			"OTHER": {AccessKey: "OTHER", SecretKey: "another-secret", Role: simulator.RoleOwner, Tenant: "other"},
		},
		Clock: func() time.Time { return now }, Admin: "the-admin-key",
	}
}

// captured is a request as the official SDK sends it, and its body.
func captured(t *testing.T, call func(*metastudio.MetaStudioClient)) (*http.Request, []byte) {
	t.Helper()
	var got *http.Request
	var body []byte
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Clone(context.Background())
		body, _ = io.ReadAll(r.Body)
		w.WriteHeader(http.StatusBadRequest)
	}))
	defer server.Close()
	credential, err := basic.NewCredentialsBuilder().WithAk(access).WithSk(secret).WithProjectId("demo").SafeBuild()
	if err != nil {
		t.Fatal(err)
	}
	client, err := metastudio.MetaStudioClientBuilder().WithEndpoint(server.URL).WithCredential(credential).
		WithHttpConfig(config.DefaultHttpConfig().WithUserAgent("test")).SafeBuild()
	if err != nil {
		t.Fatal(err)
	}
	call(metastudio.NewMetaStudioClient(client))
	if got == nil {
		t.Fatal("the SDK sent nothing")
	}
	return got, body
}

// whole is a body that was read.
func whole(body []byte) Body { return func() []byte { return body } }

func anOrder(c *metastudio.MetaStudioClient) {
	_, _ = c.CreateMetaStudioOrders(&model.CreateMetaStudioOrdersRequest{Body: &model.CreateMetaStudioOrdersReq{
		CloudServices: &[]model.PublicCloudServiceOrder{
			{PeriodType: 3, PeriodNum: 1, SubscriptionNum: 1, ResourceSpecCode: "x"}},
	}})
}

func aList(c *metastudio.MetaStudioClient) {
	_, _ = c.ListAssets(&model.ListAssetsRequest{Name: new("a b/c+d%"), AssetId: &[]string{"z", "a"},
		SystemProperty: new("K:V,ü")})
}

func TestSignaturesOfTheOfficialSDK(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(*metastudio.MetaStudioClient){"body": anOrder, "query": aList} {
		r, body := captured(t, call)
		caller, err := verifier(time.Now()).Authenticate(r, whole(body))
		if err != nil || caller.Tenant != "demo" || caller.Role != simulator.RoleBilling || caller.Admin {
			t.Errorf("%s: got %+v, %v", name, caller, err)
		}
	}
}

// byAnotherClient is a request of another client, which signs every header that it sends, host and content type among
// them, and sets the project's after that. The signature was worked out by hand, outside this program.
func byAnotherClient() (r *http.Request, body []byte, now time.Time) {
	body = []byte(`{"order_id":"CS1"}`)
	r = httptest.NewRequest(http.MethodPost,
		"http://bss.example.com/v2/orders/suscriptions/resources/query?b=+x%2F&a=2&a=1", bytes.NewReader(body))
	for k, v := range map[string]string{
		"Accept": "application/json", "Content-Type": "application/json", "User-Agent": "golangsdk/2.0",
		"X-Language":   "en-us",
		"X-Sdk-Date":   "20270301T000000Z",
		"X-Project-Id": "demo",
		"Authorization": "SDK-HMAC-SHA256 Access=AKOFDEMO, " +
			"SignedHeaders=accept;content-type;host;user-agent;x-language;x-sdk-date, " +
			"Signature=1d001a819f3978d8686d09002d1cacb5bda868986208921dfbd574be2a93a3d9",
	} {
		r.Header.Set(k, v)
	}
	return r, body, time.Date(2027, 3, 1, 0, 10, 0, 0, time.UTC)
}

func TestSignaturesOverEveryHeader(t *testing.T) {
	t.Parallel()
	r, body, now := byAnotherClient()
	if caller, err := verifier(now).Authenticate(r, whole(body)); err != nil || caller.Tenant != "demo" {
		t.Errorf("got %+v, %v", caller, err)
	}
}

// TestOnlySignedHeadersCount: a header that decides what a call does, and that its signature does not cover, is refused
// by name. The key's own project may stand there unsigned, since it changes nothing.
func TestOnlySignedHeadersCount(t *testing.T) {
	t.Parallel()
	for name, values := range map[string][]string{
		"X-Client-Token": {"t"}, "X-Simulator-Time": {"2030-01-01T00:00:00Z"}, "X-Simulator-State": {"s"},
		"X-Simulator-Later": {""}, "X-Project-Id": {"other"},
	} {
		r, body, now := byAnotherClient()
		r.Header[name] = values
		_, err := verifier(now).Authenticate(r, whole(body))
		if unsigned, ok := errors.AsType[*UnsignedHeaderError](err); !ok || unsigned.Name != name {
			t.Errorf("%s: got %v", name, err)
		}
	}
	r, body, now := byAnotherClient()
	r.Header.Add("X-Project-Id", "other")
	if _, err := verifier(now).Authenticate(r, whole(body)); err == nil {
		t.Error("a second project is accepted")
	}
}

// TestStrangersBodiesAreNotRead: what a request says of itself is judged first.
func TestStrangersBodiesAreNotRead(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*http.Request){
		"unknown key": func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), access, "NOBODY", 1))
		},
		"old date":  func(r *http.Request) { r.Header.Set("X-Sdk-Date", "20200101T000000Z") },
		"admin key": func(r *http.Request) { r.Header.Set("Authorization", "Bearer another-admin-key") },
		"nothing":   func(r *http.Request) { r.Header.Del("Authorization") },
	} {
		r, body := captured(t, anOrder)
		change(r)
		read := func() []byte {
			t.Errorf("%s: the body was read", name)
			return body
		}
		if _, err := verifier(time.Now()).Authenticate(r, read); !errors.Is(err, ErrCredentials) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatWasChangedOnTheWayIsRefused(t *testing.T) {
	t.Parallel()
	swap := func(from, to string) func(*http.Request, *[]byte) {
		return func(r *http.Request, _ *[]byte) {
			a := r.Header.Get("Authorization")
			if b := strings.Replace(a, from, to, 1); b != a {
				r.Header.Set("Authorization", b)
				return
			}
			panic("nothing was changed in " + a)
		}
	}
	header := func(name, value string) func(*http.Request, *[]byte) {
		return func(r *http.Request, _ *[]byte) { r.Header.Set(name, value) }
	}
	for name, change := range map[string]func(*http.Request, *[]byte){
		"body": func(_ *http.Request, body *[]byte) {
			*body = bytes.Replace(*body, []byte(`"period_num":1`), []byte(`"period_num":9`), 1)
		},
		"no body":         func(_ *http.Request, body *[]byte) { *body = nil },
		"method":          func(r *http.Request, _ *[]byte) { r.Method = "PUT" },
		"path":            func(r *http.Request, _ *[]byte) { r.URL.Path = "/v1/demo/mss/assets" },
		"query":           func(r *http.Request, _ *[]byte) { r.URL.RawQuery = "a=1" },
		"broken query":    func(r *http.Request, _ *[]byte) { r.URL.RawQuery = "a=%zz" },
		"agent":           header("User-Agent", "another"),
		"signed header":   func(r *http.Request, _ *[]byte) { r.Header.Del("X-Project-Id") },
		"doubled header":  func(r *http.Request, _ *[]byte) { r.Header.Add("X-Project-Id", "other") },
		"date":            header("X-Sdk-Date", time.Now().Add(time.Minute).UTC().Format(dateForm)),
		"no date":         func(r *http.Request, _ *[]byte) { r.Header.Del("X-Sdk-Date") },
		"RFC date":        header("X-Sdk-Date", time.Now().Format(time.RFC3339)),
		"body unsigned":   header("X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD"),
		"other key":       swap("Access=AKOFDEMO", "Access=OTHER"),
		"unknown key":     swap("Access=AKOFDEMO", "Access=NOBODY"),
		"no key":          swap("Access=AKOFDEMO", "Access="),
		"algorithm":       swap("SDK-HMAC-SHA256", "SDK-HMAC-SM3"),
		"fewer headers":   swap(";x-sdk-date", ""),
		"more headers":    swap("SignedHeaders=", "SignedHeaders=accept-encoding;"),
		"short signature": swap("Signature=", "Signature=0"),
		"another field":   swap("Signature=", "More=1, Signature="),
		"not signed":      header("Authorization", "SDK-HMAC-SHA256 Access=AKOFDEMO"),
		"nothing":         func(r *http.Request, _ *[]byte) { r.Header.Del("Authorization") },
		"basic":           header("Authorization", "Basic QUtPRkRFTU86YS1zZWNyZXQta2V5"),
		"wrong admin key": header("Authorization", "Bearer the-admin-kex"),
		"no admin key":    header("Authorization", "Bearer "),
	} {
		r, body := captured(t, anOrder)
		change(r, &body)
		if caller, err := verifier(time.Now()).Authenticate(r, whole(body)); !errors.Is(err, ErrCredentials) ||
			caller != (Caller{}) {
			t.Errorf("%s: got %+v, %v", name, caller, err)
		}
	}
}

func TestASignatureHoldsForAQuarterOfAnHour(t *testing.T) {
	t.Parallel()
	r, body := captured(t, anOrder)
	at, err := time.Parse(dateForm, r.Header.Get("X-Sdk-Date"))
	if err != nil {
		t.Fatal(err)
	}
	for by, want := range map[time.Duration]bool{
		0: true, 15 * time.Minute: true, -15 * time.Minute: true, 15*time.Minute + time.Second: false,
		-15*time.Minute - time.Second: false,
	} {
		if _, err := verifier(at.Add(by)).Authenticate(r, whole(body)); (err == nil) != want {
			t.Errorf("%s later: %v", by, err)
		}
	}
}

func TestTheStoresErrorsAreNoWrongCredentials(t *testing.T) {
	t.Parallel()
	r, body := captured(t, anOrder)
	r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), access, "broken", 1))
	if _, err := verifier(time.Now()).Authenticate(r, whole(body)); err == nil || errors.Is(err, ErrCredentials) {
		t.Errorf("got %v", err)
	}
}

func issue(t *testing.T, v *Verifier, key, secret string, account bool) (Token, error) {
	t.Helper()
	k, err := v.Identify(t.Context(), key, secret)
	if err != nil {
		return Token{}, err
	}
	return v.Issue(k, account)
}

func TestTokensHoldForADayAndWithTheirKey(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	v := verifier(now)
	for _, wrong := range [][2]string{{access, "wrong-secret"}, {access, ""}, {"NOBODY", ""}, {"NOBODY", secret},
		{"", ""}} {
		if _, err := v.Identify(t.Context(), wrong[0], wrong[1]); !errors.Is(err, ErrCredentials) {
			t.Errorf("%v: %v", wrong, err)
		}
	}
	token, err := issue(t, v, access, secret, false)
	if err != nil || token.Expires != now.Add(24*time.Hour) || strings.Contains(token.Value, secret) {
		t.Fatalf("got %+v, %v", token, err)
	}
	with := func(value string) *http.Request {
		r := httptest.NewRequest(http.MethodGet, "/v1/demo/digital-assets", nil)
		r.Header.Set("X-Auth-Token", value)
		return r
	}
	if caller, err := v.Authenticate(with(token.Value), whole(nil)); err != nil || caller.Tenant != "demo" ||
		caller.Role != simulator.RoleBilling {
		t.Errorf("got %+v, %v", caller, err)
	}
	payload, sealed, _ := strings.Cut(token.Value, ".")
	other, err := issue(t, v, "OTHER", "another-secret", false)
	if err != nil {
		t.Fatal(err)
	}
	_, foreign, _ := strings.Cut(other.Value, ".")
	for _, value := range []string{"x", ".", payload, payload + ".", payload + "." + foreign, "!." + sealed,
		"e30." + seal("e30", simulator.Key{}), "bnVsbA." + seal("bnVsbA", simulator.Key{})} {
		if _, err := v.Authenticate(with(value), whole(nil)); !errors.Is(err, ErrToken) {
			t.Errorf("%q: %v", value, err)
		}
	}
	if _, err := verifier(now.Add(24*time.Hour-time.Second)).Authenticate(with(token.Value), whole(nil)); err != nil {
		t.Errorf("a second before its end: %v", err)
	}
	if _, err := verifier(now.Add(24*time.Hour)).Authenticate(with(token.Value), whole(nil)); !errors.Is(err, ErrToken) {
		t.Errorf("at its end: %v", err)
	}
	anew := v.Keys.(keyRing)[access] //nolint:forcetypeassert // made above
	anew.Edition = "2"
	v.Keys.(keyRing)[access] = anew //nolint:forcetypeassert // made above
	if _, err := v.Authenticate(with(token.Value), whole(nil)); !errors.Is(err, ErrToken) {
		t.Errorf("with a key created anew: %v", err)
	}
	delete(v.Keys.(keyRing), access) //nolint:forcetypeassert // made above
	if _, err := v.Authenticate(with(token.Value), whole(nil)); !errors.Is(err, ErrToken) {
		t.Errorf("without its key: %v", err)
	}
}

func TestAuthOffNamesTheTenant(t *testing.T) {
	t.Parallel()
	v := verifier(time.Now())
	v.Off = true
	tokens := map[string]string{"": "", "nobody's": "nobody's", "broken": "e30.x"}
	for _, key := range []string{access, "someone"} { // whose secret nobody asks for
		token, err := issue(t, v, key, "", false)
		if err != nil {
			t.Fatal(err)
		}
		tokens[key] = token.Value
	}
	if _, err := v.Identify(t.Context(), "no key", ""); !errors.Is(err, ErrCredentials) {
		t.Errorf("what is no name of a project: %v", err)
	}
	for _, tt := range []struct{ key, token, project, want string }{
		{"", "", "", ""},
		{"", "", "demo", "demo"},
		{access, "", "", "demo"},
		{"someone", "", "", "someone"},
		{"someone", "", "demo", "someone"},
		{"", access, "", "demo"},
		{"", "someone", "", "someone"},
		{"", "someone", "demo", "someone"},
		{"someone", access, "", "someone"},
		{"", "nobody's", "demo", "demo"},
		{"", "broken", "", ""},
	} {
		r := httptest.NewRequest(http.MethodGet, "/v2/orders/customer-orders", nil)
		if tt.key != "" {
			r.Header.Set("Authorization", "SDK-HMAC-SHA256 Access="+tt.key+", SignedHeaders=a, Signature=b")
		}
		r.Header.Set("X-Auth-Token", tokens[tt.token])
		r.Header.Set("X-Project-Id", tt.project)
		if caller, err := v.Believe(r, nil); err != nil || caller.Tenant != tt.want {
			t.Errorf("%+v: got %+v, %v", tt, caller, err)
		}
	}
}

func TestAccessKey(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"SDK-HMAC-SHA256 Access=AK, SignedHeaders=a;b, Signature=00": "AK",
		"SDK-HMAC-SHA256 SignedHeaders=a,Access=AK":                  "AK",
		"SDK-HMAC-SHA256 Access=":                                    "",
		"Access=AK":                                                  "",
		"":                                                           "",
	} {
		if got, ok := accessKey(in); got != want || ok != (want != "") {
			t.Errorf("%q: got %q, %t", in, got, ok)
		}
	}
}

// FuzzAuthorization: no header opens anything, and none brings the server down.
func FuzzAuthorization(f *testing.F) {
	f.Add("SDK-HMAC-SHA256 Access=AKOFDEMO, SignedHeaders=x-sdk-date, Signature=00", "20270301T000000Z", "", "a=1")
	f.Add("Bearer ", "", "e30.e30", "")
	f.Add("SDK-HMAC-SHA256 Access=AKOFDEMO,SignedHeaders=host;;x-sdk-date,Signature="+strings.Repeat("0", 64),
		"20270301T000000Z", "", "%")
	f.Fuzz(func(t *testing.T, authorization, date, token, query string) {
		r := httptest.NewRequest(http.MethodPost, "/v1/demo/digital-assets", nil)
		r.URL.RawQuery = query
		r.Header = http.Header{"Authorization": {authorization}, "X-Sdk-Date": {date}, "X-Auth-Token": {token}}
		if caller, err := verifier(time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)).Authenticate(r, whole(nil)); err == nil &&
			authorization != "Bearer the-admin-key" {
			t.Errorf("%q opens %+v", authorization, caller)
		}
	})
}
