import * as fs from "node:fs";
import * as path from "node:path";

import type { ClusterSpec } from "./clusterSpec";
import { fileInputs, withDigests, type FileInput, type InputName } from "./fileInputs";
import type { InputLock, TrustedFile } from "./inputLock";
import { withLockedCommit } from "./learnCommit";
import { readLockFile, writeLockFile } from "./lockFile";
import { runProgram } from "./runProgram";
import { unknownDigest } from "./unknownDigest";

/** Longest time for one file, in milliseconds: host/fetch gives up each of its places after four hours by itself. */
const FETCH_TIMEOUT_MS = 24 * 3600 * 1000;

/** What {@link learnDigests} needs beside the cluster. */
export interface LearnOptions {
  /** Path of the stack's lock file. */
  readonly lockFile: string;
  /** Whether this is a preview, which downloads and writes nothing. */
  readonly isPreview: boolean;
  /** Gets a line of progress, or the one of a preview. */
  readonly say: (line: string) => void;
  /** Gets what a file is trusted for: it must not be overseen. */
  readonly warn: (text: string) => void;
  /** Runs before the first file is fetched, and throws when all of them would be in vain. */
  readonly checkFirst: (spec: ClusterSpec) => Promise<unknown>;
}

/**
 * Gives every file of a cluster its digest. One that has none gets it from the stack's lock file; one that is not in there
 * either is fetched and trusted on first use, aloud, and written there. Where all digests are given nothing is read.
 *
 * @param spec the cluster
 * @param options lock file, and who hears of it
 * @returns the cluster with digests; in a preview {@link unknownDigest} for those that are not known yet
 * @throws Error when the lock file is not right, or no place has a file
 */
export async function learnDigests(spec: ClusterSpec, options: LearnOptions): Promise<ClusterSpec> {
  if (inputsWithoutDigest(spec).length === 0) {
    return spec;
  }
  let lock = readLockFile(options.lockFile);
  const known = withLocked(spec, lock);
  const unknown = inputsWithoutDigest(known);
  const file = path.basename(options.lockFile);
  if (options.isPreview) {
    if (unknown.length > 0) {
      options.say(
        `no digest is known of ${unknown.map(({ id }) => id).join(", ")}: the up fetches and trusts them on first use, ` +
          `and writes ${file}; this preview has "${unknownDigest}" in their place`,
      );
    }
    return withDigests(known, Object.fromEntries(unknown.map(({ name }) => [name, unknownDigest])));
  }
  if (unknown.length > 0) {
    // Not only after a download of an hour.
    fs.accessSync(path.dirname(options.lockFile), fs.constants.W_OK);
    await options.checkFirst(known);
  }
  const digests: Partial<Record<InputName, string>> = {};
  for (const input of unknown) {
    const trusted = await fetchFirst(input, spec.cacheDirectory, options);
    lock = { ...lock, [input.id]: trusted };
    writeLockFile(options.lockFile, lock);
    digests[input.name] = trusted.sha256;
    const { md5 } = input.known;
    options.warn(
      `${input.id}: no SHA-256 of it is known, so what ${trusted.source} has is trusted on first use` +
        `${md5 === undefined ? "" : ` (its MD5, which is no proof, is that of ${md5.origin})`}. ` +
        `Its SHA-256 is ${trusted.sha256}; it is in ${file} now, and nothing else will be taken for this file. ` +
        `Commit ${file}.`,
    );
  }
  return withDigests(known, digests);
}

/**
 * Gives files without a digest the one that the stack's lock file has, if it has one, and a tag of git its commit.
 *
 * @param spec the cluster
 * @param lockFile path of the lock file, which need not exist
 * @returns the cluster; what is not known is still empty
 * @throws Error when the lock file is not right
 */
export function lockedDigests(spec: ClusterSpec, lockFile: string): ClusterSpec {
  if (inputsWithoutDigest(spec).length === 0 && spec.mesos.source !== "git") {
    return spec;
  }
  return withLock(spec, readLockFile(lockFile));
}

/**
 * Gives files without a digest the one that a lock file has, if it has one, and a tag of git its commit.
 *
 * @param spec the cluster
 * @param lock the lock file
 * @returns the cluster; what is not known is still empty
 */
export function withLock(spec: ClusterSpec, lock: InputLock): ClusterSpec {
  return withLockedCommit(withLocked(spec, lock), lock);
}

function inputsWithoutDigest(spec: ClusterSpec): FileInput[] {
  return fileInputs(spec).filter(({ download }) => download.sha256 === "");
}

function withLocked(spec: ClusterSpec, lock: InputLock): ClusterSpec {
  const digests: Partial<Record<InputName, string>> = {};
  for (const { name, id } of inputsWithoutDigest(spec)) {
    const trusted = Object.hasOwn(lock, id) ? lock[id] : undefined;
    if (trusted?.sha256 !== undefined) {
      digests[name] = trusted.sha256;
    }
  }
  return withDigests(spec, digests);
}

/** Fetches a file whose digest nobody knows. */
async function fetchFirst(
  { name, id, download, known }: FileInput,
  cacheDirectory: string,
  { say }: LearnOptions,
): Promise<TrustedFile> {
  const form = name === "image" ? "qcow2" : "tar.gz";
  const mode = [
    "--first-use",
    form,
    ...(known.md5 === undefined ? [] : ["--md5", known.md5.value]),
  ];
  const script = path.join(__dirname, "..", "host", "fetch");
  const report: string[] = [];
  const { status, stdout, stderr } = await runProgram(script, [...mode, name], {
    timeoutMs: FETCH_TIMEOUT_MS,
    stdin: [cacheDirectory, ...download.sources].join("\n"),
    onErrorLine: (line) => {
      // Why no place has it is for the error alone.
      if (report.length > 0 || line.includes(": no place has the file")) {
        report.push(line);
      } else {
        say(line);
      }
    },
  });
  if (status !== 0) {
    throw new Error(report.length > 0 ? report.join("\n") : `${id}: ${stderr.trim()}`);
  }
  const [sha256 = "", , source = ""] = stdout.split("\n");
  return { sha256, source };
}
