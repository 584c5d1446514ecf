-- +goose Up
-- Faults of tenants, with how many calls have matched each and how many of those were hit. They are no facts: counting moves no tenant's head. The source is
-- empty for those that are set on the tenant; for those of a configuration it names the configuration, which holds the rules itself.
CREATE TABLE faults (
    tenant  TEXT NOT NULL,
    source  TEXT NOT NULL,
    number  BIGINT NOT NULL,
    rule    TEXT NOT NULL,
    matched BIGINT NOT NULL,
    hits    BIGINT NOT NULL,
    PRIMARY KEY (tenant, source, number)
);
-- Hits of calls that changed something: seq is the newest fact that the call has made.
CREATE TABLE fault_hits (
    tenant    TEXT NOT NULL,
    seq       BIGINT NOT NULL,
    operation TEXT NOT NULL,
    kind      TEXT NOT NULL,
    effect    TEXT NOT NULL,
    PRIMARY KEY (tenant, seq)
);
