package api_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
)

// envWire chooses how the conformance tests reach the simulated cloud: "memory", which is the default, or "socket",
// where signatures are checked.
const envWire = "MSS_TEST_WIRE"

// ring is the one key of these tests; its secret is that of every client here.
type ring struct{}

func (ring) Key(_ context.Context, access string) (simulator.Key, bool, error) {
	return simulator.Key{AccessKey: "demo", SecretKey: "sk", Role: simulator.RoleOwner, Tenant: "demo"},
		access == "demo", nil
}

// wire is the way to a simulated cloud, and the token with which calls that are not signed get in; empty: none is
// needed.
func wire(t *testing.T, cloud *simulator.Cloud, h http.Handler) (line http.RoundTripper, token string) {
	t.Helper()
	switch mode := os.Getenv(envWire); mode {
	case "", "memory":
		return api.Transport(h), ""
	case "socket":
	default:
		t.Fatalf("%s is %q, must be memory or socket", envWire, mode)
	}
	verifier := &auth.Verifier{Keys: ring{}, Clock: time.Now}
	key, err := verifier.Identify(t.Context(), "demo", "sk")
	if err != nil {
		t.Fatal(err)
	}
	issued, err := verifier.Issue(key, false)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(api.Checked(t, api.New(cloud, verifier.Authenticate, api.WithTokens(verifier))))
	t.Cleanup(server.Close)
	return socket{strings.TrimPrefix(server.URL, "http://"), server.Client().Transport}, issued.Value
}

// socket sends every call to one address, whatever host it names.
type socket struct {
	address string
	next    http.RoundTripper
}

// RoundTrip sends the call.
func (s socket) RoundTrip(req *http.Request) (*http.Response, error) {
	there := req.Clone(req.Context())
	there.URL.Host = s.address
	return s.next.RoundTrip(there)
}
