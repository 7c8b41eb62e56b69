package provider

import (
	"context"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"mesos-testbed/plugins/command/output"
)

// credentials are the properties of a connection that are masked. The rest of it is secret for the
// engine, but without host and user no error could say what failed.
var credentials = map[string]bool{
	"password":           true,
	"privateKey":         true,
	"privateKeyPassword": true,
}

// withMaskedSecrets gives each operation a redactor for the secret values that it gets, and masks
// them in its error whatever part of the plugin made it.
func withMaskedSecrets(inner p.Provider) p.Provider {
	wrapped := inner
	wrapped.Create = func(ctx context.Context, req p.CreateRequest) (p.CreateResponse, error) {
		return masked(ctx, req, inner.Create, req.Properties)
	}
	wrapped.Update = func(ctx context.Context, req p.UpdateRequest) (p.UpdateResponse, error) {
		return masked(ctx, req, inner.Update, req.Inputs, req.State)
	}
	wrapped.Delete = func(ctx context.Context, req p.DeleteRequest) error {
		deleted := func(ctx context.Context, req p.DeleteRequest) (struct{}, error) {
			return struct{}{}, inner.Delete(ctx, req)
		}
		_, err := masked(ctx, req, deleted, req.Properties)
		return err
	}
	wrapped.Check = func(ctx context.Context, req p.CheckRequest) (p.CheckResponse, error) {
		return masked(ctx, req, inner.Check, req.Inputs)
	}
	wrapped.Diff = func(ctx context.Context, req p.DiffRequest) (p.DiffResponse, error) {
		return masked(ctx, req, inner.Diff, req.Inputs, req.State)
	}
	wrapped.Read = func(ctx context.Context, req p.ReadRequest) (p.ReadResponse, error) {
		return masked(ctx, req, inner.Read, req.Inputs, req.Properties)
	}
	wrapped.Invoke = func(ctx context.Context, req p.InvokeRequest) (p.InvokeResponse, error) {
		return masked(ctx, req, inner.Invoke, req.Args)
	}
	return wrapped
}

func masked[Req, Resp any](
	ctx context.Context, req Req, operation func(context.Context, Req) (Resp, error), maps ...property.Map,
) (Resp, error) {
	var secrets []string
	for _, properties := range maps {
		secrets = append(secrets, secretStrings(properties)...)
	}
	redactor := output.NewRedactor(secrets)
	resp, err := operation(output.WithRedactor(ctx, redactor), req)
	return resp, redactor.Error(err)
}

// secretStrings lists the strings that must not be shown: the credentials of a connection, and
// every string inside another property that is marked secret.
func secretStrings(properties property.Map) []string {
	var found []string
	for name, value := range properties.All {
		if name == "connection" {
			found = append(found, credentialStrings(value)...)
		} else {
			found = append(found, markedStrings(value, false)...)
		}
	}
	return found
}

func credentialStrings(connection property.Value) []string {
	if !connection.IsMap() {
		return nil
	}
	var found []string
	for name, value := range connection.AsMap().All {
		switch {
		case name == "proxy":
			found = append(found, credentialStrings(value)...)
		case credentials[name]:
			found = append(found, markedStrings(value, true)...)
		}
	}
	return found
}

func markedStrings(value property.Value, secret bool) []string {
	secret = secret || value.Secret()
	var found []string
	switch {
	case value.IsString() && secret:
		found = append(found, value.AsString())
	case value.IsArray():
		for _, element := range value.AsArray().All {
			found = append(found, markedStrings(element, secret)...)
		}
	case value.IsMap():
		for _, element := range value.AsMap().All {
			found = append(found, markedStrings(element, secret)...)
		}
	}
	return found
}
