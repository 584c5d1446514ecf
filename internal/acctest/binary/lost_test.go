package binary_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

// badLine stands before a server and loses the answers of calls whose path ends as it is told, or the calls themselves.
func badLine(t *testing.T, server string) (line string, lose, drop func(end string)) {
	t.Helper()
	target, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	var lost, dropped atomic.Value
	is := func(v *atomic.Value, path string) bool {
		end, _ := v.Load().(string)
		return end != "" && strings.HasSuffix(path, end)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host // it is signed
		},
		ModifyResponse: func(resp *http.Response) error {
			if is(&lost, resp.Request.URL.Path) {
				panic(http.ErrAbortHandler)
			}
			return nil
		},
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if is(&dropped, r.URL.Path) {
			panic(http.ErrAbortHandler)
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL, func(end string) { lost.Store(end) }, func(end string) { dropped.Store(end) }
}

// Pain 2: a retry defeats what makes a purchase happen once. The service did what it was asked for, and no attempt
// learns of it. The next apply, with tokens of its own, finds all of it again, and a third one buys what is new.
func TestPain02ALostAnswerBuysNothingAgain(t *testing.T) {
	t.Parallel()
	at, url := teamServer(t)
	line, lose, _ := badLine(t, url)
	w := binary.NewWorkspace(t)
	provider, _, _ := strings.Cut(team(line, "secret-of-the-team", ""), "resource ")
	const orders = `resource "mss_order" "o" {
  count    = 1
  items    = [{ resource_spec_code = "mss.onshelf.voice_clone", period_type = "monthly", period_num = 1,
      subscription_num = 3 }]
  auto_pay = true
}
`
	const rest = `resource "mss_resource_package" "voice" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
}
resource "mss_asset" "narrator" {
  kind       = "voice_clone"
  name       = "Narrator"
  package_id = mss_resource_package.voice.id
}
resource "mss_asset_renewal" "narrator" {
  renewals = [{ asset_id = mss_asset.narrator.id, months = 3 }]
}
`
	w.Write(t, "main.tf", provider+orders)
	apply := func() error {
		out, err := w.Try(t, "apply", "-auto-approve", "-no-color")
		t.Log(out)
		return err
	}
	for _, step := range []struct{ end, config string }{
		{"/mss/public/orders", orders}, {"/mss/assets", orders + rest}, {"/mss/asset-renewals", orders + rest},
	} {
		w.Write(t, "main.tf", provider+step.config)
		lose(step.end)
		if err := apply(); err == nil || !strings.Contains(oneLine(err.Error()), "Apply again") {
			t.Errorf("%s: the apply says %v", step.end, err)
		}
		lose("")
	}
	if err := apply(); err != nil {
		t.Fatal(err)
	}
	w.Run(t, "plan", "-detailed-exitcode")
	w.Write(t, "main.tf", provider+strings.Replace(orders, "count    = 1", "count    = 2", 1)+rest)
	if err := apply(); err != nil {
		t.Fatal(err)
	}
	story := command(t, "events", "--project", "team", "--store", at)
	for what, want := range map[string]int{"order paid": 3, "asset made": 1, "assets renewed": 1} {
		if got := strings.Count(story, what); got != want {
			t.Errorf("%s happened %d times, want %d:\n%s", what, got, want, story)
		}
	}
}

// TestAPaymentThatNeverArrivedIsMadeLater: nobody could tell whether it was made. It was not: the order still waits,
// and is paid, never ordered again.
func TestAPaymentThatNeverArrivedIsMadeLater(t *testing.T) {
	t.Parallel()
	at, url := teamServer(t)
	line, _, drop := badLine(t, url)
	w := binary.NewWorkspace(t)
	provider, _, _ := strings.Cut(team(line, "secret-of-the-team", ""), "resource ")
	block := func(name string) string {
		return `resource "mss_resource_package" "` + name + `" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
  valid_through      = "2028-12-31T00:00:00Z"
}
`
	}
	w.Write(t, "main.tf", provider+block("paid_later")+block("let_go"))
	drop("/customer-orders/pay")
	wantSaid(t, w.Run(t, "apply", "-auto-approve", "-no-color"), "Unknown whether order")
	drop("")
	w.Write(t, "main.tf", provider+block("paid_later"))
	wantSaid(t, w.Run(t, "plan", "-no-color"), "is not paid: its package does not exist yet",
		"Charges 99.00 USD: the payment of order CS", "renewal in the same apply", "1 to change, 1 to destroy")
	wantSaid(t, w.Run(t, "apply", "-auto-approve", "-no-color"), "Charged 297.00 USD: 2 orders", "was cancelled.")
	w.Run(t, "plan", "-detailed-exitcode")
	story := command(t, "events", "--project", "team", "--store", at)
	for what, want := range map[string]int{"order for 99.00 USD": 2, "order cancelled": 1, "order paid": 2} {
		if got := strings.Count(story, what); got != want {
			t.Errorf("%s happened %d times, want %d:\n%s", what, got, want, story)
		}
	}
	// An order that was cancelled meanwhile leaves the state, and the block orders again.
	w.Write(t, "main.tf", provider+block("paid_later")+block("cancelled"))
	drop("/customer-orders/pay")
	w.Run(t, "apply", "-auto-approve", "-no-color")
	drop("")
	c, err := mssclient.New(mssclient.Config{ProjectID: "team", AccessKey: "AKTEAM", SecretKey: "secret-of-the-team",
		Endpoint: url, UserAgent: "test"})
	if err != nil {
		t.Fatal(err)
	}
	all, err := c.Orders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range all {
		if o.Status == mssclient.OrderPendingPayment {
			if err := c.CancelOrder(t.Context(), o.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	wantSaid(t, w.Run(t, "plan", "-no-color"), "was cancelled unpaid, and its package was removed from state",
		"Plan: 1 to add")
}
