-- +goose Up
DROP INDEX receipts_open;
-- Receipts of runs that have not ended, as far as that is known: another command has few of them.
CREATE INDEX receipts_of_runs ON receipts (tenant, state, command) WHERE run <> '' OR closed_at = 0 AND closed_by <> '';
CREATE INDEX receipts_closed ON receipts (tenant, state, closed_at);
CREATE INDEX receipts_id ON receipts (tenant, id);
