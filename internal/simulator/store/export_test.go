package store

// NewWith is a Store in an SQLite file by another driver.
func NewWith(driver, at string) *Store { return &Store{at, &sqlite{path: at, driver: driver}} }
