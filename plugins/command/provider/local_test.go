package provider_test

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestLocalProcess(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("SAMPLE_INHERITED", "from outside")
	for _, c := range []struct {
		name   string
		inputs props
		stdout string
	}{
		{"default interpreter", props{"create": "echo $0"}, "/bin/sh"},
		{"interpreter", props{"create": "echo ${BASH_VERSION:+bash}", "interpreter": []any{"/bin/bash", "-c"}}, "bash"},
		{"interpreter without option", props{"create": "plain", "interpreter": []any{"/bin/echo"}}, "plain"},
		{"empty interpreter", props{"create": "echo $0", "interpreter": []any{}}, "/bin/sh"},
		{"dir", props{"create": "pwd", "dir": dir}, dir},
		{"environment", props{"create": "echo $A$B", "environment": props{"A": "1", "B": "2"}}, "12"},
		{"inherited environment", props{"create": "echo $SAMPLE_INHERITED"}, "from outside"},
		{
			"environment over the inherited one",
			props{"create": "echo $SAMPLE_INHERITED", "environment": props{"SAMPLE_INHERITED": "x"}}, "x",
		},
		{"stdin", props{"create": "cat", "stdin": "one\ntwo\n\n"}, "one\ntwo\n"},
		{"no stdin", props{"create": "cat; echo end"}, "end"},
		{"unread stdin", props{"create": "echo end", "stdin": strings.Repeat("x", 1<<20)}, "end"},
		{"background child", props{"create": "(sleep 0.3; echo late) & echo early"}, "early\nlate"},
		{"line of 100 KiB", props{"create": "head -c 102400 /dev/zero | tr '\\0' x"}, strings.Repeat("x", 102400)},
	} {
		t.Run(c.name, func(t *testing.T) {
			resource := start(t).Resource(localCommand)
			must(t, resource.Create(c.inputs))
			wantEqual(t, "stdout", resource.Text(t, "stdout"), c.stdout)
		})
	}
}

func TestLocalFailures(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	for _, c := range []struct {
		name   string
		inputs props
		parts  []string
	}{
		{"exit status", props{"create": "echo out; echo err >&2; exit 9"}, []string{"exit status 9", "exit 9", "out\n", "err\n"}},
		{"signal", props{"create": "kill -KILL $$"}, []string{"signal: killed"}},
		{"dir", props{"create": "true", "dir": missing}, []string{missing, "no such file"}},
		{"interpreter", props{"create": "true", "interpreter": []any{missing}}, []string{missing, "no such file"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			resource := start(t).Resource(localCommand)
			wantError(t, resource.Create(c.inputs), c.parts...)
			wantEqual(t, "stored properties", len(resource.State), 0)
		})
	}
}

func TestLocalPreviousOutput(t *testing.T) {
	plugin := start(t)
	resource := plugin.Resource(localCommand)
	inputs := props{
		"create": "echo one; echo two >&2",
		"update": `echo "out=$PULUMI_COMMAND_STDOUT err=$PULUMI_COMMAND_STDERR"`,
	}
	must(t, resource.Create(inputs))
	must(t, resource.Update(with(inputs, props{"stdin": "1"})))
	wantEqual(t, "stdout", resource.Text(t, "stdout"), "out=one err=two")
	must(t, resource.Update(with(inputs, props{"addPreviousOutputInEnv": false})))
	wantEqual(t, "stdout", resource.Text(t, "stdout"), "out= err=")

	long := plugin.Resource(localCommand)
	inputs["create"] = "head -c 200000 /dev/zero | tr '\\0' x"
	must(t, long.Create(inputs))
	must(t, long.Update(with(inputs, props{"stdin": "1"})))
	wantEqual(t, "stdout", long.Text(t, "stdout"), "out= err=")
	wantPart(t, "log", plugin.Log(), "WARNING PULUMI_COMMAND_STDOUT is not set: its 200000 bytes")
}

func TestLocalRun(t *testing.T) {
	plugin := start(t)
	dir := t.TempDir()
	result, failures, err := plugin.Invoke(localRun, props{
		"command": `echo "$A"; cat; pwd >&2`, "environment": props{"A": "1"}, "stdin": "in", "dir": dir,
	})
	must(t, err)
	wantEqual(t, "failures", len(failures), 0)
	wantEqual(t, "stdout", result["stdout"].StringValue(), "1\nin")
	wantEqual(t, "stderr", result["stderr"].StringValue(), dir)
	wantEqual(t, "command", result["command"].StringValue(), `echo "$A"; cat; pwd >&2`)
	wantEqual(t, "addPreviousOutputInEnv", result["addPreviousOutputInEnv"].BoolValue(), true)
	wantPart(t, "log", plugin.Log(), "INFO in\n")

	_, _, err = plugin.Invoke(localRun, props{"command": "echo oops; exit 2", "logging": "none"})
	wantError(t, err, "exit status 2", "oops\n")
	wantNoPart(t, "log", plugin.Log(), "oops")
}
