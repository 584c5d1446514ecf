package once

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
)

// CommandStore is the store of the Terraform command that started this process: in a folder that is named for that
// process and the instant at which it started, since process ids come back. All provider processes of one command share
// it.
func CommandStore() (file, name string, err error) {
	base := filepath.Join(os.TempDir(), commandStores())
	if err := privateFolders(base); err != nil {
		return "", "", err
	}
	sweep(base)
	parent := int32(os.Getppid())
	start, err := startOf(parent)
	if err != nil {
		return "", "", fmt.Errorf("the start of process %d, which started this one, is unknown: %w", parent, err)
	}
	name = existing(base, parent, start)
	folder := filepath.Join(base, name)
	if err := privateFolders(base, folder); err != nil {
		return "", "", err
	}
	return filepath.Join(folder, "simulator.db"), name, nil
}

// vanishing is how often folders are made again that other commands have removed meanwhile, because they held nothing.
const vanishing = 1000

// privateFolders makes folders, each in the one before, that only this user can enter.
func privateFolders(folders ...string) (err error) {
	for range vanishing {
		for _, folder := range folders {
			if err = privateFolder(folder); err != nil {
				break
			}
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return err
}

// privateFolder makes a folder that only this user can enter, or checks that it is one: the temporary folder is
// everybody's.
func privateFolder(folder string) error {
	if err := os.Mkdir(folder, 0o700); err != nil && !os.IsExist(err) {
		return err
	}
	info, err := os.Lstat(folder)
	if err != nil {
		return err
	}
	if !info.IsDir() || runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%s is not a directory that only you can access; remove it", folder)
	}
	return nil
}

// sweep removes the stores of commands that have ended. What cannot be removed now is left to the next command.
func sweep(base string) {
	entries, err := os.ReadDir(base)
	if err != nil {
		return
	}
	for _, e := range entries {
		pid, start, ok := parseName(e.Name())
		if !ok {
			continue
		}
		if processExists(pid, start) {
			continue
		}
		_ = os.RemoveAll(filepath.Join(base, e.Name()))
	}
}

// existing is the name of the folder that another process of the same command has made, or a new name.
func existing(base string, pid int32, start int64) string {
	entries, _ := os.ReadDir(base)
	for _, e := range entries {
		if p, s, ok := parseName(e.Name()); ok && p == pid && sameStart(s, start) {
			return e.Name()
		}
	}
	return fmt.Sprintf("%d-%d", pid, start)
}

// removeEmptyCommandStore leaves nothing behind of a command that stored nothing. Folders that hold something stay.
func removeEmptyCommandStore(file string) {
	folder := filepath.Dir(file)
	if base := filepath.Dir(folder); filepath.Base(base) == commandStores() {
		_ = os.Remove(folder)
		_ = os.Remove(base)
	}
}

// commandStores is the name of this user's folder for the stores of commands.
func commandStores() string { return "mss-simulator-" + strconv.Itoa(os.Getuid()) }
