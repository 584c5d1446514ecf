package console_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/console"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// post sends a form that is taken, and returns the page that follows.
func (h *house) post(path string, form url.Values) string {
	h.t.Helper()
	status, page := h.send(http.MethodPost, path, form, map[string]string{"Sec-Fetch-Site": "same-origin"})
	if status != http.StatusOK {
		h.t.Fatalf("POST %s: HTTP %d\n%s", path, status, page)
	}
	return page
}

// has wants texts on a page.
func (h *house) has(page string, texts ...string) {
	h.t.Helper()
	for _, text := range texts {
		if !strings.Contains(page, text) {
			h.t.Errorf("the page lacks %q:\n%s", text, page)
		}
	}
}

// inOrder is the id of the order that a page shows.
func inOrder(page string) string { return regexp.MustCompile(`CS[0-9A-Z]{10,}`).FindString(page) }

const item = voiceCode + "~yearly~1~2~0"

// TestAPurchaseByHand is the purchase guide, from an account that nothing was written to.
func TestAPurchaseByHand(t *testing.T) {
	t.Parallel()
	h := open(t).signIn()
	page := h.get("/buy?add=" + voiceCode + "&term=yearly~1&quantity=2")
	h.has(page, "Purchase list", "198.00 USD", "/buy/confirm?item="+url.QueryEscape(item))
	h.has(h.get("/buy/confirm?item="+item), "Product details", "I have read and agree", "Pay now")
	if n := h.orders(); n != 0 {
		t.Fatalf("looking has placed %d orders", n)
	}
	form := url.Values{"item": {item}, "client_token": {"T1"}, "acts_on": {"2027-03-01T01:00:00Z"}}
	if status, page := h.send(http.MethodPost, "/orders", form, nil); status != http.StatusBadRequest ||
		!strings.Contains(page, "Not confirmed") || h.orders() != 0 {
		t.Errorf("an order without the agreement: HTTP %d", status)
	}
	form.Set("checked", "1")
	page = h.post("/orders", form)
	h.has(page, "Nothing is charged until you pay it", "Waiting for payment", "7 days", "Pay 198.00 USD")
	id := inOrder(page)
	h.post("/orders", form) // sent twice
	if n := h.orders(); n != 1 {
		t.Errorf("a form that was sent twice placed %d orders", n)
	}
	h.has(h.post("/orders/"+id+"/pay", nil), "The order was paid", "completed", "Voice modelling, basic")
	if bought, err := h.client(day0).Packages(t.Context(), mssclient.PackageFilter{}); err != nil || len(bought) != 2 {
		t.Errorf("%d packages, %v; want 2", len(bought), err)
	}
}

// orders is how many orders there are.
func (h *house) orders() int {
	h.t.Helper()
	all, err := h.client(time.Time{}).Orders(context.Background())
	if err != nil {
		h.t.Fatal(err)
	}
	return len(all)
}

func TestAnOrderIsCancelledByHand(t *testing.T) {
	t.Parallel()
	h := open(t).signIn()
	page := h.post("/orders", url.Values{"item": {item}, "checked": {"1"}})
	id := inOrder(page)
	h.has(h.get("/orders/"+id+"/cancel"), "Nothing is charged", "Cancel the order")
	h.has(h.post("/orders/"+id+"/cancel", nil), "The order was cancelled", "cancelled")
}

// TestABatchRenewalByHand is the renewal guide: months for each, changed on the confirmation page, and a result list.
func TestABatchRenewalByHand(t *testing.T) {
	t.Parallel()
	h := open(t).signIn()
	_, assets := h.fleet() // 4 months are left
	h.has(h.get("/renew?pool=voice_clone"), "narrator", "host", "<b>4</b> months left")
	query := url.Values{"asset": assets, "months-" + assets[0]: {"3"}, "months-" + assets[1]: {"2"}}
	h.has(h.get("/renew/confirm?"+query.Encode()), "5 of 4 available", "Too many", `value="3"`, "Confirm")
	changed := url.Values{"asset": assets, "months-" + assets[0]: {"1"}, "months-" + assets[1]: {"2"}}
	page := h.post("/renew", changed)
	h.has(page, "Renewal result", "3 units spent", "Complete", "narrator", "host")
	quotas, err := h.client(day0).Quotas(t.Context())
	i := slices.IndexFunc(quotas, func(q mssclient.Quota) bool { return q.Pool == "voice_clone" })
	if err != nil || quotas[i].Available != 1 {
		t.Errorf("%+v, %v; want 1 month left", quotas, err)
	}
	h.post("/renew", url.Values{"asset": assets[:1], "months-" + assets[0]: {"1"}})
	h.has(h.get("/assets/"+assets[0]), "No on-shelf month for Voice clones is left", "disabled")
	status, page := h.send(http.MethodPost, "/renew", url.Values{}, nil)
	if status != http.StatusBadRequest || !strings.Contains(page, "No asset is chosen") {
		t.Errorf("without assets: HTTP %d", status)
	}
}

