/**
 * Lists or prunes the cache of the Pulumi host; host/cache has the usage. Run by `node host/run.cjs`.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";

import { choosePrunable, type CacheEntry, type PruneOptions } from "../lib/cacheIndex";
import { formatCache, formatInputs, formatSize, sizeOf } from "../lib/cacheTable";
import { withFileLock } from "../lib/fileLock";
import { messageOf } from "../lib/getJson";
import { cacheFolder } from "../lib/inspectInputs";
import { scanCache } from "../lib/scanCache";
import { readStackValues, stackFilePath } from "../lib/stackSpec";

/** A wrong call. */
class UsageError extends Error {}

/** Days after which an unused artifact goes, when nothing is said; as plugins/build has it for its own. */
const defaultOlderThanDays = 30;

/** The cache folder of a stack, by its file; neither backend nor passphrase is needed. */
function folderOfStack(stack: string): string {
  return cacheFolder(readStackValues(stackFilePath(stack)).values["cacheDirectory"] ?? "");
}

/** A number of days or entries. */
function count(option: string, text: string): number {
  if (!/^\d{1,5}$/.test(text)) {
    throw new UsageError(`--${option} is '${text}'; allowed: a whole number from 0 to 99999`);
  }
  return Number(text);
}

/** Removes the chosen entries, each under its lock and only as it was when it was chosen; returns those that are gone. */
async function remove(folder: string, chosen: readonly CacheEntry[]): Promise<CacheEntry[]> {
  const removed: CacheEntry[] = [];
  for (const entry of chosen) {
    const removeOne = async (): Promise<boolean> => {
      const [now] = await scanCache(folder, entry, true);
      if (now?.lastUsedMs !== entry.lastUsedMs || now.state !== entry.state) {
        return false;
      }
      // The digest first: what is left of a removal that is cut off is no artifact.
      const digestFirst = [...entry.paths].sort(
        (a, b) => Number(b.endsWith(".sha256")) - Number(a.endsWith(".sha256")),
      );
      for (const file of digestFirst) {
        fs.rmSync(path.join(folder, file), { recursive: true, force: true });
      }
      return true;
    };
    const isGone =
      entry.lock === undefined
        ? await removeOne()
        : await withFileLock(path.join(folder, entry.lock), removeOne);
    if (isGone === true) {
      removed.push(entry);
    }
  }
  return removed;
}

/** What was removed, or would be, for people. */
function formatPruned(entries: readonly CacheEntry[], isDryRun: boolean): string {
  const lines = entries.map((entry) => {
    const details = [formatInputs(entry), formatSize(entry.sizeBytes)].filter(
      (text) => text !== "",
    );
    const what = `${entry.kind} ${entry.name} (${details.join(", ")})`;
    return `${isDryRun ? "would remove" : "removed"} ${what}\n`;
  });
  const freed = formatSize(sizeOf(entries));
  return `${lines.join("")}${isDryRun ? "would free" : "freed"} ${freed}\n`;
}

async function main(args: readonly string[]): Promise<void> {
  const { positionals, values } = readArguments(args);
  const [command = "list", ...more] = positionals;
  if (more.length > 0 || (command !== "list" && command !== "prune")) {
    throw new UsageError(`'${positionals.join(" ")}' is no command; there are: list, prune`);
  }
  const { directory, stack, keep, "older-than": olderThan } = values;
  const isPruning = command === "prune";
  const isDryRun = values["dry-run"] === true;
  if (!isPruning && (keep ?? olderThan ?? values.all ?? values["dry-run"]) !== undefined) {
    throw new UsageError("--older-than, --keep, --all and --dry-run are options of prune");
  }
  const options: PruneOptions = {
    // Who only says how many are to stay means that the others go.
    olderThanDays:
      olderThan === undefined
        ? keep === undefined
          ? defaultOlderThanDays
          : 0
        : count("older-than", olderThan),
    keep: keep === undefined ? 0 : count("keep", keep),
    all: values.all === true,
    nowMs: Date.now(),
  };
  if (options.all && olderThan === undefined) {
    throw new UsageError("--all needs --older-than: what is no artifact goes by age alone");
  }
  const folder = directory ?? (stack === undefined ? cacheFolder("") : folderOfStack(stack));
  const entries = await scanCache(folder);
  if (!isPruning) {
    process.stdout.write(
      values.json === true
        ? `${JSON.stringify({ folder, sizeBytes: sizeOf(entries), entries }, null, 2)}\n`
        : formatCache(folder, entries),
    );
    return;
  }
  const chosen = choosePrunable(entries, options);
  const removed = isDryRun ? chosen : await remove(folder, chosen);
  process.stdout.write(
    values.json === true
      ? `${JSON.stringify({ folder, isDryRun, freedBytes: sizeOf(removed), removed }, null, 2)}\n`
      : formatPruned(removed, isDryRun),
  );
}

/** The arguments by name. */
function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        directory: { type: "string" },
        stack: { type: "string" },
        "older-than": { type: "string" },
        keep: { type: "string" },
        all: { type: "boolean" },
        "dry-run": { type: "boolean" },
        json: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
