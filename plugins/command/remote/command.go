package remote

import (
	"context"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"mesos-testbed/plugins/command/lifecycle"
)

// Command is the resource command:remote:Command.
type Command struct{}

// Annotate describes the resource for the schema.
func (c *Command) Annotate(a infer.Annotator) {
	a.Describe(&c, "A command on another host, over SSH, run when the resource is made, changed or deleted.")
}

// Create runs "create", if there is one. A failure leaves no resource behind.
func (*Command) Create(
	ctx context.Context, req infer.CreateRequest[CommandInputs],
) (infer.CreateResponse[CommandState], error) {
	state := CommandState{CommandInputs: req.Inputs}
	id, err := resource.NewUniqueHex(req.Name, 8, 0)
	if err == nil && !req.DryRun && req.Inputs.Create != nil {
		state.Results, err = run(ctx, *req.Inputs.Create, req.Inputs, lifecycle.Results{})
	}
	return infer.CreateResponse[CommandState]{ID: id, Output: state}, err
}

// Update runs "update", or "create" if there is no update. With neither the old streams stay.
func (*Command) Update(
	ctx context.Context, req infer.UpdateRequest[CommandInputs, CommandState],
) (infer.UpdateResponse[CommandState], error) {
	state := CommandState{CommandInputs: req.Inputs, Results: req.State.Results}
	var err error
	if text := req.Inputs.ForUpdate(); !req.DryRun && text != nil {
		state.Results, err = run(ctx, *text, req.Inputs, req.State.Results)
	}
	return infer.UpdateResponse[CommandState]{Output: state}, err
}

// Delete runs "delete", if there is one, as the last create or update left the inputs.
func (*Command) Delete(
	ctx context.Context, req infer.DeleteRequest[CommandState],
) (infer.DeleteResponse, error) {
	if req.State.Delete == nil {
		return infer.DeleteResponse{}, nil
	}
	_, err := run(ctx, *req.State.Delete, req.State.CommandInputs, req.State.Results)
	return infer.DeleteResponse{}, err
}
