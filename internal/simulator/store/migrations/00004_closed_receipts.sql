-- +goose Up
-- Of a closed receipt: which run made it, and when that ended in order (milliseconds since 1970 UTC, real time; 0: the state has shown what it made
-- before). An apply that began earlier knows nothing of it.
ALTER TABLE receipts ADD COLUMN closed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE receipts ADD COLUMN closed_at BIGINT NOT NULL DEFAULT 0;
