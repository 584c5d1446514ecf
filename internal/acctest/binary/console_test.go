package binary_test

import (
	"bufio"
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
)

// TestAPaymentByHandInTheConsoleIsNotedByTheNextPlan of Terraform: in the real browser, on the real console.
func TestAPaymentByHandInTheConsoleIsNotedByTheNextPlan(t *testing.T) {
	t.Parallel()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium here (apt-get install chromium)")
	}
	w := binary.NewWorkspace(t)
	w.Write(t, "main.tf", onceProvider("")+strings.Replace(onceOrder("months", ""), "  payment = {}\n", "", 1)+
		"output \"status\" { value = mss_order.months.status }\n")
	w.Run(t, "apply", "-auto-approve")
	if status := w.Output(t, "status"); status != "pending_payment" {
		t.Fatalf("the order is %s before it is paid", status)
	}

	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	console := exec.CommandContext(ctx, binary.Provider(t), "simulator", "console", "--no-open")
	console.Dir = w.Dir
	out, err := console.StdoutPipe()
	if err == nil {
		err = console.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = console.Wait()
	})
	address := ""
	for lines := bufio.NewScanner(out); !strings.HasPrefix(address, "http://") && lines.Scan(); {
		address = lines.Text()
	}

	allocator, stop := chromedp.NewExecAllocator(ctx, append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU)...)
	defer stop()
	browser, closed := chromedp.NewContext(allocator)
	defer closed()
	pay := `form[action$="/pay"] .actions button`
	if err := chromedp.Do(browser, chromedp.Navigate(address), chromedp.WaitVisible(chromedp.CSS(`a[href="/orders"]`)),
		chromedp.Click(chromedp.CSS(`a[href="/orders"]`)), chromedp.WaitVisible(chromedp.CSS(`td a[href^="/orders/"]`)),
		chromedp.Click(chromedp.CSS(`td a[href^="/orders/"]`)), chromedp.WaitVisible(chromedp.CSS(pay)),
		chromedp.Click(chromedp.CSS(pay)), chromedp.WaitVisible(chromedp.CSS(`.notice.good`))); err != nil {
		t.Fatal(err)
	}

	plan := w.Run(t, "plan", "-no-color", "-refresh-only")
	if !strings.Contains(plan, `"pending_payment" -> "completed"`) {
		t.Errorf("the plan does not note that the order was paid:\n%s", plan)
	}
	if plan := w.Run(t, "plan", "-no-color"); strings.Contains(plan, "to add") {
		t.Errorf("the plan wants to buy again:\n%s", plan)
	}
}
