-- +goose Up
-- Jobs that train an avatar or a voice. Whether one is still training follows from its row, its asset's and the instant.
CREATE TABLE training_jobs (
    tenant TEXT   NOT NULL,
    id     TEXT   NOT NULL,
    seq    BIGINT NOT NULL,
    body   TEXT   NOT NULL,
    PRIMARY KEY (tenant, id)
);
