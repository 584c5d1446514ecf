-- +goose Up
-- The access key that a run was begun with, which alone may end it.
ALTER TABLE runs ADD COLUMN access_key TEXT NOT NULL DEFAULT '';
