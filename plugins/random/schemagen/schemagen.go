// Package schemagen makes the Pulumi schema of the random plugin. It is apart from the plugin since the bridge's generator
// is large and the plugin never needs it.
package schemagen

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfgen"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"

	"mesos-testbed/plugins/random/provider"
)

// Generate returns the schema as indented JSON, ending in a newline. Looking for the provider's documentation pages would
// download its repository, so the schema has only the texts that the provider's code carries. Errors name the step.
func Generate() ([]byte, error) {
	result, err := tfgen.GenerateSchema(context.Background(), tfgen.GenerateSchemaOptions{
		ProviderInfo:    provider.Info(),
		DiagnosticsSink: diag.DefaultSink(io.Discard, io.Discard, diag.FormatOptions{Color: colors.Never}),
		XInMemoryDocs:   true,
	})
	if err != nil {
		return nil, fmt.Errorf("generate the schema of %s: %w", provider.Name, err)
	}
	var text bytes.Buffer
	if err := json.Indent(&text, result.ProviderMetadata.PackageSchema, "", "  "); err != nil {
		return nil, fmt.Errorf("indent the schema of %s: %w", provider.Name, err)
	}
	text.WriteByte('\n')
	return text.Bytes(), nil
}
