// Command pulumi-resource-command serves the part of the Pulumi package "command" 1.2.1 that this
// project uses, for machines that cannot download the official plugin.
package main

import (
	"context"
	"fmt"
	"os"

	p "github.com/pulumi/pulumi-go-provider"

	"mesos-testbed/plugins/command/provider"
)

func main() {
	err := p.RunProvider(context.Background(), provider.Name, provider.Version, provider.New())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
