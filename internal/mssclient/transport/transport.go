// Package transport sends requests to a server: which authorities it trusts, and with which key it signs.
package transport

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"os"

	"github.com/hashicorp/go-cleanhttp"
)

// New is a transport with connections of its own. It also trusts the certificate authorities in a PEM file, if
// one is named.
func New(caFile string) (http.RoundTripper, error) {
	t := cleanhttp.DefaultPooledTransport()
	if caFile == "" {
		return t, nil
	}
	text, err := os.ReadFile(caFile)
	if err != nil {
		return nil, err
	}
	roots, err := x509.SystemCertPool()
	if err != nil { // a system without any
		roots = x509.NewCertPool()
	}
	if !roots.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s holds no PEM certificate", caFile)
	}
	t.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	return t, nil
}
