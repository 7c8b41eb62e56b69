import * as fs from "node:fs";
import * as path from "node:path";

import { parseDescription, type CacheEntry, type CacheKind } from "./cacheIndex";
import { fileDigest } from "./fileDigest";
import { withFileLock } from "./fileLock";

/** Files of one thing, before anything but names is looked at. */
interface Found {
  readonly kind: CacheKind;
  readonly name: string;
  readonly paths: readonly string[];
  readonly lock?: string;
}

/** A file's name in one of the folders, and what it is; undefined for what is no entry, such as a lock. */
type Reading = (name: string) => Found | undefined;

/** The folders of the cache, with what their files are. */
const folders: readonly [folder: string, read: Reading][] = [
  ["artifacts", readArtifact],
  ["downloads/git", readCommit],
  ["downloads/sha256", readDownload],
  ["repositories", (name) => readCopy("repositories", name)],
  ["maven-repositories", (name) => readCopy("maven-repositories", name)],
  // What yum has fetched in guests, by the repositories (host/lib/packages.sh).
  ["packages", (name) => single("download", `packages/${name}`)],
  ["seeds", (name) => single(name.startsWith(".") ? "leftover" : "seed", `seeds/${name}`)],
  ["lab", readLab],
  // What the lab's image and stand-ins are made from.
  [
    "downloads",
    (name) =>
      name === "sha256" || name === "git" ? undefined : single("lab", `downloads/${name}`),
  ],
  ["tools", readTool],
];

/** The order of the listing. */
const kinds: readonly CacheKind[] = ["artifact", "download", "seed", "lab", "tools", "leftover"];

function single(kind: CacheKind, name: string, lock?: string): Found {
  return { kind, name, paths: [name], ...(lock === undefined ? {} : { lock }) };
}

/** The names are those of host/lib/artifacts.sh. */
function readArtifact(file: string): Found | undefined {
  const [, dot, key, ending] = /^(\.?)([^.]+)\.(.+)$/.exec(file) ?? [];
  if (key === undefined || ending === "lock") {
    return undefined;
  }
  const lock = `artifacts/${key}.lock`;
  return dot === "."
    ? single("leftover", `artifacts/${file}`, lock)
    : { kind: "artifact", name: key, paths: [`artifacts/${file}`], lock };
}

/** The names are those of host/fetch: a digest, or the target's name before what has come of it. */
function readDownload(file: string): Found | undefined {
  const name = `downloads/sha256/${file}`;
  const lock = `downloads/sha256/${/^[^.]+/.exec(file)?.[0] ?? file}.lock`;
  if (file.endsWith(".lock")) {
    return undefined;
  }
  return file.includes(".part") ? single("leftover", name, lock) : single("download", name, lock);
}

/** The names are those of host/fetch-git: a tarball, its digest, and a folder as long as one is being made. */
function readCommit(file: string): Found | undefined {
  const [, dot, tarball, ending] = /^(\.?)(.*\.tar\.gz)(.*)$/.exec(file) ?? [];
  if (tarball === undefined || ending === ".lock") {
    return undefined;
  }
  const lock = `downloads/git/${tarball}.lock`;
  return dot === "."
    ? single("leftover", `downloads/git/${file}`, lock)
    : {
        kind: "download",
        name: `downloads/git/${tarball}`,
        paths: [`downloads/git/${file}`],
        lock,
      };
}

/** What a bundle has brought: a key, with its digest beside it (lib/repositoriesCopy.ts, lib/mavenRepository.ts). */
function readCopy(folder: string, file: string): Found {
  const name = `${folder}/${file.replace(/\.(tar|sha256)$/, "")}`;
  return {
    ...single(file.startsWith(".") ? "leftover" : "download", name),
    paths: [`${folder}/${file}`],
  };
}

/** An image has its digest beside it, and the lock of its build (lab/image/build). */
function readLab(file: string): Found | undefined {
  if (file.endsWith(".lock")) {
    return undefined;
  }
  const name = file.replace(/\.sha256$/, "");
  const lock = name.startsWith("image-") ? "lab/image-build.lock" : undefined;
  return { ...single("lab", `lab/${name}`, lock), paths: [`lab/${file}`] };
}

