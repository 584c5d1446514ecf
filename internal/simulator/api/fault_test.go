package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
)

// faulty is a simulated cloud whose calls are made one by one, without retries.
type faulty struct {
	t     *testing.T
	cloud *simulator.Cloud
	line  http.RoundTripper
	base  string
	day   int // of the calls that name an instant
}

// wires are both ways to a simulated cloud.
func wires() []string { return []string{"memory", "socket"} }

func newFaulty(t *testing.T, wire string, opts simulator.Options) *faulty {
	t.Helper()
	opts.Clock = func() time.Time { return day0 }
	cloud := simulator.New(stores.Open(t, stores.New(t)), opts)
	verifier := &auth.Verifier{Keys: cloud, Off: true}
	handler := api.New(cloud, verifier.Believe)
	f := &faulty{t: t, cloud: cloud, line: api.Transport(handler), base: "http://simulator.mss.invalid"}
	if wire == "socket" {
		server := httptest.NewServer(handler)
		t.Cleanup(server.Close)
		f.line, f.base = server.Client().Transport, server.URL
	}
	return f
}

// answer is what a caller gets.
type answer struct {
	status int
	header http.Header
	code   string
	body   map[string]any
	err    error // of the connection, also in the middle of the body
}

func (f *faulty) send(ctx context.Context, tenant, method, path, body string) (a answer) {
	f.t.Helper()
	path = strings.ReplaceAll(path, "{project}", "/v1/"+tenant)
	req, err := http.NewRequestWithContext(ctx, method, f.base+path, strings.NewReader(body))
	if err != nil {
		f.t.Fatal(err)
	}
	if body == "" {
		req.Body = nil
	}
	req.Header.Set("Authorization", "SDK-HMAC-SHA256 Access="+tenant+", SignedHeaders=host, Signature=00")
	req.Header.Set("X-Simulator-Time", day0.AddDate(0, 0, f.day).Format(time.RFC3339))
	resp, err := f.line.RoundTrip(req)
	if err != nil {
		return answer{err: err}
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	a = answer{status: resp.StatusCode, header: resp.Header, err: err}
	if err == nil && len(bytes.TrimSpace(data)) > 0 {
		if err := json.Unmarshal(data, &a.body); err != nil {
			f.t.Fatal(err)
		}
		a.code, _ = a.body["error_code"].(string)
	}
	return a
}

func (f *faulty) call(method, path, body string) answer {
	f.t.Helper()
	return f.send(f.t.Context(), "demo", method, path, body)
}

const (
	ordersPath = "{project}/mss/public/orders"
	payPath    = "/v3/orders/customer-orders/pay"
	faultsPath = "/_sim/v1/faults"
)

func orderBody(code string) string {
	return fmt.Sprintf(`{"cloud_services":[{"period_type":3,"period_num":1,"subscription_num":1,
		"resource_spec_code":%q}]}`, code)
}

func (f *faulty) order() (id string) {
	f.t.Helper()
	a := f.call("POST", ordersPath, orderBody(voice))
	id, _ = a.body["order_id"].(string)
	if a.status != http.StatusOK || id == "" {
		f.t.Fatalf("no order: %+v", a)
	}
	return id
}

func payment(order string) string {
	return fmt.Sprintf(`{"order_id":%q,"use_coupon":"NO","use_discount":"NO"}`, order)
}

// statuses counts the orders by their status: 3 is in processing, 5 completed, 6 to be paid.
func (f *faulty) statuses() map[int]int {
	f.t.Helper()
	a := f.call("GET", "/v2/orders/customer-orders?limit=100", "")
	all, ok := a.body["order_infos"].([]any)
	if !ok {
		f.t.Fatalf("no list of orders: %+v", a)
	}
	n := map[int]int{}
	for _, o := range all {
		n[int(o.(map[string]any)["status"].(float64))]++ //nolint:forcetypeassert // or the test fails
	}
	return n
}

func (f *faulty) set(tenant, rules string) {
	f.t.Helper()
	body, err := json.Marshal(control.NewFaults{Rules: rules})
	if err != nil {
		f.t.Fatal(err)
	}
	if a := f.send(f.t.Context(), tenant, "PUT", faultsPath, string(body)); a.status != http.StatusOK {
		f.t.Fatalf("the faults were refused: %+v", a)
	}
}

// counts are how many calls matched the first fault and how many of those it hit.
func (f *faulty) counts() (matched, hits int) {
	f.t.Helper()
	all, ok := f.call("GET", faultsPath, "").body["faults"].([]any)
	if !ok || len(all) == 0 {
		f.t.Fatal("no faults are listed")
	}
	first := all[0].(map[string]any)                                     //nolint:forcetypeassert // or the test fails
	return int(first["matched"].(float64)), int(first["hits"].(float64)) //nolint:forcetypeassert // likewise
}

func TestEachFaultDoesWhatItSays(t *testing.T) {
	t.Parallel()
	const order, pay = "{operation: CreateMetaStudioOrders, times: 1}", "{operation: PayOrders, times: 1}"
	for name, c := range map[string]struct {
		rules   string
		hit     func(a answer, took time.Duration) bool
		ordered map[int]int // what an order that is hit leaves; nil: a payment is hit
		paid    map[int]int
		told    bool // events show it
	}{
		"error": {rules: "- match: " + order + "\n  error: {status: 503, message: Service Unavailable}",
			hit:     func(a answer, _ time.Duration) bool { return a.status == 503 && a.code == "MSS.00000004" },
			ordered: map[int]int{}},
		"error with a code": {rules: "- match: " + order + "\n  error: {status: 400, code: MSS.7, message: No.}",
			hit:     func(a answer, _ time.Duration) bool { return a.status == 400 && a.code == "MSS.7" },
			ordered: map[int]int{}},
		"throttle": {rules: "- match: " + order + "\n  throttle: {retry_after: 7}",
			hit: func(a answer, _ time.Duration) bool {
				return a.status == 429 && a.code == "APIG.0308" && a.header.Get("Retry-After") == "7"
			},
			ordered: map[int]int{}},
		"delay": {rules: "- match: " + order + "\n  delay: 60ms",
			hit:     func(a answer, took time.Duration) bool { return a.status == 200 && took >= 60*time.Millisecond },
			ordered: map[int]int{6: 1}},
		"hang": {rules: "- match: " + order + "\n  hang: true",
			hit:     func(a answer, _ time.Duration) bool { return errors.Is(a.err, context.DeadlineExceeded) },
			ordered: map[int]int{}},
		"reset": {rules: "- match: " + order + "\n  reset: true",
			hit:     func(a answer, _ time.Duration) bool { return a.err != nil && a.status == 0 },
			ordered: map[int]int{}},
		"lost answer": {rules: "- match: " + order + "\n  lost_answer: true",
			hit:     func(a answer, _ time.Duration) bool { return a.err != nil && a.status == 0 },
			ordered: map[int]int{6: 1}, told: true},
		"truncate": {rules: "- match: " + order + "\n  truncate: true",
			hit: func(a answer, _ time.Duration) bool {
				return errors.Is(a.err, io.ErrUnexpectedEOF) && a.status == 200
			},
			ordered: map[int]int{6: 1}, told: true},
		"sold out": {rules: "- match: {operation: \"*\", times: 1, resource_spec_code: " + voice + "}\n  sold_out: true",
			hit:     func(a answer, _ time.Duration) bool { return a.status == 400 && a.code == "SIM.1014" },
			ordered: map[int]int{}},
		"decline": {rules: "- match: " + pay + "\n  decline: card expired",
			hit:  func(a answer, _ time.Duration) bool { return a.status == 400 && a.code == "SIM.1013" },
			paid: map[int]int{6: 1}},
		"lost answer of a payment": {rules: "- match: " + pay + "\n  lost_answer: true",
			hit:  func(a answer, _ time.Duration) bool { return a.err != nil && a.status == 0 },
			paid: map[int]int{5: 1}, told: true},
		"processing": {rules: "- match: " + pay + "\n  processing: P2D",
			hit:  func(a answer, _ time.Duration) bool { return a.status == 204 },
			paid: map[int]int{3: 1}, told: true},
	} {
		for _, wire := range wires() {
			t.Run(name+"/"+wire, func(t *testing.T) {
				t.Parallel()
				f := newFaulty(t, wire, simulator.Options{})
				path, body, want := ordersPath, orderBody(voice), c.ordered
				if want == nil {
					path, body, want = payPath, payment(f.order()), c.paid
				}
				f.set("demo", c.rules)
				ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
				defer cancel()
				begin := time.Now()
				if a := f.send(ctx, "demo", "POST", path, body); !c.hit(a, time.Since(begin)) {
					t.Errorf("the first call: %+v", a)
				}
				if got := f.statuses(); fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("orders by status are %v, want %v", got, want)
				}
				if matched, hits := f.counts(); matched != 1 || hits != 1 {
					t.Errorf("%d calls matched and %d were hit, want 1 and 1", matched, hits)
				}
				if a := f.call("POST", ordersPath, orderBody(voice)); a.status != http.StatusOK {
					t.Errorf("the next order: %+v", a)
				}
				told := strings.Contains(fmt.Sprint(f.call("GET", "/_sim/v1/events", "").body), "fault_hit")
				if told != c.told {
					t.Errorf("events show the hit: %t, want %t", told, c.told)
				}
			})
		}
	}
}

