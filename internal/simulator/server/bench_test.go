package server_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/server"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// connections is how many callers a benchmark has at once.
const connections = 16

// quiet is a server that logs nothing.
func quiet(b *testing.B) *running {
	b.Helper()
	return start(b, func(c *server.Config) { c.Log = hclog.NewNullLogger() })
}

// BenchmarkReadOfOnePackage is signed reads on 16 connections, against stripe-mock's of one customer.
func BenchmarkReadOfOnePackage(b *testing.B) {
	peer := newPeer(b)
	r := quiet(b)
	signed := readOfOne(b, r)
	perPeer(b, r, func(int) error { return r.answered(signed.Clone(b.Context())) },
		func(int) error { return peer.call(http.MethodGet, "/v1/customers/cus_1", "") })
}

// BenchmarkOrderAndPay is orders of one package, placed and paid by signed calls on 16 connections, against two of
// stripe-mock's calls that create a charge.
func BenchmarkOrderAndPay(b *testing.B) {
	peer := newPeer(b)
	r := quiet(b)
	c := r.tenant("demo")
	perPeer(b, r, func(i int) error {
		id, err := c.PlaceOrder(b.Context(), voiceOrder(fmt.Sprint("token-", i)))
		if err != nil {
			return err
		}
		return c.PayOrder(b.Context(), id)
	}, func(int) error {
		for range 2 {
			if err := peer.call(http.MethodPost, "/v1/charges", "amount=100&currency=usd&source=tok_visa"); err != nil {
				return err
			}
		}
		return nil
	})
}

// BenchmarkHandledRead is what a signed read costs the server alone, without a socket.
func BenchmarkHandledRead(b *testing.B) {
	at := filepath.Join(b.TempDir(), "simulator.db")
	var signed *http.Request
	func() {
		r := start(b, func(c *server.Config) { c.Log, c.Store = hclog.NewNullLogger(), at })
		signed = readOfOne(b, r)
	}()
	st := store.New(at)
	b.Cleanup(func() { _ = st.Close() })
	h := server.Handler(config(at, io.Discard), simulator.New(st, simulator.Options{Clock: time.Now, OnlyAccounts: true}))
	signed.RequestURI = signed.URL.RequestURI()
	for b.Loop() {
		answer := httptest.NewRecorder()
		if h.ServeHTTP(answer, signed.Clone(b.Context())); answer.Code != http.StatusOK {
			b.Fatal(answer.Code, answer.Body)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N), "µs/read")
}

// readOfOne is the signed request of a client that reads one package.
func readOfOne(b *testing.B, r *running) (signed *http.Request) {
	b.Helper()
	c := r.tenant("demo")
	order := bought(b, c, "")
	recorder := recording{r.client.Transport, &signed}
	c, err := mssclient.New(mssclient.Config{ProjectID: "demo", AccessKey: "AK-demo", SecretKey: "secret-of-demo",
		Endpoint: r.url, Transport: recorder, UserAgent: "test"})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := c.Packages(b.Context(), mssclient.PackageFilter{OrderID: order}); err != nil || signed == nil {
		b.Fatal(err, signed)
	}
	return signed
}

// recording keeps the last read of resources.
type recording struct {
	http.RoundTripper
	last **http.Request
}

func (t recording) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/tenants/resources") {
		*t.last = r.Clone(context.Background())
	}
	return t.RoundTripper.RoundTrip(r)
}

func (r *running) answered(req *http.Request) error { return answered(r.client, req) }

func answered(client *http.Client, req *http.Request) error {
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s is answered with %s", req.Method, req.URL, resp.Status)
	}
	return nil
}

// perPeer reports the rate of calls as a multiple of the peer's, which is asked as often in the same benchmark.
func perPeer(b *testing.B, r *running, own, peer func(i int) error) {
	b.Helper()
	transport, _ := r.client.Transport.(*http.Transport)
	transport.MaxIdleConnsPerHost = connections
	at := func(f func(i int) error) time.Duration {
		begun := time.Now()
		var next atomic.Int64
		var wg sync.WaitGroup
		for range connections {
			wg.Go(func() {
				for i := int(next.Add(1)); i <= b.N; i = int(next.Add(1)) {
					if err := f(i); err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
		return time.Since(begun)
	}
	b.ResetTimer()
	took := at(own)
	b.StopTimer()
	b.ReportMetric(float64(at(peer))/float64(took), "×stripe-mock")
}

// peer is stripe-mock, a server of the kind that tests are run against.
type peer struct {
	url    string
	client *http.Client
}

// peerEnv names the program; `make bench` installs it.
const peerEnv = "MSS_BENCH_STRIPE_MOCK"

func newPeer(b *testing.B) peer {
	b.Helper()
	program := os.Getenv(peerEnv)
	if program == "" {
		b.Skip(peerEnv + " does not name stripe-mock: make bench installs it")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	address := listener.Addr().String()
	_, port, _ := net.SplitHostPort(address)
	if err := listener.Close(); err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(program, "-http-port", port)
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	p := peer{"http://" + address, &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections}}}
	for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		if err := p.call(http.MethodGet, "/v1/customers/cus_1", ""); err == nil {
			return p
		} else if time.Since(begun) > 20*time.Second {
			b.Fatal(err)
		}
	}
}

func (p peer) call(method, path, form string) error {
	req, err := http.NewRequest(method, p.url+path, strings.NewReader(form))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer sk_test_123")
	if form != "" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return answered(p.client, req)
}
