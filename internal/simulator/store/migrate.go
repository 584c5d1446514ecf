package store

import (
	"context"
	"database/sql"
	"embed"
	"io/fs"

	"github.com/pressly/goose/v3"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store/engine"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed schema.sql
var tables string

// schema is that of this version.
func schema() engine.Schema { return engine.Schema{Latest: 20, Tables: tables, Up: up} }

// up makes the tables that are not there yet. The same files serve every engine.
func up(ctx context.Context, dialect goose.Dialect, db *sql.DB) error {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(dialect, db, dir,
		goose.WithGoMigrations(
			goose.NewGoMigration(6, &goose.GoFunc{RunTx: textsByHash}, nil),
			goose.NewGoMigration(8, &goose.GoFunc{RunTx: fillColumns}, nil),
			goose.NewGoMigration(12, &goose.GoFunc{RunTx: fillReceipts}, nil),
			goose.NewGoMigration(19, &goose.GoFunc{RunTx: fillAssets}, nil)))
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}
