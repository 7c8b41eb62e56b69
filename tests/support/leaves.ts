/**
 * Every leaf of an object of defaults: key with its path, and value. An empty object is a leaf.
 *
 * @param value the object
 * @param key its own key; empty for the root
 */
export function leaves(value: unknown, key: string): [string, unknown][] {
  const isGroup = typeof value === "object" && value !== null && !Array.isArray(value);
  return isGroup && Object.keys(value).length > 0
    ? Object.entries(value).flatMap(([name, inner]) =>
        leaves(inner, key === "" ? name : `${key}.${name}`),
      )
    : [[key, value]];
}
