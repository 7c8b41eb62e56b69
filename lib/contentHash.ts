import { createHash } from "node:crypto";

/**
 * SHA-256 of one or more texts in order. Each part goes in with its length, so that no two different lists of parts
 * share a digest.
 *
 * @param parts the texts
 * @returns 64 lower-case hexadecimal digits
 */
export function contentHash(...parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) {
    hash.update(`${Buffer.byteLength(part, "utf8")}:`).update(part, "utf8");
  }
  return hash.digest("hex");
}

/**
 * JSON with the keys of every object sorted, so that equal values give equal text.
 *
 * @param value any value that JSON can hold
 * @returns the text
 * @throws TypeError when the value is undefined or a function
 */
export function stableJson(value: unknown): string {
  const text = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  ) as string | undefined;
  if (text === undefined) {
    throw new TypeError("the value cannot be written as JSON");
  }
  return text;
}
