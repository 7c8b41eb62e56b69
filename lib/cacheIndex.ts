import type { ArtifactInputs } from "./artifactKey";

/** What an artifact was made of, as `host/lib/artifacts.sh` writes it beside it (form 1). */
export interface ArtifactDescription {
  /** Version of the form. */
  readonly schemaVersion: 1;
  /** Name of the artifact, {@link artifactKey}. */
  readonly key: string;
  /** SHA-256 of the tarball. */
  readonly sha256: string;
  /** Size of the tarball, in bytes. */
  readonly sizeBytes: number;
  /** When it was made, UTC, as 2026-01-02T03:04:05Z. */
  readonly made: string;
  /** All that shapes it. */
  readonly inputs: Partial<ArtifactInputs>;
}

/**
 * What an entry of the cache is: an install tree of Mesos; a downloaded file; a seed disk; an image or tarball of the lab,
 * with what those are made from; a built program of `plugins/`; or what a killed run has left.
 */
export type CacheKind = "artifact" | "download" | "seed" | "lab" | "tools" | "leftover";

/** Files of the cache that belong together: one thing that can be used, and removed. */
export interface CacheEntry {
  /** What it is. */
  readonly kind: CacheKind;
  /** What tells it from others of its kind: an artifact's key, else the path in the cache. */
  readonly name: string;
  /** Its files and folders, relative to the cache. */
  readonly paths: readonly string[];
  /** Disk that they take, in bytes. A file with several names counts with the first of them. */
  readonly sizeBytes: number;
  /** When it was last used, in ms since 1970; where nobody notes that, when it was made. */
  readonly lastUsedMs: number;
  /** Whether it can be used; of what has no digest beside it, only its being there is known. */
  readonly state: "whole" | "incomplete" | "damaged";
  /** Whether a running program holds its lock. */
  readonly inUse: boolean;
  /** The lock that who uses it holds, relative to the cache; absent where there is none. */
  readonly lock?: string;
  /** What an artifact was made of; absent for one that has no description. */
  readonly description?: ArtifactDescription;
}

/**
 * Reads an artifact's description.
 *
 * @param text content of the file
 * @returns the description; undefined where it is damaged or of another form: it explains an artifact, and nothing depends
 *   on it
 */
export function parseDescription(text: string): ArtifactDescription | undefined {
  let parsed: Partial<Record<keyof ArtifactDescription, unknown>> | null;
  try {
    parsed = JSON.parse(text) as typeof parsed;
  } catch {
    return undefined;
  }
  const isWhole =
    parsed?.schemaVersion === 1 &&
    [parsed.key, parsed.sha256, parsed.made].every((value) => typeof value === "string") &&
    typeof parsed.sizeBytes === "number" &&
    typeof parsed.inputs === "object" &&
    parsed.inputs !== null;
  return isWhole ? (parsed as ArtifactDescription) : undefined;
}

/** What is to be removed. */
export interface PruneOptions {
  /** Days that an entry may lie unused. */
  readonly olderThanDays: number;
  /** Number of artifacts that stay whatever their age, the last used ones. */
  readonly keep: number;
  /** Whether downloads, seeds, and the lab's and plugins' files go by age as well. */
  readonly all: boolean;
  /** The present, in ms since 1970. */
  readonly nowMs: number;
}

const dayMs = 86_400_000;
/** How long a leftover that no lock covers may belong to a run that is at work: none takes more than seconds. */
const unlockedLeftoverMs = 3_600_000;

/**
 * Chooses what to remove: what killed runs have left, artifacts that cannot be used, and what lies unused for long. What a
 * program holds the lock of always stays.
 *
 * @param entries all entries of the cache
 * @param options which of them
 * @returns the chosen ones, in the given order
 */
export function choosePrunable(
  entries: readonly CacheEntry[],
  { olderThanDays, keep, all, nowMs }: PruneOptions,
): CacheEntry[] {
  const isOld = ({ lastUsedMs }: CacheEntry): boolean =>
    nowMs - lastUsedMs >= olderThanDays * dayMs;
  const kept = new Set(
    entries
      .filter(({ kind, state }) => kind === "artifact" && state === "whole")
      .sort((a, b) => b.lastUsedMs - a.lastUsedMs)
      .slice(0, keep),
  );
  const isPrunable = (entry: CacheEntry): boolean => {
    switch (entry.kind) {
      case "artifact":
        return entry.state !== "whole" || (isOld(entry) && !kept.has(entry));
      case "leftover":
        return isOfNoUse(entry, nowMs) || isOld(entry);
      case "download":
      case "seed":
      case "lab":
      case "tools":
        return all && isOld(entry);
    }
  };
  return entries.filter((entry) => !entry.inUse && isPrunable(entry));
}

/** Whether a leftover serves nobody. The next run goes on with a part of a download, so that one goes by age. */
function isOfNoUse({ name, lock, lastUsedMs }: CacheEntry, nowMs: number): boolean {
  if (name.startsWith("downloads/")) {
    return false;
  }
  return lock !== undefined || nowMs - lastUsedMs >= unlockedLeftoverMs;
}