// TestAReadIsHitToo: its answer is lost or cut, and nothing else happens.
func TestAReadIsHitToo(t *testing.T) {
	t.Parallel()
	f := newFaulty(t, "memory", simulator.Options{})
	f.order()
	f.set("demo", "- match: {operation: ListCustomerOrders, after: 1, times: 2}\n  lost_answer: true")
	for i, lost := range []bool{false, true, true, false} {
		if a := f.call("GET", "/v2/orders/customer-orders", ""); (a.err != nil) != lost {
			t.Errorf("read %d: %+v, want lost: %t", i+1, a, lost)
		}
	}
	if matched, hits := f.counts(); matched != 4 || hits != 2 {
		t.Errorf("%d calls matched and %d were hit", matched, hits)
	}
}

// TestARefusedCallUsesUpNoFault that hits what is carried out only.
func TestARefusedCallUsesUpNoFault(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"lost_answer: true", "decline: no", "truncate: true", "processing: P1D"} {
		f := newFaulty(t, "memory", simulator.Options{})
		id := f.order()
		f.set("demo", "- match: {operation: PayOrders, times: 1}\n  "+kind)
		if a := f.call("POST", payPath, payment("CS0")); a.code != "CBC.30000010" {
			t.Errorf("%s: an unknown order: %+v", kind, a)
		}
		if _, hits := f.counts(); hits != 0 {
			t.Errorf("%s: the refused call was hit", kind)
		}
		f.call("POST", payPath, payment(id))
		if _, hits := f.counts(); hits != 1 {
			t.Errorf("%s: the accepted call was not hit", kind)
		}
	}
}

