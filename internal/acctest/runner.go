package acctest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/go-version"
	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/mss-iac/terraform-provider-mss/internal/process"
)

// runner runs steps that apply or plan a configuration as terraform-plugin-testing does, with less than half of its
// Terraform commands: it needs neither init nor version, applies without a saved plan if no check looks at it, reads
// the state from its file, asks for an exit code instead of a plan's JSON, and plans once more without a refresh only
// if the refresh changes something.
type runner struct {
	t         *testing.T
	dir       string
	terraform string
	config    string // of the last step that succeeded
}

// understands reports whether the runner can run a step. All others are left to terraform-plugin-testing.
func understands(s resource.TestStep) bool {
	return !s.ImportStatePersist && s.ImportStateKind != resource.ImportBlockWithResourceIdentity &&
		s.ImportStateCheck == nil && !s.RefreshState && !s.Query && !s.StateStore && !s.Destroy && s.SkipFunc == nil &&
		s.ConfigVariables == nil &&
		s.ConfigDirectory == nil && s.ConfigFile == nil && s.ProtoV6ProviderFactories == nil &&
		len(s.ConfigPlanChecks.PostApplyPreRefresh)+len(s.ConfigPlanChecks.PostApplyPostRefresh) == 0
}

func newRunner(t *testing.T) *runner {
	t.Helper()
	path, err := find()
	if err != nil {
		t.Fatal(err)
	}
	return &runner{t: t, dir: t.TempDir(), terraform: path}
}

func find() (string, error) {
	for _, name := range []string{os.Getenv("TF_ACC_TERRAFORM_PATH"), "terraform", "tofu"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("neither terraform nor tofu is on the PATH")
}

// terraformVersion is that of Terraform, or of OpenTofu, without what follows its numbers. It is asked once.
var terraformVersion = sync.OnceValues(func() (*version.Version, error) {
	path, err := find()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(path, "version", "-json")
	cmd.Env = append(os.Environ(), "CHECKPOINT_DISABLE=1")
	text, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var said struct {
		Version string `json:"terraform_version"`
	}
	if err := json.Unmarshal(text, &said); err != nil {
		return nil, err
	}
	v, err := version.NewVersion(said.Version)
	if err != nil {
		return nil, err
	}
	return v.Core(), nil
})

func (r *runner) run(steps []resource.TestStep) {
	r.t.Helper()
	defer func() { // as terraform-plugin-testing does, also of a test that has failed
		if state, err := r.state(); err != nil {
			r.t.Errorf("state after the test: %v", err)
		} else if state.Values != nil {
			if _, err := r.command("destroy", "-auto-approve", "-refresh=false"); err != nil {
				r.t.Errorf("destroy after the test: %v", err)
			}
		}
	}()
	for i, step := range steps {
		if step.PreConfig != nil {
			step.PreConfig()
		}
		do := r.step
		if step.ImportState {
			do = r.importing
		}
		err := do(step)
		switch {
		case step.ExpectError == nil && err != nil:
			r.t.Fatalf("step %d of %d: %v", i+1, len(steps), err)
		case step.ExpectError != nil && err == nil:
			r.t.Fatalf("step %d of %d: want an error that matches %s", i+1, len(steps), step.ExpectError)
		case step.ExpectError != nil && !step.ExpectError.MatchString(err.Error()):
			r.t.Fatalf("step %d of %d: want an error that matches %s, got %v", i+1, len(steps), step.ExpectError, err)
		}
	}
}

var (
	providerBlock  = regexp.MustCompile(`(?m)^\s*provider "mss"`)
	terraformBlock = regexp.MustCompile(`(?m)^\s*terraform {`)
)

func (r *runner) step(step resource.TestStep) error {
	for _, address := range step.Taint {
		if _, err := r.command("taint", address); err != nil {
			return err
		}
	}
	if err := r.write(step.Config); err != nil {
		return err
	}
	if !step.PlanOnly {
		if err := r.apply(step); err != nil {
			return err
		}
	}
	if settled, err := r.settled(step); err != nil {
		return err
	} else if !settled {
		if err := r.plansAgain(step); err != nil {
			return err
		}
	}
	if step.PostApplyFunc != nil {
		step.PostApplyFunc()
	}
	r.config = step.Config
	return nil
}

// settled reports whether a plan after an apply finds no change, and its refresh none either: a plan without a refresh
// would then be the same.
func (r *runner) settled(step resource.TestStep) (bool, error) {
	if step.ExpectError != nil || step.ExpectNonEmptyPlan {
		return false, nil
	}
	messages, err := r.command("plan", "-json", "-detailed-exitcode")
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return false, err
	}
	return err == nil && !strings.Contains(messages, `"type":"resource_drift"`), nil
}

