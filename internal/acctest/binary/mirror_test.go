package binary_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
)

// TestAMirrorIsAcceptedByItsLockFile installs from what "make mirror" builds, under the lock file entry that it writes.
func TestAMirrorIsAcceptedByItsLockFile(t *testing.T) {
	t.Parallel()
	w := binary.EmptyWorkspace(t)
	mirror := filepath.Join(t.TempDir(), "mirror")
	build := exec.CommandContext(t.Context(), "go", "run", "./internal/tools/mirror", "-version", "0.1.0", "-into", mirror,
		"-platforms", runtime.GOOS+"_"+runtime.GOARCH)
	build.Dir = filepath.Join("..", "..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	program := "terraform"
	if strings.HasPrefix(filepath.Base(w.Terraform), "tofu") {
		program = "opentofu"
	}
	lock, err := os.ReadFile(filepath.Join(mirror, program+".lock.hcl"))
	if err != nil {
		t.Fatal(err)
	}
	w.Write(t, ".terraform.lock.hcl", string(lock))
	w.Write(t, "mirror.tfrc", fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n",
		filepath.ToSlash(mirror)))
	w.Env = append(w.Env, "TF_CLI_CONFIG_FILE="+filepath.Join(w.Dir, "mirror.tfrc"))
	w.Write(t, "main.tf", "terraform {\n  required_providers {\n    mss = { source = \"mss-iac/mss\" }\n  }\n}\n")
	w.Run(t, "init", "-lockfile=readonly", "-no-color")
	if got := w.Run(t, "version", "-no-color"); !strings.Contains(got, "mss-iac/mss v0.1.0") {
		t.Errorf("installed:\n%s", got)
	}
}
