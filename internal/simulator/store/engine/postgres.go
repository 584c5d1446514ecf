package engine

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/share"
)

// postgres is a store in one schema of a PostgreSQL database, which several server processes may use at once. pgx is
// the driver that is kept up; it is used through database/sql, so that both engines share all queries.
type postgres struct {
	url     string
	schema  Schema
	writers *share.Places

	mu    sync.Mutex
	name  string // the address without its secrets
	db    *sql.DB
	ready bool // migrated
}

const (
	// defaultSchema keeps the store apart from whatever else is in the database; the address's search_path names another
	// one.
	defaultSchema = "mss_simulator"
	// maxConnections of one process. A tenant's writes take one at a time, see Postgres.
	maxConnections = 24
)

// Postgres is a store in the database at an address. Each tenant writes one transaction at a time: more would wait
// inside the database, and one busy tenant could take all connections.
func Postgres(url string, schema Schema) Engine {
	return &postgres{url: url, schema: schema, writers: share.New(math.MaxInt, 1)}
}

// address reads the URL. Its errors do not repeat it: it can hold a password.
func (p *postgres) address() (*pgx.ConnConfig, error) {
	at := p.url
	if scheme, rest, ok := strings.Cut(at, "://"); ok { // pgx knows only small ones
		at = strings.ToLower(scheme) + "://" + rest
	}
	cfg, err := pgx.ParseConfig(at)
	if err != nil {
		p.name = "at the PostgreSQL address"
		return nil, errAddress
	}
	for name, value := range map[string]string{
		"search_path":      defaultSchema,
		"application_name": "terraform-provider-mss",
		// A process that hangs in a transaction must not keep its tenants from everybody else.
		"idle_in_transaction_session_timeout": "60s",
		"lock_timeout":                        "15s",
	} {
		cfg.RuntimeParams[name] = cmp.Or(cfg.RuntimeParams[name], value)
	}
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = 5 * time.Second
	}
	if !schemaName().MatchString(cfg.RuntimeParams["search_path"]) {
		p.name = "at the PostgreSQL address"
		return nil, errSchema
	}
	p.name = fmt.Sprintf("postgres://%s@%s:%d/%s, schema %s,", cfg.User, cfg.Host, cfg.Port, cfg.Database,
		cfg.RuntimeParams["search_path"])
	return cfg, nil
}

// schemaName needs no quotes; PostgreSQL keeps names that begin with pg_ for itself.
var schemaName = expression(`^([a-oq-z_][a-z0-9_]*|p([a-fh-z0-9_][a-z0-9_]*)?|pg([a-z0-9][a-z0-9_]*)?)$`)

var errSchema = errors.New("its search_path must be one schema, of lower-case letters, digits and underscores, not " +
	"beginning with pg_")

var errAddress = errors.New("it is not of the form postgres://user:password@host:5432/database")

// Create does nothing: the database must exist.
func (p *postgres) Create(context.Context, func(*sql.Tx) error) (bool, error) { return false, nil }

func (p *postgres) Handle(ctx context.Context, write bool) (*sql.DB, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.db == nil {
		cfg, err := p.address()
		if err != nil {
			return nil, err
		}
		p.db = stdlib.OpenDB(*cfg)
		p.db.SetMaxOpenConns(maxConnections)
		p.db.SetMaxIdleConns(maxConnections)
		p.db.SetConnMaxIdleTime(time.Minute)
	}
	if p.ready {
		return p.db, nil
	}
	have, err := p.recognise(ctx)
	if err != nil && (!write || !errors.Is(err, ErrMissing)) {
		return nil, err
	}
	if have < p.schema.Latest {
		if err := p.migrate(ctx); err != nil {
			return nil, err
		}
	}
	p.ready = true
	return p.db, nil
}

// recognise refuses a schema that is not a store of the simulator, or one of a newer version. ErrMissing: it is not
// there yet.
func (p *postgres) recognise(ctx context.Context) (int64, error) {
	there := func(table string) (yes bool, err error) {
		err = p.db.QueryRowContext(ctx, "SELECT to_regclass($1) IS NOT NULL", table).Scan(&yes)
		return yes, err
	}
	registry, err := there("goose_db_version")
	if err != nil {
		return 0, err
	}
	if !registry {
		return 0, ErrMissing
	}
	have, err := p.schema.known(ctx, p.db)
	if err != nil {
		return have, err
	}
	// Asked last: the tables come with the first version, which another process may be making.
	if facts, err := there("facts"); err != nil || !facts {
		return 0, cmp.Or(err, errForeign)
	}
	return have, nil
}

