package console_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// everyPage is an address of each page of the fleet.
func everyPage(packages, assets []string) []string {
	return []string{"/", "/timeline", "/timeline?zoom=week", "/timeline?zoom=10years", "/timeline?q=narrator", "/packages",
		"/packages/" + packages[0], "/assets", "/assets/" + assets[0], "/assets?pool=voice_clone", "/orders", "/events",
		"/events?type=money", "/events?q=" + packages[0], "/rules", "/rules?provenance=assumed", "/clock", "/buy"}
}

func TestEveryPageShowsNowAndLaterAndWritesNothing(t *testing.T) {
	t.Parallel()
	h := open(t).signIn()
	packages, assets := h.fleet()
	before := h.facts()
	for _, path := range everyPage(packages, assets) {
		page := h.get(path)
		if !strings.Contains(page, `<time datetime="2027-03-01T01:00:00Z">`) {
			t.Errorf("%s does not state its instant", path)
		}
		glue := "?"
		if strings.Contains(path, "?") {
			glue = "&"
		}
		later := h.get(path + glue + "at=2028-06-01T00:00:00Z")
		if !strings.Contains(later, "Looking ahead to") || !strings.Contains(later, `datetime="2028-06-01T00:00:00Z"`) {
			t.Errorf("%s at a later instant does not say so", path)
		}
	}
	if after := h.facts(); after != before {
		t.Errorf("looking has written %d facts", after-before)
	}
}

func TestTheTimelineTellsPhasesAsEventsDo(t *testing.T) {
	t.Parallel()
	h := open(t).signIn()
	packages, assets := h.fleet()
	page := h.get("/timeline?zoom=3years&from=2027-01-01")
	for name, want := range map[string]string{
		"the voice's term": "Voice modelling, basic, package " + packages[0] + ". Term from 2027-03-01, Grace from " +
			"2028-03-01, Retention, frozen from 2028-03-16, Gone from 2028-03-31",
		"its asset's months": "narrator, asset " + assets[0] + ". Term from 2027-03-01, Own months from 2028-03-01, " +
			"Grace from 2028-05-01",
		"the one that renews":   "Voice modelling, basic, package " + packages[1] + ". Term from 2027-03-01\"",
		"a charge as a mark":    "renewed automatically until 2029-03-01T15:59:59Z",
		"a notice as a mark":    `href="#m-notice"`,
		"months added, as such": `href="#m-months"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is missing: %s", name, want)
		}
	}
}

func TestTheSliderShowsTheAccountAsItWillBe(t *testing.T) {
	t.Parallel()
	h := open(t).signIn()
	packages, _ := h.fleet()
	for at, want := range map[string]string{"2028-02-01": "active", "2028-03-10": "grace", "2028-03-20": "frozen",
		"2028-04-20": "released"} {
		row := regexp.MustCompile(`(?s)title="` + packages[0] + `".*?</i>(.*?)</span>`).FindStringSubmatch(
			h.get("/timeline?at=" + at))
		if row == nil || row[1] != want {
			t.Errorf("at %s the page says %q, want %s", at, row, want)
		}
	}
}

func TestAnAddressOfThePastSaysThatTheAccountHasMovedOn(t *testing.T) {
	t.Parallel()
	h := open(t).signIn()
	h.fleet()
	for given, want := range map[string]string{"2020-01-01": "the account has moved on since", "soon": "is no instant"} {
		if page := h.get("/?at=" + given); !strings.Contains(page, want) {
			t.Errorf("at=%s: want %q", given, want)
		}
	}
}

func TestAnEmptyAccountHasAllPages(t *testing.T) {
	t.Parallel()
	h := open(t).signIn()
	for _, path := range []string{"/", "/timeline", "/packages", "/assets", "/orders", "/events"} {
		h.get(path)
	}
	if page := h.get("/"); !strings.Contains(page, "Nothing has been bought yet") {
		t.Error("the overview does not say that the account is empty")
	}
}

// TestHostileNamesAreText: names of assets come from anywhere.
func TestHostileNamesAreText(t *testing.T) {
	t.Parallel()
	h := open(t).signIn()
	packages := h.buy(day0, yearly(voiceCode, 1))
	const name = `<script>alert(1)</script>" onload="x`
	asset := h.voice(day0, packages[0], name)
	for _, path := range append(everyPage(packages, []string{asset}), "/timeline?q="+url.QueryEscape(name),
		"/events?q="+url.QueryEscape(name), "/packages?q="+url.QueryEscape(name)) {
		page := h.get(path)
		if strings.Contains(page, "<script>alert") || strings.Contains(page, `" onload="`) {
			t.Errorf("%s shows a name as markup", path)
		}
	}
}

func TestWhoIsNotLetIn(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		path, want string
		status     int
		headers    map[string]string
	}{
		"no session":  {"/", "Not signed in", http.StatusUnauthorized, nil},
		"wrong token": {"/?token=guess", "The link cannot be used", http.StatusForbidden, nil},
		"forged cookie": {"/", "Not signed in", http.StatusUnauthorized,
			map[string]string{"Host": "127.0.0.1:7", "Cookie": "mss_console_7=9999999999.AAAA"}},
		"foreign host": {"/", "Wrong host", http.StatusForbidden, map[string]string{"Host": "rebound.example"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			status, page := h.send(http.MethodGet, test.path, nil, test.headers)
			if status != test.status || !strings.Contains(page, test.want) {
				t.Errorf("HTTP %d, want %d and %q:\n%s", status, test.status, test.want, page)
			}
		})
	}
	t.Run("used token", func(t *testing.T) {
		t.Parallel()
		h := open(t).signIn()
		h.browser.Jar = nil
		if status, page := h.fetch("/?token=" + token); status != http.StatusForbidden ||
			!strings.Contains(page, "used before") {
			t.Errorf("the token works twice: HTTP %d", status)
		}
	})
}

// TestNoPageHasWhatItsPolicyBlocks: styles and scripts in the page would do nothing.
func TestNoPageHasWhatItsPolicyBlocks(t *testing.T) {
	t.Parallel()
	h := open(t).signIn()
	packages, assets := h.fleet()
	blocked := regexp.MustCompile(`(?i)\sstyle=|<style|\son[a-z]+=|<script(?:[^>]*)>[^<]|(?:src|href)="(?:https?:)?//`)
	for _, path := range everyPage(packages, assets) {
		if found := blocked.FindString(h.get(path)); found != "" {
			t.Errorf("%s has %q", path, found)
		}
	}
	resp, err := h.browser.Get(h.server.URL + "/")
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if csp := resp.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "script-src 'self'") ||
		strings.Contains(csp, "unsafe") {
		t.Errorf("the policy is %q", csp)
	}
}
