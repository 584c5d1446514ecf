-- +goose Up
CREATE INDEX assets_created ON assets (tenant, created, seq, id, type, app_user, name);
CREATE INDEX assets_updated ON assets (tenant, updated, seq);
CREATE INDEX training_jobs_created ON training_jobs (tenant, seq, id, deleted, type, created, batch, name);
