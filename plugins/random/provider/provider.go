// Package provider describes how the Terraform provider hashicorp/random is presented to Pulumi: with the tokens of the
// official plugin pulumi-resource-random 4.21.2 and of the npm package @pulumi/random of the same version.
package provider

import (
	"context"
	"errors"

	pf "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/terraform-providers/terraform-provider-random/shim"
)

const (
	// Name is the package name: the first part of every token, and NAME in pulumi-resource-NAME.
	Name = "random"

	// Version is that of @pulumi/random on npm, which asks for this plugin.
	Version = "4.21.2"

	// moduleName is the only module; official tokens read random:index/random<Member>:Random<Member>.
	moduleName = "index"

	// memberPrefix stands before every member's name, as random_password is RandomPassword.
	memberPrefix = "Random"
)

// Info returns the description that the plugin works from. It panics when a resource of the
// provider has no token: a mistake in this file, found by the first run.
//
// The two switches at the end decide what is written into the state; they are set as in the official plugin, so that a stack
// may change from one to the other.
func Info() tfbridge.ProviderInfo {
	info := tfbridge.ProviderInfo{
		P:                           pf.ShimProvider(shim.NewProvider()),
		Name:                        Name,
		Version:                     Version,
		Description:                 "Random values that are made once and kept in the stack's state.",
		License:                     "Apache-2.0",
		MetadataInfo:                tfbridge.NewProviderMetadata(nil),
		Resources:                   map[string]*tfbridge.ResourceInfo{"random_bytes": {ComputeID: bytesID}},
		JavaScript:                  &tfbridge.JavaScriptInfo{RespectSchemaVersion: true},
		EnableAccurateBridgePreview: true,
		EnableRawStateDelta:         true,
	}
	info.MustComputeTokens(tokens.SingleModule(Name+"_", moduleName, makeToken))
	return info
}

// makeToken returns the token of a member, as "Password" in module "index" is random:index/randomPassword:RandomPassword.
func makeToken(module, name string) (string, error) {
	return tokens.MakeStandard(Name)(module, memberPrefix+name)
}

// bytesID gives random_bytes an ID, which the provider lacks: its value in base64, as in the official plugin. The value is
// no secret as an ID, so use another resource for secrets. The error tells that the state has no such string.
func bytesID(_ context.Context, state resource.PropertyMap) (resource.ID, error) {
	value, found := state["base64"]
	if found && value.IsSecret() {
		value = value.SecretValue().Element
	}
	if !found || !value.IsString() {
		return "", errors.New("random_bytes: the state has no string `base64` to take the ID from; remove the resource from the state")
	}
	return resource.ID(value.StringValue()), nil
}
