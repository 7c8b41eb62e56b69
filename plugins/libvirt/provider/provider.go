// Package provider describes how the Terraform provider dmacvicar/libvirt 0.7.6 is presented to Pulumi: the same tokens, names
// and defaults as the official plugin pulumi-resource-libvirt 0.4.8, which wraps the same provider. A stack made with
// either of the two can therefore be updated or destroyed with the other.
package provider

import (
	"github.com/dmacvicar/terraform-provider-libvirt/libvirt"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
	shim "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
)

const (
	// Name is the package name: the first part of every token, and NAME in pulumi-resource-NAME.
	Name = "libvirt"

	// Version is the official plugin's release that wraps provider 0.7.6. It goes into the SDK, so that a machine with
	// internet downloads that release and needs no build.
	Version = "0.4.8"

	// moduleName is the only module; official tokens read libvirt:index/<member>:<Member>.
	moduleName = "index"

	// maxNameLength and nameSeparator shape the names given to resources without one: <resource name>-<7 hex digits>.
	// They are the official plugin's.
	maxNameLength = 255
	nameSeparator = "-"

	// uriVariable is the environment variable that libvirt's own tools read as well (virsh(1), ENVIRONMENT).
	uriVariable = "LIBVIRT_DEFAULT_URI"
)

// Info returns the description that both the plugin and the schema generator work from. It panics when a resource of the
// provider has no token: a mistake in this file, found by the first run.
func Info() tfbridge.ProviderInfo {
	makeToken := tokens.MakeStandard(Name)
	info := tfbridge.ProviderInfo{
		P:           shim.NewProvider(libvirt.Provider()),
		Name:        Name,
		Version:     Version,
		Description: "Resources of a libvirt host: domains, networks, pools, volumes, seed disks.",
		License:     "Apache-2.0",
		GitHubOrg:   "dmacvicar",
		Config: map[string]*tfbridge.SchemaInfo{
			"uri": {Default: &tfbridge.DefaultInfo{EnvVars: []string{uriVariable}}},
		},
		Resources: map[string]*tfbridge.ResourceInfo{
			// The provider writes "cloudinit" as one word, the official plugin as two.
			"libvirt_cloudinit_disk": {Tok: tfbridge.MakeResource(Name, moduleName, "CloudInitDisk")},
		},
		JavaScript: &tfbridge.JavaScriptInfo{RespectSchemaVersion: true},
	}
	info.MustComputeTokens(tokens.SingleModule(Name+"_", moduleName, makeToken))
	info.SetAutonaming(maxNameLength, nameSeparator)
	return info
}
