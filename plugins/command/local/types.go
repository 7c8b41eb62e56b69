// Package local serves commands that run on the machine of the Pulumi engine.
package local

import (
	"github.com/pulumi/pulumi-go-provider/infer"

	"mesos-testbed/plugins/command/lifecycle"
	"mesos-testbed/plugins/command/output"
)

// Logging says which streams are shown while the command runs.
type Logging string

// Values lists the allowed values for the schema.
func (Logging) Values() []infer.EnumValue[Logging] { return output.LoggingValues[Logging]() }

// Process is how a command runs: what starts it, where, and with what.
type Process struct {
	Interpreter            []string          `pulumi:"interpreter,optional"`
	Dir                    *string           `pulumi:"dir,optional"`
	Environment            map[string]string `pulumi:"environment,optional"`
	Stdin                  *string           `pulumi:"stdin,optional"`
	Logging                *Logging          `pulumi:"logging,optional"`
	AddPreviousOutputInEnv *bool             `pulumi:"addPreviousOutputInEnv,optional"`
}

// Annotate describes the properties for the schema.
func (i *Process) Annotate(a infer.Annotator) {
	a.Describe(&i.Interpreter, `Program and arguments that get the command's text as their last argument; default ["/bin/sh", "-c"].`)
	a.Describe(&i.Dir, "Working directory; default the plugin's, which is the program's. A missing one is an error.")
	a.Describe(&i.Environment, "Variables set in addition to the engine's environment.")
	a.Describe(&i.Stdin, "Text for the command's standard input; default none (/dev/null).")
	a.Describe(&i.Logging, "Which streams are shown live; default both. What is stored does not depend on it.")
	a.Describe(&i.AddPreviousOutputInEnv,
		"Whether update and delete find the former run's streams in PULUMI_COMMAND_STDOUT and PULUMI_COMMAND_STDERR.")
	a.SetDefault(&i.AddPreviousOutputInEnv, true)
}

func (i Process) loggingMode() string {
	if i.Logging == nil {
		return ""
	}
	return string(*i.Logging)
}

// CommandInputs are the inputs of command:local:Command.
type CommandInputs struct {
	lifecycle.Commands
	Process
}

// CommandState is the state of command:local:Command.
type CommandState struct {
	CommandInputs
	lifecycle.Results
}
