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
	served, err := provider.New(context.Background())
	if err == nil {
		err = p.RunProvider(context.Background(), provider.Name, provider.Version, served)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