func TestPackagesAndAssetsAreChangedByHand(t *testing.T) {
	t.Parallel()
	h := open(t).signIn()
	packages, assets := h.fleet()
	p, a := "/packages/"+packages[0], "/assets/"+assets[0]
	h.has(h.get(p+"/renew?period=yearly&num=1"), "99.00 USD", "2029-03-01T15:59:59Z",
		"Nothing is charged until you pay it")
	page := h.post(p+"/renew", url.Values{"period": {"yearly"}, "num": {"1"}, "client_token": {"R1"}})
	h.has(page, "The renewal was ordered", "Waiting for payment")
	h.has(h.post("/orders/"+inOrder(page)+"/pay", nil), "The order was paid")
	h.has(h.get(p), "2029-03-01")
	h.has(h.get(p+"/auto-renewal?on=1"), "Switch on", "2027-03-01T01:00:00Z")
	h.has(h.post(p+"/auto-renewal", url.Values{"on": {"1"}}), "Automatic renewal is on")
	status, page := h.send(http.MethodPost, a+"/delete", nil, nil)
	if status < 400 || !strings.Contains(page, "refused") { // the package renews itself
		t.Errorf("deleted in spite of automatic renewal: HTTP %d", status)
	}
	h.has(h.post(p+"/auto-renewal", url.Values{"on": {"0"}}), "Automatic renewal is off")
	h.has(h.get(a+"/delete"), "recycle bin")
	h.has(h.post(a+"/delete", nil), "The asset is in the recycle bin", "recycled")
	h.has(h.post(a+"/restore", nil), "The asset was restored", "active")
	h.has(h.get("/packages/"+packages[2]+"/return"), "1 080.00 USD", "cannot be undone")
	h.has(h.post("/packages/"+packages[2]+"/return", url.Values{"checked": {"1"}, "acts_on": {"2027-04-01"}}),
		"The package was returned", "2027-04-01")
}

// TestActionsHappenAtTheNewestFact, whatever instant is looked at.
func TestActionsHappenAtTheNewestFact(t *testing.T) {
	t.Parallel()
	h := open(t).signIn()
	packages, _ := h.fleet()
	path := "/packages/" + packages[0]
	if page := h.get(path + "?at=2028-01-01"); strings.Contains(page, "/auto-renewal") {
		t.Error("a page that looks ahead offers actions")
	}
	h.post(path+"/auto-renewal?at=2028-01-01", url.Values{"on": {"1"}})
	account, err := h.client(time.Time{}).Tenant(t.Context())
	if err != nil || !account.Head.Equal(day0) {
		t.Errorf("the newest fact is at %s, %v; want %s", account.Head, err, day0)
	}
	status, page := h.send(http.MethodPost, path+"/auto-renewal", url.Values{"on": {"0"}, "acts_on": {"2027-01-01"}}, nil)
	if status != http.StatusBadRequest || !strings.Contains(page, "Nothing was done") {
		t.Errorf("an instant before the newest fact: HTTP %d", status)
	}
}

func TestTheClockIsMovedAfterADryRun(t *testing.T) {
	t.Parallel()
	h := open(t).signIn()
	h.fleet()
	before := h.facts()
	page := h.get("/clock?by=P13M")
	h.has(page, "Dry run to <time datetime=\"2028-04-01T01:00:00Z\"", "package in grace", "−99.00 USD",
		"Nothing has been changed")
	if h.facts() != before {
		t.Error("a dry run wrote facts")
	}
	h.has(h.post("/clock", url.Values{"to": {"2028-04-01T01:00:00Z"}}), "The clock was moved", "2028-04-01")
	h.has(h.get("/clock?by=soon"), "notice warn")
}

// TestFormsOfOtherSitesDoNothing is cross-site request forgery.
func TestFormsOfOtherSitesDoNothing(t *testing.T) {
	t.Parallel()
	h := open(t).signIn()
	for name, headers := range map[string]map[string]string{
		"by its origin":    {"Origin": "https://evil.example"},
		"by fetch's words": {"Sec-Fetch-Site": "cross-site"},
	} {
		status, page := h.send(http.MethodPost, "/orders", url.Values{"item": {item}, "checked": {"1"}}, headers)
		if status != http.StatusForbidden || !strings.Contains(page, "another site") || h.orders() != 0 {
			t.Errorf("%s: HTTP %d", name, status)
		}
	}
}

