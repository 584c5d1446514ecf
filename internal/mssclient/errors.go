package mssclient

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/sdkerr"

	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// Error is a refusal or failure that a service answered.
type Error struct {
	Operation, Code, Message, RequestID string
	HTTPStatus                          int
}

func (e *Error) Error() string {
	var tail []string
	if e.Code != "" {
		tail = append(tail, e.Code)
	} else if e.HTTPStatus != 0 {
		tail = append(tail, fmt.Sprintf("HTTP %d", e.HTTPStatus))
	}
	if e.RequestID != "" {
		tail = append(tail, "request "+e.RequestID)
	}
	if len(tail) == 0 {
		return e.Operation + ": " + e.Message
	}
	return fmt.Sprintf("%s: %s (%s)", e.Operation, e.Message, strings.Join(tail, ", "))
}

// unanswered is a call without an answer that could be read.
type unanswered struct {
	operation string
	sent      bool // the request may have reached the service
	err       error
}

func (e *unanswered) Error() string { return e.operation + ": no answer: " + e.err.Error() }
func (e *unanswered) Unwrap() error { return e.err }

// Code is the service's error code; empty if err is no *Error.
func Code(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}

// IsNotFound reports whether the service never knew the object that was asked for. What has expired or was returned is
// known.
func IsNotFound(err error) bool {
	return slices.Contains([]string{wire.CodeAssetNotFound, wire.CodeOrderUnknown, wire.CodeResourceUnknown,
		wire.CodeRenewalUnknown}, Code(err))
}

// IsNoSuchPeriod reports whether a renewal's price was asked for periods in which the package cannot be renewed.
func IsNoSuchPeriod(err error) bool { return Code(err) == wire.CodeNoSuchPeriod }

// IsBusy reports whether the service refused a call because it is asked too often, or failed: asked again, it may
// answer otherwise.
func IsBusy(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && (e.HTTPStatus == http.StatusTooManyRequests || e.HTTPStatus >= http.StatusInternalServerError)
}

// MayHaveTakenEffect reports whether the outcome of the call is unknown: there was no answer, or one that decides
// nothing. A refusal is certain, as is every failure that the simulated cloud names, for it stores all of a call or
// nothing.
func MayHaveTakenEffect(err error) bool {
	if e, ok := errors.AsType[*Error](err); ok {
		return !strings.HasPrefix(e.Code, "SIM.") &&
			(e.HTTPStatus < http.StatusBadRequest || e.HTTPStatus >= http.StatusInternalServerError)
	}
	u, ok := errors.AsType[*unanswered](err)
	return ok && u.sent
}

// decides reports whether the service looked at a call before it refused it. Any other failure tells nothing about
// earlier attempts.
func decides(err error) bool {
	e, ok := errors.AsType[*Error](err)
	if ok && e.Code == wire.CodeRunUnderWay { // a client token that was used before is answered first
		return true
	}
	return ok && e.HTTPStatus < http.StatusInternalServerError && !slices.Contains([]int{http.StatusUnauthorized,
		http.StatusForbidden, http.StatusTooManyRequests}, e.HTTPStatus)
}

// translate turns what the SDK returns into the errors of this package.
func translate(operation string, sent bool, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, ErrNotOffered) {
		return fmt.Errorf("%s: %w", operation, ErrNotOffered)
	}
	if answered, ok := errors.AsType[*sdkerr.ServiceResponseError](err); ok {
		return &Error{
			Operation: operation, Code: answered.ErrorCode, Message: shorten(answered.ErrorMessage),
			RequestID: answered.RequestId, HTTPStatus: answered.StatusCode,
		}
	}
	return &unanswered{operation: operation, sent: sent, err: err}
}

// shorten keeps an error page from filling the reader's screen.
func shorten(s string) string {
	const most = 600
	s = strings.TrimSpace(s)
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + " …"
	}
	return s
}

// incomplete is a success whose body lacks what it must have: whether it took effect is unknown.
func incomplete(operation, what string) error {
	return &Error{Operation: operation, Message: "the answer carries no " + what, HTTPStatus: http.StatusOK}
}
