package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store/engine"
)

var ctx = context.Background()

// childEnv makes the test binary a child process that writes tenants into the named store.
const childEnv = "MSS_TEST_STORE_CHILD"

func TestMain(m *testing.M) {
	if file := os.Getenv(childEnv); file != "" {
		if err := childMain(file); err != nil {
			_, _ = os.Stderr.WriteString(err.Error())
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// newWorld is the World of a tenant, without rows.
func newWorld(tenant lifecycle.Tenant) (*lifecycle.World, error) {
	pol, err := site.BuiltinPolicy("international")
	if err != nil {
		return nil, err
	}
	cat, err := site.BuiltinCatalog()
	if err != nil {
		return nil, err
	}
	return lifecycle.NewWorld(tenant, pol, cat, time.Unix(1_800_000_000, 0).UTC()), nil
}

// writeTenant opens a tenant with one fact of about size bytes.
func writeTenant(st *store.Store, id string, size int) error {
	return st.Write(ctx, id, func(tx *store.Tx) error {
		w, err := newWorld(lifecycle.Tenant{ID: id})
		if err != nil {
			return err
		}
		lifecycle.Open(w, strings.Repeat("s", size), nil)
		return tx.Save(w)
	})
}

func open(t *testing.T, at string) *store.Store {
	t.Helper()
	return stores.Open(t, at)
}

func wantCode(t *testing.T, err error, code string, parts ...string) {
	t.Helper()
	var r *lifecycle.Refusal
	if !errors.As(err, &r) || r.Code != code {
		t.Fatalf("got %v, want a refusal with %s", err, code)
	}
	for _, p := range parts {
		if !strings.Contains(r.Message, p) {
			t.Errorf("%q does not name %q", r.Message, p)
		}
	}
}

// refusedBothWays checks that reading and writing are refused with a code, and that the file stays as it was.
func refusedBothWays(t *testing.T, file, code string, parts ...string) {
	t.Helper()
	before, _ := os.ReadFile(file) // a folder has no content, which is compared too
	st := open(t, file)
	wantCode(t, st.Read(ctx, "demo", func(*store.Tx) error { return nil }), code, append(parts, file)...)
	wantCode(t, writeTenant(st, "demo", 1), code, append(parts, file)...)
	if after, _ := os.ReadFile(file); string(after) != string(before) {
		t.Error("the refused file was changed")
	}
}

func TestReadOfAMissingStoreCreatesNothing(t *testing.T) {
	t.Parallel()
	stores.Each(t, func(t *testing.T, at string) { //nolint:thelper // it is the test itself
		for range 2 {
			if err := open(t, at).Read(ctx, "demo", func(*store.Tx) error { return nil }); !errors.Is(err, store.ErrMissing) {
				t.Errorf("got %v", err)
			}
		}
		if _, err := os.Stat(at); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("its file: %v", err)
		}
	})
}

// TestARefusedFirstWriteMakesNoStore: neither a file nor its folder. What is stored afterwards is stored as ever.
func TestARefusedFirstWriteMakesNoStore(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, ".mss", "simulator.db")
	st, refused := open(t, file), &lifecycle.Refusal{Code: lifecycle.CodeBadParameter, Message: "no"}
	for range 2 {
		if err := st.Write(ctx, "demo", func(tx *store.Tx) error {
			if _, exists, err := tx.Tenant("demo"); exists || err != nil {
				t.Errorf("an empty store has a tenant (%v)", err)
			}
			return refused
		}); !errors.Is(err, refused) {
			t.Errorf("got %v", err)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Fatalf("left behind: %v, %v", left, err)
		}
	}
	if err := writeTenant(st, "demo", 1); err != nil {
		t.Fatal(err)
	}
	if err := st.Write(ctx, "demo", func(*store.Tx) error { return refused }); !errors.Is(err, refused) {
		t.Errorf("got %v", err)
	}
	if err := st.Read(ctx, "demo", func(tx *store.Tx) error {
		_, exists, err := tx.Tenant("demo")
		if !exists {
			t.Error("the tenant that was written is not there")
		}
		return err
	}); err != nil {
		t.Error(err)
	}
}

// TestANewStoreIsOnePrivateFile in WAL mode, even if it cannot be linked into place: because its name is too long for a
// temporary file, or because a symbolic link is there.
func TestANewStoreIsOnePrivateFile(t *testing.T) {
	t.Parallel()
	const longest = 255 - len("-journal")
	for _, name := range []string{"simulator.db", strings.Repeat("n", longest), "link.db"} {
		dir := t.TempDir()
		file := filepath.Join(dir, name)
		want := 1
		if name == "link.db" {
			if err := os.Symlink("target.db", file); err != nil {
				t.Skip("this system has no symbolic links: ", err)
			}
			want = 2
		}
		st := open(t, file)
		for n := range 2 {
			if err := writeTenant(st, fmt.Sprint("demo-", n), 1); err != nil {
				t.Fatal(err)
			}
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
		left, err := os.ReadDir(dir)
		if err != nil || len(left) != want {
			t.Errorf("%.12s: %d files are there (%v), want %d: %v", name, len(left), err, want, left)
		}
		info, err := os.Stat(file)
		if err != nil || info.Mode().Perm() != 0o600 && runtime.GOOS != "windows" {
			t.Errorf("%.12s: its mode is %v (%v)", name, info.Mode(), err)
		}
		if content, err := os.ReadFile(file); err != nil || content[18] != 2 || content[19] != 2 { // 2: WAL
			t.Errorf("%.12s: its journal is no WAL (%v)", name, err)
		}
	}
}

// TestADeletedStoreLeavesNothingToTheNextOne: neither the journal of a killed process nor open handles bring its
// content back.
func TestADeletedStoreLeavesNothingToTheNextOne(t *testing.T) {
	t.Parallel()
	for _, journal := range []string{"-wal", "-journal", ""} {
		file := stores.File(t)
		old := open(t, file)
		for n := range 3 {
			if err := writeTenant(old, fmt.Sprint("old-", n), 1); err != nil {
				t.Fatal(err)
			}
		}
		content, err := os.ReadFile(file + "-wal")
		if err != nil || len(content) == 0 {
			t.Fatalf("the store has %d bytes in its WAL (%v)", len(content), err)
		}
		st := old
		if journal != "" {
			st = open(t, file)
			if err := old.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
		if journal != "" {
			if err := os.WriteFile(file+journal, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for n := range 2 {
			if err := writeTenant(st, fmt.Sprint("new-", n), 1); err != nil {
				t.Fatal(err)
			}
		}
		var ids []string
		if err := open(t, file).Read(ctx, "", func(tx *store.Tx) (err error) {
			ids, err = tx.Tenants()
			return err
		}); err != nil || !slices.Equal(ids, []string{"new-0", "new-1"}) {
			t.Errorf("after a journal %q, %v are stored (%v)", journal, ids, err)
		}
	}
}

// TestACancelledFirstWriteMakesAWholeStoreOrNone: it never leaves an empty file.
func TestACancelledFirstWriteMakesAWholeStoreOrNone(t *testing.T) {
	t.Parallel()
	for after := range 10 {
		file := stores.File(t)
		st := open(t, file)
		ctx, cancel := context.WithCancel(ctx)
		_ = st.Write(ctx, "demo", func(tx *store.Tx) error {
			w, err := newWorld(lifecycle.Tenant{ID: "demo"})
			if err == nil {
				lifecycle.Open(w, "s", nil)
				err = tx.Save(w)
			}
			time.AfterFunc(time.Duration(after)*time.Millisecond, cancel)
			return err
		})
		cancel()
		if info, err := os.Stat(file); err == nil && info.Size() == 0 {
			t.Errorf("cancelled %d ms after the write was made, an empty store is left", after)
		}
	}
}

func TestForeignFilesAreRefusedAndLeftAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := filepath.Join(dir, "notes.txt")
	if err := os.WriteFile(text, []byte(strings.Repeat("these are my notes. ", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	refusedBothWays(t, text, lifecycle.CodeStoreForeign)

	other := filepath.Join(dir, "other.db")
	exec1(t, other, "CREATE TABLE mine (a)")
	refusedBothWays(t, other, lifecycle.CodeStoreForeign, "another program")
}

// exec1 runs SQL on a file outside the store.
func exec1(t *testing.T, file, query string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(ctx, query); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestNewerStoreIsRefused(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "simulator.db")
	st := store.New(file)
	if err := writeTenant(st, "demo", 1); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	exec1(t, file, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)")
	refusedBothWays(t, file, lifecycle.CodeStoreNewer, "version 99")
}

func TestUnusablePathsAreRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	refusedBothWays(t, dir, lifecycle.CodeStoreUnusable, "directory")

	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	refusedBothWays(t, filepath.Join(file, "below.db"), lifecycle.CodeStoreUnusable, file+" is not a directory")
	refusedBothWays(t, filepath.Join(file, "far", "below.db"), lifecycle.CodeStoreUnusable, file+" is not a directory")
	refusedBothWays(t, os.DevNull, lifecycle.CodeStoreUnusable, "not a file")
}

// TestWhatIsNoPathIsNoStore: SQLite would take some of it, and hold it in memory.
func TestWhatIsNoPathIsNoStore(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]string{
		"": "blank", " ": "blank", "\t": "blank", ":memory:": "in memory", ":MEMORY:": "in memory", " :memory: ": "in memory",
		"./:memory:": "in memory", ".mss/:memory:": "in memory",
		":temp:": "in memory", ":memory:?cache=shared": "in memory", "file:x.db": "without file:",
		"FILE:x.db": "without FILE:", "file::memory:": "without file:",
		"file:///tmp/x.db?mode=memory": "without file:", "sqlite:x.db": "without sqlite:",
		"sqlite3://x.db": "without sqlite3:", "x.db?mode=memory": "has parameters",
		"/tmp/x.db?_pragma=a&b": "has parameters", "postgres://u:pw@h/db": "simulator serve --store",
		"postgresql://u:pw@h/db": "simulator serve --store", "POSTGRES://u:pw@h/db": "simulator serve --store",
		" postgres://u:pw@h/db": "simulator serve --store", "host=h dbname=db user=u": "simulator serve --store",
		"host=h password=pw": "simulator serve --store", "postgres:db": "as an address does",
		"mysql://u:pw@h/db": "as an address does", "https://h/x.db": "as an address does",
		"s3://b/x.db": "as an address does",
		"memory:":     "as an address does", "jdbc:sqlite:x.db": "as an address does",
		"a\x00b.db": "U+0000", "x.db\n": "U+000A", "a\u0085b": "U+0085", "\x1b[1mx.db": "U+001B", "state/": "names a folder",
		"/": "names a folder", ".": "names a folder", "a/..": "names a folder",
		"~": "pathexpand", "~/x.db": "pathexpand",
		"x.db": "", "./file:x.db": "", "./a:b.db": "", "C:/x.db": "", "d:x": "", "a b.db": "", "a?.db": "", "a=b/c=d.db": "",
		"über/ñ.db": "", "100%.db": "", "#.db": "", "memory": "", "../x.db": "", "a~/b": "",
	} {
		err := engine.CheckFile(at)
		switch {
		case want == "" && err != nil:
			t.Errorf("%q is refused: %v", at, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "pw")):
			t.Errorf("%q: got %v, want %q", at, err, want)
		}
		if want != "" && !engine.IsURL(at) {
			wantCode(t, store.New(at).Read(ctx, "demo", func(*store.Tx) error { return nil }), lifecycle.CodeStoreUnusable, want)
			wantCode(t, writeTenant(store.New(at), "demo", 1), lifecycle.CodeStoreUnusable, want)
		}
	}
}

// TestAPathIsTakenAsItIs: what stands for something in an address stands for itself in a path.
func TestAPathIsTakenAsItIs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"a?.db", "100%25.db", "#.db", "a b&c=d.db", "ñ.db"} {
		file := filepath.Join(dir, name)
		if err := writeTenant(open(t, file), "demo", 1); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if info, err := os.Stat(file); err != nil || info.Size() == 0 {
			t.Errorf("%s holds nothing: %v", name, err)
		}
	}
}

func TestDamagedStoreIsRefused(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "simulator.db")
	st := store.New(file)
	if err := writeTenant(st, "demo", 50_000); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i := 4096; i < len(data); i++ {
		data[i] = 0xff
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	damaged := open(t, file)
	wantCode(t, damaged.Read(ctx, "demo", func(tx *store.Tx) error {
		_, _, err := tx.Tenant("demo")
		return err
	}), lifecycle.CodeStoreUnusable, file)
}

func TestAFileThatWasReplacedIsOpenedAgain(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "simulator.db")
	st := open(t, file)
	for _, id := range []string{"first", "second"} {
		if err := writeTenant(st, id, 1); err != nil {
			t.Fatal(err)
		}
		var ids []string
		if err := st.Read(ctx, "demo", func(tx *store.Tx) (err error) {
			ids, err = tx.Tenants()
			return err
		}); err != nil || len(ids) != 1 || ids[0] != id {
			t.Fatalf("the store holds %v (%v), want %s", ids, err, id)
		}
		for _, suffix := range []string{"", "-wal", "-shm"} {
			if err := os.Remove(file + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
				t.Fatal(err)
			}
		}
	}
}

func TestTenProcessesRaceForTheFirstCreation(t *testing.T) {
	t.Parallel()
	stores.Each(t, func(t *testing.T, at string) { //nolint:thelper // it is the test itself
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				cmd := exec.CommandContext(ctx, os.Args[0])
				cmd.Env = append(os.Environ(), childEnv+"="+at)
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Errorf("%v: %s", err, out)
				}
			})
		}
		wg.Wait()
		var ids []string
		if err := open(t, at).Read(ctx, "demo", func(tx *store.Tx) (err error) {
			ids, err = tx.Tenants()
			return err
		}); err != nil || len(ids) != 10 {
			t.Fatalf("%d tenants are stored (%v), want 10", len(ids), err)
		}
	})
}

