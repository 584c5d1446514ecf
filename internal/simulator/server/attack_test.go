package server_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/limit"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/server"
)

const (
	channel = "hws.resource.type.metastudio.modeling.avatarlive.channel"

	mostSlower = 3                     // times as long as alone: the 99th percentile while another project misbehaves
	mostHeap   = 300 << 20             // bytes, of the server and of who is measured
	granted    = 10 * time.Millisecond // a slice of Go's scheduler, for which a call can wait on any server
	loops      = 10                    // of an attack, at once
)

// attack is what one project does. Call is made again and again, by some loops at once.
type attack struct {
	name string
	call func(loop, i int)
}

// attacksOn are those of a project with some packages that renew every month.
func attacksOn(r *running, project string) []attack {
	now := time.Now().UTC().Truncate(time.Second)
	own := []string{"Authorization", "Bearer " + adminKey, "X-Project-Id", project}
	get := func(path string, headers ...string) { r.send("GET", path, "", append(headers, own...)...) }
	return []attack{
		{"look-aheads", func(loop, i int) { // at ever other instants
			get("/v1/"+project+"/tenants/resources?limit=10", "X-Simulator-Time",
				now.AddDate(1, 0, (i*loops+loop)%700).Format(time.RFC3339))
		}},
		{"lists", func(loop, i int) { listed(project, get, i*loops+loop) }},
		{"events", func(int, int) { get("/_sim/v1/events") }},
		{"verifications", func(int, int) { get("/_sim/v1/verification") }},
		{"forecasts", func(int, int) {
			r.send("POST", "/v1/"+project+"/mss/forecasts", `{"months":12}`, own...)
		}},
		{"rules files", func(loop, i int) {
			r.send("POST", "/_sim/v1/account/rules", `{"policy":"`+strings.Repeat(`junk: 1\n`, 30_000+(i*loops+loop)%1_000)+
				`"}`, own...)
		}},
		{"connections", openConnections(r)},
	}
}

// listed reads a page of one of a project's lists.
func listed(project string, get func(path string, headers ...string), i int) {
	at := i % 20 * 100
	get(fmt.Sprintf([]string{
		"/v1/" + project + "/tenants/resources?limit=100&offset=%d",
		"/v1/" + project + "/digital-assets?limit=100&offset=%d",
		"/v2/orders/customer-orders?limit=100&offset=%d",
		"/v1/" + project + "/digital-human-training-manage/user/jobs?limit=100&offset=%d",
	}[i%4], at))
}

// openConnections opens a thousand connections of another address, and more for those that the server has closed. They
// make one request each and then wait.
func openConnections(r *running) func(loop, i int) {
	open := make([][]net.Conn, loops)
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}, Timeout: 5 * time.Second}
	r.t.Cleanup(func() {
		for _, conn := range slices.Concat(open...) {
			_ = conn.Close()
		}
	})
	return func(loop, _ int) {
		if mine := open[loop]; len(mine) >= 100 {
			_ = mine[0].Close()
			open[loop] = mine[1:]
		}
		conn, err := dialer.DialContext(r.t.Context(), "tcp", strings.TrimPrefix(r.url, "http://"))
		if err != nil {
			return // this machine has one loopback address, or no port is left
		}
		open[loop] = append(open[loop], conn)
		if _, err := fmt.Fprint(conn, "GET /v1/none/digital-assets HTTP/1.1\r\nHost: x\r\n\r\n"); err == nil {
			_, _ = bufio.NewReader(conn).ReadString('\n')
		}
	}
}

// attacked is a server with an attacker that has so many packages, and with a victim that has one.
func attacked(tb testing.TB, packages int) (r *running, v victim) {
	tb.Helper()
	r = start(tb, func(cfg *server.Config) {
		cfg.Log = hclog.NewNullLogger()
		cfg.Limits = limit.Set{Requests: 2_000, Writes: 500, LookAhead: 20_000, Facts: 2_000_000}
	})
	attacker := r.tenant("attacker")
	fleet(tb, attacker, packages)
	page := mssclient.Page{Limit: 1}
	if _, err := attacker.Packages(tb.Context(), mssclient.PackageFilter{Page: &page}); err != nil ||
		int(page.Total) != packages {
		tb.Fatalf("the attacker has %d packages, must have %d, %v", page.Total, packages, err)
	}
	own := r.tenant("victim")
	first, err := own.Packages(tb.Context(), mssclient.PackageFilter{OrderID: bought(tb, own, "first")})
	if err != nil || len(first) != 1 {
		tb.Fatalf("%d packages, %v", len(first), err)
	}
	return r, newVictim(tb, r.url, first[0].ResourceID)
}