func TestRefusalsAreClearPages(t *testing.T) {
	t.Parallel()
	h := open(t).signIn()
	h.fleet()
	for path, want := range map[string]int{"/packages/nope": 404, "/orders/CS404": 404, "/assets/nope": 404, "/nope": 404,
		"/buy?item=x": 400, "/packages/../x": 404,
		"/buy/confirm?item=" + strings.Replace(item, "yearly", "monthly", 1): 200} {
		if status, page := h.fetch(path); status != want || !strings.Contains(page, "<h1>") {
			t.Errorf("%s: HTTP %d, want %d and a page", path, status, want)
		}
	}
}

// TestAReportIsOneFile that needs no network, no script and no style sheet.
func TestAReportIsOneFile(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.fleet()
	cfg := console.Config{Cloud: h.carrier, Base: "http://simulator.mss.invalid", Project: "demo"}
	until := day0.AddDate(2, 0, 0)
	var page, text bytes.Buffer
	if err := console.Report(t.Context(), &page, cfg, until, false); err != nil {
		t.Fatal(err)
	}
	if err := console.Report(t.Context(), &text, cfg, until, true); err != nil {
		t.Fatal(err)
	}
	h.has(page.String(), "Report on demo", "narrator", "<svg", "198.00")
	outside := regexp.MustCompile(`<script|<link|\s(?:src|href)="[^#"]|url\("?http|\sstyle=`)
	if found := outside.FindString(page.String()); found != "" {
		t.Errorf("the page has %q", found)
	}
	h.has(text.String(), "### Charges by month", "| 2028-02 | 99.00 |", "### What ends", "narrator")
}

// TestTenThousandPackages costs a page no more calls than a few do, and no page is longer than a browser likes.
func TestTenThousandPackages(t *testing.T) {
	t.Parallel()
	few, many := open(t), open(t)
	wires := map[*house]*wire{}
	for h, n := range map[*house]int{few: 1, many: 50} {
		h.signIn()
		renews := yearly(voiceCode, 100)
		renews.AutoRenew = true
		h.order(day0, slices.Repeat([]mssclient.OrderItem{yearly(voiceCode, 100)}, n)...)
		h.order(day0, slices.Repeat([]mssclient.OrderItem{renews}, n)...)
		wires[h] = h.wire
	}
	if counted := many.get("/packages"); !strings.Contains(counted, "of 10000") {
		t.Fatalf("there are not 10,000 packages: %s", regexp.MustCompile(`–\d+ of \d+`).FindString(counted))
	}
	elements := regexp.MustCompile(`<[a-z]`)
	for _, path := range []string{"/", "/timeline?zoom=10years", "/timeline?zoom=3years", "/timeline?q=nobody",
		"/packages", "/packages?page=399", "/assets", "/orders", "/events", "/events?at=2028-03-20", "/?at=2028-02-20",
		"/renew", "/buy", "/rules"} {
		calls := map[*house]int64{}
		for h, w := range wires {
			before := w.calls.Load()
			page := h.get(path)
			calls[h] = w.calls.Load() - before
			if n := len(elements.FindAllString(page, -1)); n > 5000 {
				t.Errorf("%s has %d elements", path, n)
			}
		}
		if paged := strings.Contains(path, "page="); !paged && calls[many] > calls[few]+1 || calls[many] > 30 {
			t.Errorf("%s makes %d calls, with few packages %d", path, calls[many], calls[few])
		}
	}
	var text bytes.Buffer
	cfg := console.Config{Cloud: many.carrier, Base: "http://simulator.mss.invalid", Project: "demo"}
	if err := console.Report(t.Context(), &text, cfg, day0.AddDate(1, 1, 0), true); err != nil {
		t.Fatal(err)
	}
	if n := text.Len(); n > 60_000 || n < 20_000 || !strings.Contains(text.String(), "more") {
		t.Errorf("the report has %d bytes", n)
	}
}

// TestASessionEnds after twelve hours: then nothing is shown or done.
func TestASessionEnds(t *testing.T) {
	t.Parallel()
	h := open(t).signIn()
	h.ahead.Store(int64(12*time.Hour) - 1)
	h.get("/")
	h.ahead.Store(int64(12 * time.Hour))
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		status, page := h.send(method, "/orders", url.Values{"item": {item}, "checked": {"1"}}, nil)
		if status != http.StatusUnauthorized || !strings.Contains(page, "Not signed in") || h.orders() != 0 {
			t.Errorf("%s: HTTP %d:\n%s", method, status, page)
		}
	}
}

