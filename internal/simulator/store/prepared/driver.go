// Package prepared is an SQLite driver whose connections keep the statements that they have compiled: compiling one
// takes longer than running it. PostgreSQL's driver does that by itself.
package prepared

import (
	"context"
	"database/sql/driver"
	"errors"

	lru "github.com/hashicorp/golang-lru/v2"
)

// Driver opens connections of another driver, and keeps their statements.
type Driver struct{ driver.Driver }

// keptStatements of a connection: those of single rows, with room for lists.
const keptStatements = 64

// Open opens a connection, which must be one of the SQLite driver.
func (d Driver) Open(name string) (driver.Conn, error) {
	opened, err := d.Driver.Open(name)
	if err != nil {
		return nil, err
	}
	conn, ok := opened.(conn)
	if !ok {
		return nil, errors.Join(errDriver, opened.Close())
	}
	kept, err := lru.NewWithEvict(keptStatements, func(_ string, s *statement) { s.forget() })
	return &keepingConn{conn, kept}, err
}

var errDriver = errors.New("the SQLite driver is not the one that was built for")

// conn is what the store needs of a connection.
type conn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.SessionResetter
	driver.Validator
}

type keepingConn struct {
	conn
	kept *lru.Cache[string, *statement] // that nobody uses just now
}

// statement is a compiled one.
type statement struct {
	of interface {
		driver.Stmt
		driver.StmtExecContext
		driver.StmtQueryContext
	}
	taken bool // in use, and so not to be closed
}

func (s *statement) forget() {
	if !s.taken {
		_ = s.of.Close() // says again what its last use has said
	}
}

func (c *keepingConn) take(ctx context.Context, query string) (*statement, error) {
	if s, ok := c.kept.Get(query); ok {
		s.taken = true
		c.kept.Remove(query)
		return s, nil
	}
	made, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s := &statement{taken: true}
	var ok bool
	if s.of, ok = made.(interface {
		driver.Stmt
		driver.StmtExecContext
		driver.StmtQueryContext
	}); !ok {
		return nil, errors.Join(errDriver, made.Close())
	}
	return s, nil
}

// give keeps a statement for the next use, unless this one failed.
func (c *keepingConn) give(query string, s *statement, failed error) {
	s.taken = false
	if failed != nil || c.kept.Contains(query) {
		s.forget()
		return
	}
	c.kept.Add(query, s)
}

func (c *keepingConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	result, err := s.of.ExecContext(ctx, args)
	c.give(query, s, err)
	return result, err
}

func (c *keepingConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := s.of.QueryContext(ctx, args)
	if err != nil {
		c.give(query, s, err)
		return nil, err
	}
	return &keepingRows{rows, func(failed error) { c.give(query, s, failed) }}, nil
}

func (c *keepingConn) Close() error {
	c.kept.Purge()
	return c.conn.Close()
}

// keepingRows give their statement back.
type keepingRows struct {
	driver.Rows
	give func(failed error)
}

func (r *keepingRows) Close() error {
	err := r.Rows.Close()
	r.give(err)
	return err
}

// Connector opens connections to one file.
type Connector struct {
	Of   driver.Driver
	Name string
}

// Connect opens a connection.
func (c Connector) Connect(context.Context) (driver.Conn, error) { return c.Of.Open(c.Name) }

// Driver is the driver of the connections.
func (c Connector) Driver() driver.Driver { return c.Of }
