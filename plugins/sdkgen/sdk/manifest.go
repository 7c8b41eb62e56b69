package sdk

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// Ranges of the SDK's npm dependencies. They are wide on purpose: the program pins exact versions, and a range that excluded
// them would install a second copy below the SDK (for @pulumi/pulumi: two runtimes that do not know each other's resources).
const (
	pulumiRange     = "^3.142.0"      // the oldest that code of this generator works with (MinimumValidSDKVersion)
	typescriptRange = ">=5.0.0 <7"    // 7 is another compiler
	nodeTypesRange  = ">=20.0.0 <100" // Node 20 is the oldest that the program supports
)

// manifest is the part of npm's package.json that the SDK needs, in npm's order.
type manifest struct {
	Name         string            `json:"name"`
	Version      string            `json:"version"`
	Description  string            `json:"description"`
	License      string            `json:"license"`
	Private      bool              `json:"private"`
	Main         string            `json:"main"`
	Types        string            `json:"types"`
	Scripts      map[string]string `json:"scripts"`
	Dependencies map[string]string `json:"dependencies"`
	Pulumi       pluginReference   `json:"pulumi"`
}

// pluginReference tells the engine which plugin the SDK belongs to: the release that it finds under PULUMI_HOME or downloads.
type pluginReference struct {
	Resource bool   `json:"resource"`
	Name     string `json:"name"`
	Version  string `json:"version"`
}

// packageJSON returns the SDK's package.json. The schema must have a name and a version, since both decide which plugin the
// engine looks for.
func packageJSON(spec schema.PackageSpec) ([]byte, error) {
	if spec.Name == "" || spec.Version == "" {
		return nil, fmt.Errorf("the schema needs a name and a version; it has %q and %q", spec.Name, spec.Version)
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false) // ranges hold "<" and ">"
	encoder.SetIndent("", "  ")
	err := encoder.Encode(manifest{
		Name:         "@pulumi/" + spec.Name,
		Version:      spec.Version,
		Description:  spec.Description,
		License:      spec.License,
		Private:      true,
		Main:         "bin/index.js",
		Types:        "bin/index.d.ts",
		Scripts:      map[string]string{"postinstall": "node ./scripts/compile.js"},
		Dependencies: map[string]string{"@pulumi/pulumi": pulumiRange, "@types/node": nodeTypesRange, "typescript": typescriptRange},
		Pulumi:       pluginReference{Resource: true, Name: spec.Name, Version: spec.Version},
	})
	if err != nil {
		return nil, fmt.Errorf("encode package.json: %w", err)
	}
	return text.Bytes(), nil
}
