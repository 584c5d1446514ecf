package binary_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	sim "github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// How many applies are killed: on a store, on a server, and with a state behind HTTP. make crash asks for more than the
// few of make test.
const (
	envKills       = "MSS_TEST_KILLS"
	envKillsServer = "MSS_TEST_KILLS_SERVER"
	envKillsHTTP   = "MSS_TEST_KILLS_HTTP"
	// envKillsFrom is the first seed, to look for others than the last time.
	envKillsFrom = "MSS_TEST_KILLS_FROM"
)

func number(t *testing.T, name string, otherwise int) int {
	t.Helper()
	s := os.Getenv(name)
	if s == "" {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestKilledAppliesConverge: an apply of packages with assets and renewals is killed, at random or while Terraform
// writes its state. After the documented way out the next one converges, and packages, units and charges are those of
// an apply that nobody disturbed.
func TestKilledAppliesConverge(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("processes are killed by their group, which this test does the Unix way")
	}
	embedded, served, remote := number(t, envKills, 12), number(t, envKillsServer, 5), number(t, envKillsHTTP, 3)
	from := uint64(number(t, envKillsFrom, 0))
	// Leases of servers take half a minute to end, in which the others are killed.
	at, url := "", ""
	if served > 0 {
		at, url = teamServer(t)
	}
	onServer := make([]*crash, served)
	workspaces := make([]binary.Workspace, served)
	whole := t // whose folders last
	t.Run("killed on a server", func(t *testing.T) {
		for i := range onServer {
			project := fmt.Sprint("team-", i)
			c := newCrash(from+uint64(i), fmt.Sprintf("  project_id = %q\n  endpoint = %q\n  access_key = \"AK%d\"\n"+
				"  secret_key = \"secret-of-the-team\"\n", project, url, i))
			c.store, c.project = at, project
			onServer[i], workspaces[i] = c, binary.NewWorkspace(whole)
			t.Run(fmt.Sprint("seed ", c.seed), func(t *testing.T) {
				t.Parallel()
				command(t, "tenant", "create", project, "--access-key", fmt.Sprint("AK", i), "--secret-key", "secret-of-the-team",
					"--endpoint", url)
				c.begin(t, workspaces[i])
				c.kill(t, workspaces[i])
			})
		}
	})
	t.Run("killed and applied again", func(t *testing.T) {
		for i := range embedded + remote {
			c := newCrash(from+uint64(i), "")
			if i >= embedded {
				c.remote = true
			}
			t.Run(fmt.Sprintf("seed %d, remote state %t", c.seed, c.remote), func(t *testing.T) {
				t.Parallel()
				w := binary.NewWorkspace(t)
				if c.remote {
					w = binary.EmptyWorkspace(t)
					c.backend = fmt.Sprintf("  backend \"http\" { address = %q }\n", stateServer(t))
					w.Write(t, "main.tf", c.text(0))
					w.Run(t, "init", "-no-color")
				}
				c.store, c.project = filepath.Join(w.Dir, ".mss", "simulator.db"), "default"
				c.begin(t, w)
				c.kill(t, w)
				if c.seed%4 == 3 {
					c.restore(t, w)
					c.kill(t, w)
				}
				c.converge(t, w)
			})
		}
	})
	t.Run("applied again on the server", func(t *testing.T) {
		for i, c := range onServer {
			t.Run(fmt.Sprint("seed ", c.seed), func(t *testing.T) {
				t.Parallel()
				c.converge(t, workspaces[i])
			})
		}
	})
}

// stateServer keeps a state, as Terraform's http backend wants it, and locks nothing: a killed client would not unlock.
func stateServer(t *testing.T) string {
	t.Helper()
	var mu sync.Mutex
	var state []byte
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case r.Method == http.MethodPost:
			body, err := io.ReadAll(r.Body)
			if err != nil { // of a client that was killed
				return
			}
			state = body
		case len(state) == 0:
			w.WriteHeader(http.StatusNotFound)
		default:
			_, _ = w.Write(state)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// crash is a random configuration and how its apply is killed.
type crash struct {
	seed            uint64
	r               *rand.Rand
	provider        string
	backend         string
	store, project  string
	remote          bool
	rows            []crashRow
	before          int // rows that were applied before, undisturbed
	forEach, joint  bool
	orders          int // of two packages each, with an asset each
	units           int // of the pool
	whileItIsStored bool
}

// crashRow is a package with its asset and the months of that.
type crashRow struct {
	name         string
	asset        bool
	months       int
	through      string
	years        int
	renewalToken string
}

const crashNow = "2027-03-01T00:00:00Z"

func newCrash(seed uint64, provider string) *crash {
	r := rand.New(rand.NewPCG(seed, 11))
	c := &crash{seed: seed, r: r, provider: provider, forEach: r.IntN(2) == 0, joint: r.IntN(3) == 0, orders: r.IntN(3),
		whileItIsStored: r.IntN(3) == 0}
	same := r.IntN(3) == 0
	for i := range 2 + r.IntN(3) {
		row := crashRow{name: "the same", asset: i == 0 || r.IntN(5) > 0, // or a renewal of all would renew nothing
			months: 1 + r.IntN(4), years: 1}
		if !same {
			row.name = fmt.Sprint("voice ", i)
		}
		if r.IntN(3) == 0 {
			row.through, row.years = "2028-12-31T00:00:00Z", 2
		}
		if r.IntN(3) == 0 && !c.joint {
			row.renewalToken = fmt.Sprint("renewal-", i)
		}
		c.rows = append(c.rows, row)
		if row.asset {
			c.units += row.months
		}
	}
	if r.IntN(2) == 0 {
		c.units += 3 // or the pool holds no unit more than is spent
	}
	c.units = max(c.units, 1)
	if r.IntN(3) == 0 {
		c.before = 1 + r.IntN(len(c.rows)-1)
	}
	return c
}

// text is the configuration of the first rows. Its last order keeps the provider running until everything else is done,
// and some time longer.
func (c *crash) text(n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "terraform {\n  required_providers { mss = { source = \"mss-iac/mss\" } }\n%s}\n"+
		"provider \"mss\" {\n  accept_agreements = true\n%s  simulator = { now = %q }\n}\n", c.backend, c.provider, crashNow)
	b.WriteString("locals {\n  list = [\n")
	for _, row := range c.rows[:n] {
		through, token := "null", "null"
		if row.through != "" {
			through = strconv.Quote(row.through)
		}
		if row.renewalToken != "" {
			token = strconv.Quote(row.renewalToken)
		}
		fmt.Fprintf(&b, "    { name = %q, asset = %t, months = %d, through = %s, token = %s },\n", row.name, row.asset,
			row.months, through, token)
	}
	b.WriteString("  ]\n  all    = { for i, v in local.list : tostring(i) => v }\n  assets = { for i, v in local.all : " +
		"i => v if v.asset }\n  rows   = tostring(length(local.list))\n}\n")
	all, assets, key := "count = length(local.list)", "for_each = local.assets", "count.index"
	if c.forEach {
		all, key = "for_each = local.all", "each.key"
	}
	row := "local.all[" + key + "]"
	fmt.Fprintf(&b, `resource "mss_resource_package" "p" {
  %s
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
  valid_through      = %s.through
}
resource "mss_asset" "a" {
  %s
  kind       = "voice_clone"
  name       = each.value.name
  package_id = mss_resource_package.p[each.key].id
}
resource "mss_order" "months" {
  items   = [{ resource_spec_code = "mss.onshelf.voice_clone", period_type = "monthly", period_num = %d }]
  payment = {}
}
`, all, row, assets, c.units)
	if c.joint {
		b.WriteString("resource \"mss_asset_renewal\" \"r\" {\n  count    = length(local.assets) > 0 ? 1 : 0\n" +
			"  renewals = [for i, v in local.assets : { asset_id = mss_asset.a[i].id, months = v.months }]\n" +
			"  depends_on = [mss_order.months]\n}\n")
	} else {
		b.WriteString("resource \"mss_asset_renewal\" \"r\" {\n  for_each     = local.assets\n  renewals     = [{ " +
			"asset_id = mss_asset.a[each.key].id, months = each.value.months }]\n  client_token = each.value.token\n" +
			"  depends_on   = [mss_order.months]\n}\n")
	}
	fmt.Fprintf(&b, `resource "mss_order" "o" {
  count   = %d
  items   = [{ resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic", period_type = "yearly",
      period_num = 1, subscription_num = 2 }]
  payment = {}
}
resource "mss_asset" "o" {
  count      = %d
  kind       = "voice_clone"
  name       = "of an order ${count.index}"
  package_id = mss_order.o[floor(count.index / 2)].packages[count.index %% 2].resource_id
}
resource "terraform_data" "slow" {
  depends_on = [mss_asset_renewal.r, mss_asset.a, mss_asset.o, mss_resource_package.p]
  triggers_replace = [local.rows]
  provisioner "local-exec" { command = "test -e fast || sleep 30" }
}
resource "mss_order" "last" {
  for_each   = toset([local.rows])
  depends_on = [terraform_data.slow]
  items      = [{ resource_spec_code = "mss.onshelf.voice_clone", period_type = "monthly", period_num = 1 }]
}
`, c.orders, 2*c.orders)
	return b.String()
}

// begin applies what had been there before.
func (c *crash) begin(t *testing.T, w binary.Workspace) {
	t.Helper()
	if c.before == 0 {
		return
	}
	w.Write(t, "fast", "")
	w.Write(t, "main.tf", c.text(c.before))
	if out, err := w.Try(t, "apply", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("the first rows: %v\n%s", err, out)
	}
}

// kill begins an apply and kills it after some of its creations, or while Terraform writes its state after one of them.
func (c *crash) kill(t *testing.T, w binary.Workspace) {
	t.Helper()
	if err := os.Remove(filepath.Join(w.Dir, "fast")); err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	w.Write(t, "main.tf", c.text(len(c.rows)))
	cmd := w.Command(t, "apply", "-auto-approve", "-no-color", "-lock=false",
		fmt.Sprintf("-parallelism=%d", 2+c.r.IntN(9)))
	ownGroup(cmd)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said := make(chan string, 10_000)
	go func() {
		defer close(said)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			said <- lines.Text()
		}
	}()
	creations := c.r.IntN(3*len(c.rows) + 3*c.orders + 2) // about as many as there are
	for line := range said {
		if strings.Contains(line, ": Creation complete") {
			creations--
		}
		if creations < 0 || creations == 0 && strings.Contains(line, ": Creating...") ||
			strings.Contains(line, "slow: Provisioning") {
			break
		}
		if strings.HasPrefix(line, "Apply complete!") || strings.HasPrefix(line, "Error:") {
			rest := []string{line}
			for line := range said {
				rest = append(rest, line)
			}
			t.Errorf("seed %d: it ended before it was killed:\n%s", c.seed, strings.Join(rest, "\n"))
			break
		}
	}
	if c.whileItIsStored && !c.remote {
		whileStored(filepath.Join(w.Dir, "terraform.tfstate"))
	} else {
		time.Sleep(time.Duration(c.r.IntN(120)) * time.Millisecond)
	}
	killGroup(t, cmd)
	for range said { // what it had still said
	}
}

