-- The tables of a new SQLite store. The migrations create the same tables in PostgreSQL and in older stores; a test
-- compares both. A new migration changes this file, too.
--
-- A body is the row as JSON, with a checksum. The other columns are for queries.

-- Texts of policies and catalogues, once each.
CREATE TABLE texts (
    hash TEXT NOT NULL PRIMARY KEY,
    text TEXT NOT NULL
);

-- Projects, their facts, and the rows that follow from the facts.
CREATE TABLE tenants (
    id   TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL
);

CREATE TABLE facts (
    tenant TEXT   NOT NULL,
    seq    BIGINT NOT NULL,
    fact   TEXT   NOT NULL,
    PRIMARY KEY (tenant, seq)
);

CREATE TABLE orders (
    tenant    TEXT    NOT NULL,
    id        TEXT    NOT NULL,
    unpaid    INTEGER NOT NULL, -- 1 until it is paid or withdrawn
    pay_by    BIGINT  NOT NULL,
    body      TEXT    NOT NULL,
    seq       BIGINT  NOT NULL DEFAULT 0,
    type      BIGINT  NOT NULL DEFAULT 0,
    created   BIGINT  NOT NULL DEFAULT 0,
    paid      BIGINT,
    completed BIGINT  NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX orders_created ON orders (tenant, created, seq, id, type, unpaid, pay_by, paid, completed);
CREATE INDEX orders_unpaid ON orders (tenant, pay_by) WHERE unpaid = 1;

CREATE TABLE packages (
    tenant       TEXT    NOT NULL,
    id           TEXT    NOT NULL,
    order_id     TEXT    NOT NULL,
    pool         TEXT    NOT NULL,
    next_charge  BIGINT, -- NULL: no automatic charge is due any more
    body         TEXT    NOT NULL,
    seq          BIGINT  NOT NULL DEFAULT 0,
    item         BIGINT  NOT NULL DEFAULT 0,
    code         TEXT    NOT NULL DEFAULT '',
    period       TEXT    NOT NULL DEFAULT '',
    lapses       INTEGER NOT NULL DEFAULT 0,
    returned     INTEGER NOT NULL DEFAULT 0,
    effective    BIGINT  NOT NULL DEFAULT 0,
    expires      BIGINT  NOT NULL DEFAULT 0,
    units        BIGINT  NOT NULL DEFAULT 0,
    used         BIGINT  NOT NULL DEFAULT 0,
    retry_amount BIGINT, -- for which a failed automatic renewal waits; NULL: none does
    retry_until  BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX packages_bought ON packages (tenant, seq, item, id, returned, lapses, expires, code, period, units, used,
    effective, next_charge);
CREATE INDEX packages_ends ON packages (tenant, returned, lapses, code, period, expires, units, used, effective,
    next_charge, seq, item);
CREATE INDEX packages_next_charge ON packages (tenant, next_charge) WHERE next_charge IS NOT NULL;
CREATE INDEX packages_order ON packages (tenant, order_id);
CREATE INDEX packages_pool ON packages (tenant, expires) WHERE pool <> '';
CREATE INDEX packages_unfunded ON packages (tenant, retry_until, retry_amount) WHERE retry_until IS NOT NULL;

CREATE TABLE assets (
    tenant   TEXT   NOT NULL,
    id       TEXT   NOT NULL,
    body     TEXT   NOT NULL,
    seq      BIGINT NOT NULL DEFAULT 0,
    type     TEXT   NOT NULL DEFAULT '',
    created  BIGINT NOT NULL DEFAULT 0,
    updated  BIGINT NOT NULL DEFAULT 0,
    name     TEXT   NOT NULL DEFAULT '',
    app_user TEXT   NOT NULL DEFAULT '',
    PRIMARY KEY (tenant, id)
);
CREATE INDEX assets_created ON assets (tenant, created, seq, id, type, app_user, name);
CREATE INDEX assets_updated ON assets (tenant, updated, seq);

CREATE TABLE renewals (
    tenant TEXT   NOT NULL,
    id     TEXT   NOT NULL,
    body   TEXT   NOT NULL,
    latest BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX renewals_latest ON renewals (tenant, latest);

CREATE TABLE training_jobs (
    tenant  TEXT    NOT NULL,
    id      TEXT    NOT NULL,
    body    TEXT    NOT NULL,
    seq     BIGINT  NOT NULL DEFAULT 0,
    type    TEXT    NOT NULL DEFAULT '',
    deleted INTEGER NOT NULL DEFAULT 0,
    created BIGINT  NOT NULL DEFAULT 0,
    name    TEXT    NOT NULL DEFAULT '',
    batch   TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (tenant, id)
);
CREATE INDEX training_jobs_created ON training_jobs (tenant, seq, id, deleted, type, created, batch, name);

-- What calls have created, so that a repeated call creates nothing twice.
CREATE TABLE receipts (
    tenant    TEXT   NOT NULL,
    operation TEXT   NOT NULL,
    token     TEXT   NOT NULL,
    content   TEXT   NOT NULL, -- hash of the request
    ids       TEXT   NOT NULL, -- what the call made, JSON
    state     TEXT   NOT NULL, -- the Terraform state that it was made for
    run       TEXT   NOT NULL, -- the process that made it; empty: the receipt is closed
    closed_by TEXT   NOT NULL DEFAULT '',
    closed_at BIGINT NOT NULL DEFAULT 0,
    command   TEXT   NOT NULL DEFAULT '',
    id        TEXT   NOT NULL DEFAULT '',
    PRIMARY KEY (tenant, operation, token)
);
CREATE INDEX receipts_closed ON receipts (tenant, state, closed_at);
CREATE INDEX receipts_id ON receipts (tenant, id);
CREATE INDEX receipts_of_runs ON receipts (tenant, state, command)
    WHERE run <> '' OR closed_at = 0 AND closed_by <> '';

CREATE TABLE runs (
    tenant     TEXT   NOT NULL,
    run        TEXT   NOT NULL,
    seen       BIGINT NOT NULL,
    access_key TEXT   NOT NULL DEFAULT '',
    PRIMARY KEY (tenant, run)
);

CREATE TABLE signatures (
    tenant    TEXT   NOT NULL,
    signature TEXT   NOT NULL,
    until     BIGINT NOT NULL,
    PRIMARY KEY (tenant, signature)
);
CREATE INDEX signatures_until ON signatures (tenant, until);

-- Faults of tenants, with how many calls each has matched and hit. Counting is no fact. The source is empty for those
-- that are set on the tenant; for those of a configuration it names the configuration.
CREATE TABLE faults (
    tenant  TEXT   NOT NULL,
    source  TEXT   NOT NULL,
    number  BIGINT NOT NULL,
    rule    TEXT   NOT NULL,
    matched BIGINT NOT NULL,
    hits    BIGINT NOT NULL,
    PRIMARY KEY (tenant, source, number)
);

-- Hits of calls that changed something: seq is the newest fact that the call has made.
CREATE TABLE fault_hits (
    tenant    TEXT   NOT NULL,
    seq       BIGINT NOT NULL,
    operation TEXT   NOT NULL,
    kind      TEXT   NOT NULL,
    effect    TEXT   NOT NULL,
    PRIMARY KEY (tenant, seq)
);

-- Accounts of a server, and their keys.
CREATE TABLE accounts (
    tenant TEXT NOT NULL PRIMARY KEY,
    body   TEXT NOT NULL
);

CREATE TABLE access_keys (
    access_key TEXT NOT NULL PRIMARY KEY,
    tenant     TEXT NOT NULL,
    secret_key TEXT NOT NULL,
    role       TEXT NOT NULL,
    edition    TEXT NOT NULL DEFAULT ''
);
CREATE INDEX access_keys_tenant ON access_keys (tenant);

-- The migrations that these tables already have, in the form of the library that runs them.
CREATE TABLE goose_db_version (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    version_id INTEGER NOT NULL,
    is_applied INTEGER NOT NULL,
    tstamp     TIMESTAMP DEFAULT (datetime('now'))
);
INSERT INTO goose_db_version (version_id, is_applied)
VALUES (0, 1), (1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (6, 1), (7, 1), (8, 1), (9, 1), (10, 1), (11, 1), (12, 1),
    (13, 1), (14, 1), (15, 1), (16, 1), (17, 1), (18, 1), (19, 1), (20, 1);
