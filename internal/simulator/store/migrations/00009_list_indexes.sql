-- +goose Up
-- Each list is read from one index alone: pages of packages, numbers of packages, pages and numbers of orders.
CREATE INDEX packages_bought ON packages (tenant, seq, item, id, returned, lapses, expires, code, period, units, used, effective, next_charge);
CREATE INDEX packages_ends ON packages (tenant, returned, lapses, code, period, expires, units, used, effective, next_charge, seq, item);
CREATE INDEX orders_created ON orders (tenant, created, seq, id, type, unpaid, pay_by, paid, completed);
-- On-shelf packages, and those with an automatic charge to come, are few among all.
DROP INDEX packages_pool;
CREATE INDEX packages_pool ON packages (tenant, expires) WHERE pool <> '';
DROP INDEX packages_next_charge;
CREATE INDEX packages_next_charge ON packages (tenant, next_charge) WHERE next_charge IS NOT NULL;
CREATE INDEX renewals_latest ON renewals (tenant, latest);
