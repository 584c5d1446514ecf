package binary_test

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
)

// TestInterruptedAppliesBuyNothingTwice: one Ctrl-C lets what is under way come to its end; two make Terraform drop the
// answers that are still coming. The next apply, at once, buys what is missing and no more, even if it is one block
// more than before.
func TestInterruptedAppliesBuyNothingTwice(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("processes are interrupted by their group, which this test does the Unix way")
	}
	const many = 40
	blocks := func(count int) string {
		return fmt.Sprintf(`resource "mss_resource_package" "voice" {
  count              = %d
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
}
`, count)
	}
	for name, interrupts := range map[string]int{"once": 1, "twice": 2} {
		t.Run("embedded, "+name, func(t *testing.T) {
			t.Parallel()
			w := binary.NewWorkspace(t)
			provider, _, _ := strings.Cut(fleet(".mss/simulator.db", ""), "resource ")
			interrupted(t, w, interrupts, func(count int) string { return provider + blocks(count) }, many)
			simulated(t, events(t, filepath.Join(w.Dir, ".mss", "simulator.db")), many+1)
		})
		t.Run("server, "+name, func(t *testing.T) {
			t.Parallel()
			at, url := teamServer(t)
			provider, _, _ := strings.Cut(team(url, "secret-of-the-team", ""), "resource ")
			interrupted(t, binary.NewWorkspace(t), interrupts, func(count int) string { return provider + blocks(count) }, many)
			simulated(t, command(t, "events", "--project", "team", "--store", at), many+1)
		})
	}
}

// interrupted applies many blocks, interrupted after some of them, again, and then one more.
func interrupted(t *testing.T, w binary.Workspace, interrupts int, config func(int) string, many int) {
	t.Helper()
	w.Write(t, "main.tf", config(many))
	cmd, out := applyUntil(t, w, "Creation complete")
	go func() { _, _ = io.Copy(io.Discard, out) }() // a full pipe would hold Terraform up
	for range interrupts {
		interruptGroup(cmd)
		time.Sleep(50 * time.Millisecond)
	}
	_ = cmd.Wait() // it was interrupted
	// One block more than before, by a run that must not take what the first one has noted for lost.
	w.Write(t, "main.tf", config(many+1))
	regain(t, w, "mss_resource_package.voice[0]")
	w.Run(t, "apply", "-auto-approve", "-no-color", "-lock=false", "-parallelism=20")
	w.Run(t, "plan", "-detailed-exitcode", "-lock=false")
}

var lostPackage = regexp.MustCompile(`\(package\s+(sim-pkg-[0-9a-f]+)\)`)

// regain does what the plan says after a second interrupt has come while Terraform wrote its first state file, which is
// then empty or cut off and has no backup: it imports one of the packages.
func regain(t *testing.T, w binary.Workspace, address string) {
	t.Helper()
	state := filepath.Join(w.Dir, "terraform.tfstate")
	if written, err := os.ReadFile(state); err == nil && json.Valid(written) {
		return
	}
	if err := os.Remove(state); err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	out, err := w.Try(t, "plan", "-no-color", "-lock=false")
	if err == nil {
		return // the interrupt came before the provider knew of anything in the state
	}
	lost := lostPackage.FindStringSubmatch(err.Error())
	if lost == nil || !strings.Contains(err.Error(), "State is empty, but its objects exist") {
		t.Fatalf("%v\n%s", err, out)
	}
	w.Run(t, "import", "-no-color", "-lock=false", address, lost[1])
}

// applyUntil begins an apply, and returns when it has said something.
func applyUntil(t *testing.T, w binary.Workspace, said string) (*exec.Cmd, io.Reader) {
	t.Helper()
	return begun(t, w, said, "-parallelism=20")
}

// begun is applyUntil with arguments.
func begun(t *testing.T, w binary.Workspace, said string, more ...string) (*exec.Cmd, io.Reader) {
	t.Helper()
	cmd := w.Command(t, append([]string{"apply", "-auto-approve", "-no-color", "-lock=false"}, more...)...)
	ownGroup(cmd)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	buffer := make([]byte, 1<<16)
	for told := ""; !strings.Contains(told, said); {
		n, err := out.Read(buffer)
		if told += string(buffer[:n]); err != nil {
			t.Fatalf("it came to its end: %s", told)
		}
	}
	return cmd, out
}

func simulated(t *testing.T, story string, want int) {
	t.Helper()
	if got := strings.Count(story, "order paid"); got != want {
		t.Errorf("%d orders were paid, want %d", got, want)
	}
}

// TestNoOtherRunAdoptsWhatAnInterruptedOneHasNoted: a package that stood in the state before the one interrupt belongs
// to its block, also where the next run never loads that: another target, a test's state, an alias whose sibling has
// died.
func TestNoOtherRunAdoptsWhatAnInterruptedOneHasNoted(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("processes are interrupted by their group, which this test does the Unix way")
	}
	w := binary.NewWorkspace(t)
	provider, _, _ := strings.Cut(fleet(".mss/simulator.db", ""), "resource ")
	voice := func(name string, years int, more string) string {
		return fmt.Sprintf("resource \"mss_resource_package\" %q {\n  resource_spec_code = "+
			"\"hws.resource.type.metastudio.modeling.voice.onebasic\"\n  period_type = \"yearly\"\n  period_num = %d\n%s}\n",
			name, years, more)
	}
	config := provider + voice("a", 1, "") + `resource "terraform_data" "work" {
  provisioner "local-exec" { command = "test -e fast || sleep 3" }
  depends_on = [mss_resource_package.a]
}
` + voice("z", 3, "  depends_on = [terraform_data.work]\n")
	w.Write(t, "main.tf", config)
	cmd, out := applyUntil(t, w, "work: Provisioning")
	time.Sleep(200 * time.Millisecond)
	interruptGroup(cmd)
	_, _ = io.Copy(io.Discard, out)
	_ = cmd.Wait() // it was interrupted
	w.Write(t, "fast", "")
	w.Write(t, "main.tf", config+voice("other", 1, ""))
	w.Run(t, "apply", "-auto-approve", "-no-color", "-lock=false", "-target=mss_resource_package.other")
	w.Run(t, "apply", "-auto-approve", "-no-color", "-lock=false")
	w.Run(t, "plan", "-detailed-exitcode", "-lock=false")
	simulated(t, events(t, filepath.Join(w.Dir, ".mss", "simulator.db")), 3)
}
