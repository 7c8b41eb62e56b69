import { parse } from "yaml";

/**
 * Reads the configuration of a stack file, for who has no engine to ask: it needs neither backend nor passphrase.
 *
 * @param text what is in the file
 * @param namespace namespace of the keys, the project's name
 * @returns the values by key without namespace, as the engine hands them over; secret ones, which nobody can read without
 *   the passphrase, are left out
 * @throws Error when the text is no YAML
 */
export function stackFileValues(text: string, namespace: string): Record<string, string> {
  const { config } = (parse(text) ?? {}) as { config?: Record<string, unknown> | null };
  const prefix = `${namespace}:`;
  return Object.fromEntries(
    Object.entries(config ?? {})
      .filter(([key, value]) => key.startsWith(prefix) && !isSecret(value))
      .map(([key, value]) => [
        key.slice(prefix.length),
        typeof value === "string" ? value : JSON.stringify(value),
      ]),
  );
}

/** The CLI's form of a value that it has encrypted. */
function isSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "secure");
}
