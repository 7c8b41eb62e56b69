package provider

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"google.golang.org/protobuf/types/known/structpb"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// object reads JSON, which is shorter than nested maps.
func object(t *testing.T, text string) map[string]any {
	t.Helper()
	var value map[string]any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	return value
}

// effect asks the plugin what a change of inputs does: "replace", "update" or "none".
func effect(t *testing.T, token string, before, after map[string]any) string {
	t.Helper()
	ctx := context.Background()
	info := Info()
	plugin := tfbridge.NewProvider(ctx, nil, Name, Version, info.P, info, []byte("{}"))
	toStruct := func(values map[string]any) *structpb.Struct {
		made, err := structpb.NewStruct(values)
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	oldInputs := check(t, token, before)
	state := map[string]any{"id": "known"}
	for key, value := range oldInputs {
		if key != "__defaults" {
			state[key] = value
		}
	}
	response, err := plugin.Diff(ctx, &pulumirpc.DiffRequest{
		Id:        "known",
		Urn:       "urn:pulumi:stack::project::" + token + "::node",
		Olds:      toStruct(state),
		OldInputs: toStruct(oldInputs),
		News:      toStruct(check(t, token, after)),
	})
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case response.GetChanges() == pulumirpc.DiffResponse_DIFF_NONE:
		return "none"
	case len(response.GetReplaces()) > 0:
		return "replace"
	default:
		return "update"
	}
}

// TestWhatAChangeDoes holds what the program relies on when an input of a resource that exists changes. "none" and "update"
// are silent: provider 0.7.6 then leaves the thing in libvirt as it is, so the program has to force a replacement
// (replaceOnChanges), or has to see to it that something else does.
func TestWhatAChangeDoes(t *testing.T) {
	const (
		domain  = "libvirt:index/domain:Domain"
		network = "libvirt:index/network:Network"
		pool    = "libvirt:index/pool:Pool"
		volume  = "libvirt:index/volume:Volume"
	)
	for _, row := range []struct{ token, property, before, after, want string }{
		{domain, "name", `"a"`, `"b"`, "replace"},
		{domain, "description", `"a"`, `"b"`, "replace"},
		{domain, "type", `"kvm"`, `"qemu"`, "replace"},
		{domain, "cpu", `{"mode": "host-passthrough"}`, `{"mode": "host-model"}`, "update"},
		{domain, "cpu", `{"mode": "host-passthrough"}`, `null`, "none"},
		{domain, "cpu", `null`, `{"mode": "host-passthrough"}`, "replace"},
		{domain, "vcpu", `1`, `2`, "replace"},
		{domain, "memory", `512`, `1024`, "replace"},
		{domain, "disks", `[{"volumeId": "a"}]`, `[{"volumeId": "b"}]`, "update"},
		{domain, "disks", `[{"volumeId": "a"}]`, `[{"volumeId": "a"}, {"volumeId": "b"}]`, "replace"},
		{domain, "networkInterfaces", `[{"networkId": "a"}]`, `[{"networkId": "b"}]`, "update"},
		{domain, "networkInterfaces", `[{"mac": "52:54:00:00:00:01"}]`, `[{"mac": "52:54:00:00:00:02"}]`, "update"},
		{domain, "consoles", `[{"type": "pty", "targetPort": "0"}]`, `[{"type": "pty", "targetPort": "1"}]`, "replace"},
		{domain, "consoles", `[{"type": "pty", "targetPort": "0"}]`, `null`, "replace"},
		{domain, "graphics", `{"type": "vnc"}`, `{"type": "spice"}`, "replace"},
		{domain, "graphics", `{"type": "vnc"}`, `null`, "replace"},
		{domain, "xml", `{"xslt": "a"}`, `{"xslt": "b"}`, "replace"},
		{domain, "xml", `{"xslt": "a"}`, `null`, "replace"},
		{network, "name", `"a"`, `"b"`, "replace"},
		{network, "mode", `"nat"`, `"route"`, "replace"},
		{network, "domain", `"a"`, `"b"`, "replace"},
		{network, "addresses", `["192.168.5.0/24"]`, `["192.168.6.0/24"]`, "replace"},
		{network, "dhcp", `{"enabled": true}`, `{"enabled": false}`, "update"},
		{network, "dns", `{"enabled": true}`, `{"enabled": false}`, "update"},
		{network, "dnsmasqOptions", `{"options": [{"optionName": "a"}]}`, `{"options": [{"optionName": "b"}]}`, "update"},
		{pool, "name", `"a"`, `"b"`, "replace"},
		{pool, "type", `"dir"`, `"logical"`, "replace"},
		{pool, "path", `"/a"`, `"/b"`, "replace"},
		{volume, "name", `"a"`, `"b"`, "replace"},
		{volume, "pool", `"a"`, `"b"`, "replace"},
		{volume, "format", `"qcow2"`, `"raw"`, "replace"},
		{volume, "source", `"/a"`, `"/b"`, "replace"},
		{volume, "size", `1`, `2`, "replace"},
		{volume, "baseVolumeId", `"a"`, `"b"`, "replace"},
		{volume, "xml", `{"xslt": "<a><!-- b --></a>"}`, `{"xslt": "<a><!-- c --></a>"}`, "replace"},
	} {
		t.Run(row.token+" "+row.property+" "+row.before+" to "+row.after, func(t *testing.T) {
			base := `{"name": "given"}`
			if row.token == pool {
				base = `{"name": "given", "type": "dir"}`
			}
			with := func(value string) map[string]any {
				inputs := object(t, base)
				given := object(t, `{"value": `+value+`}`)["value"]
				if given != nil {
					inputs[row.property] = given
				}
				return inputs
			}
			if got := effect(t, row.token, with(row.before), with(row.after)); got != row.want {
				t.Errorf("%s: %s, want %s", row.property, got, row.want)
			}
		})
	}
}
