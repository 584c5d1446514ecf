package server_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/server"
)

const (
	voice    = "hws.resource.type.metastudio.modeling.voice.onebasic"
	adminKey = "the-administrators-key"
)

// running is a server of a test.
type running struct {
	t      testing.TB
	url    string
	log    *syncBuffer
	client *http.Client
	stop   func() error // tells it to stop, and waits until it has
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func config(at string, log io.Writer) server.Config {
	return server.Config{
		Listen: "127.0.0.1:0", Store: at, AdminKey: adminKey, MaxConnections: 100, Grace: 5 * time.Second, Clock: time.Now,
		Version: "test",
		Log:     hclog.New(&hclog.LoggerOptions{Output: log, JSONFormat: true, Level: hclog.Trace}),
	}
}

func start(t testing.TB, change func(*server.Config)) *running {
	t.Helper()
	r := &running{t: t, log: &syncBuffer{}, client: &http.Client{Transport: &http.Transport{}}}
	cfg := config(stores.New(t), r.log)
	if change != nil {
		change(&cfg)
	}
	ready := make(chan string, 1)
	cfg.Ready = func(address string) { ready <- address }
	ctx, cancel := context.WithCancel(context.Background()) // the test stops it by itself
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, cfg) }()
	r.stop = sync.OnceValue(func() error { cancel(); return <-ended })
	select {
	case address := <-ready:
		r.url = "http://" + address
	case err := <-ended:
		cancel()
		t.Fatalf("the server ended: %v", err)
	}
	t.Cleanup(func() {
		r.client.CloseIdleConnections()
		if err := r.stop(); err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	return r
}

// admin makes a call as the administrator.
func (r *running) admin(method, path, project string, body any) (int, string) {
	r.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		r.t.Fatal(err)
	}
	return r.send(method, path, string(data), "Authorization", "Bearer "+adminKey, "X-Project-Id", project)
}

func (r *running) send(method, path, body string, headers ...string) (int, string) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.url+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		switch {
		case headers[i+1] == "none":
			req.Header.Del(headers[i])
		case headers[i] == "Host":
			req.Host = headers[i+1]
		case headers[i+1] != "":
			req.Header.Set(headers[i], headers[i+1])
		}
	}
	resp, err := r.client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return resp.StatusCode, string(data)
}

// tenant makes a tenant and its client.
func (r *running) tenant(id string) *mssclient.Client {
	r.t.Helper()
	r.must(r.admin("POST", "/_sim/v1/tenants", "", map[string]string{"project_id": id, "access_key": "AK-" + id,
		"secret_key": "secret-of-" + id}))
	return r.dial(id, "AK-"+id, "secret-of-"+id)
}

// must says that a call was answered without a body.
func (r *running) must(status int, body string) {
	r.t.Helper()
	if status != http.StatusNoContent {
		r.t.Fatalf("got %d %s", status, body)
	}
}

func (r *running) dial(project, access, secret string) *mssclient.Client {
	r.t.Helper()
	c, err := mssclient.New(mssclient.Config{ProjectID: project, AccessKey: access, SecretKey: secret, Endpoint: r.url,
		Transport: r.client.Transport, UserAgent: "test"})
	if err != nil {
		r.t.Fatal(err)
	}
	return c
}

func voiceOrder(token string) mssclient.OrderRequest {
	return mssclient.OrderRequest{
		Items: []mssclient.OrderItem{{ResourceSpecCode: voice, PeriodType: mssclient.Yearly, PeriodNum: 1,
			SubscriptionNum: 1}}, Token: token}
}

// bought is an order that is placed and paid.
func bought(t testing.TB, c *mssclient.Client, token string) string {
	t.Helper()
	id, err := c.PlaceOrder(t.Context(), voiceOrder(token))
	if err != nil {
		t.Error(err)
		return ""
	}
	if err := c.PayOrder(t.Context(), id); err != nil {
		t.Error(err)
	}
	return id
}

// certificate is one for 127.0.0.1, in files.
func certificate(t *testing.T) (certFile, keyFile string, pool *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter:    time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	for file, data := range map[string][]byte{
		certFile: cert, keyFile: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})} {
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool = x509.NewCertPool()
	pool.AppendCertsFromPEM(cert)
	return certFile, keyFile, pool
}
