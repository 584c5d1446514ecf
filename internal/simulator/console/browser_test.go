package console_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

// chromium starts the one browser of these tests; nil if there is none on this machine.
var chromium = sync.OnceValue(func() context.Context {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
			chromedp.DisableGPU, chromedp.Flag("host-resolver-rules", "MAP rebound.example 127.0.0.1"))
		allocator, _ := chromedp.NewExecAllocator(context.Background(), options...)
		browser, stop := chromedp.NewContext(allocator)
		stopBrowser = stop
		return browser
	}
	return nil
})

var stopBrowser = func() {}

func TestMain(m *testing.M) {
	code := m.Run()
	stopBrowser()
	os.Exit(code)
}

// tab is a page in the browser.
type tab struct {
	*house

	ctx context.Context

	mu    sync.Mutex
	wrong []string // errors of scripts, and requests to other hosts
}

// browse opens a tab on a console of its own, signed in.
func browse(t *testing.T, h *house) *tab {
	t.Helper()
	browser := chromium()
	if browser == nil {
		t.Skip("no chromium here (apt-get install chromium)")
	}
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(stop)
	b := &tab{house: h, ctx: ctx}
	note := func(format string, args ...any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.wrong = append(b.wrong, fmt.Sprintf(format, args...))
	}
	if err := chromedp.Listen(ctx, func(e any) {
		switch e := e.(type) {
		case *log.EventEntryAdded:
			note("log: %s %s", e.Entry.Text, e.Entry.URL)
		case *runtime.EventExceptionThrown:
			note("exception: %s", e.ExceptionDetails.Text)
		case *network.EventRequestWillBeSent:
			if !strings.HasPrefix(e.Request.URL, h.server.URL+"/") && !strings.HasPrefix(e.Request.URL, "data:") {
				note("request to %s", e.Request.URL)
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.Navigate(h.server.URL + "/?token=" + token))
	return b
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string]("location.href + document.body.innerText"))
		b.t.Fatalf("%v\n%s", err, text)
	}
}

func (b *tab) goTo(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.server.URL + path))
}

// press clicks, again if the page was being replaced: nothing was clicked then, because its nodes had gone.
func (b *tab) press(selector string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	for {
		err := chromedp.Do(ctx, chromedp.Click(chromedp.CSS(selector)))
		if err == nil {
			return
		}
		if ctx.Err() != nil || !strings.Contains(err.Error(), "Could not find node") {
			text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string]("location.href + document.body.innerText"))
			b.t.Fatalf("%s: %v\n%s", selector, err, text)
		}
	}
}

// click follows a link or sends a form, and waits for the next page, whose heading begins with a text.
func (b *tab) click(selector, heading string) {
	b.t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("window.isLeft = true")); err != nil {
		b.t.Fatal(err)
	}
	b.press(selector)
	b.sees("!window.isLeft && document.readyState === 'complete' && " +
		"document.querySelector('h1')?.textContent.startsWith(" + fmt.Sprintf("%q", heading) + ")")
}

// fill types into a field.
func (b *tab) fill(selector, value string) {
	b.t.Helper()
	typing := fmt.Sprintf(`(() => { const f = document.querySelector(%q); f.value = %q;
		f.dispatchEvent(new Event('input', {bubbles: true})); return true })()`, selector, value)
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](typing)); err != nil {
		b.t.Fatal(err)
	}
}

// sees waits until an expression holds.
func (b *tab) sees(expression string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	holds, err := false, error(nil)
	for !holds && ctx.Err() == nil { // an error may only say that the page is just being replaced
		if holds, err = chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+expression+")")); !holds {
			time.Sleep(20 * time.Millisecond)
		}
	}
	if !holds {
		text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string]("location.href + document.body.innerText"))
		b.t.Fatalf("%s does not hold: %v\n%s", expression, err, text)
	}
}

// isClean fails for errors in the browser's log and for requests to other hosts.
func (b *tab) isClean() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, w := range b.wrong {
		b.t.Error(w)
	}
}

