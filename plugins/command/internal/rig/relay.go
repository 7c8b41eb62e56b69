package rig

import (
	"io"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"
)

// Relay stands between a client and a server on loopback and can break what passes through it.
type Relay struct {
	Port     int
	listener net.Listener
	mutex    sync.Mutex
	conns    []net.Conn
	frozen   chan struct{}
	refuse   int
	left     int
}

// StartRelay forwards connections to the port until the test ends.
func StartRelay(t *testing.T, port int) *Relay {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	relay := &Relay{
		Port: listener.Addr().(*net.TCPAddr).Port, listener: listener, frozen: make(chan struct{}),
	}
	go relay.accept(net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	t.Cleanup(func() {
		_ = listener.Close()
		relay.Cut()
	})
	return relay
}

func (r *Relay) accept(server string) {
	for {
		client, err := r.listener.Accept()
		if err != nil {
			return
		}
		if r.refused() {
			_ = client.Close()
			continue
		}
		upstream, err := net.DialTimeout("tcp", server, 5*time.Second)
		if err != nil {
			_ = client.Close()
			continue
		}
		r.mutex.Lock()
		r.conns = append(r.conns, client, upstream)
		r.mutex.Unlock()
		go r.pump(client, upstream)
		go func() {
			r.pump(upstream, client)
			r.mutex.Lock()
			defer r.mutex.Unlock()
			r.left++
		}()
	}
}

func (r *Relay) pump(to, from net.Conn) {
	buffer := make([]byte, 32*1024)
	for {
		n, err := from.Read(buffer)
		select {
		case <-r.frozen:
			// As a host that lost its power: nothing is answered, nothing is closed.
			_, _ = io.Copy(io.Discard, from)
			return
		default:
		}
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			_ = to.Close()
			return
		}
	}
}

// Refuse hangs up on the given number of clients before it forwards any.
func (r *Relay) Refuse(count int) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.refuse = count
}

// Left is the number of clients that closed their connection.
func (r *Relay) Left() int {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.left
}

func (r *Relay) refused() bool {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.refuse == 0 {
		return false
	}
	r.refuse--
	return true
}

// Cut closes all connections.
func (r *Relay) Cut() {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, conn := range r.conns {
		_ = conn.Close()
	}
}

// Freeze lets all connections stand and forwards nothing any more.
func (r *Relay) Freeze() { close(r.frozen) }
