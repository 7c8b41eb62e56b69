package output

import (
	"bytes"
	"fmt"
	"strings"
)

// shownLineBytes is how much of one line is shown. The rest of a longer line is counted, not shown:
// a program that draws a progress bar without newlines must neither block nor flood the engine.
const shownLineBytes = 64 * 1024

// lineWriter splits a stream into lines, masks secrets in each and hands it on. A line is handed on
// when its newline arrives; close hands on what is left.
type lineWriter struct {
	redactor *Redactor
	show     func(line string)
	line     []byte
	dropped  int
}

// Write never fails and never blocks on the length of a line.
func (w *lineWriter) Write(data []byte) (int, error) {
	for rest := data; len(rest) > 0; {
		end := bytes.IndexByte(rest, '\n')
		if end < 0 {
			w.keep(rest)
			break
		}
		w.keep(rest[:end])
		w.flush()
		rest = rest[end+1:]
	}
	return len(data), nil
}

// keep stores as much as is shown, and enough beyond it that a secret at the cut is seen whole.
func (w *lineWriter) keep(part []byte) {
	room := max(shownLineBytes+w.redactor.Longest()-len(w.line), 0)
	if len(part) > room {
		w.dropped += len(part) - room
		part = part[:room]
	}
	w.line = append(w.line, part...)
}

func (w *lineWriter) flush() {
	text := w.redactor.Text(strings.TrimSuffix(string(w.line), "\r"))
	hidden := w.dropped
	if len(text) > shownLineBytes {
		hidden += len(text) - shownLineBytes
		text = text[:shownLineBytes]
	}
	if hidden > 0 {
		text += fmt.Sprintf(" [%d more bytes of this line are not shown]", hidden)
	}
	w.line, w.dropped = w.line[:0], 0
	w.show(validText(text))
}

func (w *lineWriter) close() {
	if len(w.line) > 0 {
		w.flush()
	}
}

// validText replaces bytes that are not UTF-8, which the engine's protocol cannot carry in a string.
func validText(text string) string {
	return strings.ToValidUTF8(text, "\uFFFD")
}