// TestAPurchaseIsClickedThrough is the purchase guide, step by step, from an empty account.
func TestAPurchaseIsClickedThrough(t *testing.T) {
	t.Parallel()
	b := browse(t, open(t))
	b.click(`a[href="/buy"].button`, "Buy packages")
	b.click(`form:has(input[value="`+voiceCode+`"]) button`, "Buy packages")
	b.sees(`document.querySelector('.basket').innerText.includes('99.00 USD')`)
	b.click(`.basket a.button`, "Product details")
	b.press(`input[name=checked]`)
	b.click(`form[action="/orders"] button`, "Order CS")
	b.sees(`document.body.innerText.includes('Waiting for payment')`)
	b.click(`form[action$="/pay"] button`, "Order CS")
	b.sees(`document.body.innerText.includes('The order was paid')`)
	bought, err := b.client(time.Time{}).Packages(t.Context(), mssclient.PackageFilter{})
	if err != nil || len(bought) != 1 {
		t.Errorf("%d packages, %v; want 1", len(bought), err)
	}
	b.isClean()
}

// TestABatchRenewalIsClickedThrough is the renewal guide from an empty account on. What counts is what the confirmation
// page has at last. Only the assets are not made there: no page does that.
func TestABatchRenewalIsClickedThrough(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := browse(t, h)
	b.goTo("/buy")
	b.fill(`form:has(input[value="`+voiceCode+`"]) input[name=quantity]`, "3")
	b.click(`form:has(input[value="`+voiceCode+`"]) button`, "Buy packages")
	b.fill(`form:has(input[value="`+shelfCode+`"]) input[name=quantity]`, "6")
	b.click(`form:has(input[value="`+shelfCode+`"]) button`, "Buy packages")
	b.click(`.basket a.button`, "Product details")
	b.press(`input[name=checked]`)
	b.click(`form[action="/orders"] button`, "Order CS")
	b.click(`form[action$="/pay"] button`, "Order CS")
	var assets []string
	bought, err := h.client(time.Time{}).Packages(t.Context(), mssclient.PackageFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range bought {
		if p.ResourceSpecCode == voiceCode {
			assets = append(assets, h.voice(day0, p.ResourceID, fmt.Sprintf("voice %d", len(assets))))
		}
	}
	b.goTo("/assets?pool=voice_clone")
	b.click(`a[href^="/renew?"]`, "Renew assets")
	for _, id := range assets {
		b.press(`main input[value="` + id + `"]`)
	}
	months := func(asset, n string) { b.fill(`main input[name="months-`+asset+`"]`, n) }
	months(assets[0], "3")
	b.sees(`document.querySelector('[data-total]').textContent === '5'`)
	b.click(`form[data-sum] button`, "Confirm the renewal")
	b.sees(`document.body.innerText.includes('5 of 6 available')`)
	months(assets[0], "2")
	months(assets[1], "4")
	b.press(`main input[value="` + assets[2] + `"]`)
	b.sees(`document.querySelector('[data-total]').textContent === '6'`)
	b.click(`form[data-sum] section button`, "Renewal result")
	b.sees(`document.body.innerText.includes('6 units spent')`)
	b.sees(`document.querySelectorAll('.chip.term').length === 2`)
	b.click(`main a.button`, "Assets")
	for i, want := range []string{"2028-05-01", "2028-07-01", "2028-03-01"} {
		a, err := h.client(time.Time{}).Asset(t.Context(), assets[i])
		if err != nil || a.ExpireTime.Format(time.DateOnly) != want {
			t.Errorf("asset %d ends at %v, %v; want %s", i, a, err, want)
		}
	}
	b.click(`main a[href="/assets/`+assets[0]+`"]`, "voice 0")
	b.sees(`document.querySelector('button:disabled') && document.body.innerText.includes('No on-shelf month')`)
	b.isClean()
}

// TestTheSliderMovesThePage two years on, where statuses are those of the forecast, and writes nothing.
func TestTheSliderMovesThePage(t *testing.T) {
	t.Parallel()
	h := open(t)
	packages, assets := h.fleet()
	before := h.facts()
	b := browse(t, h)
	b.goTo("/timeline?zoom=3years")
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[any](`(() => { const i = document.querySelector('#slide');
		i.value = 730; i.dispatchEvent(new Event('input')); })()`)); err != nil {
		t.Fatal(err)
	}
	b.sees(`document.querySelector('.moment').innerText.includes('2029-02-28')`)
	for id, want := range h.foreseen(packages, assets, day0.AddDate(0, 0, 730)) {
		b.sees(`document.querySelector('.who:has([title="` + id + `"]) .chip').innerText.trim() === '` + want + `'`)
	}
	b.sees(`new URL(location.href).searchParams.get('at') === '2029-02-28T01:00:00Z'`)
	if h.facts() != before {
		t.Error("sliding has written facts")
	}
	b.isClean()
}