// TestFaultsHitSoManyCallsAtOnce: with many calls at once the number of hits is that of the rule.
func TestFaultsHitSoManyCallsAtOnce(t *testing.T) {
	t.Parallel()
	const calls, times, after = 20, 5, 3
	for _, kind := range []string{"lost_answer: true", "decline: no", "error: {status: 500}", "reset: true"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			f := newFaulty(t, "memory", simulator.Options{})
			ids := make([]string, calls)
			for i := range ids {
				ids[i] = f.order()
			}
			f.set("demo", fmt.Sprintf("- match: {operation: PayOrders, after: %d, times: %d}\n  %s", after, times, kind))
			var all sync.WaitGroup
			failed := make([]bool, calls)
			for i, id := range ids {
				all.Go(func() {
					a := f.call("POST", payPath, payment(id))
					failed[i] = a.err != nil || a.status >= 400
				})
			}
			all.Wait()
			n := 0
			for _, one := range failed {
				if one {
					n++
				}
			}
			if matched, hits := f.counts(); matched != calls || hits != times || n != times {
				t.Errorf("%d calls matched, %d were hit, %d failed; want %d, %d, %d", matched, hits, n, calls, times, times)
			}
		})
	}
}

func TestAFaultOfOneTenantIsNeverSeenByAnother(t *testing.T) {
	t.Parallel()
	for _, wire := range wires() {
		f := newFaulty(t, wire, simulator.Options{})
		f.set("demo", "- match: {operation: \"*\"}\n  reset: true")
		if a := f.send(t.Context(), "other", "POST", ordersPath, orderBody(voice)); a.status != http.StatusOK {
			t.Errorf("another tenant's order: %+v", a)
		}
		a := f.send(t.Context(), "other", "GET", faultsPath, "")
		if a.status != http.StatusOK || len(a.body["faults"].([]any)) != 0 { //nolint:forcetypeassert // or the test fails
			t.Errorf("another tenant's faults: %+v", a)
		}
		if a := f.call("POST", ordersPath, orderBody(voice)); a.err == nil {
			t.Errorf("the tenant's order was not hit: %+v", a)
		}
	}
}

