// Package provider puts the plugin together: the inferred resources and, around them, strict checks
// of the inputs, replacement by triggers and the masking of secrets.
package provider

import (
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi-go-provider/middleware/schema"

	"mesos-testbed/plugins/command/local"
	"mesos-testbed/plugins/command/remote"
)

const (
	// Name is the package's name: the first part of each token and of the binary's name.
	Name = "command"
	// Version is that of the official release whose properties are served.
	Version = "1.2.1"
)

// New makes the provider.
func New() p.Provider {
	inferred := infer.Provider(infer.Options{
		Metadata: schema.Metadata{
			DisplayName: "Command",
			Description: "Commands on the machine of the Pulumi engine and, over SSH, on other hosts.",
		},
		Resources: []infer.InferredResource{
			infer.Resource(&local.Command{}),
			infer.Resource(&remote.Command{}),
		},
		Functions: []infer.InferredFunction{
			infer.Function(&local.Run{}),
		},
	})
	return withStrictInputs(withMaskedSecrets(withReplacingTriggers(inferred)))
}