// foreseen is the status of each package and asset at an instant, by the forecast of today: what it lost last.
func (h *house) foreseen(packages, assets []string, at time.Time) map[string]string {
	h.t.Helper()
	f, err := h.client(day0).Forecast(h.t.Context(), mssclient.ForecastRequest{Until: at.Format(time.RFC3339)})
	if err != nil {
		h.t.Fatal(err)
	}
	statuses := map[string]string{}
	for _, id := range slices.Concat(packages, assets) {
		statuses[id] = "active"
	}
	for _, e := range f.Ends {
		if statuses[e.ID] != "" {
			statuses[e.ID] = e.Kind
		}
	}
	for _, want := range []string{"active", "released", "deleted"} {
		if !slices.Contains(slices.Collect(maps.Values(statuses)), want) {
			h.t.Fatalf("the forecast tells too little: %v", statuses)
		}
	}
	return statuses
}

// TestEveryPageInTheBrowser has no error in its log, asks no other host, fits a narrow screen and is accessible. With
// MSS_TEST_SHOTS it leaves pictures there: light, dark and narrow.
func TestEveryPageInTheBrowser(t *testing.T) {
	t.Parallel()
	h := open(t)
	packages, assets := h.fleet()
	b := browse(t, h)
	coupon := h.grant("coupons", `{"type":"cash","face_value":"30.00","with_discount":true}`)
	discount := h.grant("discounts", `{"type":"commercial","percent":10}`)
	waiting, err := h.client(day0).PlaceOrder(t.Context(),
		mssclient.OrderRequest{Items: []mssclient.OrderItem{yearly(imageCode, 1)}})
	if err != nil {
		t.Fatal(err)
	}
	axe, err := os.ReadFile(filepath.Join("..", "..", "..", ".tools", "axe.min.js"))
	if err != nil {
		t.Log("accessibility is not checked: no .tools/axe.min.js (make .tools/axe.min.js)")
	}
	paths := slices.DeleteFunc(everyPage(packages, assets), func(path string) bool { return strings.Contains(path, "?") })
	paths = append(paths, "/buy?item="+url.QueryEscape(item), "/buy/confirm?item="+url.QueryEscape(item),
		"/renew", "/renew/confirm?asset="+assets[0], "/clock?by=P13M", "/packages/"+packages[2]+"/return",
		"/assets/"+assets[0]+"/delete", "/timeline?at=2028-06-01&zoom=3years", "/?at=2028-02-10",
		"/orders/"+waiting+"?coupon="+coupon+"&discount="+discount)
	dark := []string{"/", "/timeline", "/packages", "/buy?item=" + url.QueryEscape(item)}
	for i, path := range paths {
		b.goTo(path)
		for _, look := range []struct {
			name, scheme string
			width        int64
		}{{"light", "light", 1360}, {"dark", "dark", 1360}, {"narrow", "light", 390},
			{"print", "dark", 760}} {
			pictures := os.Getenv("MSS_TEST_SHOTS")
			if pictures == "" && (look.name == "print" || look.name == "dark" && !slices.Contains(dark, path)) {
				continue
			}
			media := ""
			if look.name == "print" {
				media = "print"
			}
			if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Media:    media,
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: look.scheme}},
			}); err != nil {
				t.Fatal(err)
			}
			b.do(chromedp.EmulateViewport(look.width, 900))
			wide, err := chromedp.Run(b.ctx, chromedp.Evaluate[int]("document.documentElement.scrollWidth"))
			if err != nil || wide > int(look.width) {
				t.Errorf("%s, %s: %d pixels wide, %v", path, look.name, wide, err)
			}
			if axe != nil && look.width > 1000 {
				b.isAccessible(path+" "+look.name, string(axe))
			}
			if pictures != "" {
				b.picture(filepath.Join(pictures, fmt.Sprintf("%02d-%s.png", i, look.name)))
			}
		}
	}
	b.isClean()
}

