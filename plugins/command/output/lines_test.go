package output

import (
	"slices"
	"strings"
	"testing"
)

func TestLineWriter(t *testing.T) {
	long := strings.Repeat("x", shownLineBytes)
	for _, c := range []struct {
		name   string
		writes []string
		want   []string
	}{
		{"nothing", nil, nil},
		{"lines", []string{"a\nb\n"}, []string{"a", "b"}},
		{"line in pieces", []string{"a", "b", "\nc"}, []string{"ab", "c"}},
		{"empty lines", []string{"\n\na\n"}, []string{"", "", "a"}},
		{"carriage return", []string{"a\r\nb\rc\r\n"}, []string{"a", "b\rc"}},
		{"longest line", []string{long + "\na\n"}, []string{long, "a"}},
		{
			"longer line", []string{long, "yyy", "z\na\n"},
			[]string{long + " [4 more bytes of this line are not shown]", "a"},
		},
		{"not UTF-8", []string{"a\xffb\n"}, []string{"a\uFFFDb"}},
	} {
		var got []string
		lines := &lineWriter{show: func(line string) { got = append(got, line) }}
		for _, data := range c.writes {
			if n, err := lines.Write([]byte(data)); n != len(data) || err != nil {
				t.Errorf("%s: Write gives %d, %v", c.name, n, err)
			}
		}
		lines.close()
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %.80q, expected %.80q", c.name, got, c.want)
		}
	}
}

func TestLineWriterMasksASecretAtTheCut(t *testing.T) {
	const secret = "swordfish"
	for before := shownLineBytes - len(secret) - 2; before <= shownLineBytes+2; before++ {
		var got []string
		lines := &lineWriter{
			redactor: NewRedactor([]string{secret}), show: func(line string) { got = append(got, line) },
		}
		_, _ = lines.Write([]byte(strings.Repeat("x", before) + secret + "y\n"))
		if len(got) != 1 || strings.Contains(got[0], "sw") {
			t.Fatalf("after %d bytes the secret is shown: %.20q…", before, got[0][max(0, before-5):])
		}
	}
}