// TestNoProjectHurtsAnother: one project attacks at full size, and what another one does takes at most three times as
// long as alone. It runs with MSS_TEST_ATTACKS only: it needs the machine for itself.
func TestNoProjectHurtsAnother(t *testing.T) { //nolint:paralleltest // it measures
	if os.Getenv("MSS_TEST_ATTACKS") == "" {
		t.Skip("MSS_TEST_ATTACKS is not set")
	}
	for _, size := range []struct {
		packages int
		only     string // this attack; empty: all
	}{{2_000, ""}, {100_000, "lists"}} {
		t.Run(fmt.Sprint(size.packages, " packages"), func(t *testing.T) {
			r, v := attacked(t, size.packages)
			for _, one := range attacksOn(r, "attacker") {
				if size.only != "" && size.only != one.name {
					continue
				}
				t.Run(one.name, func(t *testing.T) {
					alone, beside, peak := v.compared(one)
					t.Logf("the 99th percentile is %s, and %s alone; the heap had %d MiB", beside, alone, peak>>20)
					if beside > max(mostSlower*alone, granted) {
						t.Errorf("the 99th percentile is %s, and %s alone", beside, alone)
					}
					if peak > mostHeap {
						t.Errorf("the heap had %d MiB", peak>>20)
					}
				})
			}
		})
	}
}

// victim is the project that is measured. Its calls come from another process, because in the server's process they
// would wait for the server's scheduler a second time.
type victim struct {
	tb     testing.TB
	url    string // of the server
	ask    io.Writer
	answer *bufio.Reader
}

// What the process of the victim is told: the server, and its package.
const envVictim, envPackage = "MSS_TEST_VICTIM", "MSS_TEST_VICTIM_PACKAGE"

func newVictim(tb testing.TB, url, one string) victim {
	tb.Helper()
	cmd := exec.CommandContext(tb.Context(), os.Args[0], "-test.run=^TestVictim$", "-test.v")
	cmd.Env = append(os.Environ(), envVictim+"="+url, envPackage+"="+one)
	ask, err := cmd.StdinPipe()
	if err != nil {
		tb.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_ = ask.Close() // it ends then
		_ = cmd.Wait()
	})
	return victim{tb, url, ask, bufio.NewReader(out)}
}

// calls lets the victim read and order, and returns how long each call took.
func (v victim) calls() (took []time.Duration) {
	v.tb.Helper()
	if _, err := fmt.Fprintln(v.ask); err != nil {
		v.tb.Fatal(err)
	}
	for {
		line, err := v.answer.ReadString('\n')
		if err != nil {
			v.tb.Fatalf("the victim has ended: %v", err)
		}
		if text, ok := strings.CutPrefix(line, tookPrefix); ok {
			if err := json.Unmarshal([]byte(text), &took); err != nil {
				v.tb.Fatal(err)
			}
			return took
		}
	}
}

const tookPrefix = "took "

// TestVictim is the victim's process. It makes calls for each line of its input.
func TestVictim(t *testing.T) { //nolint:paralleltest // it is alone in its process
	url := os.Getenv(envVictim)
	if url == "" {
		t.Skip("is run by TestNoProjectHurtsAnother and BenchmarkAttack, as a process of its own")
	}
	r := &running{t: t, url: url, client: &http.Client{Transport: &http.Transport{}}}
	c := r.dial("victim", "AK-victim", "secret-of-victim")
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		took, err := json.Marshal(callsOf(t, c, os.Getenv(envPackage)))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println(tookPrefix + string(took))
	}
}

// callsOf reads a package and places orders, and returns how long each call took.
func callsOf(tb testing.TB, c *mssclient.Client, one string) (took []time.Duration) {
	tb.Helper()
	call := func(f func() error) {
		begin := time.Now()
		if err := f(); err != nil {
			tb.Fatal(err)
		}
		took = append(took, time.Since(begin))
	}
	for range 20 {
		var id string
		call(func() (err error) {
			id, err = c.PlaceOrder(tb.Context(), voiceOrder(fmt.Sprint(time.Now().UnixNano())))
			return err
		})
		call(func() error { return c.PayOrder(tb.Context(), id) })
		for range 8 {
			call(func() error {
				_, err := c.Package(tb.Context(), one)
				return err
			})
		}
	}
	return took
}

