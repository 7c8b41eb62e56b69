// Command sdkgen writes the Node SDK of a plugin, from the plugin's schema, into an empty folder.
package main

import (
	"flag"
	"fmt"
	"os"

	"mesos-testbed/plugins/sdkgen/sdk"
)

func main() {
	schemaPath := flag.String("schema", "", "the plugin's schema, a JSON `file`")
	outputPath := flag.String("out", "", "the `folder` to write; must not exist or be empty")
	flag.Parse()
	if *schemaPath == "" || *outputPath == "" || flag.NArg() != 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*schemaPath, *outputPath); err != nil {
		fmt.Fprintln(os.Stderr, "sdkgen:", err)
		os.Exit(1)
	}
}

// run reads the schema, generates the SDK and writes it; the error names the step and the file.
func run(schemaPath, outputPath string) error {
	schemaText, err := os.ReadFile(schemaPath)
	if err != nil {
		return fmt.Errorf("read the schema: %w", err)
	}
	files, err := sdk.Generate(schemaText)
	if err != nil {
		return err
	}
	return sdk.Write(outputPath, files)
}
