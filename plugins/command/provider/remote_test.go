package provider_test

import (
	"strings"
	"testing"
	"time"

	"mesos-testbed/plugins/command/internal/rig"
)

func TestRemoteStreamsAreStoredAndShown(t *testing.T) {
	plugin, server := start(t), rig.StartSSHD(t)
	for _, c := range []struct {
		logging        any
		stdout, stderr bool
	}{
		{nil, true, true},
		{"stdoutAndStderr", true, true},
		{"stdout", true, false},
		{"stderr", false, true},
		{"none", false, false},
	} {
		inputs := props{
			"connection": server.Connection(),
			"create":     `printf 'first-%s\nlast-%s\n\n' a b; printf 'warning-%s' c >&2`,
		}
		if c.logging != nil {
			inputs["logging"] = c.logging
		}
		before := len(plugin.Log())
		resource := plugin.Resource(remoteCommand)
		must(t, resource.Create(inputs))
		wantEqual(t, "stdout", resource.Text(t, "stdout"), "first-a\nlast-b\n")
		wantEqual(t, "stderr", resource.Text(t, "stderr"), "warning-c")
		shown := plugin.Log()[before:]
		wantEqual(t, "first line shown", strings.Contains(shown, "INFO first-a\n"), c.stdout)
		wantEqual(t, "last line shown", strings.Contains(shown, "INFO last-b\n"), c.stdout)
		wantEqual(t, "line without newline shown", strings.Contains(shown, "INFO warning-c\n"), c.stderr)
	}
}

func TestRemoteLinesAreShownWhileTheCommandRuns(t *testing.T) {
	plugin, server := start(t), rig.StartSSHD(t)
	ended := make(chan error, 1)
	resource := plugin.Resource(remoteCommand)
	release := t.TempDir() + "/go-on"
	go func() {
		ended <- resource.Create(props{
			"connection": server.Connection(),
			"create":     "echo stage 1; n=0; until [ -e " + release + " ] || [ $n = 200 ]; do n=$((n+1)); sleep 0.1; done; [ -e " + release + " ]",
		})
	}()
	await(t, "line of the running command", func() bool { return strings.Contains(plugin.Log(), "INFO stage 1\n") })
	select {
	case err := <-ended:
		t.Fatalf("the command ended too early: %v", err)
	default:
	}
	touch(t, release)
	must(t, <-ended)
}

func TestRemoteExitStatusIsInTheError(t *testing.T) {
	plugin, server := start(t), rig.StartSSHD(t)
	resource := plugin.Resource(remoteCommand)
	err := resource.Create(props{
		"connection": server.Connection(), "create": "echo compiling; echo 'no such file' >&2; exit 7",
	})
	wantError(t, err, "exited with status 7", "exit 7", "compiling\n", "no such file\n")
	wantEqual(t, "stored properties", len(resource.State), 0)
	err = resource.Create(props{"connection": server.Connection(), "create": "kill -KILL $$"})
	wantError(t, err, "signal KILL", "kill -KILL $$")
}

func TestRemoteErrorHoldsTheEndOfALongOutput(t *testing.T) {
	plugin, server := start(t), rig.StartSSHD(t)
	err := plugin.Resource(remoteCommand).Create(props{
		"connection": server.Connection(), "logging": "none", "create": "seq 1 40000; exit 1",
	})
	wantError(t, err, "40000\n", "bytes of earlier output left out")
	if length := len(err.Error()); length > 20*1024 {
		t.Errorf("the error is %d bytes long, expected at most 20 KiB", length)
	}
}

func TestRemoteStdinAndEnvironment(t *testing.T) {
	plugin, server := start(t), rig.StartSSHD(t, "AcceptEnv SAMPLE_*")
	resource := plugin.Resource(remoteCommand)
	must(t, resource.Create(props{
		"connection": server.Connection(), "stdin": "line 1\nline 2\n",
		"environment": props{"SAMPLE_A": "a b", "SAMPLE_B": "c"},
		"create":      `cat; echo "$SAMPLE_A|$SAMPLE_B"`,
	}))
	wantEqual(t, "stdout", resource.Text(t, "stdout"), "line 1\nline 2\na b|c")

	err := plugin.Resource(remoteCommand).Create(props{
		"connection": server.Connection(), "create": "echo never", "environment": props{"OTHER": "x"},
	})
	wantError(t, err, `"OTHER" was refused`, "AcceptEnv")
	wantNoPart(t, "log", plugin.Log(), "never")
}