// whileStored waits for the moment at which Terraform has emptied its state file to write it again, for a while.
func whileStored(file string) {
	for end := time.Now().Add(300 * time.Millisecond); time.Now().Before(end); {
		if info, err := os.Stat(file); err == nil && info.Size() == 0 {
			return
		}
	}
}

// converge applies all rows, after the documented way out of an emptied state file, and compares.
func (c *crash) converge(t *testing.T, w binary.Workspace) {
	t.Helper()
	w.Write(t, "fast", "")
	w.Write(t, "main.tf", c.text(len(c.rows)))
	c.restore(t, w)
	out, err := w.Try(t, "apply", "-auto-approve", "-no-color", "-lock=false")
	if err != nil {
		t.Fatalf("seed %d: the apply after it does not converge: %v\n%s\n%s", c.seed, err, out, c.story(t))
	}
	if out, err := w.Try(t, "plan", "-no-color", "-detailed-exitcode", "-lock=false"); err != nil {
		t.Errorf("seed %d: the plan after it is not empty: %v\n%s", c.seed, err, out)
	}
	got, want := c.found(t), c.wanted(t)
	if !slices.Equal(got, want) {
		t.Errorf("seed %d: there is\n%s\nwant\n%s\n%s\n%s", c.seed, strings.Join(got, "\n"), strings.Join(want, "\n"),
			c.story(t), out)
	}
}

