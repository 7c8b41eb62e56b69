package remote

import (
	"context"
	"strings"
	"testing"
	"time"

	"mesos-testbed/plugins/command/internal/rig"
	"mesos-testbed/plugins/command/lifecycle"
)

func TestDefaultKeepaliveNoticesALossWithinThreeMinutes(t *testing.T) {
	// At worst the peer dies right after an answer, and the silence is measured at the next tick.
	worst := defaultKeepalive.interval * time.Duration(defaultKeepalive.misses+1)
	if worst >= 3*time.Minute || worst < 30*time.Second {
		t.Errorf("a lost connection is noticed after %v, expected 30 s to 3 min", worst)
	}
}

func TestFrozenConnectionIsNoticed(t *testing.T) {
	shorten(t, keepalive{interval: 200 * time.Millisecond, misses: 4})
	server := rig.StartSSHD(t)
	relay := rig.StartRelay(t, server.Port)
	stop := time.AfterFunc(1500*time.Millisecond, relay.Freeze)
	defer stop.Stop()
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	// The command says nothing for longer than the loss takes to be noticed: only the answers to the
	// requests keep the connection until it freezes.
	_, err := run(ctx, "sleep 10; echo late", inputs(server, relay.Port), lifecycle.Results{})
	if err == nil || !strings.Contains(err.Error(), "connection lost: nothing heard for 800ms") {
		t.Fatalf("error is %v", err)
	}
}

func TestSilentCommandIsNotTakenForALoss(t *testing.T) {
	shorten(t, keepalive{interval: 100 * time.Millisecond, misses: 4})
	server := rig.StartSSHD(t)
	results, err := run(context.Background(), "sleep 2; echo late", inputs(server, server.Port), lifecycle.Results{})
	if err != nil || results.Stdout != "late" {
		t.Fatalf("stdout is %q, error is %v", results.Stdout, err)
	}
}

func shorten(t *testing.T, shortened keepalive) {
	t.Helper()
	kept := defaultKeepalive
	defaultKeepalive = shortened
	t.Cleanup(func() { defaultKeepalive = kept })
}

func inputs(server *rig.SSHD, port int) CommandInputs {
	at, limit := float64(port), 0
	return CommandInputs{Connection: Connection{Endpoint: Endpoint{
		Host: "127.0.0.1", Port: &at, User: &server.User, PrivateKey: &server.PrivateKey, DialErrorLimit: &limit,
	}}}
}
