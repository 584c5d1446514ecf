package docs_test

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli"
)

var simulatorCommand = regexp.MustCompile("(?:(?:terraform-provider-mss|\\$mss\"?) |`)simulator ([a-z][^`|>;&)\n]*)")

// TestCommandsExist checks that each command that a page names exists, with its flags.
func TestCommandsExist(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../templates/guides/*.md")
	if err != nil {
		t.Fatal(err)
	}
	root := cli.Commands(cli.Options{})
	found := 0
	files = append(files, "../templates/index.md.tmpl", "../README.md", "../SECURITY.md", "../CHANGELOG.md")
	for _, file := range files {
		page := strings.ReplaceAll(readFile(t, file), "\\\n", " ")
		for _, m := range simulatorCommand.FindAllStringSubmatch(page, -1) {
			words := strings.Fields(m[1])
			cmd, rest, err := root.Find(append([]string{"simulator"}, words...))
			if err != nil || cmd.Name() == "simulator" {
				t.Errorf("%s: there is no command %q", filepath.Base(file), m[1])
				continue
			}
			found++
			for _, word := range rest {
				name, _, _ := strings.Cut(word, "=")
				long, isLong := strings.CutPrefix(name, "--")
				switch {
				case isLong && long != "help" && cmd.Flags().Lookup(long) == nil:
					t.Errorf("%s: %s has no flag %s", filepath.Base(file), cmd.CommandPath(), name)
				case !isLong && len(name) == 2 && name[0] == '-' && cmd.Flags().ShorthandLookup(name[1:]) == nil:
					t.Errorf("%s: %s has no flag %s", filepath.Base(file), cmd.CommandPath(), name)
				case cmd.HasSubCommands() && !strings.HasPrefix(word, "-"):
					t.Errorf("%s: %s has no command %s", filepath.Base(file), cmd.CommandPath(), word)
				}
			}
		}
	}
	if found < 100 {
		t.Errorf("only %d commands are found", found)
	}
}
