package once

import (
	"os"
	"path/filepath"
)

// makeFolder makes a folder and what lacks above it. leave removes what was made and holds nothing: a refused first
// purchase leaves no empty folder.
func makeFolder(folder string) (leave func(), err error) {
	var made []string
	for at := filepath.Clean(folder); ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); err == nil || at == filepath.Dir(at) {
			break
		}
		made = append(made, at)
	}
	leave = func() {
		for _, at := range made { // the innermost first
			if os.Remove(at) != nil {
				return
			}
		}
	}
	return leave, os.MkdirAll(folder, 0o755)
}
