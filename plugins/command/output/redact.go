// Package output holds what both kinds of command do with the streams of a process: store them,
// show them line by line, put their end into an error, and keep secrets out of the last two.
package output

import (
	"context"
	"errors"
	"sort"
	"strings"
)

const (
	// mask is what a log or an error shows in place of a secret.
	mask = "[secret]"
	// minimumSecretBytes is the length under which a value is not masked: masking "a" or "1"
	// everywhere would make logs unreadable and hide nothing.
	minimumSecretBytes = 4
	// minimumLineBytes is the same for single lines of a secret of several lines (a private key is
	// shown line by line), where short lines such as "fi" or "done" are common text.
	minimumLineBytes = 8
)

// Redactor masks known secret values in text. The zero value and nil mask nothing.
type Redactor struct {
	replacer *strings.Replacer
	longest  int
}

// NewRedactor makes a redactor for the given values, each as a whole and line by line.
func NewRedactor(secrets []string) *Redactor {
	known := map[string]bool{}
	for _, secret := range secrets {
		if whole := strings.TrimSpace(secret); len(whole) >= minimumSecretBytes {
			known[whole] = true
		}
		for _, line := range strings.Split(secret, "\n") {
			if line = strings.TrimSpace(line); len(line) >= minimumLineBytes {
				known[line] = true
			}
		}
	}
	patterns := make([]string, 0, len(known))
	for pattern := range known {
		patterns = append(patterns, pattern)
	}
	// The replacer prefers earlier patterns: the longest first, lest a part of a secret be masked
	// and the rest of it shown.
	sort.Slice(patterns, func(i, j int) bool {
		if len(patterns[i]) != len(patterns[j]) {
			return len(patterns[i]) > len(patterns[j])
		}
		return patterns[i] < patterns[j]
	})
	redactor := &Redactor{}
	if len(patterns) == 0 {
		return redactor
	}
	redactor.longest = len(patterns[0])
	pairs := make([]string, 0, 2*len(patterns))
	for _, pattern := range patterns {
		pairs = append(pairs, pattern, mask)
	}
	redactor.replacer = strings.NewReplacer(pairs...)
	return redactor
}

// Text returns the text with every known secret masked.
func (r *Redactor) Text(text string) string {
	if r == nil || r.replacer == nil {
		return text
	}
	return r.replacer.Replace(text)
}

// Error returns the error itself when its text holds no known secret, else a new one with the
// masked text.
func (r *Redactor) Error(err error) error {
	if err == nil {
		return nil
	}
	if text := r.Text(err.Error()); text != err.Error() {
		return errors.New(text)
	}
	return err
}

// Longest is the length in bytes of the longest value that is masked, 0 if there is none.
func (r *Redactor) Longest() int {
	if r == nil {
		return 0
	}
	return r.longest
}

type redactorKey struct{}

// WithRedactor returns a context that carries the redactor of one operation.
func WithRedactor(ctx context.Context, redactor *Redactor) context.Context {
	return context.WithValue(ctx, redactorKey{}, redactor)
}

// RedactorOf returns the operation's redactor, or one that masks nothing.
func RedactorOf(ctx context.Context) *Redactor {
	redactor, _ := ctx.Value(redactorKey{}).(*Redactor)
	return redactor
}