// plansAgain plans without and with a refresh, for people to read.
func (r *runner) plansAgain(step resource.TestStep) error {
	if changes, err := r.plan("-refresh=false"); err != nil {
		return err
	} else if changes != "" && !step.ExpectNonEmptyPlan {
		return fmt.Errorf("the plan without a refresh is not empty:\n%s", changes)
	}
	switch changes, err := r.plan(); {
	case err != nil:
		return err
	case changes != "" && !step.ExpectNonEmptyPlan:
		return fmt.Errorf("the plan is not empty:\n%s", changes)
	case changes == "" && step.ExpectNonEmptyPlan:
		return errors.New("the plan is empty")
	}
	return nil
}

func (r *runner) write(config string) error {
	if !providerBlock.MatchString(config) {
		config = "provider \"mss\" {}\n" + config
	}
	if !terraformBlock.MatchString(config) {
		config = "terraform {\n  required_providers { mss = { source = \"hashicorp/mss\" } }\n}\n" + config
	}
	return os.WriteFile(filepath.Join(r.dir, "main.tf"), []byte(config), 0o600)
}

// importing imports an object in a folder of its own, with the command, or with a block next to all else that the
// state holds.
func (r *runner) importing(step resource.TestStep) error {
	before, err := r.state()
	if err != nil {
		return err
	}
	id := step.ImportStateId
	if step.ImportStateIdFunc != nil {
		if id, err = step.ImportStateIdFunc(flattened(before)); err != nil {
			return err
		}
	}
	if id == "" {
		object, ok := flattened(before).RootModule().Resources[step.ResourceName]
		if !ok {
			return fmt.Errorf("the state has no %s", step.ResourceName)
		}
		id = object.Primary.ID
	}
	config := step.Config
	if config == "" {
		config = r.config
	}
	in := &runner{t: r.t, dir: r.t.TempDir(), terraform: r.terraform}
	if step.ImportStateKind == resource.ImportBlockWithID {
		return in.importBlock(step, config, id, r.dir)
	}
	if err := in.write(config); err != nil {
		return err
	}
	if _, err := in.command("import", step.ResourceName, id); err != nil {
		return err
	}
	after, err := in.state()
	if err != nil || !step.ImportStateVerify {
		return err
	}
	want, got := compared(before, step), compared(after, step)
	if diff := cmp.Diff(want, got); diff != "" || len(got) == 0 {
		return fmt.Errorf("the import differs (-before, +after):\n%s", diff)
	}
	return nil
}

// compared are the attributes of the object that a step imports, without what it ignores.
func compared(state *tfjson.State, step resource.TestStep) map[string]string {
	object, ok := flattened(state).RootModule().Resources[step.ResourceName]
	if !ok {
		return nil
	}
	maps.DeleteFunc(object.Primary.Attributes, func(name, value string) bool {
		empty := value == "0" && (strings.HasSuffix(name, ".#") || strings.HasSuffix(name, ".%"))
		return empty || name == "timeouts" || strings.HasPrefix(name, "timeouts.") ||
			slices.ContainsFunc(step.ImportStateVerifyIgnore, func(prefix string) bool {
				return strings.HasPrefix(name, prefix)
			})
	})
	return object.Primary.Attributes
}

func (r *runner) importBlock(step resource.TestStep, config, id, from string) error {
	state, err := os.ReadFile(filepath.Join(from, "terraform.tfstate"))
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(r.dir, "terraform.tfstate"), state, 0o600); err != nil {
		return err
	}
	if err := r.write(config + fmt.Sprintf("\nimport {\n  to = %s\n  id = %q\n}\n", step.ResourceName, id)); err != nil {
		return err
	}
	if _, err := r.command("state", "rm", step.ResourceName); err != nil {
		return err
	}
	plan, err := r.saved()
	if err != nil {
		return err
	}
	found := slices.IndexFunc(plan.ResourceChanges, func(c *tfjson.ResourceChange) bool {
		return c.Address == step.ResourceName
	})
	switch {
	case found < 0 || plan.ResourceChanges[found].Change.Importing == nil:
		return fmt.Errorf("the plan does not import %s", step.ResourceName)
	case !step.ExpectNonEmptyPlan && !plan.ResourceChanges[found].Change.Actions.NoOp():
		return fmt.Errorf("the import plans %v", plan.ResourceChanges[found].Change.Actions)
	}
	return check(r.t, plan, step.ImportPlanChecks.PreApply)
}

