import type { CacheEntry } from "./cacheIndex";

/** A size for people. @param bytes the size @returns e.g. `1.0 MiB` */
export function formatSize(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB"];
  let amount = bytes;
  let unit = 0;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? amount : amount.toFixed(1)} ${units[unit]}`;
}

/**
 * What an artifact was made of, in a few words; for the whole there is JSON.
 *
 * @param entry the artifact
 * @returns e.g. `mesos 0.24.0, image 0123456789ab, --disable-python`; empty for what has no description
 */
export function formatInputs({ kind, description }: CacheEntry): string {
  if (kind !== "artifact") {
    return "";
  }
  if (description === undefined) {
    return "not known what it was made of";
  }
  const {
    version = "of an unknown version",
    sourceCommit = "",
    imageSha256 = "",
    configureFlags = [],
  } = description.inputs;
  const image = imageSha256 === "" ? "" : `image ${imageSha256.slice(0, 12)}`;
  const commit = sourceCommit === "" ? "" : `commit ${sourceCommit.slice(0, 12)}`;
  return [`mesos ${version}`, commit, image, configureFlags.join(" ")]
    .filter((text) => text !== "")
    .join(", ");
}

/**
 * The cache as a table for people.
 *
 * @param folder the cache folder
 * @param entries its entries
 * @returns the lines, each with its newline: one per entry, and the sum of each kind
 */
export function formatCache(folder: string, entries: readonly CacheEntry[]): string {
  if (entries.length === 0) {
    return `nothing is in the cache ${folder}\n`;
  }
  const rows = [
    ["kind", "size", "last used", "state", "name"],
    ...entries.map((entry) => [
      entry.kind,
      formatSize(entry.sizeBytes),
      new Date(entry.lastUsedMs).toISOString().slice(0, 10),
      entry.inUse ? "in use" : entry.state,
      [entry.name, formatInputs(entry)].filter((text) => text !== "").join("  "),
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 1 ? cell.padStart(widths[1] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  "),
  );
  const kinds = [...new Set(entries.map(({ kind }) => kind))];
  const sums = kinds.map((kind) => {
    const own = entries.filter((entry) => entry.kind === kind);
    return `${kind} ${formatSize(sizeOf(own))}`;
  });
  const total = `${formatSize(sizeOf(entries))} in ${folder}: ${sums.join(", ")}`;
  return [...lines, "", total].map((line) => `${line}\n`).join("");
}

/** Disk that entries take together, in bytes. */
export function sizeOf(entries: readonly CacheEntry[]): number {
  return entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
