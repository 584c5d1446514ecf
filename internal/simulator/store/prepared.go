package store

import (
	"context"
	"database/sql/driver"
	"errors"

	lru "github.com/hashicorp/golang-lru/v2"
)

// preparing is an SQLite driver whose connections keep the statements that they have compiled: compiling one takes
// longer than running it. PostgreSQL's driver does that by itself.
type preparing struct{ driver.Driver }

// keptStatements of a connection: those of single rows, with room for lists.
const keptStatements = 64

func (d preparing) Open(name string) (driver.Conn, error) {
	opened, err := d.Driver.Open(name)
	if err != nil {
		return nil, err
	}
	conn, ok := opened.(conn)
	if !ok {
		return nil, errors.Join(errDriver, opened.Close())
	}
	kept, err := lru.NewWithEvict(keptStatements, func(_ string, s *statement) { s.forget() })
	return &preparedConn{conn, kept}, err
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

type preparedConn struct {
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

func (c *preparedConn) take(ctx context.Context, query string) (*statement, error) {
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
func (c *preparedConn) give(query string, s *statement, failed error) {
	s.taken = false
	if failed != nil || c.kept.Contains(query) {
		s.forget()
		return
	}
	c.kept.Add(query, s)
}

func (c *preparedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	result, err := s.of.ExecContext(ctx, args)
	c.give(query, s, err)
	return result, err
}

func (c *preparedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := s.of.QueryContext(ctx, args)
	if err != nil {
		c.give(query, s, err)
		return nil, err
	}
	return &preparedRows{rows, func(failed error) { c.give(query, s, failed) }}, nil
}

func (c *preparedConn) Close() error {
	c.kept.Purge()
	return c.conn.Close()
}

// preparedRows give their statement back.
type preparedRows struct {
	driver.Rows
	give func(failed error)
}

func (r *preparedRows) Close() error {
	err := r.Rows.Close()
	r.give(err)
	return err
}

// connector opens connections to one file.
type connector struct {
	driver driver.Driver
	name   string
}

func (c connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.name) }

func (c connector) Driver() driver.Driver { return c.driver }
