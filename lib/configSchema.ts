/**
 * A small description language for configuration, and its reader. A schema library would check the types, but not
 * merge partial objects with defaults and word every fault as the product does; it would also cost every start.
 */

/** A rule for one text value: what is allowed, in words, and the check. */
export interface TextRule {
  /** What is allowed, to follow "allowed:". */
  readonly allowed: string;
  /** Whether the text is allowed. */
  readonly accepts: (text: string) => boolean;
}

/** A text. */
export interface TextSchema {
  readonly kind: "text";
  readonly default: string;
  readonly rule: TextRule;
}

/** One of a closed set of words. */
export interface ChoiceSchema<C extends string = string> {
  readonly kind: "choice";
  readonly default: C;
  readonly choices: readonly C[];
}

/** A whole number within bounds. */
export interface IntegerSchema {
  readonly kind: "integer";
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** True or false. */
export interface FlagSchema {
  readonly kind: "flag";
  readonly default: boolean;
}

/** An ordered list of texts; a given list replaces the default one. */
export interface ListSchema {
  readonly kind: "list";
  readonly default: readonly string[];
  readonly rule: TextRule;
}

/** Texts by name, merged with the default ones; numbers and booleans are taken as their text. */
export interface TextMapSchema {
  readonly kind: "textMap";
  readonly default: Readonly<Record<string, string>>;
  readonly nameRule: TextRule;
  readonly rule: TextRule;
}

/** A fixed set of keys, each with a schema; a partial object is merged with the defaults. */
export interface GroupSchema {
  readonly kind: "group";
  readonly keys: Readonly<Record<string, Schema>>;
}

/** Groups by a name of the user's choice, merged with the default ones key by key. */
export interface GroupMapSchema<G extends GroupSchema = GroupSchema> {
  readonly kind: "groupMap";
  readonly default: Readonly<Record<string, Infer<G>>>;
  readonly nameRule: TextRule;
  readonly group: G;
}

/** Any schema. */
export type Schema =
  | TextSchema
  | ChoiceSchema
  | IntegerSchema
  | FlagSchema
  | ListSchema
  | TextMapSchema
  | GroupSchema
  | GroupMapSchema;

/** The type of the values that a schema describes. */
export type Infer<S> = S extends { kind: "text" }
  ? string
  : S extends { kind: "choice"; choices: readonly (infer C)[] }
    ? C
    : S extends { kind: "integer" }
      ? number
      : S extends { kind: "flag" }
        ? boolean
        : S extends { kind: "list" }
          ? readonly string[]
          : S extends { kind: "textMap" }
            ? Readonly<Record<string, string>>
            : S extends { kind: "group"; keys: infer K }
              ? { readonly [P in keyof K]: Infer<K[P]> }
              : S extends { kind: "groupMap"; group: infer G }
                ? Readonly<Record<string, Infer<G>>>
                : never;

/** Something wrong with one configuration key. */
export interface Fault {
  /** The key with its path, e.g. `mesos.version`. */
  readonly key: string;
  /** What is wrong, what is allowed, and what to do. */
  readonly message: string;
}

/** The default value of a schema, a whole object for groups. */
export function defaultOf(schema: Schema): unknown {
  if (schema.kind === "group") {
    return Object.fromEntries(
      Object.entries(schema.keys).map(([key, inner]) => [key, defaultOf(inner)]),
    );
  }
  return schema.default;
}

/**
 * Reads a value by its schema. A fault is noted and the default taken in its place, so that one run finds all faults.
 *
 * @param schema what is expected
 * @param value what was given; undefined for nothing
 * @param key path of the key, for messages
 * @param faults gets a line for everything that is wrong
 * @param fallback value where nothing is given; default: the schema's
 * @returns the value with every default filled in
 */
export function readValue<S extends Schema>(
  schema: S,
  value: unknown,
  key: string,
  faults: Fault[],
  fallback: unknown = defaultOf(schema),
): Infer<S> {
  return readAny(schema, value, key, faults, fallback) as Infer<S>;
}

function readAny(
  schema: Schema,
  value: unknown,
  key: string,
  faults: Fault[],
  fallback: unknown,
): unknown {
  if (value === undefined) {
    return fallback;
  }
  const refuse = (allowed: string): unknown => {
    faults.push({ key, message: `${shown(value)} is not allowed; allowed: ${allowed}` });
    return fallback;
  };
  switch (schema.kind) {
    case "text":
      if (typeof value !== "string") {
        return refuse(`text, ${schema.rule.allowed} (in YAML, put quotes around it)`);
      }
      return schema.rule.accepts(value) ? value : refuse(schema.rule.allowed);
    case "choice":
      return schema.choices.some((choice) => choice === value)
        ? value
        : refuse(`one of ${schema.choices.join(", ")}${suggestion(value, schema.choices)}`);
    case "integer": {
      const { minimum, maximum } = schema;
      const inRange =
        Number.isSafeInteger(value) && Number(value) >= minimum && Number(value) <= maximum;
      return inRange ? value : refuse(`a whole number from ${minimum} to ${maximum}`);
    }
    case "flag":
      return typeof value === "boolean" ? value : refuse("true or false, without quotes");
    case "list":
      if (!Array.isArray(value)) {
        return refuse(`a list of texts, each ${schema.rule.allowed}`);
      }
      return value.map((item, index) =>
        readAny(
          { kind: "text", default: "", rule: schema.rule },
          item ?? null,
          `${key}[${index}]`,
          faults,
          "",
        ),
      );
    case "textMap":
      return isObject(value)
        ? readTextMap(schema, value, key, faults, fallback)
        : refuse("an object of names and values");
    case "group":
      return isObject(value)
        ? readGroup(schema, value, key, faults, fallback)
        : refuse(`an object with the keys ${Object.keys(schema.keys).join(", ")}`);
    case "groupMap":
      return isObject(value)
        ? readGroupMap(schema, value, key, faults, fallback)
        : refuse(
            `an object of names, each with the keys ${Object.keys(schema.group.keys).join(", ")}`,
          );
    default: {
      const unreachable: never = schema;
      return unreachable;
    }
  }
}

function readTextMap(
  schema: TextMapSchema,
  value: Record<string, unknown>,
  key: string,
  faults: Fault[],
  fallback: unknown,
): Record<string, string> {
  const result = { ...(fallback as Record<string, string>) };
  for (const [name, item] of Object.entries(value)) {
    const path = joinKey(key, name);
    if (!checkName(schema.nameRule, name, path, faults)) {
      continue;
    }
    // A flag's value is text for the daemon, but YAML reads 5 and true as something else.
    const text = typeof item === "number" || typeof item === "boolean" ? String(item) : item;
    const rule: TextSchema = { kind: "text", default: "", rule: schema.rule };
    result[name] = readAny(rule, text ?? null, path, faults, "") as string;
  }
  return result;
}

function readGroup(
  schema: GroupSchema,
  value: Record<string, unknown>,
  key: string,
  faults: Fault[],
  fallback: unknown,
): Record<string, unknown> {
  const known = Object.keys(schema.keys);
  for (const name of Object.keys(value)) {
    if (!known.includes(name)) {
      faults.push(unknownKey(joinKey(key, name), name, known));
    }
  }
  const defaults = fallback as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(schema.keys).map(([name, inner]) => [
      name,
      readAny(
        inner,
        Object.hasOwn(value, name) ? (value[name] ?? null) : undefined,
        joinKey(key, name),
        faults,
        defaults[name],
      ),
    ]),
  );
}