// saved saves a plan and returns it.
func (r *runner) saved() (*tfjson.Plan, error) {
	if _, err := r.plan("-out=tfplan"); err != nil {
		return nil, err
	}
	text, err := r.command("show", "-json", "tfplan")
	if err != nil {
		return nil, err
	}
	var plan tfjson.Plan
	plan.UseJSONNumber(true)
	return &plan, json.Unmarshal([]byte(text), &plan)
}

func check(t *testing.T, plan *tfjson.Plan, checks []plancheck.PlanCheck) error {
	t.Helper()
	for _, check := range checks {
		var resp plancheck.CheckPlanResponse
		if check.CheckPlan(t.Context(), plancheck.CheckPlanRequest{Plan: plan}, &resp); resp.Error != nil {
			return fmt.Errorf("check of the plan: %w", resp.Error)
		}
	}
	return nil
}

func (r *runner) apply(step resource.TestStep) error {
	arguments := []string{"apply", "-auto-approve"}
	if len(step.ConfigPlanChecks.PreApply) > 0 {
		plan, err := r.saved()
		if err != nil {
			return err
		}
		if err := check(r.t, plan, step.ConfigPlanChecks.PreApply); err != nil {
			return err
		}
		arguments = append(arguments, "-refresh=false", "tfplan")
	}
	if _, err := r.command(arguments...); err != nil {
		return err
	}
	if step.Check == nil && len(step.ConfigStateChecks) == 0 {
		return nil
	}
	state, err := r.state()
	if err != nil {
		return err
	}
	if step.Check != nil {
		if err := step.Check(flattened(state)); err != nil {
			return fmt.Errorf("check: %w", err)
		}
	}
	for _, check := range step.ConfigStateChecks {
		var resp statecheck.CheckStateResponse
		if check.CheckState(r.t.Context(), statecheck.CheckStateRequest{State: state}, &resp); resp.Error != nil {
			return fmt.Errorf("check of the state: %w", resp.Error)
		}
	}
	return nil
}

// plan returns what a plan shows if it has changes.
func (r *runner) plan(more ...string) (changes string, err error) {
	out, err := r.command(append([]string{"plan", "-detailed-exitcode"}, more...)...)
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 2 {
		return out, nil
	}
	return "", err
}

