package output

import (
	"errors"
	"testing"
)

func TestRedactor(t *testing.T) {
	for _, c := range []struct {
		secrets    []string
		text, want string
	}{
		{nil, "anything", "anything"},
		{[]string{"hunter2"}, "it is hunter2, hunter2!", "it is [secret], [secret]!"},
		{[]string{"abc"}, "abc stays, it is too short", "abc stays, it is too short"},
		{[]string{"hunter2\n"}, "hunter2", "[secret]"},
		{[]string{"prefix-of", "prefix-of-more"}, "prefix-of-more", "[secret]"},
		{[]string{"first line\nfi\nlast line"}, "last line fi first line", "[secret] fi [secret]"},
		{[]string{"first line\nlast line"}, "first line\nlast line", "[secret]"},
		{[]string{""}, "empty secrets mask nothing", "empty secrets mask nothing"},
	} {
		if got := NewRedactor(c.secrets).Text(c.text); got != c.want {
			t.Errorf("%q in %q gives %q, expected %q", c.secrets, c.text, got, c.want)
		}
	}
}

func TestRedactorKeepsAnErrorThatHoldsNoSecret(t *testing.T) {
	redactor, harmless := NewRedactor([]string{"hunter2"}), errors.New("refused")
	if got := redactor.Error(harmless); got != harmless {
		t.Errorf("the error was replaced by %v", got)
	}
	if got := redactor.Error(errors.New("hunter2 refused")); got.Error() != "[secret] refused" {
		t.Errorf("error is %v", got)
	}
	if got := (*Redactor)(nil).Error(harmless); got != harmless {
		t.Errorf("no redactor gives %v", got)
	}
}
