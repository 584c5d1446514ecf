// Package terraform_test measures the provider in the hands of Terraform, against other providers in the same run.
package terraform_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// envTime names the file of the peer, hashicorp/terraform-provider-time, which the makefile builds.
const envTime = "MSS_BENCH_TIME"

const packages = 1000

const own = `
variable "now" { default = "2027-03-01T00:00:00Z" }
provider "mss" {
  project_id        = "demo"
  accept_agreements = true
  simulator         = { now = var.now }
}
resource "mss_resource_package" "all" {
  count              = %d
  resource_spec_code = "hws.resource.type.metastudio.modeling.avatarlive.channel"
  period_type        = "monthly"
  period_num         = 1
  auto_renew         = %t
}
terraform {
  required_providers { mss = { source = "mss-iac/mss" } }
}
`

// contender is a provider under a configuration.
type contender struct {
	b      *testing.B
	folder string
	env    []string
}

// BenchmarkTerraform applies, plans and destroys 1,000 packages, and as many objects of each peer: time_static, and a
// provider with this one's schema that keeps nothing, with the framework's loggers as they are by default and off.
func BenchmarkTerraform(b *testing.B) {
	mss, stub := build(b, "mss", "."), build(b, "mss", "internal/acctest/bench/stub")
	static := fmt.Sprintf("resource \"time_static\" \"all\" { count = %d }\n", packages)
	peers := []struct {
		unit string
		contender
	}{
		{"time", workspace(b, "hashicorp/time", installed(b), static)},
		{"stub", workspace(b, "mss-iac/mss", stub, fmt.Sprintf(own, packages, false))},
		{"silent-stub", workspace(b, "mss-iac/mss", stub, fmt.Sprintf(own, packages, false), "MSS_BENCH_SILENT_STUB=1")},
	}
	ours := workspace(b, "mss-iac/mss", mss, fmt.Sprintf(own, packages, false))
	took := map[string]time.Duration{}
	for b.Loop() {
		for _, command := range []string{"apply -auto-approve", "plan", "destroy -auto-approve"} {
			word, _, _ := strings.Cut(command, " ")
			took[word] += ours.terraform(command)
			for _, p := range peers {
				took[word+"×"+p.unit] += p.terraform(command)
			}
		}
	}
	for key, peer := range took {
		if word, _, ok := strings.Cut(key, "×"); ok {
			b.ReportMetric(float64(took[word])/float64(peer), key)
		}
	}
}

// BenchmarkHandshake starts the provider until it tells Terraform where it listens, against time's.
func BenchmarkHandshake(b *testing.B) {
	mss := filepath.Join(build(b, "mss", "."), "terraform-provider-mss")
	peer := filepath.Join(installed(b), "terraform-provider-time")
	handshake(b, mss) // the files are in memory then
	handshake(b, peer)
	var own, others []time.Duration
	for b.Loop() {
		own, others = append(own, handshake(b, mss)), append(others, handshake(b, peer))
	}
	slices.Sort(own)
	slices.Sort(others)
	b.ReportMetric(float64(own[len(own)/2])/float64(others[len(others)/2]), "×time")
	b.ReportMetric(float64(own[len(own)/2].Microseconds())/1000, "ms")
}

// BenchmarkRefreshDue is the processor time that the provider takes for the plan of 1,000 packages a year on, when
// 12,000 automatic charges have come due, against a day on, when none has.
func BenchmarkRefreshDue(b *testing.B) {
	mss := build(b, "mss", ".")
	c := workspace(b, "mss-iac/mss", mss, fmt.Sprintf(own, packages, true))
	c.terraform("apply -auto-approve")
	var due, none time.Duration
	for b.Loop() {
		none += c.ofProvider(mss, "plan -var now=2027-03-02T00:00:00Z")
		due += c.ofProvider(mss, "plan -var now=2028-03-02T00:00:00Z")
	}
	b.ReportMetric(float64(due)/float64(none), "×none-due")
}

