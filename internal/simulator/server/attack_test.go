package server_test

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/limit"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/server"
)

const (
	channel = "hws.resource.type.metastudio.modeling.avatarlive.channel"

	mostSlower = 3         // times as long as alone: the 99th percentile of a project while another one misbehaves
	mostHeap   = 300 << 20 // bytes
	// Below this, the scheduler of a machine with two processors decides, not the server.
	granted = 50 * time.Millisecond
)

// TestNoProjectHurtsAnother: one project attacks at full size, and what another one does takes at most three times as
// long as alone. It runs with MSS_TEST_ATTACKS only: it needs the machine for itself.
func TestNoProjectHurtsAnother(t *testing.T) { //nolint:paralleltest // it measures
	if os.Getenv("MSS_TEST_ATTACKS") == "" {
		t.Skip("MSS_TEST_ATTACKS is not set")
	}
	now := time.Now().UTC().Truncate(time.Second)
	r := start(t, func(cfg *server.Config) {
		cfg.Limits = limit.Set{Requests: 2_000, Writes: 500, LookAhead: 20_000, Facts: 2_000_000}
	})
	attacker, victim := r.tenant("attacker"), r.tenant("victim")
	fleet(t, attacker, 2_000)
	packages, err := victim.Packages(t.Context(), mssclient.PackageFilter{OrderID: bought(t, victim, "first")})
	if err != nil || len(packages) != 1 {
		t.Fatalf("%d packages, %v", len(packages), err)
	}
	one := packages[0].ResourceID
	own := []string{"Authorization", "Bearer " + adminKey, "X-Project-Id", "attacker"}
	get := func(path string, headers ...string) { r.send("GET", path, "", append(headers, own...)...) }
	for name, attack := range map[string]func(i int){
		"looks ahead at ever other instants": func(i int) {
			get("/v1/attacker/tenants/resources?limit=10", "X-Simulator-Time",
				now.AddDate(1, 0, i%700).Format(time.RFC3339))
		},
		"lists all packages": func(i int) {
			get(fmt.Sprintf("/v1/attacker/tenants/resources?limit=100&offset=%d", i%20*100))
		},
		"asks for all events": func(int) { get("/_sim/v1/events") },
		"verifies itself":     func(int) { get("/_sim/v1/verification") },
		"forecasts": func(int) {
			r.send("POST", "/v1/attacker/mss/forecasts", `{"months":12}`, own...)
		},
		"sends rules of junk": func(i int) {
			r.send("POST", "/_sim/v1/account/rules", fmt.Sprintf(`{"policy":%q}`,
				strings.Repeat("junk: 1\n", 30_000+i)), own...)
		},
	} {
		t.Run(name, func(t *testing.T) {
			stop := make(chan struct{})
			var attacks sync.WaitGroup
			var peak uint64
			runtime.GC()
			alone := measure(t, victim, one)
			for n := range 10 {
				attacks.Go(func() {
					for i := n; ; i += 10 {
						select {
						case <-stop:
							return
						default:
							attack(i)
						}
					}
				})
			}
			attacks.Go(func() {
				for {
					select {
					case <-stop:
						return
					case <-time.After(100 * time.Millisecond):
						var m runtime.MemStats
						runtime.ReadMemStats(&m)
						peak = max(peak, m.HeapAlloc)
					}
				}
			})
			beside := measure(t, victim, one)
			close(stop)
			attacks.Wait()
			t.Logf("the 99th percentile is %s, and %s alone; the heap had %d MiB", beside, alone, peak>>20)
			if beside > max(mostSlower*alone, granted) {
				t.Errorf("the 99th percentile is %s, and %s alone", beside, alone)
			}
			if peak > mostHeap {
				t.Errorf("the heap had %d MiB", peak>>20)
			}
		})
	}
}

// fleet buys packages that renew every month.
func fleet(t *testing.T, c *mssclient.Client, n int) {
	t.Helper()
	for i := 0; i < n; i += 50 {
		items := make([]mssclient.OrderItem, 50)
		for j := range items {
			items[j] = mssclient.OrderItem{ResourceSpecCode: channel, PeriodType: mssclient.Monthly, PeriodNum: 1,
				SubscriptionNum: 1, AutoRenew: true}
		}
		id, err := c.PlaceOrder(t.Context(), mssclient.OrderRequest{Items: items, Token: fmt.Sprint("fleet-", i)})
		if err == nil {
			err = c.PayOrder(t.Context(), id)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// measure is the 99th percentile of reads and writes of a project.
func measure(t *testing.T, c *mssclient.Client, one string) time.Duration {
	t.Helper()
	var took []time.Duration
	for i := range 400 {
		begin := time.Now()
		if i%10 == 0 {
			bought(t, c, fmt.Sprint(begin.UnixNano()))
		} else if _, err := c.Package(t.Context(), one); err != nil {
			t.Fatal(err)
		}
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	return took[len(took)*99/100]
}
