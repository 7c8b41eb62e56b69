package remote

import (
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// keepalive says when a connection counts as lost: after misses intervals in which the peer sent
// nothing, although it was asked.
type keepalive struct {
	interval time.Duration
	misses   int
}

// defaultKeepalive notices a crashed host 60 to 75 s after its last sign of life. The design asks
// for less than 3 minutes; a guest without KVM under a full load has answered within seconds.
var defaultKeepalive = keepalive{interval: 15 * time.Second, misses: 4}

// monitoredConn remembers when its peer was last heard.
type monitoredConn struct {
	net.Conn
	heard atomic.Int64
}

func newMonitoredConn(conn net.Conn) *monitoredConn {
	monitored := &monitoredConn{Conn: conn}
	monitored.heard.Store(time.Now().UnixNano())
	return monitored
}

func (c *monitoredConn) Read(data []byte) (int, error) {
	n, err := c.Conn.Read(data)
	if n > 0 {
		c.heard.Store(time.Now().UnixNano())
	}
	return n, err
}

func (c *monitoredConn) silence() time.Duration {
	return time.Duration(time.Now().UnixNano() - c.heard.Load())
}

// watch asks the peer for a sign of life once per interval and drops the link when none comes. Any
// byte received counts, so a slow answer behind much output is no loss. The returned function ends
// the watch and gives the reason if it dropped the link, else nil.
func (k keepalive) watch(l *link) (end func() error) {
	var lost error
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		ticker := time.NewTicker(k.interval)
		defer ticker.Stop()
		var asked atomic.Bool
		for {
			select {
			case <-stop:
				return
			case <-ticker.C:
			}
			if limit := k.interval * time.Duration(k.misses); l.transport.silence() >= limit {
				lost = fmt.Errorf("connection lost: nothing heard for %v in spite of %d requests", limit, k.misses)
				l.drop()
				return
			}
			// One request at a time: the answer to a global request has no number, the next waits for it
			// (RFC 4254, section 4). The name is OpenSSH's; a server that does not know it says so,
			// which is a sign of life as well.
			if asked.CompareAndSwap(false, true) {
				go func() {
					_, _, _ = l.SendRequest("keepalive@openssh.com", true, nil)
					asked.Store(false)
				}()
			}
		}
	}()
	var once sync.Once
	return func() error {
		once.Do(func() { close(stop) })
		<-stopped
		return lost
	}
}
