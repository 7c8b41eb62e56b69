package remote

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/retry"
	"golang.org/x/crypto/ssh"

	"mesos-testbed/plugins/command/output"
)

// link is an SSH client and the TCP connection that carries it (of the proxy, if there is one).
type link struct {
	*ssh.Client
	transport *monitoredConn
}

// drop ends the client, and the proxy's, by closing the TCP connection. SSH itself has no farewell
// that matters, and writing one could block on a peer that is gone.
func (l *link) drop() { _ = l.transport.Close() }

// dial connects to the host of a command, through its proxy if it has one, and retries as the limits
// say.
func dial(ctx context.Context, connection Connection) (*link, error) {
	config, err := connection.clientConfig("connection")
	if err != nil {
		return nil, err
	}
	if connection.Proxy == nil {
		return retryDial(ctx, connection.Endpoint, func(ctx context.Context) (*link, error) {
			return connectTCP(ctx, connection.Endpoint, config)
		})
	}
	proxy := connection.Proxy.Endpoint
	proxyConfig, err := proxy.clientConfig("connection.proxy")
	if err != nil {
		return nil, err
	}
	bastion, err := retryDial(ctx, proxy, func(ctx context.Context) (*link, error) {
		return connectTCP(ctx, proxy, proxyConfig)
	})
	if err != nil {
		return nil, fmt.Errorf("proxy: %w", err)
	}
	target, err := retryDial(ctx, connection.Endpoint, func(ctx context.Context) (*link, error) {
		return connectThrough(ctx, bastion, connection.Endpoint, config)
	})
	if err != nil {
		bastion.drop()
		return nil, fmt.Errorf("through the proxy: %w", err)
	}
	return target, nil
}

// retryDial repeats the attempt until it succeeds, the context ends or the endpoint's error limit is
// exceeded: limit n allows n failed attempts, so there are n + 1. The pauses are the SDK's:
// 100 ms, each 1.5 times the one before, at most 5 s.
func retryDial(
	ctx context.Context, to Endpoint, attempt func(context.Context) (*link, error),
) (*link, error) {
	var last error
	attempts := 0
	done, result, err := retry.Until(ctx, retry.Acceptor{
		Accept: func(int, time.Duration) (bool, any, error) {
			var connected *link
			connected, last = bounded(ctx, to, attempt)
			attempts++
			if last == nil {
				return true, connected, nil
			}
			if limit := to.errorLimit(); limit != noDialErrorLimit && attempts > limit {
				return true, nil, fmt.Errorf("no connection to %s after %d attempts: %w",
					to.address(), attempts, last)
			}
			p.GetLogger(ctx).InfoStatus(output.RedactorOf(ctx).Text(fmt.Sprintf(
				"no connection to %s yet, attempt %d (%s): %v", to.address(), attempts, to.limitText(), last)))
			return false, nil, nil
		},
	})
	switch {
	case err != nil:
		return nil, err
	case done:
		return result.(*link), nil
	default:
		return nil, fmt.Errorf("no connection to %s: cancelled or out of time after %d attempts (%w), the last error was: %v",
			to.address(), attempts, context.Cause(ctx), last)
	}
}

func (e Endpoint) limitText() string {
	if limit := e.errorLimit(); limit != noDialErrorLimit {
		return fmt.Sprintf("%d may fail", limit)
	}
	return "no limit"
}

// bounded runs one attempt within perDialTimeout.
func bounded(
	ctx context.Context, to Endpoint, attempt func(context.Context) (*link, error),
) (*link, error) {
	limit := to.attemptTimeout()
	if limit == 0 {
		return attempt(ctx)
	}
	attemptCtx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	connected, err := attempt(attemptCtx)
	if err != nil && ctx.Err() == nil && errors.Is(attemptCtx.Err(), context.DeadlineExceeded) {
		return nil, fmt.Errorf("no answer within the %v of perDialTimeout: %w", limit, err)
	}
	return connected, err
}

func connectTCP(ctx context.Context, to Endpoint, config *ssh.ClientConfig) (*link, error) {
	raw, err := (&net.Dialer{}).DialContext(ctx, "tcp", to.address())
	if err != nil {
		return nil, err
	}
	transport := newMonitoredConn(raw)
	return handshake(ctx, to, config, transport, transport)
}

func connectThrough(
	ctx context.Context, bastion *link, to Endpoint, config *ssh.ClientConfig,
) (*link, error) {
	channel, err := bastion.DialContext(ctx, "tcp", to.address())
	if err != nil {
		return nil, err
	}
	return handshake(ctx, to, config, channel, bastion.transport)
}

// handshake makes the SSH client. The context bounds it: a peer that accepts and then says nothing
// would else block for ever, as the client library bounds the TCP connect alone.
func handshake(
	ctx context.Context, to Endpoint, config *ssh.ClientConfig, conn net.Conn, transport *monitoredConn,
) (*link, error) {
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	client, channels, requests, err := ssh.NewClientConn(conn, to.address(), config)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return &link{Client: ssh.NewClient(client, channels, requests), transport: transport}, nil
}
