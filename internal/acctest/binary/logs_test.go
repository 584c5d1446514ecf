package binary_test

import (
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/binary"
)

// A log that was asked for has the lines of the SDK's own loggers, whatever the variable and the level.
func TestAskedForLogsAreComplete(t *testing.T) {
	t.Parallel()
	w := binary.NewWorkspace(t)
	w.Write(t, "main.tf", `
terraform {
  required_providers {
    mss = { source = "mss-iac/mss" }
  }
}
provider "mss" {
  accept_agreements = true
  simulator         = { now = "2027-03-01T00:00:00Z" }
}
data "mss_account" "this" {}
`)
	w.Run(t, "init", "-no-color")
	const proto, framework = "Received request: ", "Calling provider defined Provider Schema: " // both at trace
	for _, c := range []struct {
		env  string
		want []string
		not  []string
	}{
		{"TF_LOG=trace", []string{proto, framework}, nil},
		{"TF_LOG_PROVIDER=trace", []string{proto, framework}, nil},
		{"TF_LOG=debug", nil, []string{proto, framework}},
		{"TF_LOG_CORE=trace", nil, []string{proto, framework}},
	} {
		cmd := w.Command(t, "plan", "-no-color")
		cmd.Env = append(cmd.Env, c.env)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", c.env, err, out)
		}
		for _, line := range c.want {
			if !strings.Contains(string(out), line) {
				t.Errorf("with %s it has no line %q", c.env, line)
			}
		}
		for _, line := range c.not {
			if strings.Contains(string(out), line) {
				t.Errorf("with %s it has the line %q", c.env, line)
			}
		}
	}
}
