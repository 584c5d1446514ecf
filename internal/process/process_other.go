//go:build !unix

// Package process is how the provider behaves as a process of the operating system.
package process

// IgnoreFileSizeSignal does nothing: this system has no such signal.
func IgnoreFileSizeSignal() {}

// ExitWhenOrphaned does nothing: this system does not tell a process that its parent has ended.
func ExitWhenOrphaned() {}
