-- +goose Up
-- What a tenant will be made with at its first write, where somebody has said so before.
CREATE TABLE accounts (
    tenant TEXT NOT NULL PRIMARY KEY,
    body   TEXT NOT NULL
);
-- Who may call for a tenant. Signatures are checked with the secret itself, so that it is kept as it is.
CREATE TABLE access_keys (
    access_key TEXT NOT NULL PRIMARY KEY,
    tenant     TEXT NOT NULL,
    secret_key TEXT NOT NULL,
    role       TEXT NOT NULL
);
CREATE INDEX access_keys_tenant ON access_keys (tenant);
-- When the server last heard of a run that makes something: real time, in seconds. One that it does not hear of any more was killed.
CREATE TABLE runs (
    tenant TEXT   NOT NULL,
    run    TEXT   NOT NULL,
    seen   BIGINT NOT NULL,
    PRIMARY KEY (tenant, run)
);
