package engine

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"unicode"
)

var (
	// scheme begins an address. One letter is a drive.
	scheme = expression(`^([A-Za-z][A-Za-z0-9+.-]+):`)
	// parameters follow an SQLite address.
	parameters = expression(`\?[A-Za-z_]+=`)
	// keywords are libpq's other form of an address.
	keywords = expression(`^[a-z_]+\s*=\s*\S+(\s+[a-z_]+\s*=\s*\S+)+$`)
)

// expression is compiled at its first use: a provider starts hundreds of times a day.
func expression(s string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(s) })
}

// CheckFile says why a text is not the path of a store's file and what to write instead; nil if it can be one. SQLite
// takes more than paths, and what it makes of some of them lies: a database in memory is empty again for each process.
// The answer repeats nothing that may be a secret.
func CheckFile(at string) error {
	text := strings.TrimSpace(at)
	base := filepath.Base(text)
	control := strings.IndexFunc(at, unicode.IsControl)
	switch word := scheme().FindStringSubmatch(text); {
	case text == "":
		return errors.New("it is blank")
	case control >= 0:
		return fmt.Errorf("it has the control character %U", []rune(at[control:])[0])
	case strings.HasPrefix(text, ":") || strings.EqualFold(base, ":memory:"):
		return errors.New("it names a database in memory, of which each of Terraform's processes would have an empty one " +
			"of its own; for a store that ends with its Terraform command, " +
			`write lifetime = "command" instead`)
	case IsURL(text) || keywords().MatchString(text):
		return errors.New("it is the address of a database; `terraform-provider-mss simulator serve --store ADDRESS` " +
			"serves that, and the provider reaches the server by endpoint, without store")
	case word != nil && (strings.EqualFold(word[1], "file") || strings.HasPrefix(strings.ToLower(word[1]), "sqlite")):
		return fmt.Errorf("it is an SQLite address; without %s: it is a path", word[1])
	case word != nil:
		return fmt.Errorf("it begins with %s:, as an address does; a file of that name is written ./%s:…", word[1], word[1])
	case parameters().MatchString(text):
		return errors.New("it has parameters, as an SQLite address does; write the path alone")
	case os.IsPathSeparator(at[len(at)-1]) || base == "." || base == "..":
		return errors.New("it names a folder; add the name of a file, such as simulator.db")
	case text == "~" || strings.HasPrefix(text, "~/"):
		return errors.New(`a ~ means nothing here; write pathexpand("~/…")`)
	default:
		return nil
	}
}

// IsURL reports whether a store is named by a database's address and not by a file's path.
func IsURL(at string) bool {
	at = strings.ToLower(at)
	return strings.HasPrefix(at, "postgres://") || strings.HasPrefix(at, "postgresql://") ||
		strings.Contains(at, "password=") && strings.Contains(at, "host=")
}

// usable says why no file can be at a path of which os.Stat gave info and err: what is there is none, or what is above
// it is no folder.
func usable(path string, info os.FileInfo, err error) error {
	switch {
	case err == nil && info.IsDir():
		return &os.PathError{Op: "open", Path: path, Err: errors.New("is a directory")}
	case err == nil && !info.Mode().IsRegular():
		return &os.PathError{Op: "open", Path: path, Err: errors.New("is a device or a pipe, not a file")}
	case err == nil:
		return nil
	}
	for above := filepath.Dir(path); ; above = filepath.Dir(above) {
		folder, e := os.Stat(above)
		switch {
		case e == nil && !folder.IsDir():
			return &os.PathError{Op: "open", Path: path, Err: fmt.Errorf("%s is not a directory", above)}
		case (e == nil || above == filepath.Dir(above)) && errors.Is(err, os.ErrNotExist):
			return nil
		case e == nil || above == filepath.Dir(above):
			return err
		}
	}
}
