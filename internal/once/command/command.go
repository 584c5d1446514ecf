// Package command is what the Terraform or OpenTofu command that started this process was asked for, and which state it
// works on.
package command

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/shirou/gopsutil/v4/process"

	"github.com/mss-iac/terraform-provider-mss/internal/once/planfile"
)

// Command is what a command was asked for. Its zero value is one whose arguments cannot be read.
type Command struct {
	Name string // such as plan, apply or test; empty: not known
	// Partial reports whether the plan covers only a part of the state, or may: it was made with -target, -exclude or
	// -invoke, or that is unknown.
	Partial bool
	// Unlocked reports whether the command was told not to lock the state.
	Unlocked bool
	Destroy  bool
	Refresh  bool // false: with -refresh=false
	// State and StateOut are the files that -state and -state-out name.
	State, StateOut string
	// Plan is the file of the saved plan that is applied, and Saved what it holds; nil if it cannot be read.
	Plan  string
	Saved *planfile.Plan
}

// Known reports whether the arguments could be read.
func (c Command) Known() bool { return c.Name != "" }

// names are the commands that start providers.
var names = []string{"apply", "console", "destroy", "get", "graph", "import", "init", "plan", "providers", "query",
	"refresh", "show", "state", "taint", "test", "untaint", "validate"}

// Of reads what the command that is process pid was asked for.
func Of(pid int32) Command {
	p, err := process.NewProcess(pid)
	if err != nil {
		return parse(nil, os.Getenv)
	}
	args, err := p.CmdlineSlice()
	if err != nil {
		return parse(nil, os.Getenv)
	}
	c := parse(args, os.Getenv)
	if c.Plan != "" {
		saved, err := planfile.Read(c.Plan)
		if c.Partial = c.Partial || err != nil || saved.Partial; err == nil {
			c.Saved = saved
		}
	}
	return c
}

// parse reads the arguments of a process, its name first, as Terraform and OpenTofu do: TF_CLI_ARGS_plan comes before
// TF_CLI_ARGS, and that before what was typed. Each -target counts; of the others the last.
func parse(args []string, getenv func(string) string) Command {
	unknown := Command{Partial: true, Refresh: true}
	if len(args) < 2 || isGo(args[0]) {
		return unknown
	}
	args = args[1:]
	at := slices.IndexFunc(args, func(a string) bool { return !strings.HasPrefix(a, "-") })
	if at < 0 || !slices.Contains(names, args[at]) ||
		slices.ContainsFunc(args[:at], func(a string) bool { return !strings.HasPrefix(a, "-chdir=") }) {
		return unknown
	}
	c := Command{Name: args[at], Refresh: true}
	var all []string
	for _, name := range []string{"TF_CLI_ARGS_" + c.Name, "TF_CLI_ARGS"} {
		more, ok := words(getenv(name))
		if !ok {
			return unknown
		}
		all = append(all, more...)
	}
	return read(c, append(all, args[at+1:]...))
}

// isGo keeps `go test` from being taken for `terraform test`.
func isGo(name string) bool {
	base := strings.TrimSuffix(strings.ToLower(filepath.Base(name)), ".exe")
	return base == "go" || base == "dlv"
}

// valued are the options whose value may be an argument of its own. What follows another one is taken for a saved plan;
// where it is none, the command counts as partial.
var valued = []string{
	"backup", "config", "exclude", "exclude-file", "filter", "generate-config-out", "invoke", "json-into", "junit-xml",
	"lock-timeout", "out", "parallelism", "plugin-dir", "replace",
	"state", "state-out", "target", "target-file", "test-directory", "var", "var-file",
}

func read(c Command, args []string) Command {
	for i := 0; i < len(args); i++ {
		option, isOption := strings.CutPrefix(args[i], "-")
		if !isOption || option == "" {
			if c.Name == "apply" {
				c.Plan = args[i]
			}
			continue
		}
		name, value, given := strings.Cut(strings.TrimPrefix(option, "-"), "=")
		if !given && slices.Contains(valued, name) && i+1 < len(args) {
			i++
			value = args[i]
		}
		switch name {
		case "target", "exclude", "target-file", "exclude-file", "invoke":
			c.Partial = true
		case "lock":
			c.Unlocked = !on(value)
		case "refresh":
			c.Refresh = on(value)
		case "destroy":
			c.Destroy = on(value)
		case "state":
			c.State = value
		case "state-out":
			c.StateOut = value
		}
	}
	c.Destroy = c.Destroy || c.Name == "destroy"
	return c
}

// on is the value of an option that is given or not; what cannot be read is refused by Terraform.
func on(value string) bool {
	v, err := strconv.ParseBool(value)
	return v || err != nil
}

// words splits a text as a shell does.
func words(text string) (all []string, ok bool) {
	var word strings.Builder
	var quote rune
	inside, escaped := false, false
	for _, c := range text {
		switch {
		case escaped:
			word.WriteRune(c)
			escaped = false
		case c == '\\' && quote != '\'':
			inside, escaped = true, true
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(c)
		case c == '\'' || c == '"':
			inside, quote = true, c
		case c == ' ' || c == '\t' || c == '\n':
			if inside {
				all = append(all, word.String())
			}
			word.Reset()
			inside = false
		default:
			word.WriteRune(c)
			inside = true
		}
	}
	if inside {
		all = append(all, word.String())
	}
	return all, quote == 0 && !escaped
}
