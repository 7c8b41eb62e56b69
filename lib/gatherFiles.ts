import * as fs from "node:fs/promises";
import * as path from "node:path";

import type { BundledInput } from "./bundleIndex";
import type { ClusterSpec } from "./clusterSpec";
import { fileInputs } from "./fileInputs";
import type { InputLock } from "./inputLock";
import { commitTarball, gitInputId } from "./mesosSource";
import { runProgram } from "./runProgram";

/** Longest time for one file, in milliseconds: host/fetch gives up each of its places after four hours by itself. */
const FETCH_TIMEOUT_MS = 24 * 3600 * 1000;

/** The files of a cluster, for a bundle. */
export interface GatheredFiles {
  /** What the index says of them, in their order. */
  readonly inputs: readonly BundledInput[];
  /** Where each lies on this host, by its name in the bundle. */
  readonly files: Map<string, string>;
}

/**
 * Brings every file of a cluster into the cache of the Pulumi host, verified.
 *
 * @param spec the cluster, with every digest
 * @param lock what was learned when files were trusted on first use
 * @param say gets a line of progress
 * @returns the files
 * @throws Error when no place has a file; which were tried has been said
 */
export async function gatherFiles(
  spec: ClusterSpec,
  lock: InputLock,
  say: (line: string) => void,
): Promise<GatheredFiles> {
  const inputs: BundledInput[] = [];
  const files = new Map<string, string>();
  const add = async (file: string, input: Omit<BundledInput, "sizeBytes">): Promise<void> => {
    files.set(input.path, file);
    inputs.push({ ...input, sizeBytes: (await fs.stat(file)).size });
  };
  const sourceOf = (id: string, { sources }: { sources: readonly string[] }): string =>
    (Object.hasOwn(lock, id) ? lock[id]?.source : undefined) ?? sources[0] ?? "";
  const { mesos, cacheDirectory } = spec;
  if (mesos.source === "git") {
    const { version, commit, sources } = mesos;
    const id = gitInputId(mesos.ref);
    const { file, sha256 } = await fetched(id, "fetch-git", [version, commit], {
      places: [cacheDirectory, ...sources],
      say,
    });
    const place = `files/mesos/${path.basename(commitTarball(version, commit))}`;
    await add(file, { id, path: place, sha256, source: sourceOf(id, mesos), commit });
  }
  for (const { name, id, download } of fileInputs(spec)) {
    const { sha256, sources } = download;
    const { file } = await fetched(id, "fetch", [name, sha256], {
      places: [cacheDirectory, ...sources],
      say,
    });
    const source = sourceOf(id, download);
    const place = `files/${name}/${fileName(source === "" ? name : source)}`;
    await add(file, { id, path: place, sha256, source });
  }
  return { inputs, files };
}

/** What one of the scripts that fetch has brought into the cache; fetch-git tells its digest, too. */
async function fetched(
  id: string,
  script: "fetch" | "fetch-git",
  args: readonly string[],
  { places, say }: { places: readonly string[]; say: (line: string) => void },
): Promise<{ file: string; sha256: string }> {
  const result = await runProgram(path.join(__dirname, "..", "host", script), args, {
    timeoutMs: FETCH_TIMEOUT_MS,
    stdin: places.join("\n"),
    onErrorLine: say,
  });
  const [file = "", sha256 = ""] = result.stdout.split("\n");
  if (result.status !== 0 || file === "") {
    // It has told which places it tried, and the ways on.
    throw new Error(`${id} cannot be had, so there is no bundle; why is told above`);
  }
  return { file, sha256 };
}

/** Name of a file in a bundle, after its source. */
function fileName(source: string): string {
  const name = path.posix.basename(source).replaceAll(/[^\w.+-]/g, "-");
  return /^\w/.test(name) ? name : `file-${name}`;
}
