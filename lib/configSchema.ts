/**
 * A small description language for configuration; configReader.ts reads by it. A schema library would check the types, but
 * not merge partial objects with defaults and word every fault as the product does; it would also cost every start.
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