// TestReadsOfATenantLeavePlacesToOthers: while one tenant has more reads under way than there are connections, another
// one's begins at once, and who leaves the line leaves nothing behind.
func TestReadsOfATenantLeavePlacesToOthers(t *testing.T) {
	t.Parallel()
	stores.Each(t, func(t *testing.T, at string) {
		t.Helper()
		st := open(t, at)
		if err := st.Write(ctx, "busy", func(tx *store.Tx) error { return tx.Ping() }); err != nil {
			t.Fatal(err)
		}
		end, held := make(chan struct{}), make(chan struct{}, 100)
		leaving, leave := context.WithCancel(ctx)
		var reads sync.WaitGroup
		for range 40 {
			reads.Go(func() {
				_ = st.Read(leaving, "busy", func(*store.Tx) error { held <- struct{}{}; <-end; return nil })
			})
		}
		<-held
		quick, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		if err := st.Read(quick, "quiet", func(tx *store.Tx) error { return tx.Ping() }); err != nil {
			t.Errorf("the other tenant's read: %v", err)
		}
		leave()
		close(end)
		reads.Wait()
		if n := len(held); n > 24 {
			t.Errorf("%d reads of the busy tenant were begun", n+1)
		}
		if err := st.Read(quick, "busy", func(tx *store.Tx) error { return tx.Ping() }); err != nil {
			t.Errorf("after they have left: %v", err)
		}
	})
}

