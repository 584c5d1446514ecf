//go:build !unix

package stores

// server: the tests start PostgreSQL on Unix only.
func server() (socket string, err error) { return "", nil }
