package provider_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// sdkFacts is what the types of the npm package @pulumi/command 1.2.1 say about the sections of
// properties.md, one property a line: section, name, given, type.
const sdkFacts = "testdata/sdk-1.2.1.txt"

var writeSDKFacts = flag.String("write-sdk-facts", "", "folder of the npm package from which to write "+sdkFacts)

// sdkDeclarations says which interface of which file speaks of which section.
var sdkDeclarations = []struct{ section, file, declaration string }{
	{"command:local:Command", "local/command.d.ts", "export interface CommandArgs"},
	{"command:local:Command", "local/command.d.ts", "export declare class Command"},
	{"command:remote:Command", "remote/command.d.ts", "export interface CommandArgs"},
	{"command:remote:Command", "remote/command.d.ts", "export declare class Command"},
	{"command:local:run", "local/run.d.ts", "export interface RunArgs"},
	{"command:local:run", "local/run.d.ts", "export interface RunResult"},
	{"command:remote:Connection", "types/input.d.ts", "interface ConnectionArgs"},
	{"command:remote:ProxyConnection", "types/input.d.ts", "interface ProxyConnectionArgs"},
}

var (
	sdkComment  = regexp.MustCompile(`(?s)/\*\*.*?\*/`)
	sdkProperty = regexp.MustCompile(`(?m)^\s*(?:readonly )?([a-zA-Z]+)(\?)?: ((?:\{[^}]*\}|[^;{])+);`)
	sdkOptional = regexp.MustCompile(` \| undefined`)
	sdkWrapper  = regexp.MustCompile(`^(?:pulumi\.)?(?:Input|Output)<(.*)>$`)
)

// extractSDKFacts reads the declarations of the npm package in the folder.
func extractSDKFacts(t *testing.T, folder string) string {
	t.Helper()
	var facts []string
	seen := map[string]bool{}
	for _, one := range sdkDeclarations {
		content, err := os.ReadFile(filepath.Join(folder, one.file))
		must(t, err)
		_, after, found := strings.Cut(sdkComment.ReplaceAllString(string(content), ""), one.declaration+" ")
		if !found {
			t.Fatalf("%s: no %s", one.file, one.declaration)
		}
		// The block ends at a line with its closing brace alone, indented as deep as its start at most.
		block, _, _ := strings.Cut(strings.ReplaceAll(after, "\n    }\n    interface", "\n}\n"), "\n}")
		block, _, _ = strings.Cut(block, "\n    }\n    function")
		for _, match := range sdkProperty.FindAllStringSubmatch(block, -1) {
			key := one.section + " " + match[1]
			if seen[key] || strings.HasPrefix(match[0], "static") {
				continue
			}
			seen[key] = true
			given := "required"
			switch {
			case strings.Contains(one.declaration, "class") || strings.Contains(one.declaration, "Result"):
				given = "result"
			case match[2] == "?":
				given = "optional"
			}
			facts = append(facts, key+" "+given+" "+sdkType(match[3]))
		}
	}
	slices.Sort(facts)
	return strings.Join(facts, "\n") + "\n"
}

// sdkType writes a TypeScript type as properties.md does.
func sdkType(text string) string {
	text = sdkOptional.ReplaceAllString(strings.Join(strings.Fields(text), " "), "")
	for match := sdkWrapper.FindStringSubmatch(text); match != nil; match = sdkWrapper.FindStringSubmatch(text) {
		text = match[1]
	}
	if element, found := strings.CutSuffix(text, "[]"); found {
		return "list of " + sdkType(element)
	}
	if element, found := strings.CutPrefix(text, "{ [key: string]: "); found {
		return "map of " + sdkType(strings.TrimSuffix(strings.TrimSuffix(element, " }"), ";"))
	}
	return strings.TrimSuffix(text[strings.LastIndex(text, ".")+1:], "Args")
}

func TestTablesAreTheTypesOfTheNpmPackage(t *testing.T) {
	if *writeSDKFacts != "" {
		must(t, os.WriteFile(sdkFacts, []byte(extractSDKFacts(t, *writeSDKFacts)), 0o644))
	}
	content, err := os.ReadFile(sdkFacts)
	must(t, err)
	tables, _ := readTables(t)
	official := map[string]bool{}
	for _, line := range strings.Split(strings.TrimSpace(string(content)), "\n") {
		fact := strings.SplitN(line, " ", 4)
		section, name := tables[fact[0]], fact[1]
		official[fact[0]+" "+name] = true
		if slices.Contains(section.notServed, name) {
			continue
		}
		at := slices.IndexFunc(section.rows, func(r row) bool { return r.name == name })
		if at < 0 {
			t.Errorf("%s.%s is in the npm package, not in properties.md", fact[0], name)
			continue
		}
		wantEqual(t, fact[0]+"."+name+" given", section.rows[at].given, fact[2])
		// TypeScript has one type for both.
		kind := strings.Replace(section.rows[at].kind, "integer", "number", 1)
		wantEqual(t, fact[0]+"."+name+" type", kind, fact[3])
	}
	for token, section := range tables {
		for _, name := range append(section.names(func(row) bool { return true }), section.notServed...) {
			wantEqual(t, token+"."+name+" is in the npm package", official[token+" "+name], true)
		}
	}
}

// Where the program's npm packages are installed, the facts are compared with them as well.
func TestFactsAreThoseOfTheInstalledNpmPackage(t *testing.T) {
	folder := "../../../node_modules/@pulumi/command"
	manifest, err := os.ReadFile(filepath.Join(folder, "package.json"))
	if os.IsNotExist(err) {
		t.Logf("%s is not installed; the committed facts were compared", folder)
		return
	}
	must(t, err)
	var installed struct{ Version string }
	must(t, json.Unmarshal(manifest, &installed))
	wantEqual(t, "version of the npm package", installed.Version, "1.2.1")
	content, err := os.ReadFile(sdkFacts)
	must(t, err)
	wantEqual(t, "facts", extractSDKFacts(t, folder), string(content))
}
