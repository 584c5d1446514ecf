package binary

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/hashicorp/go-version"
)

// Feature is something that only newer versions of Terraform or OpenTofu know. OpenTofu's is zero where it does not have it.
type Feature struct {
	Name                string
	terraform, openTofu *version.Version
}

// What tests ask a core for.
var (
	Identity = Feature{"import by identity", version.Must(version.NewVersion("1.12.0")), version.Must(version.NewVersion("1.12.0"))}
	Query    = Feature{"terraform query", version.Must(version.NewVersion("1.14.0")), nil}
	// Ephemeral variables can have another value when a saved plan is applied.
	Ephemeral = Feature{"ephemeral variables", version.Must(version.NewVersion("1.10.0")), version.Must(version.NewVersion("1.11.0"))}
	Exclude   = Feature{"-exclude", nil, version.Must(version.NewVersion("1.9.0"))}
	Actions   = Feature{"actions", version.Must(version.NewVersion("1.14.0")), nil}
)

// Knows says whether the workspace's core has a feature.
func (w Workspace) Knows(t *testing.T, f Feature) bool {
	t.Helper()
	var core struct {
		Version string `json:"terraform_version"`
	}
	if err := json.Unmarshal([]byte(w.Run(t, "version", "-json")), &core); err != nil {
		t.Fatal(err)
	}
	oldest := f.terraform
	if strings.HasPrefix(w.Run(t, "version"), "OpenTofu") {
		oldest = f.openTofu
	}
	return oldest != nil && version.Must(version.NewVersion(core.Version)).Core().GreaterThanOrEqual(oldest)
}

// Need skips the test where the workspace's core lacks a feature.
func (w Workspace) Need(t *testing.T, f Feature) {
	t.Helper()
	if !w.Knows(t, f) {
		t.Skipf("%s does not know %s; TF_ACC_TERRAFORM_PATH names another one", strings.SplitN(w.Run(t, "version"), "\n", 2)[0], f.Name)
	}
}
