import * as fs from "node:fs/promises";
import * as path from "node:path";

import type { BundledInput } from "./bundleIndex";
import type { ClusterSpec } from "./clusterSpec";
import { fileInputs } from "./fileInputs";
import type { InputLock } from "./inputLock";
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
  for (const { name, id, download } of fileInputs(spec)) {
    const result = await runProgram(
      path.join(__dirname, "..", "host", "fetch"),
      [name, download.sha256],
      {
        timeoutMs: FETCH_TIMEOUT_MS,
        stdin: [spec.cacheDirectory, ...download.sources].join("\n"),
        onErrorLine: say,
      },
    );
    const file = result.stdout.trim();
    if (result.status !== 0 || file === "") {
      // host/fetch has told which places it tried, and the ways on.
      throw new Error(`${id} cannot be had, so there is no bundle; why is told above`);
    }
    const source = (Object.hasOwn(lock, id) ? lock[id]?.source : undefined) ?? download.sources[0];
    const place = `files/${name}/${fileName(source ?? name)}`;
    files.set(place, file);
    inputs.push({
      id,
      path: place,
      sha256: download.sha256,
      sizeBytes: (await fs.stat(file)).size,
      source: source ?? "",
    });
  }
  return { inputs, files };
}

/** Name of a file in a bundle, after its source. */
function fileName(source: string): string {
  const name = path.posix.basename(source).replaceAll(/[^\w.+-]/g, "-");
  return /^\w/.test(name) ? name : `file-${name}`;
}
