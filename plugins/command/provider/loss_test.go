package provider_test

import (
	"strings"
	"testing"
	"time"

	"mesos-testbed/plugins/command/internal/rig"
)

// waiting is a command that says that it runs and then waits, at most 30 s, for a file.
func waiting(file string) string {
	return "echo running; n=0; until [ -e " + file + " ] || [ $n = 300 ]; do n=$((n+1)); sleep 0.1; done"
}

func runs(plugin *rig.Provider) func() bool {
	return func() bool { return strings.Contains(plugin.Log(), "INFO running\n") }
}

func TestRemoteConnectionLostInTheMiddle(t *testing.T) {
	plugin, server := start(t), rig.StartSSHD(t)
	relay, release := rig.StartRelay(t, server.Port), t.TempDir()+"/end"
	t.Cleanup(func() { touch(t, release) })
	ended := make(chan error, 1)
	resource := plugin.Resource(remoteCommand)
	go func() {
		ended <- resource.Create(props{
			"connection": server.ConnectionAt(relay.Port), "create": waiting(release),
		})
	}()
	await(t, "start of the command", runs(plugin))
	relay.Cut()
	err := within(t, ended, 10*time.Second)
	wantError(t, err, "connection lost", "may go on in the host", "running \"echo running", "running\n")
	wantEqual(t, "stored properties", len(resource.State), 0)
}

func TestRemoteCommandEndsItsWaitWhenCancelled(t *testing.T) {
	plugin, server := start(t), rig.StartSSHD(t)
	release := t.TempDir() + "/end"
	t.Cleanup(func() { touch(t, release) })
	ended := make(chan error, 1)
	go func() {
		ended <- plugin.Resource(remoteCommand).Create(props{
			"connection": server.Connection(), "create": waiting(release),
		})
	}()
	await(t, "start of the command", runs(plugin))
	plugin.Cancel()
	wantError(t, within(t, ended, 10*time.Second), "cancelled or out of time", "context canceled")
}

func TestRemoteCommandEndsItsWaitAtTheTimeout(t *testing.T) {
	plugin, server := start(t), rig.StartSSHD(t)
	release := t.TempDir() + "/end"
	t.Cleanup(func() { touch(t, release) })
	resource := plugin.Resource(remoteCommand)
	resource.TimeoutSeconds = 3
	began := time.Now()
	err := resource.Create(props{"connection": server.Connection(), "create": waiting(release)})
	wantError(t, err, "cancelled or out of time", "deadline exceeded", "running\n")
	wantEqual(t, "ends in time", time.Since(began) < 12*time.Second, true)
}

func TestLocalCommandEndsWithItsChildrenWhenCancelled(t *testing.T) {
	plugin := start(t)
	resource := plugin.Resource(localCommand)
	resource.TimeoutSeconds = 1
	pid := t.TempDir() + "/pid"
	began := time.Now()
	// The shell waits for a child that holds the streams open.
	err := resource.Create(props{"create": "sleep 30 & echo $! > " + pid + "; echo started; wait"})
	wantError(t, err, "cancelled or out of time", "deadline exceeded", "started\n")
	wantEqual(t, "ends in time", time.Since(began) < 10*time.Second, true)
	await(t, "end of the child", func() bool { return !rig.ProcessRuns(t, pid) })
}

func within(t *testing.T, ended <-chan error, limit time.Duration) error {
	t.Helper()
	select {
	case err := <-ended:
		return err
	case <-time.After(limit):
		t.Fatalf("the operation goes on after %v", limit)
		return nil
	}
}
