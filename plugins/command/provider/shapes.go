package provider

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// notServed are properties that the official package 1.2.1 has and this one has not.
var notServed = map[string]bool{
	"agentSocketPath": true,
	"archivePaths":    true,
	"assetPaths":      true,
}

// shapes compares values with the types of a schema. Its failures name paths and types, never
// values, which may be secret.
type shapes struct {
	types map[string]schema.ComplexTypeSpec
}

func (s shapes) object(
	path string, values property.Map, known map[string]schema.PropertySpec, required []string,
) []p.CheckFailure {
	var failures []p.CheckFailure
	for name, value := range values.AllStable {
		spec, found := known[name]
		if !found {
			failures = append(failures, unknownProperty(joined(path, name), name, known))
			continue
		}
		failures = append(failures, s.value(joined(path, name), value, spec.TypeSpec)...)
	}
	for _, name := range required {
		if value, given := values.GetOk(name); !given || value.IsNull() {
			failures = append(failures, failure(joined(path, name), "is required"))
		}
	}
	return failures
}

func (s shapes) value(path string, value property.Value, spec schema.TypeSpec) []p.CheckFailure {
	// Unknown in a preview, or not given.
	if value.IsComputed() || value.IsNull() {
		return nil
	}
	if name, found := strings.CutPrefix(spec.Ref, "#/types/"); found {
		return s.named(path, value, s.types[name])
	}
	wrong := []p.CheckFailure{failure(path, "must be of type "+spec.Type)}
	switch spec.Type {
	case "string":
		return unless(value.IsString(), wrong)
	case "boolean":
		return unless(value.IsBool(), wrong)
	case "number":
		return unless(value.IsNumber(), wrong)
	case "integer":
		return unless(value.IsNumber() && value.AsNumber() == math.Trunc(value.AsNumber()), wrong)
	case "array":
		if !value.IsArray() {
			return wrong
		}
		var failures []p.CheckFailure
		for i, element := range value.AsArray().All {
			failures = append(failures, s.value(fmt.Sprintf("%s[%d]", path, i), element, *spec.Items)...)
		}
		return failures
	case "object":
		if !value.IsMap() {
			return wrong
		}
		var failures []p.CheckFailure
		for name, element := range value.AsMap().AllStable {
			failures = append(failures, s.value(joined(path, name), element, *spec.AdditionalProperties)...)
		}
		return failures
	default:
		// A reference to pulumi.json#/Any.
		return nil
	}
}

func (s shapes) named(path string, value property.Value, spec schema.ComplexTypeSpec) []p.CheckFailure {
	if len(spec.Enum) == 0 {
		if !value.IsMap() {
			return []p.CheckFailure{failure(path, "must be an object")}
		}
		return s.object(path, value.AsMap(), spec.Properties, spec.Required)
	}
	var allowed []string
	for _, one := range spec.Enum {
		if value.IsString() && value.AsString() == one.Value {
			return nil
		}
		allowed = append(allowed, fmt.Sprint(one.Value))
	}
	return []p.CheckFailure{failure(path, "must be one of "+strings.Join(allowed, ", "))}
}

func unknownProperty(path, name string, known map[string]schema.PropertySpec) p.CheckFailure {
	if notServed[name] {
		return failure(path, "is not served by this build of the plugin; the official plugin "+Version+" has it")
	}
	return failure(path, "is not a known property; known are "+
		strings.Join(slices.Sorted(maps.Keys(known)), ", "))
}

func failure(path, reason string) p.CheckFailure {
	return p.CheckFailure{Property: path, Reason: path + " " + reason}
}

func unless(ok bool, failures []p.CheckFailure) []p.CheckFailure {
	if ok {
		return nil
	}
	return failures
}

func joined(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
