package command

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// State is the Terraform state that this command works on.
type State struct {
	// Name names it, whatever the way that leads to its folder is called.
	Name string
	// Former are its names in the first version, which knew only the folder as it was called and the workspace as it was
	// chosen.
	Former []string
	// File holds it, as far as Terraform reads it; empty: it is in no local file, or it is unknown in which.
	File string
	// Usual reports whether it is where Terraform keeps a local state by default.
	Usual bool
}

// Empty reports whether the state is a local file that holds nothing: Terraform writes it in place, and one that is
// killed then leaves that behind. A state without resources is not empty.
func (s State) Empty() bool {
	if s.File == "" {
		return false
	}
	info, err := os.Stat(s.File)
	if err != nil {
		return os.IsNotExist(err)
	}
	if info.Size() > smallest {
		return false
	}
	data, err := os.ReadFile(s.File)
	return err == nil && strings.TrimSpace(string(data)) == ""
}

// Bare reports whether the state is a local file without resources, as an apply leaves that created nothing.
func (s State) Bare() bool {
	if s.File == "" {
		return false
	}
	data, err := os.ReadFile(s.File)
	var state struct {
		Resources []struct {
			Instances []json.RawMessage `json:"instances"`
		} `json:"resources"`
	}
	if err != nil || json.Unmarshal(data, &state) != nil {
		return false
	}
	for _, r := range state.Resources {
		if len(r.Instances) > 0 {
			return false
		}
	}
	return true
}

// smallest is far less than any state takes.
const smallest = 64

const (
	defaultWorkspace = "default"
	stateFile        = "terraform.tfstate"
)

// WorkingState is the state that a command works on. Terraform starts its providers in the folder of the root module,
// whatever -chdir says.
func (c Command) WorkingState() State {
	root, err := os.Getwd()
	if err != nil {
		return State{}
	}
	return of(c, root, os.Getenv)
}

// of works on the folder root, which may be called by a symbolic link.
func of(c Command, root string, getenv func(string) string) State {
	folder := resolved(root)
	data := getenv("TF_DATA_DIR")
	if data == "" {
		data = ".terraform"
	}
	data = within(folder, data)
	chosen := getenv("TF_WORKSPACE")
	if chosen == "" {
		selected, _ := os.ReadFile(filepath.Join(data, "environment")) // absent: the default workspace
		chosen = strings.TrimSpace(string(selected))
	}
	s := State{Former: formerNames(root, folder, chosen)}
	workspace := chosen
	if c.Saved != nil && c.Saved.Workspace != "" {
		workspace = c.Saved.Workspace
	}
	if workspace == "" {
		workspace = defaultWorkspace
	}
	kind, config := backend(filepath.Join(data, stateFile))
	switch {
	case c.Name == "test": // its states are in memory
		s.Name = name("test", folder, workspace)
	case kind == "local":
		read, written := files(c, folder, workspace, config)
		s.Name, s.Usual = name("local", written), written == usual(folder, workspace)
		if c.Known() {
			s.File = read
		}
	default:
		s.Name = name(append([]string{kind, folder, workspace}, place(config, getenv)...)...)
	}
	return s
}

// files are the files that a local state is read from and written to.
func files(c Command, folder, workspace string, config map[string]any) (read, written string) {
	read = usual(folder, workspace)
	if path := text(config["path"]); path != "" && workspace == defaultWorkspace {
		read = resolved(within(folder, path))
	}
	if dir := text(config["workspace_dir"]); dir != "" && workspace != defaultWorkspace {
		read = resolved(filepath.Join(within(folder, dir), workspace, stateFile))
	}
	if c.State != "" {
		read = resolved(within(folder, c.State))
	}
	if c.StateOut != "" {
		return read, resolved(within(folder, c.StateOut))
	}
	return read, read
}

func usual(folder, workspace string) string {
	if workspace == defaultWorkspace {
		return resolved(filepath.Join(folder, stateFile))
	}
	return resolved(filepath.Join(folder, "terraform.tfstate.d", workspace, stateFile))
}

// backend is what `terraform init` noted of where the state is kept.
func backend(file string) (kind string, config map[string]any) {
	var noted struct {
		Backend *struct {
			Type   string         `json:"type"`
			Config map[string]any `json:"config"`
		} `json:"backend"`
	}
	data, err := os.ReadFile(file)
	if err != nil || json.Unmarshal(data, &noted) != nil || noted.Backend == nil || noted.Backend.Type == "" {
		return "local", nil
	}
	return noted.Backend.Type, noted.Backend.Config
}

// places are the settings of backends that say where a state is. All others may change from one command to the next, as
// tokens do.
var places = []string{
	"address", "bucket", "container", "container_name", "endpoint", "endpoints", "host", "hostname", "key", "namespace",
	"organization", "path", "prefix", "region",
	"repo", "resource_group_name", "schema_name", "secret_suffix", "state_name", "storage_account_name", "subpath",
	"table_name", "workspace_key_prefix", "workspaces",
}

func place(config map[string]any, getenv func(string) string) (all []string) {
	for _, key := range places {
		if v := config[key]; v != nil {
			data, err := json.Marshal(v) // maps in the order of their keys
			if err == nil {
				all = append(all, key+"="+string(data))
			}
		}
	}
	if config["address"] == nil {
		all = append(all, "TF_HTTP_ADDRESS="+getenv("TF_HTTP_ADDRESS"))
	}
	return all
}

// formerNames are those that the first version may have given: it took the folder as the shell called it, and the
// default workspace for another one once that had been selected by its name.
func formerNames(root, folder, workspace string) (all []string) {
	workspaces := []string{workspace}
	if workspace == "" || workspace == defaultWorkspace {
		workspaces = []string{"", defaultWorkspace}
	}
	for _, dir := range []string{root, folder} {
		for _, w := range workspaces {
			if n := digest(dir + "\x00" + w); !slices.Contains(all, n) {
				all = append(all, n)
			}
		}
	}
	return all
}

func name(parts ...string) string { return digest(fmt.Sprintf("%q", parts)) }

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

func within(folder, path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(folder, path)
}

// resolved is a path without symbolic links, as far as it exists.
func resolved(path string) string {
	for range 40 { // as many links as systems follow
		target, err := os.Readlink(path)
		if err != nil {
			break
		}
		path = within(filepath.Dir(path), target)
	}
	if full, err := filepath.EvalSymlinks(path); err == nil {
		return full
	}
	dir := filepath.Dir(path)
	if dir == path {
		return path
	}
	return filepath.Join(resolved(dir), filepath.Base(path))
}
