package rig

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// ProcessRuns says whether the process whose number is in the file exists and is no zombie.
func ProcessRuns(t *testing.T, pidFile string) bool {
	t.Helper()
	pid := strings.TrimSpace(read(t, pidFile))
	status, err := os.ReadFile(filepath.Join("/proc", pid, "stat"))
	if err != nil {
		return false
	}
	// The state is the field after the name, which stands in parentheses (proc(5)).
	_, rest, _ := strings.Cut(string(status), ") ")
	return !strings.HasPrefix(rest, "Z")
}

// EncryptKey returns the private key with a passphrase.
func EncryptKey(t *testing.T, key, passphrase string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "key")
	check(t, os.WriteFile(file, []byte(key), 0o600))
	out, err := exec.Command("ssh-keygen", "-q", "-p", "-P", "", "-N", passphrase, "-f", file).CombinedOutput()
	if err != nil {
		t.Fatalf("ssh-keygen: %v\n%s", err, out)
	}
	return read(t, file)
}