// TestAnOrderIsPaidWithCouponsAndADiscount: the page tells what is charged, and that is charged.
func TestAnOrderIsPaidWithCouponsAndADiscount(t *testing.T) {
	t.Parallel()
	h := open(t).signIn()
	h.buy(day0, yearly(imageCode, 1))
	coupon := h.grant("coupons", `{"type":"cash","face_value":"30.00","with_discount":true}`)
	other := h.grant("coupons", `{"type":"cash","face_value":"5.00","products":["`+imageCode+`"]}`)
	discount := h.grant("discounts", `{"type":"commercial","percent":10}`)
	order := inOrder(h.post("/orders", url.Values{"item": {item}, "checked": {"1"}}))
	page := h.get("/orders/" + order)
	h.has(page, coupon, discount, "commercial discount: −19.80 USD", "30.00 USD cash coupon", "Pay 198.00 USD")
	if strings.Contains(page, other) {
		t.Error("a coupon for other products is offered")
	}
	page = h.get("/orders/" + order + "?coupon=" + coupon + "&discount=" + discount)
	h.has(page, `<td class="num">198.00 USD</td>`, "−19.80 USD", "−30.00 USD", "Pay 148.20 USD")
	h.has(h.get("/orders/"+order+"?coupon=nope"), "Nothing was charged: choose something else")
	page = h.post("/orders/"+order+"/pay", url.Values{"coupon": {coupon}, "discount": {discount}})
	h.has(page, "The order was paid", "178.20 USD", "30.00 USD")
	if story := h.get("/events?type=order_paid"); !strings.Contains(story, "−148.20 USD") {
		t.Errorf("148.20 USD were not charged:\n%s", story)
	}
}

// TestEndsAreToldOnceEach, with what becomes of them.
func TestEndsAreToldOnceEach(t *testing.T) {
	t.Parallel()
	h := open(t).signIn()
	packages, assets := h.fleet()
	page := h.get("/?at=2028-02-10")
	soon := regexp.MustCompile(`(?s)Within 30 days.*?</ul>`).FindString(page)
	later := regexp.MustCompile(`(?s)In 31 to 90 days.*?</ul>`).FindString(page)
	for id, want := range map[string]string{packages[0]: "frozen on 2028-03-16, released on 2028-03-31",
		packages[2]: "frozen on 2028-03-16, released on 2028-03-31"} {
		row := regexp.MustCompile(`(?s)<a [^>]*title="` + id + `".*?</li>`).FindString(soon)
		if strings.Count(page, `title="`+id+`"`) != 1 || !strings.Contains(row, want) {
			t.Errorf("%s is not told once, with %q:\n%s", id, want, soon)
		}
	}
	h.has(soon, "4 unused units then void", `<span class="pill">3</span>`)
	h.has(later, `title="`+assets[0]+`"`, "2028-05-01", "frozen on 2028-05-16, deleted on 2028-05-31",
		`<span class="pill">1</span>`)
	page = h.get("/?at=2028-03-20") // frozen
	h.has(regexp.MustCompile(`(?s)Within 30 days.*?</ul>`).FindString(page), "is released for good", packages[0])
}

// TestRulesAreThoseInForce, with their provenance.
func TestRulesAreThoseInForce(t *testing.T) {
	t.Parallel()
	h := open(t).signIn()
	h.has(h.get("/rules"), "built-in policy", "Days of grace", "grace_days", "billing: grace period", "documented",
		"1 200.00 USD", "made up for rehearsals")
	page := h.get("/rules?provenance=assumed")
	if strings.Contains(page, "grace_days") || !strings.Contains(page, "recycle_days") {
		t.Error("the filter does not hold")
	}
	policy, err := site.PolicyText("international")
	if err != nil {
		t.Fatal(err)
	}
	policy = strings.Replace(policy, "grace_days: {value: 15", "grace_days: {value: 21", 1)
	policy = strings.Replace(policy, `version: "1"`, `version: "our own"`, 1)
	body, err := json.Marshal(map[string]string{"policy": policy})
	if err != nil {
		t.Fatal(err)
	}
	h.buy(day0, yearly(voiceCode, 1))
	h.control("/_sim/v1/account/rules", string(body), nil)
	h.has(h.get("/rules"), "own policy, version our own", `class="value">21<`)
}
