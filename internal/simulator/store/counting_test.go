package store_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
)

// work is what a store has asked of its database.
type work struct {
	rows, bytes int            // that were read
	written     int            // statements that write
	atOnce      int            // of JSON, rows at most in one transaction
	queries     map[string]int // to how many arguments they have
}

// counter is an SQLite driver that counts.
type counter struct {
	driver.Driver
	mu   sync.Mutex
	done work

	asked func(query string) // is called before each query; nil: nothing
}

// during is the work that f makes.
func (c *counter) during(f func()) work {
	c.mu.Lock()
	c.done = work{queries: map[string]int{}}
	c.mu.Unlock()
	f()
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.done
}

func (c *counter) count(f func(*work)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f(&c.done)
}

func (c *counter) Open(name string) (driver.Conn, error) {
	conn, err := c.Driver.Open(name)
	return &countedConn{conn, c, new(int)}, err
}

type countedConn struct {
	driver.Conn
	c      *counter
	atOnce *int // rows of JSON, in this transaction
}

var errNotImplemented = errors.New("the driver lacks what is counted here")

func (c *countedConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	conn, ok := c.Conn.(driver.ConnBeginTx)
	if !ok {
		return nil, errNotImplemented
	}
	*c.atOnce = 0
	return conn.BeginTx(ctx, opts)
}

func (c *countedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	conn, ok := c.Conn.(driver.ExecerContext)
	if !ok {
		return nil, errNotImplemented
	}
	c.c.count(func(w *work) { w.written++ })
	return conn.ExecContext(ctx, query, args)
}

func (c *countedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	conn, ok := c.Conn.(driver.QueryerContext)
	if !ok {
		return nil, errNotImplemented
	}
	if strings.HasPrefix(query, "PRAGMA data_version") { // is asked now and then, by real time
		return conn.QueryContext(ctx, query, args)
	}
	c.c.count(func(w *work) {
		if w.queries != nil {
			w.queries[query] = len(args)
		}
	})
	if c.c.asked != nil {
		c.c.asked(query)
	}
	rows, err := conn.QueryContext(ctx, query, args)
	if err != nil {
		return nil, err
	}
	return &countedRows{rows, c.c, c.atOnce}, nil
}

type countedRows struct {
	driver.Rows
	c      *counter
	atOnce *int
}

func (r *countedRows) Next(cells []driver.Value) error {
	err := r.Rows.Next(cells)
	if err != nil {
		return err
	}
	r.c.count(func(w *work) {
		w.rows++
		if slices.ContainsFunc(cells, isJSON) {
			*r.atOnce++
			w.atOnce = max(w.atOnce, *r.atOnce)
		}
		for _, cell := range cells {
			switch v := cell.(type) {
			case string:
				w.bytes += len(v)
			case []byte:
				w.bytes += len(v)
			}
		}
	})
	return nil
}

func isJSON(cell driver.Value) bool {
	text, ok := cell.(string)
	return ok && strings.HasPrefix(text, "{")
}

// with are the queries of which the engine says itself that it takes one of some steps.
func (w work) with(t *testing.T, at string, steps ...string) (found []string) {
	t.Helper()
	db, err := sql.Open("sqlite", at)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for query, args := range w.queries {
		for _, step := range planned(t, db, query, args) {
			if slices.ContainsFunc(steps, func(s string) bool { return strings.Contains(step, s) }) {
				found = append(found, step+": "+query)
			}
		}
	}
	return found
}

func planned(t *testing.T, db *sql.DB, query string, args int) (steps []string) {
	t.Helper()
	rows, err := db.Query("EXPLAIN QUERY PLAN "+query, make([]any, args)...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, step)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return steps
}
