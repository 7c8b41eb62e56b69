package provider_test

import (
	"net"
	"strings"
	"testing"
	"time"

	"mesos-testbed/plugins/command/internal/rig"
)

func TestRemoteDialLimits(t *testing.T) {
	plugin := start(t)
	closed := rig.FreePort(t)
	for _, c := range []struct {
		limit    float64
		attempts string
	}{{0, "after 1 attempts"}, {2, "after 3 attempts"}} {
		err := plugin.Resource(remoteCommand).Create(props{
			"create":     "true",
			"connection": props{"host": "127.0.0.1", "port": float64(closed), "dialErrorLimit": c.limit},
		})
		wantError(t, err, c.attempts, "connection refused", "127.0.0.1")
	}
}

func TestRemoteDialWithoutLimitEndsWithTheTimeout(t *testing.T) {
	plugin := start(t)
	resource := plugin.Resource(remoteCommand)
	resource.TimeoutSeconds = 2
	began := time.Now()
	err := resource.Create(props{
		"create":     "true",
		"connection": props{"host": "127.0.0.1", "port": float64(rig.FreePort(t)), "dialErrorLimit": -1.0},
	})
	wantError(t, err, "deadline exceeded", "connection refused")
	wantEqual(t, "ends in time", time.Since(began) < 10*time.Second, true)
	wantPart(t, "log", plugin.Log(), "attempt 3 (no limit)")
}

func TestRemoteDialSucceedsOnceTheServerListens(t *testing.T) {
	plugin, server := start(t), rig.StartSSHD(t)
	// A server that hangs up on the first two clients.
	relay := rig.StartRelay(t, server.Port)
	relay.Refuse(2)
	resource := plugin.Resource(remoteCommand)
	must(t, resource.Create(props{
		"connection": with(server.ConnectionAt(relay.Port), props{"dialErrorLimit": 2.0}), "create": "echo here",
	}))
	wantEqual(t, "stdout", resource.Text(t, "stdout"), "here")
}

