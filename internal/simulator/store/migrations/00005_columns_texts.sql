-- +goose Up
-- Only what a query reads is a column; everything else stands in the row.
ALTER TABLE facts DROP COLUMN at;
ALTER TABLE facts DROP COLUMN type;
ALTER TABLE facts DROP COLUMN subject;
ALTER TABLE orders DROP COLUMN seq;
ALTER TABLE packages DROP COLUMN seq;
ALTER TABLE packages DROP COLUMN expires_at;
DROP INDEX assets_package;
ALTER TABLE assets DROP COLUMN seq;
ALTER TABLE assets DROP COLUMN package_id;
ALTER TABLE renewals DROP COLUMN seq;
ALTER TABLE training_jobs DROP COLUMN seq;
-- Policies and catalogues of tenants' own, each text once. Tenants, facts and accounts name its hash.
CREATE TABLE texts (
    hash TEXT NOT NULL PRIMARY KEY,
    text TEXT NOT NULL
);
