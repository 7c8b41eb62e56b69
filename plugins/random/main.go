// Command pulumi-resource-random is the Pulumi plugin for random values, for machines that cannot download the official one.
package main

import (
	"context"
	"fmt"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"

	"mesos-testbed/plugins/random/provider"
)

// schema is the answer to GetSchema, which only code generators ask for. The SDK of this plugin is @pulumi/random on npm, so
// that no more than the identity is needed.
var schema = fmt.Appendf(nil, `{"name":%q,"version":%q}`, provider.Name, provider.Version)

func main() {
	tfbridge.Main(context.Background(), provider.Name, provider.Info(), tfbridge.ProviderMetadata{PackageSchema: schema})
}
