import * as fs from "node:fs";
import * as path from "node:path";

import {
  bundledFiles,
  formatBundleIndex,
  indexName,
  parseBundleIndex,
  type BundleIndex,
} from "./bundleIndex";
import { fileDigest } from "./fileDigest";
import { messageOf } from "./getJson";
import { lastWords, runProgram, type ProgramResult } from "./runProgram";
import { whileTelling } from "./whileTelling";

/** Longest time for tar over a whole bundle, in milliseconds: gigabytes on a slow disk. */
const TAR_TIMEOUT_MS = 3600 * 1000;

/** Time stamp of every member, so that the same files give the same bytes. Not 0, of which tar warns at each file. */
const MEMBER_TIME = "2015-01-01 00:00:00Z";

/** A file to be put into an archive. */
export interface ArchiveMember {
  /** Its name there. */
  readonly path: string;
  /** Path of the file on this host. */
  readonly file: string;
}

/**
 * Writes a tar archive, whole or not at all: the same bytes for the same files in the same order.
 *
 * @param target path of the archive; one that is there already is replaced
 * @param members the files, in order
 * @throws Error in tar's words
 */
export async function writeArchive(
  target: string,
  members: readonly ArchiveMember[],
): Promise<void> {
  const part = `${target}.part`;
  const stage = fs.mkdtempSync(`${target}.files.`);
  try {
    for (const { path: name, file } of members) {
      const link = path.join(stage, name);
      fs.mkdirSync(path.dirname(link), { recursive: true });
      fs.symlinkSync(path.resolve(file), link);
    }
    const result = await runProgram(
      "tar",
      [
        ...["--create", "--force-local", "--file", part, "--directory", stage, "--dereference"],
        ...["--format=gnu", `--mtime=${MEMBER_TIME}`, "--owner=0", "--group=0", "--numeric-owner"],
        ...["--mode=u=rw,go=r", "--no-recursion", "--verbatim-files-from", "--files-from=-"],
      ],
      { timeoutMs: TAR_TIMEOUT_MS, stdin: members.map(({ path: name }) => `${name}\n`).join("") },
    );
    if (result.status !== 0) {
      throw new Error(`${target} could not be written: ${lastWords(result)}`);
    }
    fs.renameSync(part, target);
  } finally {
    fs.rmSync(stage, { recursive: true, force: true });
    fs.rmSync(part, { force: true });
  }
}

/**
 * Writes a bundle.
 *
 * @param target path of the bundle
 * @param index what it has
 * @param files paths on this host by name in the bundle, one for each file of the index
 * @param say gets a line of progress
 */
export async function writeBundle(
  target: string,
  index: BundleIndex,
  files: ReadonlyMap<string, string>,
  say: (line: string) => void,
): Promise<void> {
  const folder = fs.mkdtempSync(`${target}.index.`);
  try {
    const indexFile = path.join(folder, indexName);
    fs.writeFileSync(indexFile, formatBundleIndex(index));
    const members = bundledFiles(index).map(({ path: name }) => {
      const file = files.get(name);
      if (file === undefined) {
        throw new Error(`no file for ${name} of the index`);
      }
      return { path: name, file };
    });
    const size = bundledFiles(index).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    await whileTelling(
      (seconds) =>
        say(`writing ${target}: ${mebibytes(sizeOf(`${target}.part`), size)}, ${seconds} s`),
      writeArchive(target, [{ path: indexName, file: indexFile }, ...members]),
    );
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/**
 * Reads a bundle's index.
 *
 * @param bundle path of the bundle
 * @throws Error when there is no such file, or it is no bundle
 */
export async function readBundleIndex(bundle: string): Promise<BundleIndex> {
  if (!fs.existsSync(bundle)) {
    throw new Error(`there is no bundle ${bundle}`);
  }
  const result = await runProgram(
    "tar",
    [
      ...["--extract", "--force-local", "--to-stdout", "--occurrence=1"],
      ...["--file", path.resolve(bundle), indexName],
    ],
    { timeoutMs: TAR_TIMEOUT_MS },
  );
  if (result.status !== 0) {
    throw new Error(
      `${bundle} is no bundle of this project, or is damaged: tar says "${firstWords(result)}"`,
    );
  }
  try {
    return parseBundleIndex(result.stdout);
  } catch (error) {
    throw new Error(`${bundle} is no bundle that can be used: ${messageOf(error)}`);
  }
}

/**
 * Unpacks a bundle into an empty folder and verifies every file.
 *
 * @param bundle path of the bundle
 * @param index its index
 * @param folder where to
 * @param say gets a line for each file
 * @throws Error when a file is missing, is not what the index says, or is not in the index
 */
export async function unpackBundle(
  bundle: string,
  index: BundleIndex,
  folder: string,
  say: (line: string) => void,
): Promise<void> {
  const archive = path.resolve(bundle);
  const damaged = (fault: string): Error =>
    new Error(`${bundle} is damaged: ${fault}. Copy or make it again; nothing of it was used.`);
  const list = await runProgram("tar", ["--list", "--force-local", "--file", archive], {
    timeoutMs: TAR_TIMEOUT_MS,
  });
  if (list.status !== 0) {
    throw damaged(`tar says "${firstWords(list)}"`);
  }
  const wanted = [indexName, ...bundledFiles(index).map(({ path: name }) => name)];
  const found = list.stdout.split("\n").slice(0, -1);
  if (found.join("\n") !== wanted.join("\n")) {
    throw damaged(
      `it has ${found.join(", ")}, and its ${indexName} names ${wanted.slice(1).join(", ")}`,
    );
  }
  const unpack = await whileTelling(
    (seconds) => say(`unpacking ${bundle}, ${seconds} s`),
    runProgram(
      "tar",
      [
        ...["--extract", "--force-local", "--file", archive, "--directory", folder],
        ...["--no-same-owner", "--no-same-permissions"],
      ],
      { timeoutMs: TAR_TIMEOUT_MS },
    ),
  );
  if (unpack.status !== 0) {
    throw damaged(`tar says "${firstWords(unpack)}"`);
  }
  for (const { path: name, sha256 } of bundledFiles(index)) {
    const file = path.join(folder, name);
    const digest = fs.lstatSync(file).isFile() ? await fileDigest(file) : "none, it is no file";
    if (digest !== sha256) {
      throw damaged(`${name} has sha256 ${digest}, and its ${indexName} says ${sha256}`);
    }
    say(`verified ${name}, ${mebibytes(sizeOf(file))}`);
  }
}

/** The first line of a program's standard error: tar's later ones only say that it gave up. */
function firstWords(result: ProgramResult): string {
  return result.stderr.split("\n").find((line) => line !== "") ?? lastWords(result);
}

function sizeOf(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Amounts for people, rounded up. @param amounts bytes @returns e.g. `1 of 3 MiB` */
export function mebibytes(...amounts: readonly number[]): string {
  return `${amounts.map((bytes) => Math.ceil(bytes / 1024 / 1024)).join(" of ")} MiB`;
}
