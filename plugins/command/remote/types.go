// Package remote serves commands that run on another host over SSH.
package remote

import (
	"github.com/pulumi/pulumi-go-provider/infer"

	"mesos-testbed/plugins/command/lifecycle"
	"mesos-testbed/plugins/command/output"
)

// Logging says which streams are shown while the command runs.
type Logging string

// Values lists the allowed values for the schema.
func (Logging) Values() []infer.EnumValue[Logging] { return output.LoggingValues[Logging]() }

// CommandInputs are the inputs of command:remote:Command.
type CommandInputs struct {
	lifecycle.Commands
	Connection             Connection        `pulumi:"connection" provider:"secret"`
	Environment            map[string]string `pulumi:"environment,optional"`
	Stdin                  *string           `pulumi:"stdin,optional"`
	Logging                *Logging          `pulumi:"logging,optional"`
	AddPreviousOutputInEnv *bool             `pulumi:"addPreviousOutputInEnv,optional"`
}

// Annotate describes the properties for the schema.
func (i *CommandInputs) Annotate(a infer.Annotator) {
	a.Describe(&i.Connection, "How the host is reached; secret as a whole.")
	a.Describe(&i.Environment, "Variables sent to the SSH server, which must accept each of them (AcceptEnv); else the command fails.")
	a.Describe(&i.Stdin, "Text for the command's standard input; default none.")
	a.Describe(&i.Logging, "Which streams are shown live; default both. What is stored does not depend on it.")
	a.Describe(&i.AddPreviousOutputInEnv,
		"Whether update and delete find the former run's streams in PULUMI_COMMAND_STDOUT and PULUMI_COMMAND_STDERR.")
	a.SetDefault(&i.AddPreviousOutputInEnv, true)
}

func (i CommandInputs) loggingMode() string {
	if i.Logging == nil {
		return ""
	}
	return string(*i.Logging)
}

// CommandState is the state of command:remote:Command.
type CommandState struct {
	CommandInputs
	lifecycle.Results
}
