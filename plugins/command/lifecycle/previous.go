package lifecycle

// PreviousStdout and PreviousStderr are the environment variables in which an update or a delete
// finds what the run before it printed.
const (
	PreviousStdout = "PULUMI_COMMAND_STDOUT"
	PreviousStderr = "PULUMI_COMMAND_STDERR"
)

// maximumVariableBytes is the longest NAME=value that Linux takes for one variable (MAX_ARG_STRLEN,
// 32 pages, execve(2)); a longer one would make the whole command fail with E2BIG.
const maximumVariableBytes = 128*1024 - 1

// Variable is one environment variable.
type Variable struct{ Name, Value string }

// PreviousOutput lists the variables for what the run before printed: none for an empty stream, and
// none when add is false. Those in tooLong do not fit a process and are left out.
func PreviousOutput(add *bool, previous Results) (variables, tooLong []Variable) {
	if add != nil && !*add {
		return nil, nil
	}
	for _, v := range []Variable{
		{PreviousStdout, previous.Stdout},
		{PreviousStderr, previous.Stderr},
	} {
		switch {
		case v.Value == "":
		case len(v.Name)+1+len(v.Value) > maximumVariableBytes:
			tooLong = append(tooLong, v)
		default:
			variables = append(variables, v)
		}
	}
	return variables, tooLong
}
