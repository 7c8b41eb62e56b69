package provider

import (
	"context"
	"regexp"
	"testing"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"google.golang.org/protobuf/types/known/structpb"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// check asks the plugin which inputs a resource called "node" gets.
func check(t *testing.T, token string, inputs map[string]any) map[string]any {
	t.Helper()
	ctx := context.Background()
	info := Info()
	plugin := tfbridge.NewProvider(ctx, nil, Name, Version, info.P, info, []byte("{}"))
	news, err := structpb.NewStruct(inputs)
	if err != nil {
		t.Fatal(err)
	}
	response, err := plugin.Check(ctx, &pulumirpc.CheckRequest{
		Urn:        "urn:pulumi:stack::project::" + token + "::node",
		News:       news,
		RandomSeed: make([]byte, 32),
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(response.GetFailures()) > 0 {
		t.Fatalf("refused: %v", response.GetFailures())
	}
	return response.GetInputs().AsMap()
}

func TestNames(t *testing.T) {
	generated := regexp.MustCompile(`^node-[0-9a-f]{7}$`)
	for token, inputs := range map[string]map[string]any{
		"libvirt:index/cloudInitDisk:CloudInitDisk": {},
		"libvirt:index/domain:Domain":               {},
		"libvirt:index/network:Network":             {},
		"libvirt:index/pool:Pool":                   {"type": "dir"},
		"libvirt:index/volume:Volume":               {},
	} {
		t.Run(token, func(t *testing.T) {
			if got := check(t, token, inputs)["name"]; !generated.MatchString(got.(string)) {
				t.Errorf("without a name the resource is called %q; want %s", got, generated)
			}
			inputs["name"] = "given"
			if got := check(t, token, inputs)["name"]; got != "given" {
				t.Errorf("the name %q took the place of the given one", got)
			}
		})
	}
}
