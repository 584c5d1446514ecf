package httpapi

import "github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"

// failure is an error of the wire itself; what the rules refuse is a *lifecycle.Refusal.
type failure struct {
	status        int
	code, message string
}

func (f *failure) Error() string { return f.code + ": " + f.message }

// untold is what failed before anybody was recognised. Strangers are told neither where the store is nor what it said; the log is.
type untold struct{ error }

func (u *untold) Unwrap() error { return u.error }

// refuse is a failure.
func refuse(status int, code, message string) *failure { return &failure{status, code, message} }

// unreachable hides an error that kept a caller from being recognised.
func unreachable(err error) error { return &untold{err} }

// notSimulated refuses what the real service has and the simulated cloud does not.
func notSimulated(message string) error {
	return &lifecycle.Refusal{Code: lifecycle.CodeNotSimulated, Message: message}
}
