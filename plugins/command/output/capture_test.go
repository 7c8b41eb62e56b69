package output

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestFailure(t *testing.T) {
	redactor := NewRedactor([]string{"swordfish"})
	long := strings.Repeat("x", errorOutputBytes)
	for _, c := range []struct {
		name, command, stdout, stderr, want string
	}{
		{"both streams", "make", "out\n", "err\n", "status 2: running \"make\":\nout\nerr\n"},
		{"quoted text", "a \"b\"\nc", "", "", "status 2: running \"a \\\"b\\\"\\nc\":\n"},
		{"secret in the text", "login swordfish", "", "", "status 2: running \"login [secret]\":\n"},
		{"secret in the output", "make", "a swordfish b", "swordfish", "status 2: running \"make\":\na [secret] b[secret]"},
		{"longest output", "make", long, "", "status 2: running \"make\":\n" + long},
		{
			"longer output", "make", "gone" + long, "",
			"status 2: running \"make\":\n[4 bytes of earlier output left out]\n" + long,
		},
		{
			"secret at the cut", "make", "swordfish" + long[4:], "",
			"status 2: running \"make\":\n[4 bytes of earlier output left out]\n" + "ret]" + long[4:],
		},
		{
			"long text", strings.Repeat("y", errorCommandBytes+3), "", "",
			fmt.Sprintf("status 2: running %q:\n", strings.Repeat("y", errorCommandBytes)+" [3 more bytes]"),
		},
	} {
		capture := newCapture(redactor, logNone, func(line string) { t.Errorf("%s: %q is shown", c.name, line) })
		_, _ = capture.Stdout().Write([]byte(c.stdout))
		_, _ = capture.Stderr().Write([]byte(c.stderr))
		capture.Finish()
		if got := capture.Failure(errors.New("status 2"), c.command).Error(); got != c.want {
			t.Errorf("%s: %.200q, expected %.200q", c.name, got, c.want)
		}
	}
}

func TestFailureKeepsItsCause(t *testing.T) {
	cause := errors.New("status 2")
	if err := newCapture(nil, logNone, nil).Failure(cause, "make"); !errors.Is(err, cause) {
		t.Errorf("the cause of %v is lost", err)
	}
}
