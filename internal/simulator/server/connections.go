package server

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

// connections are those that are open. When there are as many as there may be, of one address or in all, the one that
// has been idle for longest gives way to a new one. If all are at work, a new one is answered that it should try again.
type connections struct {
	most, mostOfAddress int
	clock               func() time.Time

	mu   sync.Mutex
	open map[net.Conn]*connection
}

type connection struct {
	address string
	waits   bool // for its first or its next request
	since   time.Time
	refused bool // there was no place for it
}

func newConnections(most, mostOfAddress int, clock func() time.Time) *connections {
	return &connections{most: most, mostOfAddress: mostOfAddress, clock: clock, open: map[net.Conn]*connection{}}
}

type connectionKey struct{}

// context lets admits find the connection of a request.
func (c *connections) context(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, connectionKey{}, conn)
}

// changed follows a connection's life.
func (c *connections) changed(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch state {
	case http.StateNew:
		c.begin(conn)
	case http.StateActive, http.StateIdle:
		if one := c.open[conn]; one != nil {
			one.waits, one.since = state == http.StateIdle, c.clock()
		}
	case http.StateClosed, http.StateHijacked:
		delete(c.open, conn)
	}
}

func (c *connections) begin(conn net.Conn) {
	address := addressOf(conn)
	ofAddress := 0
	for _, one := range c.open {
		if one.address == address {
			ofAddress++
		}
	}
	made := &connection{address: address, waits: true, since: c.clock()}
	switch {
	case ofAddress >= c.mostOfAddress:
		made.refused = !c.giveWay(address)
	case len(c.open) >= c.most:
		made.refused = !c.giveWay("")
	}
	c.open[conn] = made
}

// giveWay closes the connection that has waited longest, of an address or of all. It reports whether there was one.
func (c *connections) giveWay(address string) bool {
	var longest net.Conn
	for conn, one := range c.open {
		if one.waits && (address == "" || one.address == address) &&
			(longest == nil || one.since.Before(c.open[longest].since)) {
			longest = conn
		}
	}
	if longest == nil {
		return false
	}
	delete(c.open, longest)
	_ = longest.Close()
	return true
}

// admits reports whether there is a place for a request's connection.
func (c *connections) admits(r *http.Request) bool {
	conn, _ := r.Context().Value(connectionKey{}).(net.Conn)
	c.mu.Lock()
	defer c.mu.Unlock()
	one := c.open[conn]
	return one == nil || !one.refused
}

func addressOf(conn net.Conn) string {
	host, _, err := net.SplitHostPort(conn.RemoteAddr().String())
	if err != nil {
		return conn.RemoteAddr().String()
	}
	return host
}
