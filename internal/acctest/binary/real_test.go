package binary_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
	"github.com/mss-iac/terraform-provider-mss/internal/acctest/realcloud"
	sim "github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

const (
	realVoice = `resource "mss_resource_package" "voice" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
}
`
	realOrder = `resource "mss_order" "voice" {
  items    = [{ resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic",
      period_type = "yearly", period_num = 1 }]
  auto_pay = true
}
`
)

// standIn is a workspace on the stand-in for the real cloud.
type standIn struct {
	*realcloud.Cloud
	binary.Workspace
}

func newReal(t *testing.T, blocks string) standIn {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("processes are killed by their group, which this test does the Unix way")
	}
	cloud, w := realcloud.New(t), binary.NewWorkspace(t)
	w.Write(t, "main.tf", fmt.Sprintf(`terraform {
  required_providers { mss = { source = "mss-iac/mss" } }
}
provider "mss" {
  accept_agreements = true
  project_id        = %q
  endpoint          = %q
  billing_endpoint  = %q
  access_key        = %q
  secret_key        = %q
}
`, realcloud.Project, cloud.URL, cloud.URL, realcloud.AccessKey, realcloud.SecretKey)+blocks)
	return standIn{cloud, w}
}

func (r standIn) look(t *testing.T) *lifecycle.View {
	t.Helper()
	w, err := r.Look(t.Context(), sim.Call{Tenant: realcloud.Project},
		lifecycle.Selection{AllOrders: true, AllPackages: true})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (r standIn) apply(t *testing.T, more ...string) (string, error) {
	t.Helper()
	return r.Try(t, append([]string{"apply", "-auto-approve", "-no-color", "-lock=false"}, more...)...)
}

// hangsAt begins an apply and returns when a call whose path ends so has taken effect and waits for its answer in vain.
func (r standIn) hangsAt(t *testing.T, end string) *exec.Cmd {
	t.Helper()
	r.Hang(end)
	cmd := r.Command(t, "apply", "-auto-approve", "-no-color", "-lock=false")
	ownGroup(cmd)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-r.Hung:
	case <-time.After(time.Minute):
		t.Fatal("it never came to " + end)
	}
	return cmd
}

// twice interrupts Terraform as an impatient user does. It ends at once then, and drops what its providers still
// answer.
func twice(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	_ = cmd.Process.Signal(os.Interrupt)
	time.Sleep(500 * time.Millisecond)
	_ = cmd.Process.Signal(os.Interrupt)
	_ = cmd.Wait() // it was interrupted
	waitForGroup(cmd)
}

// TestAKilledApplyOnTheRealCloudDoesNotBuyTwice: the process dies, or is interrupted twice, when the money has moved
// and Terraform has noted nothing. The next apply says what was bought; imported, it is the block's.
func TestAKilledApplyOnTheRealCloudDoesNotBuyTwice(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		blocks, address, end string
		stop                 func(*testing.T, *exec.Cmd)
	}{
		"a package, killed":                 {realVoice, "mss_resource_package.voice", "/customer-orders/pay", killGroup},
		"a package, interrupted twice":      {realVoice, "mss_resource_package.voice", "/customer-orders/pay", twice},
		"an order, killed":                  {realOrder, "mss_order.voice", "/mss/public/orders", killGroup},
		"an order, interrupted twice":       {realOrder, "mss_order.voice", "/mss/public/orders", twice},
		"an order, interrupted and patient": {realOrder + "# a timeout\n", "mss_order.voice", "/mss/public/orders", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			blocks := c.blocks
			if c.stop == nil {
				blocks = strings.Replace(blocks, "auto_pay = true", "auto_pay = true\n  timeouts = { create = \"2s\" }", 1)
			}
			r := newReal(t, blocks)
			cmd := r.hangsAt(t, c.end)
			if c.stop == nil {
				_ = cmd.Process.Signal(os.Interrupt)
				_ = cmd.Wait() // the create fails when its time is over
				waitForGroup(cmd)
			} else {
				c.stop(t, cmd)
			}
			r.Hang("")
			orders, packages := r.look(t).OrderList(), r.look(t).PackageList()
			if len(orders) != 1 || len(packages) != 1 {
				t.Fatalf("before the next apply there are %v and %v", orders, packages)
			}
			out, err := r.apply(t)
			if err == nil || !strings.Contains(err.Error(), orders[0].ID) || !strings.Contains(err.Error(), "terraform import") {
				t.Errorf("the next apply says %v\n%s", err, out)
			}
			id := packages[0].ID
			if strings.HasPrefix(c.address, "mss_order") {
				id = orders[0].ID
			}
			r.Run(t, "import", "-no-color", "-lock=false", c.address, id)
			if out, err := r.apply(t); err != nil {
				t.Errorf("after the import: %v\n%s", err, out)
			}
			if after := r.look(t).OrderList(); len(after) != 1 {
				t.Errorf("the orders are %v", after)
			}
			// What was found again is forgotten; the next purchase stands in nobody's way.
			if out, err := r.apply(t, "-replace="+c.address); err != nil {
				t.Errorf("the next purchase: %v\n%s", err, out)
			}
			if after := r.look(t).PackageList(); len(after) != 2 {
				t.Errorf("the packages are %v", after)
			}
			// What is left is the list of what the state holds.
			if left, err := filepath.Glob(filepath.Join(r.Dir, ".mss", "*")); err != nil || len(left) != 1 ||
				!strings.HasPrefix(filepath.Base(left[0]), "placed-") {
				t.Errorf("notes of runs are left: %v, %v", left, err)
			}
		})
	}
}

