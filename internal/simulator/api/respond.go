package api

import (
	"encoding/json"
	"errors"
	"maps"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/limit"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

var errPanic = errors.New("the call panicked")

// statusLeft is what the log and the metrics show if the caller disconnected before the answer, which is no failure of
// the server. The number is the one that web servers log; it is never sent.
const statusLeft = 499

// statusOf is the HTTP status of a refusal: 400 as the real services answer, but for what they have no code for.
func statusOf(code string) int {
	switch code {
	case lifecycle.CodeBeforeHead, lifecycle.CodeTenantDiffers, lifecycle.CodeTokenReused, lifecycle.CodeClock,
		lifecycle.CodeSignatureUsed,
		lifecycle.CodeTenantExists,
		lifecycle.CodeRunEnded:
		return http.StatusConflict
	case lifecycle.CodeForbidden, lifecycle.CodeTenantFull:
		return http.StatusForbidden
	case lifecycle.CodeStoreFull, lifecycle.CodeStoreBusy, lifecycle.CodeRunUnderWay, lifecycle.CodeStoreUnreachable:
		return http.StatusServiceUnavailable
	case lifecycle.CodeStoreUnusable, lifecycle.CodeStoreNewer, lifecycle.CodeStoreForeign, lifecycle.CodeStoreDamaged:
		return http.StatusInternalServerError
	default:
		return http.StatusBadRequest
	}
}

func (a *api) answerError(w http.ResponseWriter, r *call.Request, err error) (status int) {
	var f *call.Failure
	var no *lifecycle.Refusal
	var hidden *call.Untold
	var throttled *limit.ExceededError
	switch {
	case errors.As(err, &throttled):
		r.Throttled = throttled.Limit
		r.AnswerHeader = http.Header{"Retry-After": {strconv.Itoa(int(math.Ceil(throttled.After.Seconds())))}}
		f = r.Family.Throttled()
	case errors.As(err, &hidden):
		a.log.Error("call failed before authentication", "request", r.ID, "method", r.Method, "path", r.URL.Path,
			"error", hidden.Unwrap())
		f = call.Refuse(http.StatusServiceUnavailable, lifecycle.CodeStoreUnreachable, "the store cannot be read; try again")
	case errors.As(err, &f):
	case errors.As(err, &no):
		if no.Code == lifecycle.CodeTenantFull {
			r.Throttled = limit.Facts
		}
		f = call.Refuse(statusOf(no.Code), no.Code, no.Message)
	case r.Context().Err() != nil && errors.Is(err, r.Context().Err()):
		a.log.Debug("caller left", "request", r.ID, "method", r.Method, "path", r.URL.Path)
		a.answer(w, r, http.StatusInternalServerError, nil) // Transport tells a failed call by its status
		return statusLeft
	default:
		a.log.Error("call failed", "request", r.ID, "method", r.Method, "path", r.URL.Path, "error", err)
		f = r.Family.InternalError()
	}
	r.Refused = f.Code
	// The official SDK drops a code that comes without a message.
	if f.Message == "" {
		f.Message = http.StatusText(f.Status)
	}
	return a.answer(w, r, f.Status, bodyOf(r.Family, f))
}

// bodyOf is a failure in the form of a family. Keystone's has no place for a code of ours.
func bodyOf(family call.Family, f *call.Failure) any {
	if family != call.IAM {
		return call.ErrorBody{Code: f.Code, Message: f.Message}
	}
	var out call.KeystoneError
	out.Error.Code, out.Error.Message, out.Error.Title = f.Status, f.Message, http.StatusText(f.Status)
	if strings.HasPrefix(f.Code, "SIM.") {
		out.Error.Message = f.Code + ": " + f.Message
	}
	return out
}

func (a *api) answer(w http.ResponseWriter, r *call.Request, status int, body any) int {
	if !r.Now.IsZero() {
		w.Header().Set(wire.HeaderInstant, call.Instant(r.Now))
	}
	if status < http.StatusBadRequest || status == http.StatusTooManyRequests {
		maps.Copy(w.Header(), r.AnswerHeader)
	}
	if body == nil {
		w.WriteHeader(status)
		return status
	}
	data, err := json.Marshal(body)
	if err != nil {
		a.log.Error("cannot write the response", "request", r.ID, "method", r.Method, "path", r.URL.Path, "error", err)
		f := r.Family.InternalError()
		status = f.Status
		if data, err = json.Marshal(bodyOf(r.Family, f)); err != nil { // of texts and a number
			data = nil
		}
	}
	w.Header().Set("Content-Type", "application/json")
	if r.Truncated {
		w.Header().Set("Content-Length", strconv.Itoa(len(data)))
		data = data[:len(data)/2]
	}
	w.WriteHeader(status)
	_, _ = w.Write(data)
	if r.Truncated {
		_ = http.NewResponseController(w).Flush() // or it would go with the connection; in memory there is none
	}
	return status
}
