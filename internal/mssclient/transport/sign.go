package transport

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"reflect"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/signer"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/request"
)

// Signing signs requests with an access key, with the official SDK's own signer, before it sends them. It is for calls
// that the SDK does not make.
type Signing struct {
	AccessKey, SecretKey string
	Base                 http.RoundTripper
}

// RoundTrip signs a copy of the request and sends it.
func (t Signing) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		var err error
		body, err = io.ReadAll(req.Body)
		_ = req.Body.Close()
		if err != nil {
			return nil, err
		}
	}
	b := request.NewHttpRequestBuilder().WithEndpoint(req.URL.Scheme+"://"+req.URL.Host).
		WithPath(req.URL.Path).WithMethod(req.Method).WithBody("", string(body))
	for name, values := range req.URL.Query() {
		b.AddQueryParam(name, reflect.ValueOf(values)) // the signer wants it so
	}
	for name := range req.Header {
		b.AddHeaderParam(name, req.Header.Get(name))
	}
	headers, err := signer.Sign(b.Build(), t.AccessKey, t.SecretKey)
	if err != nil {
		return nil, fmt.Errorf("the request cannot be signed: %w", err)
	}
	signed := req.Clone(req.Context())
	signed.Body, signed.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	for name, value := range headers {
		signed.Header.Set(name, value)
	}
	return t.Base.RoundTrip(signed)
}