// command runs Terraform on a provider in this process. The error holds what it printed to its standard error.
func (r *runner) command(args ...string) (string, error) {
	silence()
	reattach, stop, err := serve(r.t.Context())
	if err != nil {
		return "", err
	}
	defer stop()
	cmd := exec.CommandContext(r.t.Context(), r.terraform, args...)
	cmd.Dir = r.dir
	cmd.Env = append(os.Environ(), "TF_REATTACH_PROVIDERS="+reattach, "TF_CLI_ARGS=-no-color", "TF_IN_AUTOMATION=1",
		"TF_INPUT=0", "TF_LOG=",
		"CHECKPOINT_DISABLE=1", "GOGC=off", "GOMEMLIMIT=256MiB")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return stdout.String(), fmt.Errorf("terraform %s: %w\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return stdout.String(), nil
}

// silence keeps what the provider's SDK would log out of the tests' output.
var silence = sync.OnceFunc(process.SilenceSDK)

// serve serves a new provider until it is stopped, and returns how Terraform finds it. Its socket is gone when stop
// returns.
func serve(ctx context.Context) (reattach string, stop func(), err error) {
	server, err := Factories()["mss"]()
	if err != nil {
		return "", nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	found, ended := make(chan *plugin.ReattachConfig, 1), make(chan error, 1)
	go func() {
		ended <- tf6server.Serve("registry.terraform.io/hashicorp/mss", func() tfprotov6.ProviderServer { return server },
			tf6server.WithDebug(ctx, found, make(chan struct{}, 1)), tf6server.WithoutLogStderrOverride(),
			tf6server.WithGoPluginLogger(hclog.New(&hclog.LoggerOptions{Output: io.Discard})))
	}()
	select {
	case err := <-ended:
		cancel()
		return "", nil, fmt.Errorf("the provider does not serve: %w", err)
	case config := <-found:
		one := map[string]any{
			"Protocol": config.Protocol, "ProtocolVersion": config.ProtocolVersion, "Pid": config.Pid, "Test": config.Test,
			"Addr": map[string]string{"Network": config.Addr.Network(), "String": config.Addr.String()},
		}
		text, err := json.Marshal(map[string]any{"registry.terraform.io/hashicorp/mss": one,
			"registry.opentofu.org/hashicorp/mss": one})
		return string(text), func() {
			cancel()
			<-ended //nolint:errcheck // it was stopped
		}, err
	}
}

// state is the state as Terraform has written it, in the form in which it shows one.
func (r *runner) state() (*tfjson.State, error) {
	state := &tfjson.State{FormatVersion: "1.0"}
	file, err := os.Open(filepath.Join(r.dir, "terraform.tfstate"))
	if errors.Is(err, os.ErrNotExist) {
		return state, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	var written struct {
		Outputs map[string]struct {
			Value     any  `json:"value"`
			Sensitive bool `json:"sensitive"`
		} `json:"outputs"`
		Resources []struct {
			Mode      tfjson.ResourceMode `json:"mode"`
			Type      string              `json:"type"`
			Name      string              `json:"name"`
			Instances []struct {
				Key        any            `json:"index_key"`
				Status     string         `json:"status"`
				Attributes map[string]any `json:"attributes"`
			} `json:"instances"`
		} `json:"resources"`
	}
	decoder := json.NewDecoder(file)
	decoder.UseNumber()
	if err := decoder.Decode(&written); err != nil {
		return nil, err
	}
	if len(written.Outputs)+len(written.Resources) == 0 {
		return state, nil
	}
	state.Values = &tfjson.StateValues{Outputs: map[string]*tfjson.StateOutput{}, RootModule: &tfjson.StateModule{}}
	for name, o := range written.Outputs {
		state.Values.Outputs[name] = &tfjson.StateOutput{Value: o.Value, Sensitive: o.Sensitive}
	}
	for _, object := range written.Resources {
		address := object.Type + "." + object.Name
		if object.Mode == tfjson.DataResourceMode {
			address = "data." + address
		}
		for _, instance := range object.Instances {
			one := &tfjson.StateResource{
				Address: address, Mode: object.Mode, Type: object.Type, Name: object.Name, Index: instance.Key,
				AttributeValues: instance.Attributes, Tainted: instance.Status == "tainted",
			}
			switch key := instance.Key.(type) {
			case json.Number:
				one.Address += "[" + key.String() + "]"
			case string:
				one.Address += "[" + strconv.Quote(key) + "]"
			}
			state.Values.RootModule.Resources = append(state.Values.RootModule.Resources, one)
		}
	}
	return state, nil
}

// flattened is a state in the form that resource.TestCheckFunc looks at.
func flattened(state *tfjson.State) *terraform.State {
	flat := terraform.NewState() //nolint:staticcheck // there is no other way to make one
	if state.Values == nil {
		return flat
	}
	root := flat.RootModule()
	for name, o := range state.Values.Outputs {
		value := o.Value
		switch value.(type) {
		case bool, json.Number:
			value = fmt.Sprint(value)
		}
		root.Outputs[name] = &terraform.OutputState{Value: value, Sensitive: o.Sensitive}
	}
	for _, object := range state.Values.RootModule.Resources {
		attributes := map[string]string{}
		flatten(attributes, "", object.AttributeValues)
		key := object.Address
		if n, ok := object.Index.(json.Number); ok { // which the old form writes with a dot
			key = strings.TrimSuffix(key, "["+n.String()+"]") + "." + n.String()
		}
		root.Resources[key] = &terraform.ResourceState{
			Type: object.Type, Primary: &terraform.InstanceState{ID: attributes["id"], Attributes: attributes,
				Tainted: object.Tainted},
		}
	}
	return flat
}

func flatten(into map[string]string, name string, v any) {
	switch v := v.(type) {
	case nil:
	case map[string]any:
		prefix := name
		if name != "" {
			prefix += "."
		}
		for key, element := range v {
			flatten(into, prefix+key, element)
		}
		into[prefix+"%"] = strconv.Itoa(len(v))
	case []any:
		for i, element := range v {
			flatten(into, name+"."+strconv.Itoa(i), element)
		}
		into[name+".#"] = strconv.Itoa(len(v))
	default:
		into[name] = fmt.Sprint(v)
	}
}
