package clone_test

import (
	"errors"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/realcloud"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/billing"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/iam"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/metastudio"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/training"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/clone"
)

// counter answers every request with an empty object, and counts them.
type counter struct {
	mu   sync.Mutex
	sent []string
}

func (c *counter) RoundTrip(req *http.Request) (*http.Response, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent = append(c.sent, req.Method+" "+req.URL.Path)
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Request: req,
		Body: io.NopCloser(strings.NewReader("{}"))}, nil
}

func send(t *testing.T, base http.RoundTripper, method, path, body string) error {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, "https://cloud.invalid"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := clone.NewReadOnly(base).RoundTrip(req)
	if err == nil {
		err = resp.Body.Close()
	}
	return err
}

// TestOnlyReadingCallsAreSent: of all documented calls, served here or not, none that changes something is let through,
// and none with a body of another call.
func TestOnlyReadingCallsAreSent(t *testing.T) {
	t.Parallel()
	served := slices.Concat(billing.Routes(), metastudio.Routes(), training.Routes(), iam.Routes(), control.Routes())
	fill := strings.NewReplacer("{project_id}", project, "{order_id}", "CS1", "{", "", "}", "")
	through := map[string]bool{}
	for _, r := range slices.Concat(served, billing.Unserved(), metastudio.Unserved(), training.Unserved()) {
		for _, body := range []string{"", "{}", `{"order_id":"CS1"}`, `{"resource_ids":["a"],"unsubscribe_type":1}`} {
			base := &counter{}
			err := send(t, base, r.Method, fill.Replace(r.Pattern), body)
			switch {
			case err == nil && r.Needs > call.Read:
				t.Errorf("%s (%s %s) changes something, and was sent with %q", r.Name, r.Method, r.Pattern, body)
			case err == nil:
				through[r.Name] = true
			case !errors.Is(err, clone.ErrNotRead) || len(base.sent) > 0:
				t.Errorf("%s: %v, sent %v", r.Name, err, base.sent)
			}
		}
	}
	if len(through) != len(clone.Operations()) {
		t.Errorf("%d operations are listed, and of the calls that there are %d are let through: %v", len(clone.Operations()),
			len(through), through)
	}
	for _, path := range []string{"/v2/orders/customer-orders/details/CS1/../../../x", "/v2/orders/customer-orders/",
		"/v1/p/digital-assets/a", "/v1/a/b/tenants/resources", "/v2/orders/customer-orders%2Fpay"} {
		if err := send(t, &counter{}, http.MethodGet, path, ""); !errors.Is(err, clone.ErrNotRead) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if err := send(t, &counter{}, http.MethodPost, "/v2/orders/suscriptions/resources/query",
		`{"order_id":"CS1","pay":true}`); !errors.Is(err, clone.ErrNotRead) {
		t.Errorf("a field that chooses nothing: %v", err)
	}
}

// TestAClientBehindItChangesNothing calls every method of the client, on either cloud: what reaches the service is a
// listed operation.
func TestAClientBehindItChangesNothing(t *testing.T) {
	t.Parallel()
	for _, isReal := range []bool{true, false} {
		base := &counter{}
		c, err := mssclient.New(mssclient.Config{ProjectID: project, AccessKey: realcloud.AccessKey,
			SecretKey: realcloud.SecretKey, Endpoint: "https://cloud.invalid", Real: isReal, Transport: clone.NewReadOnly(base)})
		if err != nil {
			t.Fatal(err)
		}
		methods := reflect.ValueOf(c)
		var wg sync.WaitGroup
		for _, m := range methods.Methods() {
			var in []reflect.Value
			for of := range m.Type().Ins() {
				in = append(in, sample(t, of))
			}
			if m.Type().IsVariadic() {
				in = in[:len(in)-1]
			}
			wg.Go(func() { m.Call(in) }) // what is refused is tried again after a while
		}
		wg.Wait()
		if len(base.sent) == 0 {
			t.Error("nothing was sent at all")
		}
		for _, sent := range base.sent {
			method, path, _ := strings.Cut(sent, " ")
			if !slices.ContainsFunc(clone.Operations(), func(o clone.Operation) bool {
				return o.Method == method && o.Path.MatchString(path)
			}) {
				t.Errorf("%s was sent", sent)
			}
		}
	}
}

// sample is an argument of a type; texts are an id.
func sample(t *testing.T, of reflect.Type) reflect.Value {
	t.Helper()
	switch {
	case of == reflect.TypeFor[string]():
		return reflect.ValueOf("CS1")
	case of.Kind() == reflect.Interface && reflect.TypeOf(t.Context()).Implements(of):
		return reflect.ValueOf(t.Context())
	case of == reflect.TypeFor[[]string]():
		return reflect.ValueOf([]string{"CS1"})
	default:
		return reflect.New(of).Elem()
	}
}
