package remote

import (
	"fmt"
	"math"
	"net"
	"strconv"
	"time"

	"github.com/pulumi/pulumi-go-provider/infer"
)

// Endpoint is one SSH server and how to log in to it.
type Endpoint struct {
	Host               string   `pulumi:"host"`
	Port               *float64 `pulumi:"port,optional"`
	User               *string  `pulumi:"user,optional"`
	Password           *string  `pulumi:"password,optional"`
	PrivateKey         *string  `pulumi:"privateKey,optional"`
	PrivateKeyPassword *string  `pulumi:"privateKeyPassword,optional"`
	HostKey            *string  `pulumi:"hostKey,optional"`
	DialErrorLimit     *int     `pulumi:"dialErrorLimit,optional"`
	PerDialTimeout     *int     `pulumi:"perDialTimeout,optional"`
}

// Defaults of an endpoint, also for a state that was written without them.
const (
	defaultPort           = 22
	defaultUser           = "root"
	defaultDialErrorLimit = 10
	defaultPerDialTimeout = 15
	noDialErrorLimit      = -1
)

// Annotate describes the properties for the schema.
func (e *Endpoint) Annotate(a infer.Annotator) {
	a.Describe(&e.Host, "Name or address of the SSH server.")
	a.Describe(&e.Port, "TCP port of the SSH server.")
	a.SetDefault(&e.Port, defaultPort)
	a.Describe(&e.User, "User to log in as.")
	a.SetDefault(&e.User, defaultUser)
	a.Describe(&e.Password, "Password, tried after the private key, also for keyboard-interactive logins.")
	a.Describe(&e.PrivateKey, "Private key in PEM or OpenSSH form.")
	a.Describe(&e.PrivateKeyPassword, "Passphrase of the private key.")
	a.Describe(&e.HostKey, "The server's public key, one line as in authorized_keys; unset, any key is accepted.")
	a.Describe(&e.DialErrorLimit, "How many failed attempts to connect are retried; -1 for no limit.")
	a.SetDefault(&e.DialErrorLimit, defaultDialErrorLimit)
	a.Describe(&e.PerDialTimeout, "Seconds that one attempt may take, TCP and SSH handshake together; 0 for no limit.")
	a.SetDefault(&e.PerDialTimeout, defaultPerDialTimeout)
}

// Connection is the property "connection" of command:remote:Command.
type Connection struct {
	Endpoint
	Proxy *ProxyConnection `pulumi:"proxy,optional"`
}

// Annotate describes the type for the schema.
func (c *Connection) Annotate(a infer.Annotator) {
	a.Describe(&c, "The host that runs the command.")
	a.Describe(&c.Proxy, "A host through which the other one is reached (bastion).")
}

// ProxyConnection is the property "connection.proxy".
type ProxyConnection struct {
	Endpoint
}

// Annotate describes the type for the schema.
func (c *ProxyConnection) Annotate(a infer.Annotator) {
	a.Describe(&c, "The host through which the other one is reached.")
}

func valueOr[T any](value *T, fallback T) T {
	if value == nil {
		return fallback
	}
	return *value
}

func (e Endpoint) address() string {
	port := valueOr(e.Port, defaultPort)
	return net.JoinHostPort(e.Host, strconv.FormatFloat(port, 'f', -1, 64))
}

func (e Endpoint) errorLimit() int { return valueOr(e.DialErrorLimit, defaultDialErrorLimit) }

func (e Endpoint) attemptTimeout() time.Duration {
	return time.Duration(valueOr(e.PerDialTimeout, defaultPerDialTimeout)) * time.Second
}

// validate checks the numbers; path is the property's path for the error.
func (e Endpoint) validate(path string) error {
	if port := valueOr(e.Port, defaultPort); port != math.Trunc(port) || port < 1 || port > 65535 {
		return fmt.Errorf("%s.port is %v; allowed is a whole number from 1 to 65535", path, port)
	}
	if limit := e.errorLimit(); limit < noDialErrorLimit {
		return fmt.Errorf("%s.dialErrorLimit is %d; allowed is -1 (no limit), 0 or more", path, limit)
	}
	if timeout := e.attemptTimeout(); timeout < 0 {
		return fmt.Errorf("%s.perDialTimeout is %v; allowed is 0 (no limit) or more seconds", path, timeout)
	}
	return nil
}
