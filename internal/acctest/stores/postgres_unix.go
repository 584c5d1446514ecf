//go:build unix

package stores

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// leash is the input of the shell that holds the server; it stays open as long as this process lives.
var leash io.WriteCloser //nolint:unused // it is held, not written to

// server starts one PostgreSQL server for the test process and answers the folder of its socket, or "" where its
// programs are not there.
var server = sync.OnceValues(func() (socket string, err error) {
	bin, ok := programs()
	if !ok {
		return "", nil
	}
	dir, err := os.MkdirTemp("", "mss-pg-")
	if err != nil {
		return "", err
	}
	run := func(script string) *exec.Cmd {
		cmd := exec.Command("/bin/sh", "-c", script, "sh", bin, dir)
		cmd.Dir = "/"
		return cmd
	}
	// initdb refuses root: another user owns the folder and runs the server.
	var as *syscall.SysProcAttr
	if os.Getuid() == 0 {
		uid, gid, err := servant()
		if err != nil {
			return "", err
		}
		if err := os.Chown(dir, uid, gid); err != nil {
			return "", err
		}
		as = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	}
	initdb := run(`exec "$1/initdb" -D "$2/data" -U postgres -A trust -E UTF8 --locale=C --no-sync`)
	initdb.SysProcAttr = as
	if out, err := initdb.CombinedOutput(); err != nil {
		_ = os.RemoveAll(dir)
		return "", fmt.Errorf("initdb: %w: %s", err, out)
	}
	// The shell waits for the end of its input, which comes with the end of this process, however it ends; then it stops
	// the server and cleans up.
	cmd := run(
		`"$1/postgres" -D "$2/data" -k "$2" -p 5432 -c listen_addresses= -c fsync=off \
	-c full_page_writes=off -c max_connections=200 \
		-c shared_buffers=16MB >"$2/log" 2>&1 & server=$!; read -r end; kill -INT $server; wait $server; rm -rf "$2"`)
	cmd.SysProcAttr = as
	if leash, err = cmd.StdinPipe(); err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	for range 200 {
		if db, err := pgconn.Connect(context.Background(), address(dir)); err == nil {
			return dir, db.Close(context.Background())
		}
		time.Sleep(50 * time.Millisecond)
	}
	log, _ := os.ReadFile(filepath.Join(dir, "log"))
	return "", fmt.Errorf("it does not answer: %s", log)
})

// programs is the folder of PostgreSQL's programs: that of the PATH, else the newest of Debian's.
func programs() (bin string, ok bool) {
	if file, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(file), true
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	slices.Sort(found)
	if len(found) == 0 {
		return "", false
	}
	return filepath.Dir(found[len(found)-1]), true
}

func servant() (uid, gid int, err error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, e := user.Lookup(name)
		if e != nil {
			err = e
			continue
		}
		if uid, err = strconv.Atoi(u.Uid); err == nil {
			gid, err = strconv.Atoi(u.Gid)
		}
		return uid, gid, err
	}
	return 0, 0, err
}