func TestRemoteSilentPeerInTheHandshakeIsBounded(t *testing.T) {
	plugin := start(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer listener.Close()
	began := time.Now()
	err = plugin.Resource(remoteCommand).Create(props{
		"create": "true",
		"connection": props{
			"host": "127.0.0.1", "port": float64(listener.Addr().(*net.TCPAddr).Port),
			"dialErrorLimit": 1.0, "perDialTimeout": 1.0,
		},
	})
	wantError(t, err, "after 2 attempts", "no answer within the 1s of perDialTimeout")
	wantEqual(t, "ends in time", time.Since(began) < 10*time.Second, true)
}

func TestRemoteHostKey(t *testing.T) {
	plugin, server, other := start(t), rig.StartSSHD(t), rig.StartSSHD(t)
	run := func(hostKey any) error {
		return plugin.Resource(remoteCommand).Create(props{
			"connection": with(server.Connection(), props{"hostKey": hostKey}), "create": "true",
		})
	}
	t.Run("rsa", func(t *testing.T) { must(t, run(server.HostKeys["rsa"])) })
	t.Run("ed25519", func(t *testing.T) { must(t, run(server.HostKeys["ed25519"])) })
	t.Run("with comment", func(t *testing.T) {
		must(t, run(strings.TrimSpace(server.HostKeys["rsa"])+" root@master\n"))
	})
	t.Run("unset", func(t *testing.T) { must(t, run(nil)) })
	t.Run("another server's", func(t *testing.T) {
		err := run(other.HostKeys["rsa"])
		wantError(t, err, "after 1 attempts", "host key of 127.0.0.1", "ssh-rsa SHA256:", "hostKey pins")
	})
	t.Run("of a type that the server has not", func(t *testing.T) {
		lacking := rig.StartSSHD(t, "HostKeyAlgorithms ssh-ed25519")
		err := plugin.Resource(remoteCommand).Create(props{"connection": lacking.Connection(), "create": "true"})
		wantError(t, err, "no common algorithm for host key", "rsa-sha2-512")
	})
	t.Run("garbage", func(t *testing.T) {
		wantError(t, run("no key"), "connection.hostKey is not a line as in authorized_keys")
	})
}

func TestRemoteServerWithTheAlgorithmsOfEL6(t *testing.T) {
	plugin, server := start(t), rig.StartSSHD(t, rig.EL6Algorithms...)
	resource := plugin.Resource(remoteCommand)
	must(t, resource.Create(props{"connection": server.Connection(), "create": "echo in"}))
	wantEqual(t, "stdout", resource.Text(t, "stdout"), "in")
	wantPart(t, "server's log", server.Log(), "Accepted publickey for "+server.User)
}

func TestRemoteProxy(t *testing.T) {
	plugin, bastion, server := start(t), rig.StartSSHD(t), rig.StartSSHD(t)
	proxied := with(server.Connection(), props{"proxy": bastion.Connection()})
	resource := plugin.Resource(remoteCommand)
	must(t, resource.Create(props{"connection": proxied, "create": "echo through"}))
	wantEqual(t, "stdout", resource.Text(t, "stdout"), "through")
	wantPart(t, "log of the proxy", bastion.Log(), "Accepted publickey")
	wantPart(t, "log of the host", server.Log(), "Accepted publickey")

	stranger := with(bastion.Connection(), props{"hostKey": server.HostKeys["rsa"]})
	err := plugin.Resource(remoteCommand).Create(props{
		"connection": with(server.Connection(), props{"proxy": stranger}), "create": "true",
	})
	wantError(t, err, "proxy: ", "hostKey pins")

	nowhere := with(server.ConnectionAt(rig.FreePort(t)), props{"proxy": bastion.Connection(), "dialErrorLimit": 1.0})
	err = plugin.Resource(remoteCommand).Create(props{"connection": nowhere, "create": "true"})
	wantError(t, err, "through the proxy: ", "after 2 attempts")
}

func TestRemotePrivateKeys(t *testing.T) {
	plugin, server := start(t), rig.StartSSHD(t)
	run := func(more props) error {
		return plugin.Resource(remoteCommand).Create(props{
			"connection": with(server.Connection(), more), "create": "true",
		})
	}
	locked := rig.EncryptKey(t, server.PrivateKey, "open sesame")
	t.Run("encrypted", func(t *testing.T) {
		must(t, run(props{"privateKey": locked, "privateKeyPassword": "open sesame"}))
	})
	t.Run("encrypted, wrong passphrase", func(t *testing.T) {
		err := run(props{"privateKey": locked, "privateKeyPassword": "open simsim"})
		wantError(t, err, "connection.privateKey cannot be read")
		wantNoPart(t, "error", err.Error(), "simsim")
	})
	t.Run("not a key", func(t *testing.T) {
		err := run(props{"privateKey": "not-a-key-at-all"})
		wantError(t, err, "connection.privateKey cannot be read")
		wantNoPart(t, "error", err.Error(), "not-a-key-at-all")
	})
	t.Run("a stranger's", func(t *testing.T) {
		wantError(t, run(props{"privateKey": rig.StartSSHD(t).PrivateKey}), "unable to authenticate")
	})
}

func TestRemoteNumbersOutOfRange(t *testing.T) {
	plugin := start(t)
	for _, c := range []struct {
		wrong props
		text  string
	}{
		{props{"port": 0.0}, "connection.port is 0; allowed is a whole number from 1 to 65535"},
		{props{"port": 65536.0}, "connection.port is 65536"},
		{props{"port": 22.5}, "connection.port is 22.5"},
		{props{"dialErrorLimit": -2.0}, "connection.dialErrorLimit is -2"},
		{props{"perDialTimeout": -1.0}, "connection.perDialTimeout is -1s"},
		{props{"proxy": props{"host": "h", "port": -1.0}}, "connection.proxy.port is -1"},
	} {
		err := plugin.Resource(remoteCommand).Create(props{
			"connection": with(props{"host": "127.0.0.1"}, c.wrong), "create": "true",
		})
		wantError(t, err, c.text)
	}
}