// TestAHangingCallHoldsNobodyUp: other calls of the same tenant, reads and writes, are served meanwhile.
func TestAHangingCallHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	for _, wire := range wires() {
		f := newFaulty(t, wire, simulator.Options{})
		f.set("demo", "- match: {operation: CreateMetaStudioOrders, times: 30}\n  hang: true")
		ctx, giveUp := context.WithCancel(t.Context())
		var all sync.WaitGroup
		for range 30 {
			all.Go(func() { f.send(ctx, "demo", "POST", ordersPath, orderBody(voice)) })
		}
		for {
			if _, hits := f.counts(); hits == 30 {
				break
			}
			time.Sleep(time.Millisecond)
		}
		f.order()
		giveUp()
		all.Wait()
		if got := f.statuses(); got[6] != 1 {
			t.Errorf("orders by status: %v, want one", got)
		}
	}
}

// TestAFaultKeepsToItsWindow in business time, and counts only calls in it.
func TestAFaultKeepsToItsWindow(t *testing.T) {
	t.Parallel()
	f := newFaulty(t, "memory", simulator.Options{})
	f.set("demo", fmt.Sprintf("- match: {operation: CreateMetaStudioOrders, from: %s, until: %s}\n  sold_out: true",
		day0.AddDate(0, 0, 2).Format(time.RFC3339), day0.AddDate(0, 0, 4).Format(time.RFC3339)))
	for day, want := range []int{200, 200, 400, 400, 200} {
		f.day = day
		if a := f.call("POST", ordersPath, orderBody(voice)); a.status != want {
			t.Errorf("day %d: %+v, want %d", day, a, want)
		}
	}
	if matched, hits := f.counts(); matched != 2 || hits != 2 {
		t.Errorf("%d calls matched and %d were hit", matched, hits)
	}
}

// TestFaultsAreNoFacts: setting, counting and clearing them moves no head and changes no row.
func TestFaultsAreNoFacts(t *testing.T) {
	t.Parallel()
	f := newFaulty(t, "memory", simulator.Options{})
	f.order()
	head := func() string {
		own := f.call("GET", "/_sim/v1/tenant", "").body
		return fmt.Sprint(own["head"], own["balance"])
	}
	before := head()
	f.day = 30
	f.set("demo", "- match: {operation: \"*\"}\n  reset: true")
	f.call("GET", "/v2/orders/customer-orders", "")
	if _, hits := f.counts(); hits != 1 {
		t.Errorf("%d hits", hits)
	}
	if shown := f.call("GET", "/_sim/v1/tenant", "").body["faults"]; shown == nil {
		t.Error("the account does not show its faults")
	}
	if a := f.call("DELETE", faultsPath, ""); a.status != http.StatusNoContent {
		t.Errorf("clearing: %+v", a)
	}
	if after := head(); after != before {
		t.Errorf("the account went from %s to %s", before, after)
	}
}

func TestSetFaultsNamesTheLineAtFault(t *testing.T) {
	t.Parallel()
	f := newFaulty(t, "memory", simulator.Options{})
	a := f.call("PUT", faultsPath, `{"rules":"- match:\n    operation: MoveClock\n  hang: true\n"}`)
	if a.status != http.StatusBadRequest || !strings.Contains(fmt.Sprint(a.body), "line 2: [0].match.operation") {
		t.Errorf("a control call as the operation: %+v", a)
	}
}