// migrate makes the schema and its tables; processes that start at once wait for one another.
func (p *postgres) migrate(ctx context.Context) error {
	conn, err := p.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	var schema string
	if err := conn.QueryRowContext(ctx, "SHOW search_path").Scan(&schema); err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock(hashtextextended('mss simulator migration', "+
		"0))"); err != nil {
		return err
	}
	defer func() { // a connection that broke has lost its lock already
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock(hashtextextended('mss simulator "+
			"migration', 0))")
	}()
	if _, err := conn.ExecContext(ctx, "CREATE SCHEMA IF NOT EXISTS "+schema); err != nil {
		return err
	}
	return p.schema.Up(ctx, goose.DialectPostgres, p.db)
}

func (p *postgres) Clock(ctx context.Context, tx Statements) (now time.Time, shared bool, err error) {
	var micros int64
	err = tx.QueryRowContext(ctx, "SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::BIGINT").Scan(&micros)
	return time.UnixMicro(micros).UTC(), true, err
}

// Readers leave connections to writes.
func (p *postgres) Readers() (total, each int) { return maxConnections * 2 / 3, maxConnections / 3 }

// Options: writes see what others have committed since they got the tenant; a read sees one state from its first query
// on.
func (p *postgres) Options(write bool) *sql.TxOptions {
	if write {
		return &sql.TxOptions{Isolation: sql.LevelReadCommitted}
	}
	return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
}

func (p *postgres) Turn(ctx context.Context, tenant string) (func(error), error) {
	release, err := p.writers.Take(ctx, tenant)
	if err != nil {
		return nil, err
	}
	return func(error) { release() }, nil
}

// Claim waits until no other process writes to the tenant. The lock ends with the transaction, and with the connection
// of a process that was killed.
func (p *postgres) Claim(ctx context.Context, tx *sql.Tx, tenant string) error {
	_, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '/' || $1, "+
		"0))", tenant)
	return err
}

func (p *postgres) Name() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.name == "" {
		_, _ = p.address() // sets the name, whatever becomes of it
	}
	return strings.TrimSuffix(p.name, ",")
}

func (p *postgres) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ready = false
	if p.db == nil {
		return nil
	}
	db := p.db
	p.db = nil
	return db.Close()
}

// states are what users can fix, in words.
var states = map[string]string{
	"42501": "the user lacks a right; to make the store it needs CREATE on the database",
	"28P01": "the password is wrong", "28000": "the user may not log in", "3D000": "the database does not exist",
}

func sqlState(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code
	}
	return ""
}

// Transient: nothing was committed, and the next try begins again. A connection that cannot be made is told at once:
// its callers try again themselves.
func (p *postgres) Transient(err error) bool {
	var commit *CommitError
	var connect *pgconn.ConnectError
	if errors.As(err, &commit) || errors.As(err, &connect) || asItIs(err) {
		return false
	}
	switch sqlState(err) {
	case "40001", "40P01", "55P03": // serialisation, deadlock, lock timeout
		return true
	case "57P01", "57P02", "25P03": // the database is shutting down, has crashed, or has ended an idle transaction
		return true
	case "":
		var line *net.OpError
		return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) ||
			errors.As(err, &line) || pgconn.SafeToRetry(err)
	}
	return false
}

func (p *postgres) Explain(err error) error {
	if asItIs(err) {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if known := explainAny(p.name, err); known != nil {
		return known
	}
	var commit *CommitError
	var connect *pgconn.ConnectError
	state := sqlState(err)
	switch {
	case errors.As(err, &commit):
		return err // its outcome is open, which no refusal may be
	case errors.Is(err, errAddress), errors.Is(err, errSchema):
		return refuse(p.name, lifecycle.CodeStoreUnusable, "cannot be used: %v", err)
	case p.Transient(err):
		return refuse(p.name, lifecycle.CodeStoreBusy, "stayed locked by other processes for %s; nothing was stored, try "+
			"again", Patience)
	case state == "53100":
		return refuse(p.name, lifecycle.CodeStoreFull, "cannot grow: the database's disk is full; nothing was stored")
	case state == "42P01" || state == "3F000":
		p.ready = false // the next call makes the tables again
		return refuse(p.name, lifecycle.CodeStoreUnusable, "has lost its tables; nothing was stored")
	case state == "53300" || state == "57P03" || state == "" && errors.As(err, &connect):
		return refuse(p.name, lifecycle.CodeStoreUnreachable, "cannot be reached; nothing was stored, try again")
	case errors.As(err, &connect) || state == "42501":
		return refuse(p.name, lifecycle.CodeStoreUnusable, "cannot be used: %s (SQLSTATE %s)",
			cmp.Or(states[state], "PostgreSQL refuses it"), state)
	}
	return err
}
