package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	p "github.com/pulumi/pulumi-go-provider"
	"golang.org/x/crypto/ssh"

	"mesos-testbed/plugins/command/lifecycle"
	"mesos-testbed/plugins/command/output"
)

// run connects, runs the command and returns its streams. When the context ends while the command
// runs, the connection is closed and run returns; the command itself may go on in the host, as it
// may when a connection breaks.
func run(
	ctx context.Context, text string, in CommandInputs, previous lifecycle.Results,
) (lifecycle.Results, error) {
	connected, err := dial(ctx, in.Connection)
	if err != nil {
		return lifecycle.Results{}, err
	}
	defer connected.drop()
	stop := context.AfterFunc(ctx, connected.drop)
	defer stop()
	endWatch := defaultKeepalive.watch(connected)

	capture := output.NewCapture(ctx, in.loggingMode())
	err = runSession(ctx, connected, text, in, previous, capture)
	if lost := endWatch(); err != nil && lost != nil {
		err = lost
	}
	if err != nil {
		return lifecycle.Results{}, capture.Failure(explain(ctx, err), text)
	}
	capture.Finish()
	stdout, stderr := capture.Results()
	return lifecycle.Results{Stdout: stdout, Stderr: stderr}, nil
}

func runSession(
	ctx context.Context, connected *link, text string, in CommandInputs,
	previous lifecycle.Results, capture *output.Capture,
) error {
	session, err := connected.NewSession()
	if err != nil {
		return err
	}
	defer session.Close()
	if err := setEnvironment(ctx, session, in, previous); err != nil {
		return err
	}
	session.Stdout, session.Stderr = capture.Stdout(), capture.Stderr()
	stdin, err := session.StdinPipe()
	if err != nil {
		return err
	}
	if err := session.Start(text); err != nil {
		return err
	}
	// A command may end without reading all of its input; that is no failure, as with a local pipe.
	go func() {
		_, _ = io.WriteString(stdin, valueOr(in.Stdin, ""))
		_ = stdin.Close()
	}()
	return session.Wait()
}

// setEnvironment sends the variables. A refused one of "environment" is an error, a refused one with
// the former run's output a warning.
func setEnvironment(
	ctx context.Context, session *ssh.Session, in CommandInputs, previous lifecycle.Results,
) error {
	const remedy = "the SSH server must accept it (AcceptEnv in sshd_config); " +
		"where it does not, write 'NAME=value command' or use stdin"
	for _, name := range slices.Sorted(maps.Keys(in.Environment)) {
		if err := session.Setenv(name, in.Environment[name]); err != nil {
			return fmt.Errorf("environment variable %q was refused: %s: %w", name, remedy, err)
		}
	}
	variables, tooLong := lifecycle.PreviousOutput(in.AddPreviousOutputInEnv, previous)
	for _, v := range tooLong {
		p.GetLogger(ctx).Warningf("%s is not set: its %d bytes are more than a process may be given; "+
			"set addPreviousOutputInEnv to false if it is not needed", v.Name, len(v.Value))
	}
	for _, v := range variables {
		if err := session.Setenv(v.Name, v.Value); err != nil {
			p.GetLogger(ctx).Warningf("%s was refused: %s, or set addPreviousOutputInEnv to false",
				v.Name, remedy)
		}
	}
	return nil
}

// explain says what an error of the library means where its text does not.
func explain(ctx context.Context, err error) error {
	var missing *ssh.ExitMissingError
	var exit *ssh.ExitError
	switch {
	case errors.As(err, &exit):
		return err
	case ctx.Err() != nil:
		return fmt.Errorf("cancelled or out of time (%w), the command may go on in the host", context.Cause(ctx))
	case errors.As(err, &missing):
		return fmt.Errorf("connection lost, the command may go on in the host: %w", err)
	default:
		return err
	}
}
