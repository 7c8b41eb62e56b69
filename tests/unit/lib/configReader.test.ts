import { readValue, shown } from "../../../lib/configReader";
import { defaultOf, type Fault, type GroupSchema, type TextRule } from "../../../lib/configSchema";
import { suggestion } from "../../../lib/suggestion";

const word: TextRule = { allowed: "a word", accepts: (text) => /^[a-z]+$/.test(text) };
const inner = {
  kind: "group",
  keys: {
    count: { kind: "integer", default: 3, minimum: 1, maximum: 9 },
    on: { kind: "flag", default: true },
  },
} as const satisfies GroupSchema;
const schema = {
  kind: "group",
  keys: {
    name: { kind: "text", default: "x", rule: word },
    words: { kind: "list", default: ["a", "b"], rule: word },
    flags: { kind: "textMap", default: { kept: "k" }, nameRule: word, rule: word },
    inner,
    named: {
      kind: "groupMap",
      default: { first: { count: 5, on: false } },
      nameRule: word,
      group: inner,
    },
  },
} as const satisfies GroupSchema;

function read(value: unknown): { result: unknown; faults: Fault[] } {
  const faults: Fault[] = [];
  return { result: readValue(schema, value, "", faults), faults };
}

test("nothing given is the default", () => {
  expect(read({})).toEqual({ result: defaultOf(schema), faults: [] });
  expect(defaultOf(schema)).toEqual({
    name: "x",
    words: ["a", "b"],
    flags: { kept: "k" },
    inner: { count: 3, on: true },
    named: { first: { count: 5, on: false } },
  });
});

test.each<[string, object, object]>([
  [
    "a false flag is not replaced by its default",
    { inner: { on: false } },
    { count: 3, on: false },
  ],
  ["a part of a group", { inner: { count: 7 } }, { count: 7, on: true }],
])("%s", (_, given, expected) => {
  expect(read(given)).toMatchObject({ result: { inner: expected }, faults: [] });
});

test("a list replaces, a map of texts and a map of groups are merged", () => {
  const given = { words: [], flags: { more: "m" }, named: { first: { on: true }, second: {} } };
  expect(read(given)).toMatchObject({
    result: {
      words: [],
      flags: { kept: "k", more: "m" },
      named: { first: { count: 5, on: true }, second: { count: 3, on: true } },
    },
    faults: [],
  });
});

test.each<[unknown, string]>([
  [{ words: ["a", "B"] }, "words[1]"],
  [{ words: "a" }, "words"],
  [{ flags: { more: "9" } }, "flags.more"],
  [{ flags: { "9": "a" } }, "flags.9"],
  [{ flags: ["a"] }, "flags"],
  [{ inner: { count: 10 } }, "inner.count"],
  [{ inner: { count: "5" } }, "inner.count"],
  [{ inner: { on: "true" } }, "inner.on"],
  [{ inner: { nope: 1 } }, "inner.nope"],
  [{ named: { first: { nope: 1 } } }, "named.first.nope"],
  [{ named: { first: 1 } }, "named.first"],
  [{ named: [] }, "named"],
  [{ name: null }, "name"],
  // Names of every object's own in JavaScript are no keys.
  [{ constructor: {} }, "constructor"],
])("%j has one fault, at %s", (given, key) => {
  expect(read(given).faults.map((fault) => fault.key)).toEqual([key]);
});

test.each([
  ["slavs", ["slaves", "slave", "master"], '; did you mean "slaves"?'],
  ["SLAVES", ["slaves"], '; did you mean "slaves"?'],
  ["xyzzy", ["slaves"], ""],
  ["a", [], ""],
  [5, ["slaves"], ""],
])("suggestion(%j, %j) is %j", (given, known, expected) => {
  expect(suggestion(given, known)).toBe(expected);
});

test("shown cuts long values", () => {
  expect(shown("x".repeat(200))).toHaveLength(80);
  expect(shown({ a: 1 })).toBe('{"a":1}');
});
