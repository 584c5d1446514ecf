-- +goose Up
-- What lists of assets and of training jobs are chosen and ordered by. Names are in NFC. The next migration fills the
-- columns of rows that are there.
ALTER TABLE assets ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE assets ADD COLUMN type TEXT NOT NULL DEFAULT '';
ALTER TABLE assets ADD COLUMN created BIGINT NOT NULL DEFAULT 0;
ALTER TABLE assets ADD COLUMN updated BIGINT NOT NULL DEFAULT 0;
ALTER TABLE assets ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE assets ADD COLUMN app_user TEXT NOT NULL DEFAULT '';
ALTER TABLE training_jobs ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE training_jobs ADD COLUMN type TEXT NOT NULL DEFAULT '';
ALTER TABLE training_jobs ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0; -- 1: its owner deleted it
ALTER TABLE training_jobs ADD COLUMN created BIGINT NOT NULL DEFAULT 0;
ALTER TABLE training_jobs ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE training_jobs ADD COLUMN batch TEXT NOT NULL DEFAULT '';
