-- +goose Up
-- Signatures of calls that spent without a client token, until the instant (milliseconds since 1970 UTC, real time) from which they no longer hold.
CREATE TABLE signatures (
    tenant    TEXT NOT NULL,
    signature TEXT NOT NULL,
    until     BIGINT NOT NULL,
    PRIMARY KEY (tenant, signature)
);
CREATE INDEX signatures_until ON signatures (tenant, until);
-- A key that is deleted and created anew is another one: tokens that were issued for the first end with it.
ALTER TABLE access_keys ADD COLUMN edition TEXT NOT NULL DEFAULT '';