// build is a folder with a provider of this repository.
func build(b *testing.B, name, of string) string {
	b.Helper()
	folder := b.TempDir()
	cmd := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-ldflags", "-s -w -X main.version=bench", "-o",
		filepath.Join(folder, "terraform-provider-"+name), "./"+of)
	cmd.Dir = filepath.Join("..", "..", "..", "..")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	return folder
}

// installed is a folder with the peer.
func installed(b *testing.B) string {
	b.Helper()
	file := os.Getenv(envTime)
	if file == "" {
		b.Skip("the peer is not there: use make bench, which sets " + envTime)
	}
	folder := b.TempDir()
	if err := os.Symlink(file, filepath.Join(folder, "terraform-provider-time")); err != nil {
		b.Fatal(err)
	}
	return folder
}

// workspace is a folder with a configuration for the provider of a source, which is found in a folder.
func workspace(b *testing.B, source, plugins, configuration string, env ...string) contender {
	b.Helper()
	folder := b.TempDir()
	for name, text := range map[string]string{
		"main.tf": configuration,
		"cli.rc":  fmt.Sprintf("provider_installation {\n  dev_overrides { %q = %q }\n  direct {}\n}\n", source, plugins),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	kept := slices.DeleteFunc(os.Environ(), func(kv string) bool {
		return strings.HasPrefix(kv, "TF_") || strings.HasPrefix(kv, "MSS_") || strings.HasPrefix(kv, "GO")
	})
	return contender{b, folder, append(kept, append(env, "TF_CLI_CONFIG_FILE="+filepath.Join(folder, "cli.rc"),
		"CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1", "TF_INPUT=0")...)}
}

// terraform runs a command and is how long it took.
func (c contender) terraform(words string, env ...string) time.Duration {
	c.b.Helper()
	cmd := exec.CommandContext(c.b.Context(), "terraform", append(strings.Fields(words), "-no-color")...)
	cmd.Dir, cmd.Env = c.folder, slices.Concat(c.env, env)
	begun := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		c.b.Fatalf("terraform %s: %v\n%s", words, err, out[max(0, len(out)-2000):])
	}
	return time.Since(begun)
}

var reattach = regexp.MustCompile(`TF_REATTACH_PROVIDERS='(.*)'`)

// ofProvider is the processor time of the provider for a command, its start included.
func (c contender) ofProvider(plugins, words string) time.Duration {
	c.b.Helper()
	provider := exec.CommandContext(c.b.Context(), filepath.Join(plugins, "terraform-provider-mss"), "-debug")
	// A provider under -debug cannot know whether logs are wanted.
	provider.Dir = c.folder
	provider.Env = slices.Concat(c.env, []string{"TF_LOG_SDK=off", "TF_LOG_SDK_PROTO=off", "TF_LOG_SDK_FRAMEWORK=off"})
	out, err := provider.StdoutPipe()
	if err == nil {
		err = provider.Start()
	}
	if err != nil {
		c.b.Fatal(err)
	}
	var found []string
	for lines := bufio.NewScanner(out); found == nil && lines.Scan(); {
		found = reattach.FindStringSubmatch(lines.Text())
	}
	if found == nil {
		c.b.Fatal("the provider does not say how to reach it")
	}
	c.terraform(words, "TF_REATTACH_PROVIDERS="+found[1])
	if err := provider.Process.Signal(syscall.SIGTERM); err != nil {
		c.b.Fatal(err)
	}
	_ = provider.Wait() // it was ended
	return provider.ProcessState.UserTime() + provider.ProcessState.SystemTime()
}

// handshake starts a provider as Terraform does, and is how long it takes until it says where it listens.
func handshake(b *testing.B, file string) time.Duration {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), file)
	cmd.Env = append(os.Environ(), "PLUGIN_PROTOCOL_VERSIONS=5,6",
		"TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2")
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	took := time.Since(begun)
	if err != nil || strings.Count(line, "|") < 4 {
		b.Fatalf("no handshake: %q, %v", line, err)
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait() // it was killed
	return took
}
