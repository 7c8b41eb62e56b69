package local

import (
	"context"

	"github.com/pulumi/pulumi-go-provider/infer"

	"mesos-testbed/plugins/command/lifecycle"
)

// RunInputs are the arguments of command:local:run.
type RunInputs struct {
	Process
	Command string `pulumi:"command"`
}

// Annotate describes the arguments for the schema.
func (i *RunInputs) Annotate(a infer.Annotator) {
	a.Describe(&i.Command, "The command's text.")
}

// RunResult is what command:local:run returns: its arguments and the streams.
type RunResult struct {
	RunInputs
	lifecycle.Results
}

// Run is the function command:local:run.
type Run struct{}

// Annotate describes the function for the schema.
func (r *Run) Annotate(a infer.Annotator) {
	a.Describe(&r, "Runs a command on the machine of the Pulumi engine, in every preview and update.")
}

// Invoke runs the command; any exit status other than 0 is an error.
func (*Run) Invoke(
	ctx context.Context, req infer.FunctionRequest[RunInputs],
) (infer.FunctionResponse[RunResult], error) {
	results, err := run(ctx, req.Input.Command, req.Input.Process, lifecycle.Results{})
	return infer.FunctionResponse[RunResult]{Output: RunResult{req.Input, results}}, err
}
