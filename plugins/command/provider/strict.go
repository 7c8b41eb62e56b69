package provider

import (
	"context"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// withStrictInputs checks inputs against the schema before the library decodes them. The library
// would refuse them as well, but with a text that holds the values, a private key among them.
func withStrictInputs(inner p.Provider, spec schema.PackageSpec) p.Provider {
	shapes := shapes{types: spec.Types}
	wrapped := inner
	wrapped.Check = func(ctx context.Context, req p.CheckRequest) (p.CheckResponse, error) {
		resource, known := spec.Resources[string(req.Urn.Type())]
		if !known {
			return inner.Check(ctx, req)
		}
		failures := shapes.object("", req.Inputs, resource.InputProperties, resource.RequiredInputs)
		if len(failures) > 0 {
			inputs := req.Inputs
			if connection, given := inputs.GetOk("connection"); given {
				inputs = inputs.Set("connection", connection.WithSecret(true))
			}
			return p.CheckResponse{Inputs: inputs, Failures: failures}, nil
		}
		return inner.Check(ctx, req)
	}
	wrapped.Invoke = func(ctx context.Context, req p.InvokeRequest) (p.InvokeResponse, error) {
		function, known := spec.Functions[string(req.Token)]
		if !known {
			return inner.Invoke(ctx, req)
		}
		failures := shapes.object("", req.Args, function.Inputs.Properties, function.Inputs.Required)
		if len(failures) > 0 {
			return p.InvokeResponse{Failures: failures}, nil
		}
		return inner.Invoke(ctx, req)
	}
	return wrapped
}
