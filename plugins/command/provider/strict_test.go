package provider_test

import (
	"slices"
	"strings"
	"testing"

	"mesos-testbed/plugins/command/internal/rig"
)

func TestUnknownPropertiesAreRefusedByName(t *testing.T) {
	plugin := start(t)
	connection := props{"host": "h", "privateKey": "-----very secret-----"}
	for _, c := range []struct {
		token    string
		inputs   props
		failures []string
	}{
		{localCommand, props{"crate": "x"}, []string{"crate is not a known property; known are addPreviousOutputInEnv, create, "}},
		{localCommand, props{"create": 1.0, "environment": props{"A": 1.0}}, []string{"create must be of type string", "environment.A must be of type string"}},
		{localCommand, props{"interpreter": []any{"a", true}}, []string{"interpreter[1] must be of type string"}},
		{localCommand, props{"logging": "stdin"}, []string{"logging must be one of stdout, stderr, stdoutAndStderr, none"}},
		{localCommand, props{"archivePaths": []any{"*"}}, []string{"archivePaths is not served by this build of the plugin; the official plugin 1.2.1 has it"}},
		{localCommand, props{"assetPaths": []any{"*"}}, []string{"assetPaths is not served"}},
		{localCommand, props{"addPreviousOutputInEnv": "true"}, []string{"addPreviousOutputInEnv must be of type boolean"}},
		{localCommand, props{"triggers": "x"}, []string{"triggers must be of type array"}},
		{localCommand, props{"connection": connection}, []string{"connection is not a known property"}},
		{remoteCommand, props{}, []string{"connection is required"}},
		{remoteCommand, props{"connection": props{}}, []string{"connection.host is required"}},
		{remoteCommand, props{"connection": "h"}, []string{"connection must be an object"}},
		{remoteCommand, props{"connection": rig.Secret(with(connection, props{"hots": "h"}))}, []string{"connection.hots is not a known property"}},
		{remoteCommand, props{"connection": with(connection, props{"agentSocketPath": "/x"})}, []string{"connection.agentSocketPath is not served"}},
		{remoteCommand, props{"connection": with(connection, props{"dialErrorLimit": 1.5})}, []string{"connection.dialErrorLimit must be of type integer"}},
		{remoteCommand, props{"connection": with(connection, props{"proxy": props{"host": "p", "proxy": props{}}})}, []string{"connection.proxy.proxy is not a known property"}},
		{remoteCommand, props{"connection": with(connection, props{"privateKey": 12345.0})}, []string{"connection.privateKey must be of type string"}},
		{remoteCommand, props{"connection": connection, "dir": "/"}, []string{"dir is not a known property"}},
	} {
		_, failures := plugin.Resource(c.token).Check(c.inputs)
		if !slices.EqualFunc(failures, c.failures, strings.HasPrefix) {
			t.Errorf("%s %v:\n%q, expected\n%q", c.token, c.inputs, failures, c.failures)
		}
		wantNoPart(t, "failure", strings.Join(failures, " "), "very secret")
		wantNoPart(t, "failure", strings.Join(failures, " "), "12345")
	}
	_, failures, err := plugin.Invoke(localRun, props{"comand": "true"})
	must(t, err)
	if !slices.EqualFunc(failures, []string{"comand is not a known property", "command is required"}, strings.HasPrefix) {
		t.Errorf("run: %q", failures)
	}
}

func TestCheckAcceptsWhatAPreviewDoesNotKnow(t *testing.T) {
	plugin := start(t)
	for _, inputs := range []props{
		{"connection": rig.Unknown(), "create": rig.Unknown(), "triggers": []any{rig.Unknown()}},
		{"connection": props{"host": rig.Unknown(), "hostKey": rig.Unknown()}, "environment": props{"A": rig.Unknown()}},
		{"connection": rig.Secret(props{"host": rig.Unknown()}), "stdin": rig.Secret(rig.Unknown())},
	} {
		must(t, plugin.Resource(remoteCommand).PreviewCreate(inputs))
	}
	wantEqual(t, "log", plugin.Log(), "")
}
