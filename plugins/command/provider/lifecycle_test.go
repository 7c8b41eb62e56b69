package provider_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"mesos-testbed/plugins/command/internal/rig"
)

func TestChangeRules(t *testing.T) {
	base := props{
		"create": "echo made", "update": "echo changed", "delete": "echo gone", "stdin": "a",
		"environment": props{"A": "1"}, "triggers": []any{"x", props{"id": "1"}},
	}
	connection := props{"host": "127.0.0.1", "user": "root", "password": "something"}
	for _, c := range []struct {
		token  string
		change props
		action string
		paths  []string
	}{
		{localCommand, props{}, "none", nil},
		{localCommand, props{"addPreviousOutputInEnv": true}, "none", nil},
		{localCommand, props{"create": "echo other"}, "update", []string{"create"}},
		{localCommand, props{"update": nil}, "update", []string{"update"}},
		{localCommand, props{"delete": "echo other"}, "update", []string{"delete"}},
		{localCommand, props{"stdin": "b"}, "update", []string{"stdin"}},
		{localCommand, props{"environment": props{"A": "2"}}, "update", []string{"environment.A"}},
		{localCommand, props{"dir": "/"}, "update", []string{"dir"}},
		{localCommand, props{"interpreter": []any{"bash", "-c"}}, "update", []string{"interpreter"}},
		{localCommand, props{"logging": "none"}, "update", []string{"logging"}},
		{localCommand, props{"addPreviousOutputInEnv": false}, "update", []string{"addPreviousOutputInEnv"}},
		{localCommand, props{"triggers": []any{"y", props{"id": "1"}}}, "replace", []string{"triggers[0]"}},
		{localCommand, props{"triggers": []any{"x", props{"id": "2"}}}, "replace", []string{"triggers[1].id"}},
		{localCommand, props{"triggers": []any{"x"}}, "replace", []string{"triggers[1]"}},
		{localCommand, props{"triggers": []any{"x", props{"id": "1"}, 3.0}}, "replace", []string{"triggers[2]"}},
		{localCommand, props{"triggers": []any{rig.Unknown(), props{"id": "1"}}}, "replace", []string{"triggers[0]"}},
		{localCommand, props{"triggers": nil}, "replace", []string{"triggers"}},
		{
			localCommand, props{"triggers": []any{"y", props{"id": "1"}}, "create": "echo other"}, "replace",
			[]string{"create", "triggers[0]"},
		},
		{remoteCommand, props{}, "none", nil},
		{remoteCommand, props{"connection": with(connection, props{"port": 22.0})}, "none", nil},
		{
			remoteCommand, props{"connection": with(connection, props{"dialErrorLimit": 3.0})}, "update",
			[]string{"connection"},
		},
		{
			remoteCommand, props{"connection": with(connection, props{"host": "127.0.0.2"})}, "update",
			[]string{"connection"},
		},
		{remoteCommand, props{"stdin": rig.Secret("b")}, "update", []string{"stdin"}},
		{remoteCommand, props{"triggers": []any{"y", props{"id": "1"}}}, "replace", []string{"triggers[0]"}},
	} {
		inputs := with(base, props{})
		if c.token == remoteCommand {
			inputs["connection"] = rig.Secret(connection)
			if changed, given := c.change["connection"]; given {
				c.change["connection"] = rig.Secret(changed)
			}
		}
		resource := start(t).Resource(c.token)
		// A preview gives the state without running anything.
		must(t, resource.PreviewCreate(inputs))
		action, paths := resource.Diff(with(inputs, c.change))
		if action != c.action || !slices.Equal(paths, c.paths) {
			t.Errorf("%s, changed %v: %s of %v, expected %s of %v", c.token, c.change, action, paths, c.action, c.paths)
		}
	}
}

func TestLifecycleRunsTheRightCommand(t *testing.T) {
	server := rig.StartSSHD(t)
	for _, token := range []string{localCommand, remoteCommand} {
		t.Run(strings.Split(token, ":")[1], func(t *testing.T) {
			journal := t.TempDir() + "/journal"
			inputs := props{
				"create": "echo create >> " + journal + "; echo created", "delete": "echo delete >> " + journal,
			}
			if token == remoteCommand {
				inputs["connection"] = server.Connection()
			}
			resource := start(t).Resource(token)
			must(t, resource.PreviewCreate(inputs))
			must(t, resource.Create(inputs))
			wantEqual(t, "stdout", resource.Text(t, "stdout"), "created")
			inputs["stdin"] = "1"
			must(t, resource.Update(inputs))
			wantJournal(t, journal, "create", "create")

			inputs["update"] = "echo update >> " + journal + "; echo updated >&2; exit $(cat)"
			inputs["stdin"] = "0"
			must(t, resource.Update(inputs))
			wantEqual(t, "stdout", resource.Text(t, "stdout"), "")
			wantEqual(t, "stderr", resource.Text(t, "stderr"), "updated")
			wantError(t, resource.Update(with(inputs, props{"stdin": "3"})), "status 3")
			wantEqual(t, "stdin kept after the failed update", resource.Text(t, "stdin"), "0")
			wantJournal(t, journal, "create", "create", "update", "update")

			must(t, resource.Delete())
			wantJournal(t, journal, "create", "create", "update", "update", "delete")
		})
	}
}

func TestLifecycleWithoutCommands(t *testing.T) {
	resource := start(t).Resource(localCommand)
	must(t, resource.Create(props{}))
	wantEqual(t, "stdout", resource.Text(t, "stdout"), "")
	must(t, resource.Update(props{"update": "echo x"}))
	wantEqual(t, "stdout", resource.Text(t, "stdout"), "x")
	must(t, resource.Update(props{"stdin": "y"}))
	wantEqual(t, "stdout that nothing replaced", resource.Text(t, "stdout"), "x")
	must(t, resource.Delete())
}

func TestFailedDeleteIsAnError(t *testing.T) {
	resource := start(t).Resource(localCommand)
	must(t, resource.Create(props{"delete": "echo stuck; exit 4"}))
	wantError(t, resource.Delete(), "exit status 4", "stuck\n")
}

func wantJournal(t *testing.T, file string, entries ...string) {
	t.Helper()
	content, err := os.ReadFile(file)
	must(t, err)
	wantEqual(t, "journal", strings.ReplaceAll(string(content), "\n", " "), strings.Join(entries, " ")+" ")
}
