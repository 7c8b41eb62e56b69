package output

import "github.com/pulumi/pulumi-go-provider/infer"

// The values of the property "logging"; unset is the same as both streams.
const (
	logStdout = "stdout"
	logStderr = "stderr"
	logBoth   = "stdoutAndStderr"
	logNone   = "none"
)

// LoggingValues lists the values of "logging". The local and the remote module each have an
// enumeration type of their own, as their tokens differ.
func LoggingValues[T ~string]() []infer.EnumValue[T] {
	return []infer.EnumValue[T]{
		{Name: logStdout, Value: logStdout, Description: "Show standard output only."},
		{Name: logStderr, Value: logStderr, Description: "Show standard error only."},
		{Name: logBoth, Value: logBoth, Description: "Show both streams."},
		{Name: logNone, Value: logNone, Description: "Show neither stream."},
	}
}

func showsStdout(mode string) bool { return mode == "" || mode == logStdout || mode == logBoth }

func showsStderr(mode string) bool { return mode == "" || mode == logStderr || mode == logBoth }
