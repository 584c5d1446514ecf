package store

import "database/sql/driver"

// NewWith is a Store in an SQLite file by another driver.
func NewWith(d driver.Driver, at string) *Store { return newStore(at, newSQLite(at, d)) }
