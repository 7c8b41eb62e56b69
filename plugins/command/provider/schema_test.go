package provider_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

func readSchema(t *testing.T) schema.PackageSpec {
	t.Helper()
	var spec schema.PackageSpec
	must(t, json.Unmarshal([]byte(start(t).Schema()), &spec))
	return spec
}

func TestSchemaIsTheTables(t *testing.T) {
	spec := readSchema(t)
	tables, _ := readTables(t)
	wantEqual(t, "name", spec.Name, "command")
	wantEqual(t, "version", spec.Version, "1.2.1")
	seen := map[string]bool{"command:local:Logging": true, "command:remote:Logging": true}

	for token, resource := range spec.Resources {
		seen[token] = true
		compare(t, token, tables, resource.InputProperties, resource.RequiredInputs, resource.Properties)
		for _, result := range []string{"stdout", "stderr"} {
			wantEqual(t, token+" always has "+result, slices.Contains(resource.Required, result), true)
		}
	}
	for token, function := range spec.Functions {
		seen[token] = true
		compare(t, token, tables, function.Inputs.Properties, function.Inputs.Required, function.ReturnType.ObjectTypeSpec.Properties)
	}
	for token, object := range spec.Types {
		if len(object.Enum) == 0 {
			seen[token] = true
			compare(t, token, tables, object.Properties, object.Required, object.Properties)
			continue
		}
		var values []string
		for _, one := range object.Enum {
			values = append(values, fmt.Sprint(one.Value))
		}
		wantEqual(t, token, strings.Join(values, " "), "stdout stderr stdoutAndStderr none")
	}
	for section := range tables {
		wantEqual(t, section+" is in the schema", seen[section], true)
	}
	wantEqual(t, "number of tokens", len(seen), len(tables)+2)
	connection := spec.Resources[remoteCommand].InputProperties["connection"]
	wantEqual(t, "connection is secret", connection.Secret, true)
}

// compare compares one section with what the schema says a program gives and gets.
func compare(
	t *testing.T, token string, tables map[string]*table,
	inputs map[string]schema.PropertySpec, required []string, outputs map[string]schema.PropertySpec,
) {
	t.Helper()
	section := tables[token]
	if section == nil {
		t.Errorf("%s has no table in properties.md", token)
		return
	}
	wantNames(t, token+" inputs", slices.Sorted(maps.Keys(inputs)),
		section.names(func(r row) bool { return r.given != "result" }))
	wantNames(t, token+" required", slices.Sorted(slices.Values(required)),
		section.names(func(r row) bool { return r.given == "required" }))
	wantNames(t, token+" outputs", slices.Sorted(maps.Keys(outputs)), section.names(func(row) bool { return true }))
	for _, one := range section.rows {
		spec, isInput := inputs[one.name]
		if !isInput {
			spec = outputs[one.name]
		}
		wantEqual(t, token+"."+one.name+" type", typeName(spec.TypeSpec), one.kind)
		fallback := "-"
		if spec.Default != nil {
			fallback = fmt.Sprint(spec.Default)
		}
		wantEqual(t, token+"."+one.name+" default", fallback, one.fallback)
		wantEqual(t, token+"."+one.name+" replaces", spec.ReplaceOnChanges, one.change == "replace")
	}
}

func wantNames(t *testing.T, what string, got, want []string) {
	t.Helper()
	wantEqual(t, what, strings.Join(got, " "), strings.Join(want, " "))
}

// typeName writes a type as properties.md does.
func typeName(spec schema.TypeSpec) string {
	switch {
	case spec.Ref == "pulumi.json#/Any":
		return "any"
	case spec.Ref != "":
		return spec.Ref[strings.LastIndex(spec.Ref, ":")+1:]
	case spec.Type == "array":
		return "list of " + typeName(*spec.Items)
	case spec.Type == "object":
		return "map of " + typeName(*spec.AdditionalProperties)
	default:
		return spec.Type
	}
}