// TestAProcessThatWritesAllTheTimeLetsAnotherWrite: a waiting process retries only every few milliseconds, and would
// find the file busy with the next write each time.
func TestAProcessThatWritesAllTheTimeLetsAnotherWrite(t *testing.T) {
	t.Parallel()
	file := stores.File(t)
	busy, quiet := open(t, file), open(t, file) // as two processes have it
	write := func(st *store.Store) {
		if err := st.Write(ctx, "demo", func(tx *store.Tx) error {
			time.Sleep(time.Millisecond)
			return tx.Ping()
		}); err != nil {
			t.Error(err)
		}
	}
	const writes, most = 50, 10_000
	write(quiet)
	stop := make(chan struct{})
	var made atomic.Int64
	var wait sync.WaitGroup
	wait.Go(func() {
		for made.Load() < most { // or it would never end
			select {
			case <-stop:
				return
			default:
				write(busy)
				made.Add(1)
			}
		}
	})
	for range writes {
		time.Sleep(3 * time.Millisecond)
		write(quiet)
	}
	close(stop)
	wait.Wait()
	if n := made.Load(); n == most {
		t.Errorf("%d writes of a busy process came before %d of another one", n, writes)
	}
}

// TestTenantsTakeTurnsToWrite: a write waits for one write of a tenant with many, not for all of them.
func TestTenantsTakeTurnsToWrite(t *testing.T) {
	t.Parallel()
	st := open(t, stores.File(t))
	if err := st.Write(ctx, "busy", func(tx *store.Tx) error { return tx.Ping() }); err != nil {
		t.Fatal(err)
	}
	first, begun := make(chan struct{}), make(chan struct{})
	var writes sync.WaitGroup
	var before atomic.Int64
	writes.Go(func() {
		_ = st.Write(ctx, "busy", func(*store.Tx) error { close(begun); <-first; return nil })
	})
	<-begun
	for range 50 {
		writes.Go(func() {
			_ = st.Write(ctx, "busy", func(tx *store.Tx) error { before.Add(1); return tx.Ping() })
		})
	}
	time.Sleep(50 * time.Millisecond) // so that they wait
	quiet := int64(-1)
	writes.Go(func() {
		_ = st.Write(ctx, "quiet", func(tx *store.Tx) error { quiet = before.Load(); return tx.Ping() })
	})
	time.Sleep(50 * time.Millisecond)
	close(first)
	writes.Wait()
	if quiet < 0 || quiet > 2 {
		t.Errorf("%d of the busy tenant's 50 writes came before the other's", quiet)
	}
}