// restore puts back the backup of a state file that was being written.
func (c *crash) restore(t *testing.T, w binary.Workspace) {
	t.Helper()
	if c.remote {
		return
	}
	state := filepath.Join(w.Dir, "terraform.tfstate")
	written, err := os.ReadFile(state)
	if err != nil || json.Valid(written) {
		return
	}
	backup, err := os.ReadFile(state + ".backup")
	switch {
	case err == nil && len(backup) > 0:
		w.Write(t, "terraform.tfstate", string(backup))
	case c.before > 0:
		t.Fatalf("seed %d: the state is empty or cut off, and has no backup: %v", c.seed, err)
	case len(written) > 0:
		if err := os.Remove(state); err != nil {
			t.Fatal(err)
		}
	}
}

func (c *crash) cloud(t *testing.T) *sim.Cloud {
	t.Helper()
	return sim.New(stores.Open(t, c.store), sim.Options{Clock: time.Now})
}

func (c *crash) story(t *testing.T) string {
	t.Helper()
	events, err := c.cloud(t).Story(t.Context(), c.project, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, e := range events {
		fmt.Fprintf(&b, "%s %s %s\n", e.Type, e.Subject, e.Text)
	}
	return b.String()
}

// found is what the account has, without its ids.
func (c *crash) found(t *testing.T) (lines []string) {
	t.Helper()
	now, err := time.Parse(time.RFC3339, crashNow)
	if err != nil {
		t.Fatal(err)
	}
	w, err := c.cloud(t).Look(t.Context(), sim.Call{Tenant: c.project, At: now},
		lifecycle.Selection{AllOrders: true, AllPackages: true, AllAssets: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range w.PackageList() {
		line := fmt.Sprintf("%s until %s, %d of %d used", p.ResourceSpecCode, p.Expire().Format(time.DateOnly),
			p.Used, p.Units)
		if a, ok := w.Assets[p.AssetID]; ok {
			line += fmt.Sprintf(", %s until %s", a.Name, w.AssetEnd(a).Format(time.DateOnly))
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	unpaid := 0
	for _, o := range w.Orders {
		if o.Paid.IsZero() && o.Cancelled.IsZero() {
			unpaid++
		}
	}
	v, err := c.cloud(t).Verify(t.Context(), c.project)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range v.Differences {
		t.Error(d)
	}
	return append(lines, fmt.Sprintf("%d assets, paid %s, %d unpaid", len(w.Assets), -w.Tenant.Balance, unpaid))
}

// wanted is what an apply that nobody disturbs leaves.
func (c *crash) wanted(t *testing.T) (lines []string) {
	t.Helper()
	now, err := time.Parse(time.RFC3339, crashNow)
	if err != nil {
		t.Fatal(err)
	}
	until := func(months int) string { return calendar.End(now, months).UTC().Format(time.DateOnly) }
	used, paid, assets := 0, money.Amount(0), 0
	for _, row := range c.rows {
		line := fmt.Sprintf("%s until %s, ", loadVoice, until(12*row.years))
		if row.asset {
			used, assets = used+row.months, assets+1
			lines = append(lines, line+fmt.Sprintf("1 of 1 used, %s until %s", row.name, until(12*row.years+row.months)))
		} else {
			lines = append(lines, line+"0 of 1 used")
		}
		paid += loadPrice * money.Amount(row.years)
	}
	for i := range 2 * c.orders {
		lines = append(lines, fmt.Sprintf("%s until %s, 1 of 1 used, of an order %d until %s", loadVoice, until(12), i,
			until(12)))
		paid, assets = paid+loadPrice, assets+1
	}
	lines = append(lines, fmt.Sprintf("mss.onshelf.voice_clone until %s, %d of %d used", until(12), used, c.units))
	paid += money.Amount(c.units) * 8_00
	slices.Sort(lines)
	return append(lines, fmt.Sprintf("%d assets, paid %s, 1 unpaid", assets, paid))
}
