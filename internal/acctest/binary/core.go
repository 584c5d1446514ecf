package binary

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/go-version"
)

// Feature is something that only newer versions of Terraform or OpenTofu know. OpenTofu's is zero where it does not
// have it.
type Feature struct {
	Name                string
	terraform, openTofu *version.Version
}

// What tests ask a core for.
var (
	Identity = Feature{"import by identity", version.Must(version.NewVersion("1.12.0")),
		version.Must(version.NewVersion("1.12.0"))}
	Query = Feature{"terraform query", version.Must(version.NewVersion("1.14.0")), nil}
	// Ephemeral variables can have another value when a saved plan is applied.
	Ephemeral = Feature{"ephemeral variables", version.Must(version.NewVersion("1.10.0")),
		version.Must(version.NewVersion("1.11.0"))}
	Exclude = Feature{"-exclude", nil, version.Must(version.NewVersion("1.9.0"))}
	Actions = Feature{"actions", version.Must(version.NewVersion("1.14.0")), nil}
	// StateAsItGoes leaves an apply that is killed with what it has noted so far. OpenTofu writes a local state when 20
	// seconds have passed, when it is interrupted, and at the end.
	StateAsItGoes = Feature{"a local state that is written with each change", version.Must(version.NewVersion("1.0.0")),
		nil}
)

// core is what a Terraform or OpenTofu says of itself.
type core struct {
	version  *version.Version
	openTofu bool
}

// cores are asked once a test process, by path.
var cores sync.Map

func (w Workspace) core(t *testing.T) core {
	t.Helper()
	if known, ok := cores.Load(w.Terraform); ok {
		return known.(core) //nolint:forcetypeassert // nothing else is stored
	}
	var said struct {
		Version string `json:"terraform_version"`
	}
	if err := json.Unmarshal([]byte(w.Run(t, "version", "-json")), &said); err != nil {
		t.Fatal(err)
	}
	c := core{version.Must(version.NewVersion(said.Version)).Core(), strings.HasPrefix(w.Run(t, "version"), "OpenTofu")}
	cores.Store(w.Terraform, c)
	return c
}

// Knows reports whether the workspace's core has a feature.
func (w Workspace) Knows(t *testing.T, f Feature) bool {
	t.Helper()
	c, oldest := w.core(t), f.terraform
	if c.openTofu {
		oldest = f.openTofu
	}
	return oldest != nil && c.version.GreaterThanOrEqual(oldest)
}

// Need skips the test where the workspace's core lacks a feature.
func (w Workspace) Need(t *testing.T, f Feature) {
	t.Helper()
	if !w.Knows(t, f) {
		t.Skipf("%s does not know %s; TF_ACC_TERRAFORM_PATH names another one",
			strings.SplitN(w.Run(t, "version"), "\n", 2)[0], f.Name)
	}
}
