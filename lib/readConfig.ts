import { buildClusterSpec, type SpecContext } from "./buildSpec";
import type { ClusterSpec } from "./clusterSpec";
import { configKeys } from "./configKeys";
import { readValue } from "./configReader";
import type { Fault, Schema } from "./configSchema";

/** The cluster, or everything that is wrong with its configuration. */
export type ReadResult =
  | { readonly spec: ClusterSpec; readonly faults?: undefined }
  | { readonly spec?: undefined; readonly faults: readonly Fault[] };

/**
 * Reads a stack's configuration.
 *
 * @param values the engine's values by key without namespace: objects and lists as JSON, all others as plain text
 * @param context project, stack and libvirt
 * @returns the cluster, or all faults in order of their keys
 */
export function readConfig(
  values: Readonly<Record<string, string>>,
  context: SpecContext,
): ReadResult {
  const faults: Fault[] = [];
  const given = Object.fromEntries(
    Object.entries(values).map(([key, text]) => [key, decode(configKeys.keys, key, text)]),
  );
  const settings = readValue(configKeys, given, "", faults);
  const spec = buildClusterSpec(settings, context, faults);
  if (faults.length > 0 || spec === undefined) {
    return { faults: [...faults].sort((a, b) => compare(a.key, b.key)) };
  }
  return { spec };
}

/**
 * One message for all faults.
 *
 * @param project namespace of the keys
 * @param faults what is wrong, at least one
 */
export function faultMessage(project: string, faults: readonly Fault[]): string {
  const count = faults.length === 1 ? "one fault" : `${faults.length} faults`;
  return [
    `the configuration has ${count}; nothing was changed:`,
    // The libvirt provider's key has its own namespace.
    ...faults.map(
      ({ key, message }) => `  ${key.includes(":") ? "" : `${project}:`}${key}: ${message}`,
    ),
    "Set a key with `pulumi config set --path`, or in the stack file. docs/configuration.md has every key.",
  ].join("\n");
}

/** The engine hands a number as its digits and a list as JSON; only the schema tells which of them is meant. */
function decode(keys: Readonly<Record<string, Schema>>, key: string, text: string): unknown {
  const schema = Object.hasOwn(keys, key) ? keys[key] : undefined;
  if (schema === undefined || schema.kind === "text" || schema.kind === "choice") {
    return text;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
