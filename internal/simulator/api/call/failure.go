package call

import "github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"

// Failure is an error of the wire itself; what the rules refuse is a *lifecycle.Refusal.
type Failure struct {
	Status        int
	Code, Message string
}

func (f *Failure) Error() string { return f.Code + ": " + f.Message }

// Untold is what failed before anybody was recognised. Strangers are told neither where the store is nor what it said;
// the log is.
type Untold struct{ error }

func (u *Untold) Unwrap() error { return u.error }

// Refuse is a failure.
func Refuse(status int, code, message string) *Failure { return &Failure{status, code, message} }

// Unreachable hides an error that kept a caller from being recognised.
func Unreachable(err error) error { return &Untold{err} }

// NotSimulated refuses what the real service has and the simulated cloud does not.
func NotSimulated(message string) error {
	return &lifecycle.Refusal{Code: lifecycle.CodeNotSimulated, Message: message}
}

// KeystoneError is how IAM answers (documented).
type KeystoneError struct {
	Error struct {
		Code    int    `json:"code"` // the HTTP status
		Message string `json:"message"`
		Title   string `json:"title"`
	} `json:"error"`
}

// ErrorBody is how all others answer (documented).
type ErrorBody struct {
	Code    string `json:"error_code"`
	Message string `json:"error_msg"`
}
