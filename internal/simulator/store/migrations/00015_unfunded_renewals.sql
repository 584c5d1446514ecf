-- +goose Up
-- Packages whose automatic renewal waits for money: for how much, and before when it is tried.
ALTER TABLE packages ADD COLUMN retry_amount BIGINT;
ALTER TABLE packages ADD COLUMN retry_until BIGINT;
CREATE INDEX packages_unfunded ON packages (tenant, retry_until, retry_amount) WHERE retry_until IS NOT NULL;
