-- +goose Up
-- What a receipt is looked up by besides its token. The next migration fills the columns of rows that are there.
ALTER TABLE receipts ADD COLUMN command TEXT NOT NULL DEFAULT ''; -- of the run that made it: all runs of one command have it
ALTER TABLE receipts ADD COLUMN id TEXT NOT NULL DEFAULT ''; -- what the call made, if it is one thing
