package mssclient

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"
)

// TestEachCallIsLoggedOnceWithoutSecrets: with what happened, and at info what moved money.
func TestEachCallIsLoggedOnceWithoutSecrets(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	ctx := tflogtest.RootLogger(t.Context(), &log)
	const secretKey, payload = "secret-key-of-the-account", "secret-in-an-answer"
	answers := map[string]func(n int) (*http.Response, error){
		"/v2/orders/customer-orders/details/CS1": func(n int) (*http.Response, error) {
			if n == 1 {
				return nil, errors.New("the line went down")
			}
			return reply(404, `{"error_code":"CBC.99003162","error_msg":"no such order","x":"`+payload+`"}`)
		},
		"/v3/orders/customer-orders/pay": func(int) (*http.Response, error) {
			return reply(200, `{"x":"`+payload+`"}`, "X-Secret", payload)
		},
	}
	c, _ := newClient(t, func(n int, r *http.Request, _ string) (*http.Response, error) {
		answer, ok := answers[r.URL.Path]
		if !ok {
			return reply(500, `{"error_code":"SIM.3001","error_msg":"unexpected `+r.URL.Path+`"}`)
		}
		return answer(n)
	}, func(cfg *Config) { cfg.SecretKey = secretKey })
	if _, err := c.Order(ctx, "CS1"); err == nil {
		t.Error("there is no such order")
	}
	if err := c.PayOrder(ctx, "CS2"); err != nil {
		t.Fatal(err)
	}
	type line struct {
		Level     string  `json:"@level"`
		Operation string  `json:"operation"`
		Status    int     `json:"status"`
		RequestID string  `json:"request_id"`
		Duration  float64 `json:"duration_ms"`
		Attempts  int     `json:"attempts"`
		Error     string  `json:"error"`
	}
	var got []line
	for text := range strings.Lines(log.String()) {
		var l line
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatal(err)
		}
		got = append(got, l)
	}
	if len(got) != 2 {
		t.Fatalf("two calls wrote %d lines:\n%s", len(got), log.String())
	}
	read, pay := got[0], got[1]
	if read.Level != "debug" || read.Operation != "read the order CS1" || read.Status != 404 || read.RequestID != "r1" ||
		read.Attempts != 2 || read.Duration <= 0 || !strings.Contains(read.Error, "no such order") {
		t.Errorf("a refused read is logged as %+v", read)
	}
	if pay.Level != "info" || pay.Operation != "pay the order CS2" || pay.Status != 200 || pay.Attempts != 1 ||
		pay.Error != "" {
		t.Errorf("a payment is logged as %+v", pay)
	}
	for _, secret := range []string{secretKey, payload, "Signature", "Authorization"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log shows %q:\n%s", secret, log.String())
		}
	}
}
