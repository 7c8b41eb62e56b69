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

// Generate returns the schema as indented JSON, ending in a newline. It holds no documentation texts: those are the
// provider's and the bridge's, and looking for all of them would download the provider's repository. Errors name the step.
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
	spec := result.PackageSpec
	delete(spec.Language, "python") // holds nothing but a readme
	text, err := json.Marshal(spec)
	if err != nil {
		return nil, fmt.Errorf("encode the schema of %s: %w", provider.Name, err)
	}
	var tree map[string]any
	if err := json.Unmarshal(text, &tree); err != nil {
		return nil, fmt.Errorf("decode the schema of %s: %w", provider.Name, err)
	}
	for key, value := range tree {
		if key != "description" {
			dropTexts(value)
		}
	}
	text, err = json.MarshalIndent(tree, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("indent the schema of %s: %w", provider.Name, err)
	}
	return append(text, '\n'), nil
}

// dropTexts removes documentation from a part of a decoded schema, in place. A property that is called "description" is an
// object there, its documentation a string.
func dropTexts(node any) {
	switch node := node.(type) {
	case []any:
		for _, item := range node {
			dropTexts(item)
		}
	case map[string]any:
		for _, key := range []string{"description", "readme", "packageDescription"} {
			if _, isText := node[key].(string); isText {
				delete(node, key)
			}
		}
		for _, child := range node {
			dropTexts(child)
		}
	}
}