function readGroupMap(
  schema: GroupMapSchema,
  value: Record<string, unknown>,
  key: string,
  faults: Fault[],
  fallback: unknown,
): Record<string, unknown> {
  const defaults = fallback as Record<string, unknown>;
  const result: Record<string, unknown> = { ...defaults };
  for (const [name, item] of Object.entries(value)) {
    const path = joinKey(key, name);
    if (checkName(schema.nameRule, name, path, faults)) {
      const inner = Object.hasOwn(defaults, name) ? defaults[name] : defaultOf(schema.group);
      result[name] = readAny(schema.group, item ?? null, path, faults, inner);
    }
  }
  return result;
}

function checkName(rule: TextRule, name: string, path: string, faults: Fault[]): boolean {
  if (!rule.accepts(name)) {
    faults.push({
      key: path,
      message: `the name "${name}" is not allowed; allowed: ${rule.allowed}`,
    });
    return false;
  }
  return true;
}

/**
 * The fault of a key that does not exist.
 *
 * @param path the key with its path
 * @param name its last part
 * @param known the keys that exist there
 */
export function unknownKey(path: string, name: string, known: readonly string[]): Fault {
  return {
    key: path,
    message: `there is no such key${suggestion(name, known)}; allowed: ${[...known].sort().join(", ")}`,
  };
}

/**
 * `; did you mean "X"?` for the closest of some words, or nothing when none is close.
 *
 * @param given what was written
 * @param known what would be allowed
 */
export function suggestion(given: unknown, known: readonly string[]): string {
  if (typeof given !== "string") {
    return "";
  }
  const lower = given.toLowerCase();
  const ranked = known
    .map((word) => ({ word, distance: editDistance(lower, word.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  // A third of the word may differ; farther off, a proposal confuses more than it helps.
  return best !== undefined && best.distance <= Math.max(1, Math.floor((best.word.length + 1) / 3))
    ? `; did you mean "${best.word}"?`
    : "";
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substitution, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function joinKey(key: string, name: string): string {
  return key === "" ? name : `${key}.${name}`;
}

/** A value as it stands in messages: JSON, cut at 80 characters. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
