// Package realcloud is as near to the real cloud as a test comes: the simulated one over a socket, with signatures
// checked, and without all that only the simulated one has.
package realcloud

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
)

// What the one account of a Cloud signs with.
const (
	Project   = "0a1b2c3d4e5f"
	AccessKey = "AKREAL"
	SecretKey = "the-secret-of-the-real-account"
)

// Cloud is a stand-in for the real cloud.
type Cloud struct {
	*simulator.Cloud
	URL string
	// Simulated is the same cloud as it is, for tests of one that is mistaken for the other.
	Simulated string

	mu   sync.Mutex
	lose string // end of the path of calls whose answer is lost
	hang string // end of the path of calls whose answer never comes
	drop string // end of the path of calls that never take effect
	// Hung is told when a call hangs.
	Hung  chan struct{}
	Calls map[string]int
}

// New starts a stand-in, at real time.
func New(t *testing.T) *Cloud {
	t.Helper()
	cloud := simulator.New(stores.Open(t, stores.File(t)), simulator.Options{Clock: time.Now})
	if err := cloud.CreateTenant(t.Context(), Project, simulator.Settings{},
		simulator.Key{AccessKey: AccessKey, SecretKey: SecretKey, Role: simulator.RoleOwner}); err != nil {
		t.Fatal(err)
	}
	c := &Cloud{Cloud: cloud, Calls: map[string]int{}, Hung: make(chan struct{}, 10)}
	verifier := &auth.Verifier{Keys: cloud, Clock: time.Now}
	// Nothing is known of the real cloud refusing a signature that it has seen, and it knows no client tokens: two equal
	// orders of one second are two.
	api := api.New(cloud, func(r *http.Request, body auth.Body) (auth.Caller, error) {
		caller, err := verifier.Authenticate(r, body)
		caller.Signature = ""
		return caller, err
	})
	bare, simulated := httptest.NewServer(c.bare(api)), httptest.NewServer(api)
	t.Cleanup(bare.Close)
	t.Cleanup(simulated.Close)
	c.URL, c.Simulated = bare.URL, simulated.URL
	return c
}

// Lose loses the answers of calls whose path ends so, after they took effect; empty: no longer.
func (c *Cloud) Lose(end string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lose = end
}

// Hang lets calls whose path ends so take effect and never answers them; empty: no longer.
func (c *Cloud) Hang(end string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hang = end
}

// Drop keeps calls whose path ends so from taking effect; empty: no longer. They are not answered.
func (c *Cloud) Drop(end string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drop = end
}

// bare takes away what the real cloud does not have: extension and control calls, headers and fields of ours, product
// codes in line items.
func (c *Cloud) bare(api http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		c.Calls[r.Method+" "+r.URL.Path]++
		hangs := c.hang != "" && strings.HasSuffix(r.URL.Path, c.hang)
		dropped := c.drop != "" && strings.HasSuffix(r.URL.Path, c.drop)
		lost := c.lose != "" && strings.HasSuffix(r.URL.Path, c.lose)
		c.mu.Unlock()
		for name := range r.Header {
			if strings.HasPrefix(name, "X-Simulator-") || name == "X-Client-Token" {
				w.WriteHeader(http.StatusTeapot) // a client of the real cloud sends none of these
				return
			}
		}
		if strings.HasPrefix(r.URL.Path, "/_sim/") || strings.Contains(r.URL.Path, "/mss/") &&
			!strings.HasSuffix(r.URL.Path, "/mss/public/orders") {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		rec := httptest.NewRecorder()
		if dropped {
			_, _ = io.Copy(io.Discard, r.Body) // or a caller that leaves is not noticed
		} else {
			api.ServeHTTP(rec, r)
		}
		if hangs {
			c.Hung <- struct{}{}
			<-r.Context().Done() // the caller has gone
		}
		if lost || hangs || dropped {
			panic(http.ErrAbortHandler)
		}
		maps.Copy(w.Header(), rec.Header())
		w.Header().Del("X-Simulator-Time")
		w.WriteHeader(rec.Code)
		_, _ = w.Write(stripped(rec.Body.Bytes()))
	})
}

func stripped(body []byte) []byte {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		return body
	}
	strip(v)
	out, err := json.Marshal(v)
	if err != nil {
		return body
	}
	return out
}

func strip(v any) {
	switch v := v.(type) {
	case map[string]any:
		delete(v, "system_properties")
		if _, ok := v["product_id"]; ok {
			v["product_id"] = "00301-251003-0--0"
		}
		for _, part := range v {
			strip(part)
		}
	case []any:
		for _, part := range v {
			strip(part)
		}
	}
}
