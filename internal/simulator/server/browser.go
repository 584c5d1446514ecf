package server

import (
	"errors"
	"fmt"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// checkBrowser refuses what a page of another site could have a browser send to a server that believes every caller: a
// request with a foreign origin, one for a foreign host, whose name was rebound to this machine, or a body that a form
// could have.
func checkBrowser(r *http.Request) error {
	if !isLocal(r.Host) {
		return fmt.Errorf("the host %.80q is not this machine", r.Host)
	}
	if origin := r.Header.Get("Origin"); origin != "" {
		if u, err := url.Parse(origin); err != nil || u.Host != r.Host {
			return fmt.Errorf("the origin %.80q is another site", origin)
		}
	}
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return errors.New("the request comes from a page of another site")
	}
	if r.ContentLength == 0 {
		return nil
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" && !strings.HasSuffix(kind, "+json") {
		return errors.New("the Content-Type of a body must be application/json")
	}
	return nil
}

// isLocal reports whether a host, with or without a port, is a name of this machine for itself.
func isLocal(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.Trim(name, "[]")
	ip, err := netip.ParseAddr(name)
	return strings.EqualFold(name, "localhost") || err == nil && ip.IsLoopback()
}
