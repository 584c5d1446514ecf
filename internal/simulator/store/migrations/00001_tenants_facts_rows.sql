-- +goose Up
-- Facts are append-only. Every other table holds the row that its object's facts fold to (body, JSON) and the columns that SQL selects by.
-- Times are seconds since 1970 UTC. Time alone changes no column.
CREATE TABLE tenants (
    id   TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL
);
CREATE TABLE facts (
    tenant  TEXT   NOT NULL,
    seq     BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    type    TEXT   NOT NULL,
    subject TEXT   NOT NULL,
    fact    TEXT   NOT NULL,
    PRIMARY KEY (tenant, seq)
);
CREATE TABLE orders (
    tenant TEXT   NOT NULL,
    id     TEXT   NOT NULL,
    seq    BIGINT NOT NULL,
    unpaid INTEGER NOT NULL, -- 1 until it is paid or withdrawn
    pay_by BIGINT NOT NULL,
    body   TEXT   NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX orders_unpaid ON orders (tenant, unpaid, pay_by);
CREATE TABLE packages (
    tenant      TEXT   NOT NULL,
    id          TEXT   NOT NULL,
    seq         BIGINT NOT NULL,
    order_id    TEXT   NOT NULL,
    pool        TEXT   NOT NULL,
    expires_at  BIGINT NOT NULL,
    next_charge BIGINT, -- NULL: no automatic charge is due any more
    body        TEXT   NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX packages_order ON packages (tenant, order_id);
CREATE INDEX packages_pool ON packages (tenant, pool);
CREATE INDEX packages_next_charge ON packages (tenant, next_charge);
CREATE TABLE assets (
    tenant     TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    seq        BIGINT NOT NULL,
    package_id TEXT   NOT NULL,
    body       TEXT   NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX assets_package ON assets (tenant, package_id);
CREATE TABLE renewals (
    tenant TEXT   NOT NULL,
    id     TEXT   NOT NULL,
    seq    BIGINT NOT NULL,
    body   TEXT   NOT NULL,
    PRIMARY KEY (tenant, id)
);
-- What calls with a client token made, so that a repeated call is answered and not done again. A receipt is open until the caller's run has
-- closed or its state has shown the ids: what an open receipt of a broken run holds may be taken over.
CREATE TABLE receipts (
    tenant    TEXT NOT NULL,
    operation TEXT NOT NULL,
    token     TEXT NOT NULL,
    content   TEXT NOT NULL, -- hash of the request
    ids       TEXT NOT NULL, -- what the call made, JSON
    state     TEXT NOT NULL, -- the Terraform state that it was made for
    run       TEXT NOT NULL, -- the process that made it; empty: the receipt is closed
    PRIMARY KEY (tenant, operation, token)
);
CREATE INDEX receipts_open ON receipts (tenant, state, run);