// compared is the 99th percentile of a project's calls alone and while it is attacked, by turns, and the most memory
// that was used meanwhile.
func (v victim) compared(a attack) (alone, beside time.Duration, peak uint64) {
	v.tb.Helper()
	runtime.GC()
	var without, with []time.Duration
	const turns = 5
	for turn := range turns {
		without = append(without, v.calls()...)
		end := v.attack(a.name, turn)
		stop := make(chan struct{})
		var all sync.WaitGroup
		all.Go(func() {
			for {
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapAlloc)
				select {
				case <-stop:
					return
				case <-time.After(100 * time.Millisecond):
				}
			}
		})
		with = append(with, v.calls()...)
		end()
		close(stop)
		all.Wait()
	}
	return percentile99(without), percentile99(with), peak
}

// What the process of the attackers is told.
const envAttack, envAttacked, envTurn = "MSS_TEST_ATTACK", "MSS_TEST_ATTACKED", "MSS_TEST_ATTACK_TURN"

// attack begins an attack by another process, which leaves the processors to the server and to who is measured, as one
// on another machine would.
func (v victim) attack(name string, turn int) (end func()) {
	v.tb.Helper()
	cmd := exec.CommandContext(v.tb.Context(), "nice", "-n", "19", os.Args[0], "-test.run=^TestAttackers$", "-test.v")
	cmd.Env = append(os.Environ(), envAttack+"="+name, envAttacked+"="+v.url, fmt.Sprint(envTurn, "=", turn))
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		v.tb.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() && lines.Text() != underWay {
	}
	if lines.Text() != underWay {
		v.tb.Fatalf("the attack did not begin: %v", cmd.Wait())
	}
	return func() {
		_ = cmd.Process.Kill()
		if err := cmd.Wait(); cmd.ProcessState.Exited() {
			v.tb.Errorf("the attack ended by itself: %v", err)
		}
	}
}

// underWay is what the attackers say when each has made a call.
const underWay = "under way"

// TestAttackers is the other process.
func TestAttackers(t *testing.T) { //nolint:paralleltest // it is alone in its process
	name := os.Getenv(envAttack)
	if name == "" {
		t.Skip("is run by TestNoProjectHurtsAnother and BenchmarkAttack, as a process of its own")
	}
	r := &running{t: t, url: os.Getenv(envAttacked), client: &http.Client{Transport: &http.Transport{}}}
	turn, err := strconv.Atoi(os.Getenv(envTurn))
	all := attacksOn(r, "attacker")
	which := slices.IndexFunc(all, func(a attack) bool { return a.name == name })
	if err != nil || which < 0 {
		t.Fatal(name, err)
	}
	var begun, wait sync.WaitGroup
	begun.Add(loops)
	for loop := range loops {
		wait.Go(func() {
			all[which].call(loop, turn*1_000_000)
			begun.Done()
			for i := turn*1_000_000 + 1; t.Context().Err() == nil; i++ {
				all[which].call(loop, i)
			}
		})
	}
	begun.Wait()
	fmt.Println(underWay)
	wait.Wait() // until it is killed
}

func percentile99(took []time.Duration) time.Duration {
	slices.Sort(took)
	return took[len(took)*99/100]
}

// BenchmarkAttack is how much longer the calls of one project take while another one misbehaves, by their 99th
// percentiles.
func BenchmarkAttack(b *testing.B) {
	r, v := attacked(b, 2_000)
	for _, a := range attacksOn(r, "attacker") {
		b.Run(strings.ReplaceAll(a.name, " ", "-"), func(b *testing.B) {
			for b.Loop() {
				alone, beside, peak := v.compared(a)
				b.ReportMetric(float64(beside)/float64(alone), "×alone")
				b.ReportMetric(float64(alone)/1e6, "ms-alone")
				b.ReportMetric(float64(peak>>20), "MiB")
			}
		})
	}
}

// fleet buys packages that renew every month. Many are bought by orders of a thousand, and renew every year.
func fleet(tb testing.TB, c *mssclient.Client, n int) {
	tb.Helper()
	one := mssclient.OrderItem{ResourceSpecCode: channel, PeriodType: mssclient.Monthly, PeriodNum: 1,
		SubscriptionNum: 1, AutoRenew: true}
	if n > 10_000 { // a package of this product has one unit
		one.ResourceSpecCode, one.PeriodType, one.SubscriptionNum = voice, mssclient.Yearly, 20
	}
	items := slices.Repeat([]mssclient.OrderItem{one}, 50)
	for i := 0; i < n; i += len(items) * int(one.SubscriptionNum) {
		id, err := c.PlaceOrder(tb.Context(), mssclient.OrderRequest{Items: items, Token: fmt.Sprint("fleet-", i)})
		if err == nil {
			err = c.PayOrder(tb.Context(), id)
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
}
