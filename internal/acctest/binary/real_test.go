package binary_test

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
	"github.com/mss-iac/terraform-provider-mss/internal/acctest/realcloud"
	sim "github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// TestAKilledApplyOnTheRealCloudDoesNotBuyTwice: the process dies when the payment has gone through and Terraform has noted nothing. The next apply
// says what was bought; imported, it is the block's.
func TestAKilledApplyOnTheRealCloudDoesNotBuyTwice(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("processes are killed by their group, which this test does the Unix way")
	}
	cloud := realcloud.New(t)
	bought := func() (orders []string, packages []string) {
		w, err := cloud.Look(t.Context(), sim.Call{Tenant: realcloud.Project}, store.Want{AllOrders: true, AllPackages: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range w.OrderList() {
			orders = append(orders, o.ID)
		}
		for _, p := range w.PackageList() {
			packages = append(packages, p.ID)
		}
		return orders, packages
	}
	w := binary.NewWorkspace(t)
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
resource "mss_resource_package" "voice" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
}
`, realcloud.Project, cloud.URL, cloud.URL, realcloud.AccessKey, realcloud.SecretKey))
	w.Run(t, "init")

	cloud.Hang("/customer-orders/pay")
	cmd := w.Command(t, "apply", "-auto-approve", "-no-color", "-lock=false")
	ownGroup(cmd)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-cloud.Hung:
	case <-time.After(time.Minute):
		t.Fatal("nothing was paid")
	}
	killGroup(t, cmd)
	cloud.Hang("")

	orders, packages := bought()
	if len(orders) != 1 || len(packages) != 1 {
		t.Fatalf("before the next apply there are %v and %v", orders, packages)
	}
	out, err := w.Try(t, "apply", "-auto-approve", "-no-color", "-lock=false")
	if err == nil || !strings.Contains(err.Error(), orders[0]) || !strings.Contains(err.Error(), "terraform import") {
		t.Errorf("the next apply says %v\n%s", err, out)
	}
	w.Run(t, "import", "-no-color", "-lock=false", "mss_resource_package.voice", packages[0])
	w.Run(t, "apply", "-auto-approve", "-no-color", "-lock=false")
	if after, _ := bought(); len(after) != 1 {
		t.Errorf("the orders are %v", after)
	}
	// What was found again is forgotten; the next purchase stands in nobody's way.
	w.Run(t, "apply", "-no-color", "-lock=false", "-auto-approve", "-replace=mss_resource_package.voice")
	if after, _ := bought(); len(after) < 2 {
		t.Errorf("the orders are %v", after)
	}
	if left, err := filepath.Glob(filepath.Join(w.Dir, ".mss", "*")); err != nil || len(left) > 0 {
		t.Errorf("notes of runs are left: %v, %v", left, err)
	}
}
