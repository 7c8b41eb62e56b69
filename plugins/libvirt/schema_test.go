package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	pschema "github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// row is a line of testdata/official-0.4.8.tsv; its header tells the columns.
type row struct{ owner, property, typeName, input, output, defaultVariable string }

// readTable returns the official plugin's properties.
func readTable(t *testing.T) []row {
	t.Helper()
	text, err := os.ReadFile("testdata/official-0.4.8.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var rows []row
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) != 6 {
			t.Fatalf("not six columns: %q", line)
		}
		rows = append(rows, row{fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]})
	}
	return rows
}

// readSchema returns the schema that the plugin serves.
func readSchema(t *testing.T) pschema.PackageSpec {
	t.Helper()
	var spec pschema.PackageSpec
	if err := json.Unmarshal(schema, &spec); err != nil {
		t.Fatal(err)
	}
	return spec
}

func TestSchemaAgreesWithTheOfficialPlugin(t *testing.T) {
	spec := readSchema(t)
	if spec.Version != "0.4.8" {
		t.Errorf("version is %q; the table is of 0.4.8", spec.Version)
	}
	for _, want := range readTable(t) {
		got, err := lookUp(spec, want.owner, want.property)
		if err != nil {
			t.Error(err)
		} else if got != want {
			t.Errorf("%s.%s differs from the official plugin\n got %+v\nwant %+v", want.owner, want.property, got, want)
		}
	}
}

// TestTypesAreInTheTable sees that no type that the table's properties lead to is left unchecked.
func TestTypesAreInTheTable(t *testing.T) {
	rows := readTable(t)
	notChecked := []string{"NetworkDnsSrv"} // SRV records, which the program does not use
	for _, r := range rows {
		name := strings.TrimSuffix(r.typeName, "[]")
		isOwner := func(other row) bool { return other.owner == name }
		if !slices.Contains([]string{"string", "integer", "boolean"}, name) &&
			!slices.Contains(notChecked, name) && !slices.ContainsFunc(rows, isOwner) {
			t.Errorf("%s.%s has type %s, whose properties are not in the table", r.owner, r.property, name)
		}
	}
}

// lookUp returns what the schema has in place of a row of the table.
func lookUp(spec pschema.PackageSpec, owner, name string) (row, error) {
	if owner == "config" {
		property, found := spec.Config.Variables[name]
		if !found {
			return row{}, fmt.Errorf("the schema has no configuration key %s", name)
		}
		return describe(owner, name, property, spec.Config.Required, nil), nil
	}
	if resource, found := spec.Resources[owner]; found {
		property, found := resource.InputProperties[name]
		if _, isOutput := resource.Properties[name]; !found || !isOutput {
			return row{}, fmt.Errorf("%s has no %s, or not both as input and output", owner, name)
		}
		got := describe(owner, name, property, resource.RequiredInputs, resource.Required)
		if output := describe(owner, name, resource.Properties[name], nil, nil); output.typeName != got.typeName {
			return row{}, fmt.Errorf("%s.%s is %s as input and %s as output", owner, name, got.typeName, output.typeName)
		}
		return got, nil
	}
	object, found := spec.Types[fmt.Sprintf("libvirt:index/%s:%s", owner, owner)]
	if !found {
		return row{}, fmt.Errorf("the schema has no resource or type %s", owner)
	}
	property, found := object.Properties[name]
	if !found {
		return row{}, fmt.Errorf("type %s has no %s", owner, name)
	}
	return describe(owner, name, property, object.Required, nil), nil
}

// describe puts a property into the table's terms. always is nil for what is no resource.
func describe(owner, name string, property pschema.PropertySpec, required, always []string) row {
	got := row{owner, name, typeName(property.TypeSpec), "optional", "-", "-"}
	if slices.Contains(required, name) {
		got.input = "required"
	}
	if always != nil {
		got.output = "maybe"
		if slices.Contains(always, name) {
			got.output = "always"
		}
	}
	if property.DefaultInfo != nil {
		got.defaultVariable = strings.Join(property.DefaultInfo.Environment, ",")
	}
	if property.Default != nil {
		got.defaultVariable = fmt.Sprint(property.Default)
	}
	return got
}

// typeName puts a type into the table's terms.
func typeName(spec pschema.TypeSpec) string {
	switch {
	case spec.Ref != "":
		return spec.Ref[strings.LastIndex(spec.Ref, ":")+1:]
	case spec.Type == "array":
		return typeName(*spec.Items) + "[]"
	default:
		return spec.Type
	}
}
