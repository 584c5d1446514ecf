-- +goose Up
-- Unpaid orders are few among all, and what settling adds is paid.
DROP INDEX orders_unpaid;
CREATE INDEX orders_unpaid ON orders (tenant, pay_by) WHERE unpaid = 1;
