package provider_test

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// row is one property of properties.md.
type row struct{ name, kind, given, fallback, change string }

// table is one section of properties.md.
type table struct {
	rows      []row
	notServed []string
}

// readTables reads the sections of properties.md by token, and the rows of its rules.
func readTables(t *testing.T) (tables map[string]*table, rules [][]string) {
	t.Helper()
	content, err := os.ReadFile("../properties.md")
	must(t, err)
	tables = map[string]*table{}
	var section string
	for _, line := range strings.Split(string(content), "\n") {
		switch {
		case strings.HasPrefix(line, "## "):
			section = strings.TrimPrefix(line, "## ")
		case strings.HasPrefix(line, "| ") && !strings.HasPrefix(line, "| ---"):
			cells := strings.Split(strings.Trim(line, "| "), " | ")
			if section == "Rules" {
				rules = append(rules, cells)
				continue
			}
			if len(cells) != 6 {
				t.Fatalf("%s: %d cells in %q, expected 6", section, len(cells), line)
			}
			if cells[0] != "property" {
				one := tableOf(tables, section)
				one.rows = append(one.rows, row{cells[0], cells[1], cells[2], cells[3], cells[4]})
			}
		case strings.HasPrefix(line, "Not served: "):
			// The names stand in backticks before the first semicolon.
			names, _, _ := strings.Cut(line, ";")
			for i, part := range strings.Split(names, "`") {
				if i%2 == 1 {
					tableOf(tables, section).notServed = append(tableOf(tables, section).notServed, part)
				}
			}
		}
	}
	return tables, rules[1:]
}

func tableOf(tables map[string]*table, section string) *table {
	if tables[section] == nil {
		tables[section] = &table{}
	}
	return tables[section]
}

// names lists the names of the rows for which the test holds, in order.
func (s table) names(test func(row) bool) []string {
	var names []string
	for _, one := range s.rows {
		if test(one) {
			names = append(names, one.name)
		}
	}
	slices.Sort(names)
	return names
}

func TestEveryRuleNamesATest(t *testing.T) {
	_, rules := readTables(t)
	if len(rules) < 20 {
		t.Fatalf("%d rules found", len(rules))
	}
	var sources strings.Builder
	for _, dir := range []string{".", "../remote"} {
		entries, err := os.ReadDir(dir)
		must(t, err)
		for _, entry := range entries {
			if strings.HasSuffix(entry.Name(), "_test.go") {
				content, err := os.ReadFile(dir + "/" + entry.Name())
				must(t, err)
				sources.Write(content)
			}
		}
	}
	for _, rule := range rules {
		if len(rule) != 3 {
			t.Fatalf("%d cells in %q, expected 3", len(rule), rule)
		}
		if rule[1] != "official" && rule[1] != "here" {
			t.Errorf("origin of %q is %q, expected official or here", rule[0], rule[1])
		}
		if !strings.Contains(sources.String(), "\nfunc "+rule[2]+"(") {
			t.Errorf("%q names %s, which is no test", rule[0], rule[2])
		}
	}
}
