package rig

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	rpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// Resource is one resource of a stack: it goes through the plugin's calls in the engine's order and
// keeps what the engine would store.
type Resource struct {
	provider *Provider
	urn      string
	id       string
	Inputs   resource.PropertyMap
	State    resource.PropertyMap
	// TimeoutSeconds is the option customTimeouts, 0 for none.
	TimeoutSeconds float64
}

// Resource names a resource that does not exist yet.
func (r *Provider) Resource(token string) *Resource {
	return &Resource{provider: r, urn: "urn:pulumi:test::test::" + token + "::sample"}
}

// Check lets the plugin check inputs; it returns them with defaults, and the faults found.
func (r *Resource) Check(props Props) (resource.PropertyMap, []string) {
	t := r.provider.t
	t.Helper()
	ctx, cancel := bounded()
	defer cancel()
	resp, err := r.provider.client.Check(ctx, &rpc.CheckRequest{
		Urn: r.urn, Olds: r.provider.marshal(r.Inputs), News: r.provider.marshal(properties(props)),
	})
	check(t, err)
	var failures []string
	for _, failure := range resp.GetFailures() {
		failures = append(failures, failure.GetReason())
	}
	return r.provider.unmarshal(resp.GetInputs()), failures
}

func (r *Resource) checked(props Props) resource.PropertyMap {
	t := r.provider.t
	t.Helper()
	inputs, failures := r.Check(props)
	if len(failures) > 0 {
		t.Fatalf("inputs are refused: %v", failures)
	}
	return inputs
}

// Create checks the inputs and creates the resource.
func (r *Resource) Create(props Props) error {
	r.provider.t.Helper()
	return r.create(props, false)
}

// PreviewCreate does the same as a preview; State is then what the preview would show.
func (r *Resource) PreviewCreate(props Props) error {
	r.provider.t.Helper()
	return r.create(props, true)
}

func (r *Resource) create(props Props, preview bool) error {
	r.provider.t.Helper()
	inputs := r.checked(props)
	ctx, cancel := bounded()
	defer cancel()
	resp, err := r.provider.client.Create(ctx, &rpc.CreateRequest{
		Urn: r.urn, Properties: r.provider.marshal(inputs), Timeout: r.TimeoutSeconds, Preview: preview,
	})
	if err != nil {
		return err
	}
	r.id, r.Inputs, r.State = resp.GetId(), inputs, r.provider.unmarshal(resp.GetProperties())
	return nil
}

// Diff says what the new inputs would do: "none", "update" or "replace", the latter with a mark when
// the old resource goes first, and the changed paths in order.
func (r *Resource) Diff(props Props) (action string, paths []string) {
	t := r.provider.t
	t.Helper()
	ctx, cancel := bounded()
	defer cancel()
	resp, err := r.provider.client.Diff(ctx, &rpc.DiffRequest{
		Urn: r.urn, Id: r.id, OldInputs: r.provider.marshal(r.Inputs),
		Olds: r.provider.marshal(r.State), News: r.provider.marshal(r.checked(props)),
	})
	check(t, err)
	action = "none"
	if resp.GetChanges() == rpc.DiffResponse_DIFF_SOME {
		action = "update"
	}
	for path, change := range resp.GetDetailedDiff() {
		paths = append(paths, path)
		switch change.GetKind() {
		case rpc.PropertyDiff_ADD_REPLACE, rpc.PropertyDiff_DELETE_REPLACE, rpc.PropertyDiff_UPDATE_REPLACE:
			action = "replace"
		}
	}
	if resp.GetDeleteBeforeReplace() {
		action += " (delete first)"
	}
	slices.Sort(paths)
	return action, paths
}

// Update checks the inputs and updates the resource.
func (r *Resource) Update(props Props) error {
	t := r.provider.t
	t.Helper()
	inputs := r.checked(props)
	ctx, cancel := bounded()
	defer cancel()
	resp, err := r.provider.client.Update(ctx, &rpc.UpdateRequest{
		Urn: r.urn, Id: r.id, Olds: r.provider.marshal(r.State), News: r.provider.marshal(inputs),
		OldInputs: r.provider.marshal(r.Inputs), Timeout: r.TimeoutSeconds,
	})
	if err != nil {
		return err
	}
	r.Inputs, r.State = inputs, r.provider.unmarshal(resp.GetProperties())
	return nil
}

// Delete deletes the resource.
func (r *Resource) Delete() error {
	ctx, cancel := bounded()
	defer cancel()
	_, err := r.provider.client.Delete(ctx, &rpc.DeleteRequest{
		Urn: r.urn, Id: r.id, Properties: r.provider.marshal(r.State), OldInputs: r.provider.marshal(r.Inputs),
		Timeout: r.TimeoutSeconds,
	})
	return err
}

// Text is a stored text, with or without its secret mark.
func (r *Resource) Text(t *testing.T, property string) string {
	t.Helper()
	value := r.State[resource.PropertyKey(property)]
	for value.IsSecret() {
		value = value.SecretValue().Element
	}
	if value.IsOutput() {
		value = value.OutputValue().Element
	}
	if !value.IsString() {
		t.Fatalf("%s is %v, not a string", property, value)
	}
	return value.StringValue()
}
