-- +goose Up
-- What lists of packages and orders are chosen and ordered by. Instants are seconds since 1970 UTC. The next migration
-- fills the columns of rows that are there.
ALTER TABLE packages ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE packages ADD COLUMN item BIGINT NOT NULL DEFAULT 0;
ALTER TABLE packages ADD COLUMN code TEXT NOT NULL DEFAULT '';
ALTER TABLE packages ADD COLUMN period TEXT NOT NULL DEFAULT ''; -- of its last order
ALTER TABLE packages ADD COLUMN lapses INTEGER NOT NULL DEFAULT 0; -- 1: it is void at its end
ALTER TABLE packages ADD COLUMN returned INTEGER NOT NULL DEFAULT 0; -- 1: it was returned
ALTER TABLE packages ADD COLUMN effective BIGINT NOT NULL DEFAULT 0; -- from then on it is delivered
ALTER TABLE packages ADD COLUMN expires BIGINT NOT NULL DEFAULT 0; -- its end
ALTER TABLE packages ADD COLUMN units BIGINT NOT NULL DEFAULT 0;
ALTER TABLE packages ADD COLUMN used BIGINT NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN type BIGINT NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN created BIGINT NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN paid BIGINT; -- NULL: it was not
ALTER TABLE orders ADD COLUMN completed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE renewals ADD COLUMN latest BIGINT NOT NULL DEFAULT 0; -- its last operation
