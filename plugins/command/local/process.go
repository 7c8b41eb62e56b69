package local

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"

	p "github.com/pulumi/pulumi-go-provider"

	"mesos-testbed/plugins/command/lifecycle"
	"mesos-testbed/plugins/command/output"
)

// cancelGrace is how long a cancelled command's processes may take to end after SIGTERM before they
// get SIGKILL.
const cancelGrace = 5 * time.Second

// run starts the command, waits for it and for whatever holds its streams open, and returns them.
func run(
	ctx context.Context, text string, in Process, previous lifecycle.Results,
) (lifecycle.Results, error) {
	capture := output.NewCapture(ctx, in.loggingMode())
	cmd := prepare(ctx, text, in, previous)
	cmd.Stdout, cmd.Stderr = capture.Stdout(), capture.Stderr()
	if err := runGroup(ctx, cmd); err != nil {
		return lifecycle.Results{}, capture.Failure(err, text)
	}
	capture.Finish()
	stdout, stderr := capture.Results()
	return lifecycle.Results{Stdout: stdout, Stderr: stderr}, nil
}

func prepare(ctx context.Context, text string, in Process, previous lifecycle.Results) *exec.Cmd {
	arguments := []string{"/bin/sh", "-c"}
	if len(in.Interpreter) > 0 {
		arguments = in.Interpreter
	}
	cmd := exec.Command(arguments[0], append(arguments[1:len(arguments):len(arguments)], text)...)
	if in.Dir != nil {
		cmd.Dir = *in.Dir
	}
	if in.Stdin != nil {
		cmd.Stdin = strings.NewReader(*in.Stdin)
	}
	cmd.Env = os.Environ()
	for name, value := range in.Environment {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	variables, tooLong := lifecycle.PreviousOutput(in.AddPreviousOutputInEnv, previous)
	for _, v := range variables {
		cmd.Env = append(cmd.Env, v.Name+"="+v.Value)
	}
	for _, v := range tooLong {
		p.GetLogger(ctx).Warningf("%s is not set: its %d bytes are more than a process may be given; "+
			"set addPreviousOutputInEnv to false if it is not needed", v.Name, len(v.Value))
	}
	return cmd
}

// runGroup runs the command in a process group of its own, so that a cancelled operation ends the
// command's children too and not the shell alone.
func runGroup(ctx context.Context, cmd *exec.Cmd) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	// Starting in a missing directory fails with an error that blames the interpreter.
	if _, err := os.Stat(cmd.Dir); cmd.Dir != "" && err != nil {
		return fmt.Errorf("dir: %w", err)
	}
	// The group is out of reach of a signal to the plugin's group: should the plugin be killed, the
	// kernel ends the command.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
	started, ended := make(chan error, 1), make(chan error, 1)
	go func() {
		// The parent-death signal is tied to the thread that starts the process (prctl(2),
		// PR_SET_PDEATHSIG): without the lock Go may end that thread while the command runs.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			ended <- cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return err
	}
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	return endGroup(ctx, cmd.Process.Pid, ended)
}

// endGroup ends the processes of a cancelled command: SIGTERM, then SIGKILL after the grace. It does
// not wait for a process that left the group and still holds the streams.
func endGroup(ctx context.Context, group int, ended <-chan error) error {
	cancelled := fmt.Errorf("cancelled or out of time (%w)", context.Cause(ctx))
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		// An error means that no process of the group is left.
		_ = syscall.Kill(-group, signal)
		select {
		case <-ended:
			return cancelled
		case <-time.After(cancelGrace):
		}
	}
	return cancelled
}