func (b *tab) picture(file string) {
	b.t.Helper()
	const best = 100
	data, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(best))
	if err == nil {
		err = os.WriteFile(file, data, 0o600)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// isAccessible runs axe-core's rules.
func (b *tab) isAccessible(name, axe string) {
	b.t.Helper()
	load := chromedp.Evaluate[any]("window.axe ? 0 : (() => {" + axe + "; return 0 })()")
	if _, err := chromedp.Run(b.ctx, load); err != nil {
		b.t.Fatal(err)
	}
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](`axe.run({resultTypes: ['violations']}).then(r =>
		r.violations.map(v => v.id + ': ' + v.help + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | ')))`,
		chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatal(err)
	}
	for _, f := range found {
		b.t.Errorf("%s: %s", name, f)
	}
}

// TestStrangersInTheBrowser are shown a clear page, and nothing is done.
func TestStrangersInTheBrowser(t *testing.T) {
	t.Parallel()
	h := open(t)
	b := browse(t, h)
	evil := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, `<!DOCTYPE html><h1>Evil</h1><form method="post" action="%s/orders">`+
			`<input name="item" value="%s"><input name="checked" value="1"><button>Win</button></form>`, h.server.URL, item)
	}))
	t.Cleanup(evil.Close)
	b.do(chromedp.Navigate(evil.URL))
	b.click("button", "Form from another site")
	b.do(chromedp.Navigate(strings.Replace(h.server.URL, "127.0.0.1", "rebound.example", 1) + "/"))
	b.sees(`document.querySelector('h1').textContent === 'Wrong host'`)
	b.do(chromedp.Navigate(strings.Replace(h.server.URL, "127.0.0.1", "localhost", 1) + "/?token=guess"))
	b.sees(`document.querySelector('h1').textContent === 'The link cannot be used'`)
	b.do(chromedp.Navigate(strings.Replace(h.server.URL, "127.0.0.1", "localhost", 1) + "/packages"))
	b.sees(`document.querySelector('h1').textContent === 'Not signed in'`)
	if n := h.orders(); n != 0 {
		t.Errorf("strangers placed %d orders", n)
	}
	b.goTo("/")
	b.sees(`document.body.innerText.includes('Nothing has been bought yet')`)
}

// TestHostileNamesInTheBrowser run no script, also where the slider's script puts a page in place of another.
func TestHostileNamesInTheBrowser(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.buy(day0, yearly(voiceCode, 1))[0]
	const name = `<img src=x onerror=pwned=1><script>pwned=1</script>`
	asset := h.voice(day0, p, name)
	b := browse(t, h)
	for _, path := range []string{"/timeline", "/assets", "/assets/" + asset, "/assets/" + asset + "/delete", "/events",
		"/packages/" + p, "/renew/confirm?asset=" + asset} {
		b.goTo(path)
		b.sees(`document.body.innerText.includes('<img src=x') && !document.querySelector('img, main script')`)
	}
	b.goTo("/timeline")
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[any](`(() => { const i = document.querySelector('#slide');
		i.value = 30; i.dispatchEvent(new Event('input')); })()`)); err != nil {
		t.Fatal(err)
	}
	b.sees(`document.querySelector('.moment').innerText.includes('2027-03-31') && ` +
		`document.body.innerText.includes('<img src=x') && !document.querySelector('img, main script') && !window.pwned`)
	b.isClean()
}

// TestPicture takes the picture of the timeline that the README shows, where MSS_TEST_PICTURE says, of the store that
// the demo left. Without it there is nothing to do.
func TestPicture(t *testing.T) {
	t.Parallel()
	file, store := os.Getenv("MSS_TEST_PICTURE"), os.Getenv("MSS_TEST_PICTURE_STORE")
	if file == "" {
		t.Skip("no picture is wanted (make .github/timeline.png)")
	}
	b := browse(t, openStore(t, store))
	const most = 200_000
	b.do(chromedp.EmulateViewport(1240, 780))
	b.goTo("/timeline?zoom=3years&from=2026-12-01")
	b.sees(`document.body.innerText.includes('presenter')`)
	b.picture(file)
	b.isClean()
	if info, err := os.Stat(file); err != nil || info.Size() > most {
		t.Errorf("%v, %v; at most %d bytes are wanted", info.Size(), err, most)
	}
}
