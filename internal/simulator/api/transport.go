package api

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"strconv"
	"syscall"
)

// Transport serves requests from a handler in the caller's own process, without a socket. Once the request's context
// has ended, a failed call is that context's error: the outcome of a call that the handler still answered is worth more
// than the news that time is up.
func Transport(h http.Handler) http.RoundTripper { return transport{h} }

type transport struct{ handler http.Handler }

// RoundTrip serves the request before it returns; the handler sees the request's context.
func (t transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		defer func() { _ = req.Body.Close() }()
	}
	ctx := req.Context()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	w := &memoryWriter{header: http.Header{}}
	cut := t.serve(w, serverRequest(req))
	if cut && w.status == 0 {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		return nil, &net.OpError{Op: "read", Net: "memory", Err: syscall.ECONNRESET}
	}
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	if err := ctx.Err(); err != nil && w.status >= http.StatusInternalServerError {
		return nil, err
	}
	var body io.Reader = &w.body
	length := int64(w.body.Len())
	if cut { // the header tells how long the answer would have been
		body = io.MultiReader(&w.body, broken{})
		if n, err := strconv.ParseInt(w.sent.Get("Content-Length"), 10, 64); err == nil {
			length = n
		}
	}
	if req.Method == http.MethodHead { // a server sends no body, either
		w.body.Reset()
	}
	return &http.Response{
		Status: fmt.Sprintf("%d %s", w.status, http.StatusText(w.status)), StatusCode: w.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.sent, Body: io.NopCloser(body), ContentLength: length, Request: req,
	}, nil
}

// broken is where a connection was cut.
type broken struct{}

// Read reports that there is more that never comes.
func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// serve recovers a panicking handler, which over a socket would only lose its own connection. It reports whether the
// handler cut that.
func (t transport) serve(w *memoryWriter, r *http.Request) (cut bool) {
	defer func() {
		switch recover() {
		case nil:
		case http.ErrAbortHandler:
			cut = true
		default:
			*w = memoryWriter{header: http.Header{"Content-Type": {"application/json"}}}
			w.WriteHeader(http.StatusInternalServerError)
			_, _ = w.Write([]byte(`{"error_code":"MSS.00000004","error_msg":"Internal Error"}`))
		}
	}()
	t.handler.ServeHTTP(w, r)
	return false
}

// serverRequest is the request as a server would hand it to a handler.
func serverRequest(req *http.Request) *http.Request {
	r := req.Clone(req.Context())
	if r.Body == nil {
		r.Body = http.NoBody
	}
	if r.Host == "" {
		r.Host = r.URL.Host
	}
	r.RequestURI = r.URL.RequestURI()
	r.Proto, r.ProtoMajor, r.ProtoMinor = "HTTP/1.1", 1, 1
	if r.RemoteAddr == "" { // or a caller in this process names the one that it speaks for
		r.RemoteAddr = "127.0.0.1:0"
	}
	return r
}

// memoryWriter keeps an answer; headers set after the status do not count, as over a socket.
type memoryWriter struct {
	header, sent http.Header
	status       int
	body         bytes.Buffer
}

func (w *memoryWriter) Header() http.Header { return w.header }

func (w *memoryWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status, w.sent = status, maps.Clone(w.header)
	}
}

func (w *memoryWriter) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}
