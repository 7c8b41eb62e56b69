package remote

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"net"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

// A user with a known password would have to be made on the machine, so the library's server stands
// in for OpenSSH here.
func TestPasswordLogin(t *testing.T) {
	const right = "correct horse"
	asked := errors.New("wrong password")
	for _, c := range []struct {
		name, password string
		server         ssh.ServerConfig
		accepted       bool
	}{
		{"password", right, ssh.ServerConfig{PasswordCallback: func(_ ssh.ConnMetadata, given []byte) (*ssh.Permissions, error) {
			if string(given) == right {
				return nil, nil
			}
			return nil, asked
		}}, true},
		{"keyboard-interactive", right, ssh.ServerConfig{KeyboardInteractiveCallback: func(
			_ ssh.ConnMetadata, ask ssh.KeyboardInteractiveChallenge,
		) (*ssh.Permissions, error) {
			answers, err := ask("", "", []string{"Password:", "Again:"}, []bool{false, false})
			if err == nil && len(answers) == 2 && answers[0] == right && answers[1] == right {
				return nil, nil
			}
			return nil, asked
		}}, true},
		{"wrong password", "battery staple", ssh.ServerConfig{PasswordCallback: func(ssh.ConnMetadata, []byte) (*ssh.Permissions, error) {
			return nil, asked
		}}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			port := servePasswords(t, &c.server)
			limit := 0
			connected, err := dial(context.Background(), Connection{Endpoint: Endpoint{
				Host: "127.0.0.1", Port: &port, Password: &c.password, DialErrorLimit: &limit,
			}})
			if c.accepted && err != nil {
				t.Fatal(err)
			}
			if err == nil {
				connected.drop()
			}
			if !c.accepted && (err == nil || !strings.Contains(err.Error(), "unable to authenticate") ||
				strings.Contains(err.Error(), c.password)) {
				t.Fatalf("error is %v", err)
			}
		})
	}
}

// servePasswords accepts one client, for its login alone.
func servePasswords(t *testing.T, config *ssh.ServerConfig) float64 {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(key)
	if err != nil {
		t.Fatal(err)
	}
	config.AddHostKey(signer)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		if served, _, _, err := ssh.NewServerConn(conn, config); err == nil {
			_ = served.Wait()
		}
	}()
	return float64(listener.Addr().(*net.TCPAddr).Port)
}