// TestAnOrderThatAKilledRunLeftUnpaidIsCancelled: a payment that were still under way could reach it after the next one
// was bought.
func TestAnOrderThatAKilledRunLeftUnpaidIsCancelled(t *testing.T) {
	t.Parallel()
	r := newReal(t, realVoice)
	r.Drop("/customer-orders/pay")
	killGroup(t, r.hangsAt(t, "/customer-orders/pay"))
	r.Hang("")
	if first := r.look(t).OrderList(); len(first) != 1 || !first[0].Paid.IsZero() {
		t.Fatalf("before the next apply there are %v", first)
	}
	r.Drop("")
	if out, err := r.apply(t); err != nil {
		t.Fatalf("the next apply says %v\n%s", err, out)
	}
	orders := r.look(t).OrderList()
	if len(orders) != 2 || orders[0].Cancelled.IsZero() || orders[1].Paid.IsZero() {
		t.Errorf("the orders are %+v and %+v", orders[0], orders[1])
	}
}

// TestNothingIsOrderedWhereNotesCannotBeRead: what they say may have been bought.
func TestNothingIsOrderedWhereNotesCannotBeRead(t *testing.T) {
	t.Parallel()
	r := newReal(t, realVoice)
	killGroup(t, r.hangsAt(t, "/customer-orders/pay"))
	r.Hang("")
	notes, err := filepath.Glob(filepath.Join(r.Dir, ".mss", "*.jsonl"))
	if err != nil || len(notes) != 1 {
		t.Fatalf("the notes are %v, %v", notes, err)
	}
	kept := notes[0] + ".kept"
	if err := os.Rename(notes[0], kept); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(notes[0], 0o700); err != nil { // which reads as badly as another user's file, for root too
		t.Fatal(err)
	}
	if out, err := r.apply(t); err == nil ||
		!strings.Contains(err.Error(), "cannot read what killed applies may have ordered") {
		t.Errorf("the next apply says %v\n%s", err, out)
	}
	if _, err := os.Stat(notes[0]); err != nil {
		t.Errorf("what could not be read is gone: %v", err)
	}
	if after := r.look(t).OrderList(); len(after) != 1 {
		t.Errorf("the orders are %v", after)
	}
}

// TestAnEmptyStateOnTheRealCloudIsNotBoughtAgain: what was ordered for it is named, as long as it exists; the state,
// put back, is planned as before.
func TestAnEmptyStateOnTheRealCloudIsNotBoughtAgain(t *testing.T) {
	t.Parallel()
	r := newReal(t, realVoice+strings.ReplaceAll(realOrder, "auto_pay = true", "payment  = {}"))
	if out, err := r.apply(t); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	state := r.Read(t, "terraform.tfstate")
	orders := r.look(t).OrderList()
	r.Write(t, "terraform.tfstate", "")
	_, err := r.apply(t)
	if err == nil || len(orders) != 2 || !strings.Contains(err.Error(), orders[0].ID) ||
		!strings.Contains(err.Error(), orders[1].ID) {
		t.Fatalf("the apply of an empty state says %v, for the orders %v", err, orders)
	}
	wantSaid(t, err.Error(), "State is empty, but its objects exist", "terraform.tfstate.backup", "terraform import",
		"allow_duplicate_order = true")
	r.Write(t, "terraform.tfstate", state)
	r.Run(t, "plan", "-detailed-exitcode", "-lock=false")
	if out, err := r.Try(t, "destroy", "-auto-approve", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	// What was returned stands in nobody's way.
	r.Write(t, "terraform.tfstate", "")
	if out, err := r.apply(t); err != nil {
		t.Errorf("after all was returned: %v\n%s", err, out)
	}
	r.Write(t, "terraform.tfstate", "")
	r.Write(t, "main.tf", strings.Replace(r.Read(t, "main.tf"), "accept_agreements = true",
		"accept_agreements = true\n  allow_duplicate_order = true", 1))
	if out, err := r.apply(t); err != nil {
		t.Errorf("with allow_duplicate_order: %v\n%s", err, out)
	}
	if n := len(r.look(t).PackageList()); n != 6 {
		t.Errorf("%d packages were bought, want 6", n)
	}
}

// TestAnApplyDuringAnotherOneOnTheRealCloudOrdersNothing: it has not locked the state, waits for the first one, and
// then knows that its plan is outdated.
func TestAnApplyDuringAnotherOneOnTheRealCloudOrdersNothing(t *testing.T) {
	t.Parallel()
	r := newReal(t, realVoice)
	r.Hang("/customer-orders/pay")
	first := r.Command(t, "apply", "-auto-approve", "-no-color", "-lock=false")
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	<-r.Hung
	second := make(chan error, 1)
	go func() {
		_, err := r.Try(t, "apply", "-auto-approve", "-no-color", "-lock=false")
		second <- err
	}()
	err := <-second
	if err == nil || !strings.Contains(oneLine(err.Error()), "another apply of this state") {
		t.Errorf("the second apply says %v", err)
	}
	r.Hang("")
	_ = first.Process.Kill()
	_ = first.Wait()
	if n := len(r.look(t).OrderList()); n != 1 {
		t.Errorf("%d orders were placed, want 1", n)
	}
}
