import * as fs from "node:fs";
import * as path from "node:path";

import { fileDigest } from "./fileDigest";
import type { ListedFile } from "./repodata";
import { lastWords, runProgram } from "./runProgram";

/** Bounds of a transfer, as in host/lib/download.sh: connection, least speed and for how long, the whole; in seconds. */
const CONNECT_SECONDS = 15;
const STALL_BYTES_PER_SECOND = 1024;
const STALL_SECONDS = Number(process.env["MESOS_TESTBED_STALL_SECONDS"] ?? 60);
const TOTAL_SECONDS = 3600;

/** A file in the cache. */
export interface FetchedFile {
  /** Path of the file in the cache. */
  readonly file: string;
  /** Its SHA-256, by which the cache has it. */
  readonly sha256: string;
  /** Its size in bytes. */
  readonly sizeBytes: number;
  /** URL that has it. */
  readonly source: string;
}

/**
 * Brings a small file into the cache. Many of them are had at once, so that there is neither lock nor resumption: each run
 * writes into a file of its own, which becomes the cache's when it is whole.
 *
 * @param url http(s) URL
 * @param folder the cache's folder of downloads
 * @param expected what the file has to be; absent where nobody says it
 * @returns the file
 * @throws Error in curl's words, or when it is another file
 */
export async function fetchChecked(
  url: string,
  folder: string,
  expected?: Pick<ListedFile, "algorithm" | "checksum">,
): Promise<FetchedFile> {
  const known = expected?.algorithm === "sha256" ? path.join(folder, expected.checksum) : undefined;
  if (
    known !== undefined &&
    fs.existsSync(known) &&
    (await fileDigest(known)) === expected?.checksum
  ) {
    return fetched(known, path.basename(known), url);
  }
  const scratch = fs.mkdtempSync(path.join(folder, ".fetch."));
  try {
    const file = path.join(scratch, "file");
    const result = await runProgram(
      "curl",
      [
        ...["--fail", "--silent", "--show-error", "--location", "--max-redirs", "5"],
        ...["--proto", "=http,https", "--retry", "2"],
        ...["--connect-timeout", String(CONNECT_SECONDS), "--max-time", String(TOTAL_SECONDS)],
        ...["--speed-limit", String(STALL_BYTES_PER_SECOND), "--speed-time", String(STALL_SECONDS)],
        ...["--output", file, "--", url],
      ],
      { timeoutMs: (TOTAL_SECONDS + 60) * 1000 * 3 },
    );
    if (result.status !== 0) {
      throw new Error(`${url}: ${lastWords(result)}`);
    }
    // curl writes no file for an answer without a body.
    fs.closeSync(fs.openSync(file, "a"));
    const checksum = expected && (await fileDigest(file, expected.algorithm));
    if (checksum !== expected?.checksum) {
      throw new Error(
        `${url}: what it sends has ${expected?.algorithm} ${checksum}, and the repository says ${expected?.checksum}`,
      );
    }
    const sha256 = await fileDigest(file);
    fs.renameSync(file, path.join(folder, sha256));
    return fetched(path.join(folder, sha256), sha256, url);
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

function fetched(file: string, sha256: string, source: string): FetchedFile {
  return { file, sha256, sizeBytes: fs.statSync(file).size, source };
}
