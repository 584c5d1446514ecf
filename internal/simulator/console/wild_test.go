package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestWildAddressesAreAnsweredByPages: bad ids, wild parameters, odd instants and long names.
func TestWildAddressesAreAnsweredByPages(t *testing.T) {
	t.Parallel()
	h := open(t).signIn()
	packages, assets := h.fleet()
	before := h.facts()
	long := strings.Repeat("ä", 2000)
	for path, most := range map[string]int{
		"/packages/%00": 404, "/packages/" + long[:400]: 404, "/packages/..%2f..%2forders": 404, "/assets/%ff%fe": 404,
		"/orders/CS%0a": 404, "/renewals/nope": 404, "/packages/" + packages[0] + "/renew?period=weekly&num=-7": 400,
		"/packages/" + packages[0] + "/renew?period=yearly&num=999999999": 400, "/packages/nope/return": 404,
		"/assets/nope/delete": 404, "/orders/nope/cancel": 404, "/packages/nope/auto-renewal?on=1": 404,
		"/packages?page=-3": 200, "/packages?page=99999999999999999999": 200, "/packages?page=1000000": 200,
		"/packages?status=nonsense": 200, "/assets?status=nonsense&pool=nope": 200, "/orders?status=x": 200,
		"/events?type=nope&q=%00": 200, "/timeline?zoom=never&from=yesterday": 200,
		"/timeline?from=0001-01-01&zoom=10years": 200, "/timeline?from=9899-12-31&zoom=10years": 400,
		"/timeline?at=9900-01-01": 200, "/?at=9899-12-31": 200, "/?at=1970-01-01": 200, "/?at=" + url.QueryEscape(long): 200,
		"/clock?to=1999-01-01": 200, "/clock?by=P9999999Y": 200, "/clock?to=%00": 200, "/rules?provenance=guess": 200,
		"/buy?item=~~~~": 400, "/buy?add=nope&term=yearly~1&quantity=1": 200, "/buy?add=x&term=&quantity=": 400,
		"/buy?item=" + url.QueryEscape("x~yearly~99999999999~1~0"): 400, "/buy/confirm": 200,
		"/renew/confirm?asset=nope": 200, "/renew/confirm?asset=" + assets[0] + "&months-" + assets[0] + "=-5": 200,
		"/renew?asset=nope&asset=" + assets[0]: 200, "/orders/CS1?coupon=a&coupon=b&discount=c": 404,
		"/timeline?q=" + url.QueryEscape(long): 200, "/assets?q=a,b:c": 200, "/static/nope": 404,
		"/packages?q=%27%3B--": 200,
	} {
		status, page := h.fetch(path)
		if status >= 500 || status != most {
			title, _, _ := strings.Cut(page[strings.Index(page, "<main")+1:], "</main>")
			t.Errorf("%.80s: HTTP %d, want %d: %.600s", path, status, most, title)
		}
		if status != http.StatusNotFound && !strings.Contains(page, "<h1>") {
			t.Errorf("%.80s is no page: %.200s", path, page)
		}
	}
	if after := h.facts(); after != before {
		t.Errorf("looking has written %d facts", after-before)
	}
	for path, form := range map[string]url.Values{
		"/orders":                             {"item": {"~"}, "checked": {"1"}},
		"/renew":                              {"asset": {assets[0]}, "months-" + assets[0]: {"many"}},
		"/orders/nope/pay":                    {"coupon": {"x"}},
		"/packages/nope/return":               {"checked": {"1"}},
		"/packages/nope/renew":                {"period": {"never"}, "num": {"1"}},
		"/clock":                              {"to": {"1999-01-01"}},
		"/packages/" + packages[0] + "/renew": {"period": {"yearly"}, "num": {"1"}, "acts_on": {"soon"}},
	} {
		if status, page := h.send(http.MethodPost, path, form, nil); status < 400 || status >= 500 ||
			!strings.Contains(page, "<h1>") {
			t.Errorf("POST %s: HTTP %d", path, status)
		}
	}
	if after := h.facts(); after != before {
		t.Errorf("refused forms have written %d facts", after-before)
	}
}

// TestOtherClocks hold by hand, too: a held clock is where it stands, and a real one cannot be moved.
func TestOtherClocks(t *testing.T) {
	t.Parallel()
	for clock, body := range map[string]string{"held": `,"now":"2027-03-01T01:00:00Z"`, "real": ""} {
		t.Run(clock, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			h.control("/_sim/v1/tenants", `{"project_id":"demo","access_key":"AKOFDEMO","secret_key":"not-so-secret",`+
				`"clock":"`+clock+`"`+body+"}", nil)
			h.signIn()
			h.has(h.get("/buy/confirm?item="+item), "by the account's "+clock+" clock")
			page := h.post("/orders", url.Values{"item": {item}, "checked": {"1"}, "acts_on": {"2031-01-01"}})
			h.has(page, "Waiting for payment", `datetime="2027-03-01T01:00:00Z"`)
			h.has(h.post("/orders/"+inOrder(page)+"/pay", nil), "The order was paid")
			h.has(h.get("/?at=2028-03-20"), "is released for good")
			status, page := h.send(http.MethodPost, "/clock", url.Values{"to": {"2027-05-01"}}, nil)
			if moved := status == http.StatusOK && strings.Contains(page, "The clock was moved"); moved != (clock == "held") {
				t.Errorf("moving the clock: HTTP %d", status)
			}
		})
	}
}
