package provider_test

import (
	"os"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"mesos-testbed/plugins/command/internal/rig"
	"mesos-testbed/plugins/command/provider"
)

const (
	localCommand  = "command:local:Command"
	remoteCommand = "command:remote:Command"
	localRun      = "command:local:run"
)

type props = rig.Props

func start(t *testing.T) *rig.Provider {
	t.Helper()
	return rig.Start(t, provider.Name, provider.Version, provider.New())
}

// with returns the base properties with others set over them.
func with(base props, more props) props {
	merged := props{}
	for name, value := range base {
		merged[name] = value
	}
	for name, value := range more {
		merged[name] = value
	}
	return merged
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantError fails unless the error's text holds every part.
func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error; expected one with %q", parts)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the error does not say %q:\n%v", part, err)
		}
	}
}

func wantEqual[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, expected %v", what, got, want)
	}
}

func wantPart(t *testing.T, what, text, part string) {
	t.Helper()
	if !strings.Contains(text, part) {
		t.Errorf("%s does not hold %q:\n%.2000s", what, part, text)
	}
}

func wantNoPart(t *testing.T, what, text, part string) {
	t.Helper()
	if strings.Contains(text, part) {
		t.Errorf("%s holds %q", what, part)
	}
}

func touch(t *testing.T, file string) {
	t.Helper()
	must(t, os.WriteFile(file, nil, 0o600))
}

func resourceKey(name string) resource.PropertyKey { return resource.PropertyKey(name) }
