package store

import (
	"database/sql/driver"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store/engine"
)

// NewWith is a Store in an SQLite file by another driver.
func NewWith(d driver.Driver, at string) *Store { return newStore(at, engine.SQLite(at, d, schema())) }

// Schema is that of this version.
func Schema() engine.Schema { return schema() }
