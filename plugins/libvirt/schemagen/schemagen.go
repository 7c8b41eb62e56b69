// Package schemagen makes the Pulumi schema of the libvirt plugin. It is apart from the plugin since the bridge's generator
// is large and the plugin never needs it.
package schemagen

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfgen"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"

	"mesos-testbed/plugins/libvirt/provider"
)

// Generate returns the schema as indented JSON, ending in a newline. It holds no documentation texts: those belong to the
// provider, and looking for them would download its repository. Errors name the step.
func Generate() ([]byte, error) {
	sink := diag.DefaultSink(io.Discard, io.Discard, diag.FormatOptions{Color: colors.Never})
	result, err := tfgen.GenerateSchemaWithOptions(tfgen.GenerateSchemaOptions{
		ProviderInfo:    provider.Info(),
		DiagnosticsSink: sink,
		XInMemoryDocs:   true,
	})
	if err != nil {
		return nil, fmt.Errorf("generate the schema of %s: %w", provider.Name, err)
	}
	text, err := json.MarshalIndent(result.PackageSpec, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode the schema of %s: %w", provider.Name, err)
	}
	return append(text, '\n'), nil
}
