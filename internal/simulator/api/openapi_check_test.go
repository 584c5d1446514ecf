package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/openapi"
)

// Checked is checked, for the tests from outside.
var Checked = checked

// checked compares every call of a handler with the description: what it answers, and what an accepted call could have
// asked for.
func checked(tb testing.TB, h http.Handler) http.Handler {
	tb.Helper()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			tb.Error(err)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		if err := answersAsDescribed(r, rec); err != nil {
			tb.Errorf("%s %s was answered %d %s: %v", r.Method, r.URL, rec.Code, rec.Body, err)
		}
		if err := asksAsDescribed(r, body); err != nil && rec.Code < http.StatusBadRequest {
			tb.Errorf("%s %s %s was accepted: %v", r.Method, r.URL, body, err)
		}
		maps.Copy(w.Header(), rec.Header())
		w.WriteHeader(rec.Code)
		_, _ = w.Write(rec.Body.Bytes())
	})
}

// strictly is the description, where answers have no fields but those that it names. Clients should not be so strict,
// so that it does not say so.
var strictly = sync.OnceValues(func() (*openapi3.T, error) {
	lenient, err := describe()
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(lenient)
	if err != nil {
		return nil, err
	}
	doc, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		return nil, err
	}
	for _, ref := range doc.Components.Schemas {
		if ref.Value.Type.Is("object") {
			ref.Value.AdditionalProperties = openapi3.AdditionalProperties{Has: new(false)}
		}
	}
	return doc, nil
})

// operationOf is the operation that has served a request. It is nil for a path or a method that is not served.
func operationOf(r *http.Request) (*openapi3.T, *openapi3.Operation, error) {
	doc, err := strictly()
	if err != nil {
		return nil, nil, err
	}
	method, path, served := strings.Cut(r.Pattern, " ")
	if !served {
		return doc, nil, nil
	}
	item := doc.Paths.Value(path)
	if item == nil || item.GetOperation(method) == nil {
		return nil, nil, fmt.Errorf("%s is not described", r.Pattern)
	}
	return doc, item.GetOperation(method), nil
}

// answersAsDescribed validates an answer: status, headers, body.
func answersAsDescribed(r *http.Request, w *httptest.ResponseRecorder) error {
	doc, op, err := operationOf(r)
	if err != nil {
		return err
	}
	if op == nil {
		op = openapi3.NewOperation()
		op.Responses = openapi3.NewResponsesWithCapacity(1)
		names := map[string]string{"400": "BadRequest", "401": "Unauthorized", "403": "Forbidden"}
		if call.FamilyOf(r.URL.Path) == call.IAM { // whose form is the same for all
			names = map[string]string{}
			for _, status := range []string{"400", "401", "403", "404", "405"} {
				names[status] = "IAMBadRequest"
			}
		}
		for status, name := range names {
			op.Responses.Set(status, doc.Components.Responses[name])
		}
	}
	if op.OperationID != "" {
		if err := codeAsDescribed(op, w); err != nil {
			return err
		}
	}
	described := op.Responses.Status(w.Code)
	if described != nil && len(described.Value.Content) == 0 && w.Body.Len() > 0 {
		return fmt.Errorf("the description has no body for this")
	}
	return openapi3filter.ValidateResponse(r.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{
			Request: r, Route: &routers.Route{Spec: doc, Operation: op}},
		Status: w.Code, Header: w.Header(), Body: io.NopCloser(bytes.NewReader(w.Body.Bytes())),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	})
}

// asksAsDescribed finds parameters and fields of a request that the description does not name. What types they have is
// the handlers' to say: they read leniently.
func asksAsDescribed(r *http.Request, body []byte) error {
	_, op, err := operationOf(r)
	if err != nil || op == nil {
		return err
	}
	for name := range r.URL.Query() {
		if op.Parameters.GetByInAndName(openapi3.ParameterInQuery, name) == nil {
			return fmt.Errorf("the description has no parameter %s", name)
		}
	}
	var sent map[string]json.RawMessage
	switch {
	case op.RequestBody == nil:
		return nil
	case len(body) == 0 && op.RequestBody.Value.Required:
		return fmt.Errorf("the description wants a body")
	case len(body) == 0:
		return nil
	}
	if err := json.Unmarshal(body, &sent); err != nil {
		return err
	}
	schema := op.RequestBody.Value.Content.Get("application/json").Schema
	parts := openapi3.SchemaRefs{schema}
	if len(schema.Value.AllOf) > 0 {
		parts = schema.Value.AllOf
	}
	for name := range sent {
		if !slices.ContainsFunc(parts, func(p *openapi3.SchemaRef) bool { return p.Value.Properties[name] != nil }) {
			return fmt.Errorf("the description has no field %s of the body", name)
		}
	}
	return nil
}

// failureIn reads a refusal in the form of either kind of service. Keystone's code is its title.
func failureIn(body []byte) (e call.ErrorBody, err error) {
	var of struct {
		call.ErrorBody
		call.KeystoneError
	}
	err = json.Unmarshal(body, &of)
	if of.Error.Title != "" {
		return call.ErrorBody{Code: of.Error.Title, Message: of.Error.Message}, err
	}
	return of.ErrorBody, err
}

// codeAsDescribed reports whether a refusal has one of the operation's codes.
func codeAsDescribed(op *openapi3.Operation, w *httptest.ResponseRecorder) error {
	if w.Code < http.StatusBadRequest {
		return nil
	}
	e, err := failureIn(w.Body.Bytes())
	if err != nil {
		return err
	}
	codes, ok := op.Extensions[openapi.ExtensionCodes].([]any)
	if !ok || !slices.Contains(codes, any(e.Code)) {
		return fmt.Errorf("the description does not have the code %s for %s", e.Code, op.OperationID)
	}
	return nil
}
