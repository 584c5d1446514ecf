-- +goose Up
-- Which run closed a receipt at its orderly end, and when (milliseconds since 1970 UTC, real time): an apply that began before knows nothing of it.
ALTER TABLE receipts ADD COLUMN closed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE receipts ADD COLUMN closed_at BIGINT NOT NULL DEFAULT 0;