func TestRemoteCommandMayLeaveItsInputUnread(t *testing.T) {
	plugin, server := start(t), rig.StartSSHD(t)
	resource := plugin.Resource(remoteCommand)
	must(t, resource.Create(props{
		"connection": server.Connection(), "create": "echo done", "stdin": strings.Repeat("x", 4<<20),
	}))
	wantEqual(t, "stdout", resource.Text(t, "stdout"), "done")
}

func TestRemotePreviousOutput(t *testing.T) {
	plugin, server := start(t), rig.StartSSHD(t, "AcceptEnv PULUMI_COMMAND_*")
	show := `echo "out=$PULUMI_COMMAND_STDOUT err=$PULUMI_COMMAND_STDERR"`
	inputs := props{"connection": server.Connection(), "create": "echo one; echo two >&2", "update": show}
	resource := plugin.Resource(remoteCommand)
	must(t, resource.Create(inputs))
	must(t, resource.Update(with(inputs, props{"stdin": "1"})))
	wantEqual(t, "stdout after the update", resource.Text(t, "stdout"), "out=one err=two")
	must(t, resource.Update(with(inputs, props{"stdin": "2", "addPreviousOutputInEnv": false})))
	wantEqual(t, "stdout without the variables", resource.Text(t, "stdout"), "out= err=")

	refusing := rig.StartSSHD(t)
	must(t, resource.Update(with(inputs, props{"connection": refusing.Connection()})))
	wantPart(t, "log", plugin.Log(), "WARNING PULUMI_COMMAND_STDOUT was refused")
}

func TestRemoteOutputOfOneMebibyte(t *testing.T) {
	plugin, server := start(t), rig.StartSSHD(t)
	resource := plugin.Resource(remoteCommand)
	must(t, resource.Create(props{
		"connection": server.Connection(), "create": "head -c 786432 /dev/zero | base64 -w 4095",
	}))
	stored := resource.Text(t, "stdout")
	wantEqual(t, "bytes without newlines", len(strings.ReplaceAll(stored, "\n", "")), 1<<20)
	wantEqual(t, "lines shown", strings.Count(plugin.Log(), "INFO AAAA"), strings.Count(stored, "\n")+1)
}

func TestRemoteLineOfHundredKibibytesDoesNotHang(t *testing.T) {
	plugin, server := start(t), rig.StartSSHD(t)
	resource := plugin.Resource(remoteCommand)
	must(t, resource.Create(props{
		"connection": server.Connection(), "create": "head -c 102400 /dev/zero | tr '\\0' x; echo; echo after",
	}))
	wantEqual(t, "stdout", resource.Text(t, "stdout"), strings.Repeat("x", 102400)+"\nafter")
	wantPart(t, "log", plugin.Log(), "INFO after\n")
	wantPart(t, "log", plugin.Log(), "[36864 more bytes of this line are not shown]")
}

func TestRemoteBytesThatAreNotUTF8(t *testing.T) {
	plugin, server := start(t), rig.StartSSHD(t)
	resource := plugin.Resource(remoteCommand)
	must(t, resource.Create(props{"connection": server.Connection(), "create": `printf 'a\377b\n'`}))
	wantEqual(t, "stdout", resource.Text(t, "stdout"), "a\uFFFDb")
}

func TestRemoteClientIsClosed(t *testing.T) {
	plugin, server := start(t), rig.StartSSHD(t)
	for _, create := range []string{"true", "false"} {
		relay := rig.StartRelay(t, server.Port)
		_ = plugin.Resource(remoteCommand).Create(props{
			"connection": server.ConnectionAt(relay.Port), "create": create,
		})
		await(t, "end of the connection", func() bool { return relay.Left() == 1 })
	}
}

// await waits until the condition holds, at most 15 s.
func await(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for limit := time.Now().Add(15 * time.Second); !condition(); {
		if time.Now().After(limit) {
			t.Fatalf("%s: not within 15 s", what)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
