package output

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"sync"

	p "github.com/pulumi/pulumi-go-provider"
)

const (
	// errorOutputBytes is how much of the end of the output an error carries.
	errorOutputBytes = 16 * 1024
	// errorCommandBytes is how much of the command's text an error carries.
	errorCommandBytes = 8 * 1024
)

// Capture stores both streams of one command, in full, and shows them live as the mode says.
// Its methods may be called from several goroutines.
type Capture struct {
	mutex          sync.Mutex
	stdout, stderr bytes.Buffer
	// both holds the streams in the order in which they came, for the error.
	both     bytes.Buffer
	redactor *Redactor
	shown    []*lineWriter
	writers  [2]io.Writer
}

// NewCapture makes the capture of one command. Lines go to the engine as status messages of
// severity info, for stdout and stderr alike. The mode is a value of the property "logging".
func NewCapture(ctx context.Context, mode string) *Capture {
	// The logger outlives a cancelled operation: the last lines before the timeout matter most.
	logger := p.GetLogger(context.WithoutCancel(ctx))
	return newCapture(RedactorOf(ctx), mode, logger.InfoStatus)
}

func newCapture(redactor *Redactor, mode string, show func(string)) *Capture {
	c := &Capture{redactor: redactor}
	c.writers[0] = c.stream(&c.stdout, showsStdout(mode), show)
	c.writers[1] = c.stream(&c.stderr, showsStderr(mode), show)
	return c
}

func (c *Capture) stream(store *bytes.Buffer, shown bool, show func(string)) io.Writer {
	stored := storeWriter{c, store}
	if !shown {
		return stored
	}
	lines := &lineWriter{redactor: c.redactor, show: show}
	c.shown = append(c.shown, lines)
	return io.MultiWriter(stored, lines)
}

type storeWriter struct {
	capture *Capture
	store   *bytes.Buffer
}

func (w storeWriter) Write(data []byte) (int, error) {
	w.capture.mutex.Lock()
	defer w.capture.mutex.Unlock()
	w.capture.both.Write(data)
	return w.store.Write(data)
}

// Stdout is where the process writes its standard output.
func (c *Capture) Stdout() io.Writer { return c.writers[0] }

// Stderr is where the process writes its standard error.
func (c *Capture) Stderr() io.Writer { return c.writers[1] }

// Finish shows last lines that have no newline. Nothing may be written afterwards.
func (c *Capture) Finish() {
	for _, lines := range c.shown {
		lines.close()
	}
}

// Results returns the streams as the resource stores them: unmasked, one last newline removed.
func (c *Capture) Results() (stdout, stderr string) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	trim := func(stored *bytes.Buffer) string {
		return validText(strings.TrimSuffix(stored.String(), "\n"))
	}
	return trim(&c.stdout), trim(&c.stderr)
}

// Failure returns the error of a command that failed: the cause, the command's text and the end of
// its output, secrets masked.
func (c *Capture) Failure(cause error, command string) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	text := c.redactor.Text(command)
	if len(text) > errorCommandBytes {
		text = fmt.Sprintf("%s [%d more bytes]", text[:errorCommandBytes], len(text)-errorCommandBytes)
	}
	end := c.redactor.Text(c.both.String())
	if hidden := len(end) - errorOutputBytes; hidden > 0 {
		end = fmt.Sprintf("[%d bytes of earlier output left out]\n%s", hidden, end[hidden:])
	}
	return fmt.Errorf("%w: running %q:\n%s", c.redactor.Error(cause), validText(text), validText(end))
}
