package rig

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const (
	sshdPath = "/usr/sbin/sshd"
	// separationDirectory must be there when sshd runs as root (sshd(8), FILES).
	separationDirectory = "/run/sshd"
	startLimit          = 10 * time.Second
)

// EL6Algorithms are the lists of OpenSSH 5.3, as far as they matter to a client, for sshd_config.
var EL6Algorithms = []string{
	"KexAlgorithms diffie-hellman-group14-sha1",
	"HostKeyAlgorithms ssh-rsa",
	"Ciphers aes128-ctr,aes192-ctr,aes256-ctr",
	"MACs hmac-sha1",
}

// SSHD is an SSH server of the machine's own OpenSSH on loopback.
type SSHD struct {
	Port int
	User string
	// HostKeys are its public host keys by type (rsa, ed25519), each one line as in known hosts' keys.
	HostKeys map[string]string
	// PrivateKey is an RSA key in PEM form that may log in.
	PrivateKey string
	log        lockedBuffer
}

// Connection returns the properties to reach the server, with the pinned RSA host key.
func (s *SSHD) Connection() Props { return s.ConnectionAt(s.Port) }

// ConnectionAt is the same for another port in front of the server.
func (s *SSHD) ConnectionAt(port int) Props {
	return Props{
		"host": "127.0.0.1", "port": float64(port), "user": s.User, "privateKey": s.PrivateKey,
		"hostKey": s.HostKeys["rsa"], "dialErrorLimit": 0.0, "perDialTimeout": 10.0,
	}
}

// Log is what the server wrote so far.
func (s *SSHD) Log() string { return s.log.String() }

// StartSSHD starts a server with the given lines in its configuration; it ends with the test.
func StartSSHD(t *testing.T, lines ...string) *SSHD {
	t.Helper()
	if _, err := os.Stat(sshdPath); err != nil {
		t.Fatalf("%v: these tests need an SSH server (Debian: openssh-server)", err)
	}
	current, err := user.Current()
	check(t, err)
	dir := t.TempDir()
	server := &SSHD{Port: FreePort(t), User: current.Username, HostKeys: map[string]string{}}
	config := []string{
		"ListenAddress 127.0.0.1", "Port " + strconv.Itoa(server.Port), "PidFile none", "UsePAM no",
		"StrictModes no", "UseDNS no", "PermitRootLogin prohibit-password", "PasswordAuthentication no",
		"LogLevel VERBOSE", "AuthorizedKeysFile " + filepath.Join(dir, "login.pub"),
	}
	for _, kind := range []string{"rsa", "ed25519"} {
		file := filepath.Join(dir, "host-"+kind)
		makeKey(t, file, kind)
		config = append(config, "HostKey "+file)
		server.HostKeys[kind] = read(t, file+".pub")
	}
	login := filepath.Join(dir, "login")
	makeKey(t, login, "rsa")
	server.PrivateKey = read(t, login)
	file := filepath.Join(dir, "sshd_config")
	check(t, os.WriteFile(file, []byte(strings.Join(append(config, lines...), "\n")+"\n"), 0o600))
	server.start(t, file)
	return server
}

func (s *SSHD) start(t *testing.T, config string) {
	t.Helper()
	cmd := exec.Command(sshdPath, "-D", "-e", "-f", config)
	if _, err := os.Stat(separationDirectory); err != nil && os.Geteuid() == 0 {
		// A mount namespace of its own gives the server the directory without changing the machine, and
		// ends with the server, however that ends.
		script := fmt.Sprintf(`mount -t tmpfs tmpfs /run && mkdir -m 0755 %s && exec %s -D -e -f "$1"`,
			separationDirectory, sshdPath)
		cmd = exec.Command("unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh", config)
	}
	cmd.Stdout, cmd.Stderr = &s.log, &s.log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	// A session that a test left open holds the log open; it ends with the test's process.
	cmd.WaitDelay = 2 * time.Second
	check(t, cmd.Start())
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
		<-ended
	})
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(s.Port))
	for limit := time.Now().Add(startLimit); ; {
		conn, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			_ = conn.Close()
			return
		}
		select {
		case <-ended:
			t.Fatalf("sshd ended at its start:\n%s", s.Log())
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(limit) {
			t.Fatalf("sshd does not listen after %v: %v\n%s", startLimit, err, s.Log())
		}
	}
}

func makeKey(t *testing.T, file, kind string) {
	t.Helper()
	arguments := []string{"-q", "-t", kind, "-N", "", "-C", "", "-f", file}
	if kind == "rsa" {
		// PEM, as a key for OpenSSH 5.3 is stored.
		arguments = append(arguments, "-b", "2048", "-m", "PEM")
	}
	if out, err := exec.Command("ssh-keygen", arguments...).CombinedOutput(); err != nil {
		t.Fatalf("ssh-keygen: %v\n%s", err, out)
	}
}

// FreePort returns a TCP port of 127.0.0.1 on which nothing listens.
func FreePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

func read(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	check(t, err)
	return string(content)
}

func itoa(number int) string { return strconv.Itoa(number) }

// lockedBuffer is a buffer for a process's output that a test may read meanwhile.
type lockedBuffer struct {
	mutex  sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(data []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.buffer.Write(data)
}

func (b *lockedBuffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.buffer.String()
}
