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
	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
)

// badLine stands before a server and loses the answers of calls whose path ends as it is told.
func badLine(t *testing.T, server string) (line string, lose func(end string)) {
	t.Helper()
	target, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	var lost atomic.Value
	lost.Store("")
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host // it is signed
		},
		ModifyResponse: func(resp *http.Response) error {
			if end, _ := lost.Load().(string); end != "" && strings.HasSuffix(resp.Request.URL.Path, end) {
				panic(http.ErrAbortHandler)
			}
			return nil
		},
	}
	s := httptest.NewServer(proxy)
	t.Cleanup(s.Close)
	return s.URL, func(end string) { lost.Store(end) }
}

// TestLostAnswersAreTakenOver: the service did what it was asked for, and no attempt learns of it. The next apply, with tokens of its own, finds all
// of it again, and a third one buys what is new.
func TestLostAnswersAreTakenOver(t *testing.T) {
	t.Parallel()
	at := stores.File(t)
	server := binary.Serve(t, at)
	command(t, "tenant", "create", "team", "--access-key", "AKTEAM", "--secret-key", "secret-of-the-team", "--endpoint", server.URL)
	line, lose := badLine(t, server.URL)
	w := binary.NewWorkspace(t)
	provider, _, _ := strings.Cut(team(line, "secret-of-the-team", ""), "resource ")
	const orders = `resource "mss_order" "o" {
  count    = 1
  items    = [{ resource_spec_code = "mss.onshelf.voice_clone", period_type = "monthly", period_num = 1, subscription_num = 3 }]
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
  renewals = [{ asset_id = mss_asset.narrator.id, months = 2 }]
}
`
	w.Write(t, "main.tf", provider+orders)
	w.Run(t, "init")
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
		if err := apply(); err == nil || !strings.Contains(strings.Join(strings.Fields(err.Error()), " "), "Apply again") {
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
