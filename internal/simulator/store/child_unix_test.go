//go:build unix

package store_test

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// limitEnv is the child's limit on the size of files, in bytes: a disk that is full.
const limitEnv = "MSS_TEST_FILE_LIMIT"

func childMain(file string) error {
	if limit := os.Getenv(limitEnv); limit != "" {
		n, err := strconv.ParseUint(limit, 10, 64)
		if err != nil {
			return err
		}
		signal.Ignore(syscall.SIGXFSZ)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: n}); err != nil {
			return err
		}
	}
	st := store.New(file)
	if err := writeTenant(st, fmt.Sprint("tenant ", os.Getpid()), 500_000); err != nil {
		return err
	}
	return st.Close()
}

func TestAFullDiskIsAClearErrorAndLosesNothing(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{0, 20_000, 100_000, 400_000} {
		file := filepath.Join(t.TempDir(), "simulator.db")
		st := open(t, file)
		if limit > 0 {
			if err := writeTenant(st, "before", 1); err != nil {
				t.Fatal(err)
			}
		}
		cmd := exec.CommandContext(ctx, os.Args[0])
		cmd.Env = append(os.Environ(), childEnv+"="+file, fmt.Sprintf("%s=%d", limitEnv, limit))
		out, err := cmd.CombinedOutput()
		if err == nil || !strings.Contains(string(out), "SIM.3004") || !strings.Contains(string(out), "nothing was stored") {
			t.Errorf("with files of at most %d bytes: %v, %s", limit, err, out)
		}
		if limit == 0 {
			continue
		}
		if err := st.Read(ctx, "demo", func(tx *store.Tx) error {
			ids, err := tx.Tenants()
			if err == nil && strings.Join(ids, " ") != "before" {
				t.Errorf("the store holds %v", ids)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
		if err := writeTenant(st, "after", 1); err != nil {
			t.Errorf("writing when there is space again: %v", err)
		}
	}
}
