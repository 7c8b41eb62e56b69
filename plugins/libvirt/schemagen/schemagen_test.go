package schemagen

import (
	"bytes"
	"os"
	"testing"
)

func TestCommittedSchemaIsGenerated(t *testing.T) {
	want, err := Generate()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("schema.json is not what the generator writes; run `go generate` in plugins/libvirt")
	}
}
