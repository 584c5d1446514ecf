package store_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pressly/goose/v3"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// TestSchemaIsWhatMigrationsMake: a new file has the tables, columns, indexes and versions of one that was migrated.
func TestSchemaIsWhatMigrationsMake(t *testing.T) {
	t.Parallel()
	migrated, made := inMemory(t), inMemory(t)
	if err := store.Schema().Up(ctx, goose.DialectSQLite3, migrated); err != nil {
		t.Fatal(err)
	}
	if _, err := made.ExecContext(ctx, store.Schema().Tables); err != nil {
		t.Fatal(err)
	}
	want := schemaOf(t, migrated)
	if len(want) < 100 {
		t.Fatalf("the schema has %d lines", len(want))
	}
	if diff := cmp.Diff(want, schemaOf(t, made)); diff != "" {
		t.Errorf("- the migrations, + schema.sql\n%s", diff)
	}
}

func inMemory(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1) // each has a database of its own
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// schemaOf returns a line for each column, each column of an index, each condition of an index and each version.
func schemaOf(t *testing.T, db *sql.DB) []string {
	t.Helper()
	lines := texts(t, db, `SELECT 'column ' || m.name || ': ' || json_array(c.cid, c.name, c.type, c."notnull",
		c.dflt_value, c.pk) FROM sqlite_master m JOIN pragma_table_xinfo(m.name) c WHERE m.type = 'table' ORDER BY 1`)
	lines = append(lines, texts(t, db, `SELECT 'index ' || m.name || ' ' || l.name || ': ' || json_array(l."unique",
		l.origin, l.partial, c.seqno, c.name, c."desc", c.coll) FROM sqlite_master m JOIN pragma_index_list(m.name) l
		JOIN pragma_index_xinfo(l.name) c WHERE m.type = 'table' ORDER BY 1`)...)
	for _, index := range texts(t, db, `SELECT sql FROM sqlite_master WHERE type = 'index' AND instr(sql, 'WHERE ')
		ORDER BY name`) {
		_, condition, _ := strings.Cut(index, "WHERE ")
		lines = append(lines, fmt.Sprintf("%s: %s", strings.Fields(index)[2], condition))
	}
	return append(lines, texts(t, db, `SELECT 'version ' || version_id || ' ' || is_applied FROM goose_db_version
		ORDER BY version_id`)...)
}

func texts(t *testing.T, db *sql.DB, query string) (all []string) {
	t.Helper()
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		all = append(all, text)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
