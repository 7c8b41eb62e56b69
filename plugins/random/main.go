// Command pulumi-resource-random is the Pulumi plugin for random values, for machines that cannot download the official one.
package main

import (
	"context"
	_ "embed"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"

	"mesos-testbed/plugins/random/provider"
)

// schema is written by `go generate`; a test sees that it still is what the generator writes.
//
//go:generate go run ./tfgen schema.json
//go:embed schema.json
var schema []byte

func main() {
	tfbridge.Main(context.Background(), provider.Name, provider.Info(), tfbridge.ProviderMetadata{PackageSchema: schema})
}
