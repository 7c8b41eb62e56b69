package lifecycle

import (
	"strings"
	"testing"
)

func TestPreviousOutput(t *testing.T) {
	yes, no := true, false
	fits := strings.Repeat("x", maximumVariableBytes-len(PreviousStdout)-1)
	for _, c := range []struct {
		name         string
		add          *bool
		previous     Results
		set, tooLong int
	}{
		{"default", nil, Results{"out", "err"}, 2, 0},
		{"true", &yes, Results{"out", "err"}, 2, 0},
		{"false", &no, Results{"out", "err"}, 0, 0},
		{"nothing printed", nil, Results{}, 0, 0},
		{"one stream", nil, Results{Stderr: "err"}, 1, 0},
		{"longest", nil, Results{Stdout: fits}, 1, 0},
		{"too long", nil, Results{fits + "x", "err"}, 1, 1},
	} {
		set, tooLong := PreviousOutput(c.add, c.previous)
		if len(set) != c.set || len(tooLong) != c.tooLong {
			t.Errorf("%s: %d set and %d too long, expected %d and %d", c.name, len(set), len(tooLong), c.set, c.tooLong)
		}
	}
}
