import {
  defaultOf,
  type Fault,
  type GroupMapSchema,
  type GroupSchema,
  type Infer,
  type Schema,
  type TextMapSchema,
  type TextRule,
  type TextSchema,
} from "./configSchema";
import { suggestion } from "./suggestion";

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
