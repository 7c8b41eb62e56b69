// Command pulumi-resource-libvirt is the Pulumi plugin for libvirt, for machines that cannot download the official one.
package main

import (
	_ "embed"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"

	"mesos-testbed/plugins/libvirt/provider"
)

// schema is written by `go generate`; a test sees that it still is what the generator writes.
//
//go:generate go run ./tfgen schema.json
//go:embed schema.json
var schema []byte

func main() {
	tfbridge.Main(provider.Name, provider.Version, provider.Info(), schema)
}
