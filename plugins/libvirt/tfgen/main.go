// Command tfgen writes the Pulumi schema of the libvirt plugin into the file named by its only argument.
package main

import (
	"fmt"
	"os"

	"mesos-testbed/plugins/libvirt/schemagen"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: tfgen FILE")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "tfgen:", err)
		os.Exit(1)
	}
}

// run writes the schema into path; the error names the step that failed.
func run(path string) error {
	text, err := schemagen.Generate()
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}
