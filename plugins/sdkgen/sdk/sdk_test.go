package sdk

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestGenerateRefuses(t *testing.T) {
	cases := []struct{ name, schema, want string }{
		{"no JSON", `{`, "decode the schema"},
		{"no version", `{"name": "thing"}`, "needs a name and a version"},
		{
			"another package",
			`{"name": "thing", "version": "1.0.0", "types": {"thing:index:A": {"type": "object", "properties":
				{"b": {"$ref": "/other/v1.0.0/schema.json#/types/other:index:B"}}}}}`,
			`bind the schema of "thing": error binding type thing:index:A`,
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Generate([]byte(c.schema))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got error %v; want one with %q", err, c.want)
			}
		})
	}
}

func TestWriteRefusesAFolderInUse(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "kept"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Write(folder, map[string][]byte{"new": nil}); err == nil || !strings.Contains(err.Error(), "is not empty") {
		t.Errorf("got error %v; want a refusal", err)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder was written to: %v, %v", entries, err)
	}
}
