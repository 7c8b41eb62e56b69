package provider

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// officialTokens are the types that @pulumi/random 4.21.2 registers (`__pulumiType` in its files), by the name of the
// Terraform resource.
var officialTokens = map[string]string{
	"random_bytes":    "random:index/randomBytes:RandomBytes",
	"random_id":       "random:index/randomId:RandomId",
	"random_integer":  "random:index/randomInteger:RandomInteger",
	"random_password": "random:index/randomPassword:RandomPassword",
	"random_pet":      "random:index/randomPet:RandomPet",
	"random_shuffle":  "random:index/randomShuffle:RandomShuffle",
	"random_string":   "random:index/randomString:RandomString",
	"random_uuid":     "random:index/randomUuid:RandomUuid",
	"random_uuid4":    "random:index/randomUuid4:RandomUuid4",
	"random_uuid7":    "random:index/randomUuid7:RandomUuid7",
}

func TestTokensAreTheOfficialOnes(t *testing.T) {
	tokens := map[string]string{}
	for name, info := range Info().Resources {
		tokens[name] = string(info.Tok)
	}
	if !maps.Equal(tokens, officialTokens) {
		t.Errorf("tokens differ\n got %v\nwant %v", slices.Sorted(maps.Values(tokens)), slices.Sorted(maps.Values(officialTokens)))
	}
}

func TestBytesID(t *testing.T) {
	cases := []struct {
		name    string
		state   resource.PropertyMap
		want    resource.ID
		wantErr bool
	}{
		{"plain", resource.PropertyMap{"base64": resource.NewProperty("AAE=")}, "AAE=", false},
		{"secret", resource.PropertyMap{"base64": resource.MakeSecret(resource.NewProperty("AAE="))}, "AAE=", false},
		{"missing", resource.PropertyMap{"hex": resource.NewProperty("0001")}, "", true},
		{"not a string", resource.PropertyMap{"base64": resource.NewProperty(1.0)}, "", true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := bytesID(context.Background(), c.state)
			if got != c.want || (err != nil) != c.wantErr {
				t.Errorf("got %q, %v; want %q, error %v", got, err, c.want, c.wantErr)
			}
		})
	}
}
