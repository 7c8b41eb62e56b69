package provider_test

import (
	"encoding/base64"
	"os"
	"strings"
	"testing"

	"mesos-testbed/plugins/command/internal/rig"
)

// secretText has two lines, since keys and settings files do.
const secretText = "swordfish-of-the-stack\nsecond-line-of-it"

func TestSecretsAreAbsentFromLogsAndErrors(t *testing.T) {
	server := rig.StartSSHD(t, "AcceptEnv SAMPLE_*")
	key := strings.Split(strings.TrimSpace(server.PrivateKey), "\n")
	secrets := append(strings.Split(secretText, "\n"), key[1:len(key)-1]...)
	echoKey := "echo " + base64.StdEncoding.EncodeToString([]byte(server.PrivateKey)) + " | base64 -d"
	for _, c := range []struct {
		name, token string
		inputs      props
	}{
		{"stdin", remoteCommand, props{"create": "cat; cat /dev/null >&2; exit 1", "stdin": rig.Secret(secretText)}},
		{"environment", remoteCommand, props{
			"create": `echo "$SAMPLE_A" >&2; exit 1`, "environment": props{"SAMPLE_A": rig.Secret(secretText)},
		}},
		{"refused environment", remoteCommand, props{
			"create": "true", "environment": rig.Secret(props{"OTHER": secretText}),
		}},
		{"command", remoteCommand, props{"create": rig.Secret(": '" + secretText + "'; exit 1")}},
		{"private key", remoteCommand, props{"create": echoKey + "; exit 1"}},
		{"stdin", localCommand, props{"create": "cat; exit 1", "stdin": rig.Secret(secretText)}},
		{"environment", localCommand, props{
			"create": `echo "$A" >&2; exit 1`, "environment": props{"A": rig.Secret(secretText)},
		}},
		{"command", localCommand, props{"create": rig.Secret(": '" + secretText + "'; exit 1")}},
		{"within a line", localCommand, props{
			"create": `echo "password=$A, next"; exit 1`, "environment": props{"A": rig.Secret("swordfish-of-the-stack")},
		}},
		{"at the cut of a long line", localCommand, props{
			"create": `head -c 65530 /dev/zero | tr '\0' x; cat; exit 1`, "stdin": rig.Secret("swordfish-of-the-stack"),
		}},
	} {
		t.Run(c.token+" "+c.name, func(t *testing.T) {
			plugin := start(t)
			if c.token == remoteCommand {
				c.inputs["connection"] = rig.Secret(server.Connection())
			}
			err := plugin.Resource(c.token).Create(c.inputs)
			if err == nil {
				t.Fatal("the command did not fail")
			}
			for _, secret := range secrets {
				wantNoPart(t, "error", err.Error(), secret)
				wantNoPart(t, "log", plugin.Log(), secret)
			}
			if c.name != "refused environment" {
				wantError(t, err, "[secret]")
			}
		})
	}
}

func TestFormerSecretsAreMaskedInAnUpdate(t *testing.T) {
	plugin := start(t)
	resource := plugin.Resource(localCommand)
	must(t, resource.Create(props{"create": "echo made", "stdin": rig.Secret(secretText)}))
	err := resource.Update(props{"create": "echo swordfish-of-the-stack; exit 1"})
	wantError(t, err, "[secret]")
	wantNoPart(t, "error", err.Error(), "swordfish")
}

func TestSecretMarksAreKept(t *testing.T) {
	server := rig.StartSSHD(t)
	resource := start(t).Resource(remoteCommand)
	must(t, resource.Create(props{
		"connection": server.Connection(), "create": "cat", "stdin": rig.Secret(secretText),
	}))
	for _, property := range []string{"connection", "stdin"} {
		for where, stored := range map[string]bool{
			"inputs": resource.Inputs[resourceKey(property)].ContainsSecrets(),
			"state":  resource.State[resourceKey(property)].ContainsSecrets(),
		} {
			wantEqual(t, property+" is secret in the "+where, stored, true)
		}
	}
	// What is stored is not masked: the program needs it.
	wantEqual(t, "stdout", resource.Text(t, "stdout"), secretText)
}

func TestSecretsAreAbsentFromThePluginsOwnStreams(t *testing.T) {
	// The library falls back to the standard log when the engine is gone; a masked line goes there too.
	stderr, err := os.CreateTemp(t.TempDir(), "stderr")
	must(t, err)
	kept := os.Stderr
	os.Stderr = stderr
	t.Cleanup(func() { os.Stderr = kept })
	resource := start(t).Resource(localCommand)
	wantError(t, resource.Create(props{"create": "cat; exit 1", "stdin": rig.Secret(secretText)}), "[secret]")
	os.Stderr = kept
	content, err := os.ReadFile(stderr.Name())
	must(t, err)
	wantNoPart(t, "stderr of the plugin", string(content), "swordfish")
}