/** The names are those of plugins/build. */
function readTool(file: string): Found | undefined {
  if (file === ".lock") {
    return undefined;
  }
  return single(file.startsWith(".") ? "leftover" : "tools", `tools/${file}`, "tools/.lock");
}

/**
 * Looks at all that is in a cache folder. Artifacts are read and compared with their digests.
 *
 * @param folder the cache folder; one that is not there is empty
 * @param only name of the one entry to look at @default all
 * @param holdsLock whether the caller holds the lock of that one
 * @returns its entries: by kind, and by name within a kind
 */
export async function scanCache(
  folder: string,
  only?: CacheEntry,
  holdsLock = false,
): Promise<CacheEntry[]> {
  const found = new Map<string, Found>();
  for (const [subfolder, read] of folders) {
    for (const file of namesIn(path.join(folder, subfolder))) {
      const one = read(file);
      if (one !== undefined && (only === undefined || only.name === one.name)) {
        const id = `${one.kind} ${one.name}`;
        const paths = [...(found.get(id)?.paths ?? []), ...one.paths];
        found.set(id, { ...one, paths });
      }
    }
  }
  const seen = new Set<string>();
  const entries: CacheEntry[] = [];
  for (const one of found.values()) {
    const entry = await lookAt(folder, one, seen, holdsLock);
    if (entry !== undefined) {
      entries.push(entry);
    }
  }
  return entries.sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
}

/** The names in a folder, sorted; none where it is not there. */
function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return [];
    }
    throw error;
  }
}

/** Undefined where it was removed meanwhile. */
async function lookAt(
  folder: string,
  found: Found,
  seen: Set<string>,
  holdsLock: boolean,
): Promise<CacheEntry | undefined> {
  const files = found.paths.filter((file) => fs.existsSync(path.join(folder, file)));
  if (files.length === 0) {
    return undefined;
  }
  const lockPath = found.lock === undefined ? undefined : path.join(folder, found.lock);
  // A lock that was never made is held by nobody, and looking makes no files.
  const asked = lockPath !== undefined && !holdsLock && fs.existsSync(lockPath);
  const inUse = asked && (await withFileLock(lockPath, () => true)) === undefined;
  const isArtifact = found.kind === "artifact";
  // Of one that is being made, nothing can be said.
  const state = isArtifact && !inUse ? await artifactState(folder, found.name) : "whole";
  const descriptionPath = path.join(folder, "artifacts", `${found.name}.json`);
  const description =
    isArtifact && fs.existsSync(descriptionPath)
      ? parseDescription(fs.readFileSync(descriptionPath, "utf8"))
      : undefined;
  return {
    ...found,
    paths: files,
    sizeBytes: files.reduce((sum, file) => sum + diskUse(path.join(folder, file), seen), 0),
    lastUsedMs: Math.max(...files.map((file) => fs.statSync(path.join(folder, file)).mtimeMs)),
    state,
    inUse,
    ...(description === undefined ? {} : { description }),
  };
}

/** Whether an artifact and its digest are there, and agree. */
async function artifactState(folder: string, key: string): Promise<CacheEntry["state"]> {
  const digestPath = path.join(folder, "artifacts", `${key}.sha256`);
  const tarball = path.join(folder, "artifacts", `${key}.tar.gz`);
  if (!fs.existsSync(digestPath) || !fs.existsSync(tarball)) {
    return "incomplete";
  }
  const digest = await fileDigest(tarball);
  return digest === fs.readFileSync(digestPath, "utf8").trim() ? "whole" : "damaged";
}

/** Bytes of a file, or of all files of a folder, without those that were seen under another name. */
function diskUse(file: string, seen: Set<string>): number {
  const { dev, ino, blocks } = fs.lstatSync(file);
  const id = `${dev} ${ino}`;
  if (seen.has(id)) {
    return 0;
  }
  seen.add(id);
  // Blocks of 512 bytes, whatever the file system's own (stat(2)).
  const own = blocks * 512;
  return fs.lstatSync(file).isDirectory()
    ? namesIn(file).reduce((sum, name) => sum + diskUse(path.join(file, name), seen), own)
    : own;
}
