package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// withStrictInputs checks inputs against the schema before the library decodes them. The library
// would refuse them as well, but with a text that holds the values, a private key among them.
func withStrictInputs(inner p.Provider) p.Provider {
	schemas := schemaOf(inner)
	wrapped := inner
	wrapped.Check = func(ctx context.Context, req p.CheckRequest) (p.CheckResponse, error) {
		spec, err := schemas(ctx)
		if err != nil {
			return p.CheckResponse{}, err
		}
		resource, known := spec.Resources[string(req.Urn.Type())]
		if !known {
			return inner.Check(ctx, req)
		}
		failures := shapes{spec.Types}.object("", req.Inputs, resource.InputProperties, resource.RequiredInputs)
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
		spec, err := schemas(ctx)
		if err != nil {
			return p.InvokeResponse{}, err
		}
		function, known := spec.Functions[string(req.Token)]
		if !known {
			return inner.Invoke(ctx, req)
		}
		failures := shapes{spec.Types}.object("", req.Args, function.Inputs.Properties, function.Inputs.Required)
		if len(failures) > 0 {
			return p.InvokeResponse{Failures: failures}, nil
		}
		return inner.Invoke(ctx, req)
	}
	return wrapped
}

// schemaOf returns a function that gives the provider's own schema. It is made at the first call,
// since the library needs a request's context for it.
func schemaOf(inner p.Provider) func(context.Context) (*schema.PackageSpec, error) {
	var mutex sync.Mutex
	var made *schema.PackageSpec
	return func(ctx context.Context) (*schema.PackageSpec, error) {
		mutex.Lock()
		defer mutex.Unlock()
		if made != nil {
			return made, nil
		}
		resp, err := inner.GetSchema(ctx, p.GetSchemaRequest{})
		if err != nil {
			return nil, fmt.Errorf("schema of the plugin: %w", err)
		}
		spec := &schema.PackageSpec{}
		if err := json.Unmarshal([]byte(resp.Schema), spec); err != nil {
			return nil, fmt.Errorf("schema of the plugin: %w", err)
		}
		made = spec
		return made, nil
	}
}
