// Package shim hands out the Terraform provider hashicorp/random, which is internal to its module. This module's path lies
// below the provider's, which is what Go's rule of internal packages asks for.
package shim

import (
	framework "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/terraform-providers/terraform-provider-random/internal/provider"
)

// NewProvider returns the provider as the plugin framework knows it.
func NewProvider() framework.Provider {
	return provider.New()
}
