import * as fs from "node:fs";
import * as path from "node:path";

import { contentHash } from "./contentHash";

/** A file of Maven's central repository. */
export interface MavenFile {
  /** Its SHA-256. */
  readonly sha256: string;
  /** Its size in bytes. */
  readonly sizeBytes: number;
  /** Its path below the repository's URL. */
  readonly path: string;
}

/** What is known of these files together, for lib/inputManifest.ts. */
export const mavenFilesManifest = {
  /** What they are. */
  title: "plugins and libraries with which Maven makes Mesos' Java bindings",
  /** Where they come from, unless `maven.mirrors` says something else. */
  sources: "the central repository that Maven has built in",
  /** Licence of what they have. */
  licence: "that of each file, mostly Apache-2.0",
  /** How they are verified. */
  trust: "SHA-256 of each file, in lib/mavenFiles.tsv",
  /** What happens where they cannot be had, or are not enough. */
  remark:
    "for Maven 3.3.9; where they cannot be had, or a Mesos asks for more, Maven on the builder fetches by itself",
} as const;

/** The version of Maven whose files these are: another one asks for other plugins. */
const mavenVersion = "3.3.9";

const file = path.join(__dirname, "mavenFiles.tsv");

/**
 * The files that a Maven needs to make Mesos' Java bindings.
 *
 * @param version version of Maven
 * @returns them in order of their paths; none for a Maven whose files are not known
 * @throws Error for a line of lib/mavenFiles.tsv that is none
 */
export function mavenFiles(version: string): MavenFile[] {
  return version === mavenVersion ? parseMavenFiles(fs.readFileSync(file, "utf8")) : [];
}

/**
 * Reads a list of such files.
 *
 * @param text lines of digest, size in bytes and path, divided by tabs; lines that begin with # are passed over
 * @throws Error for another line
 */
export function parseMavenFiles(text: string): MavenFile[] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, sha256, size, place] =
        /^([0-9a-f]{64})\t(\d+)\t(?!\/)(?!.*\.\.)([A-Za-z0-9_./-]+)$/.exec(line) ?? [];
      if (sha256 === undefined || size === undefined || place === undefined) {
        throw new Error(`no file of Maven's: "${line}"; a line is SHA-256, size in bytes and path`);
      }
      return { sha256, sizeBytes: Number(size), path: place };
    });
}

/**
 * Path of the file in the cache that has the SHA-256 of these files' archive, which is among the downloads.
 *
 * @param cache the cache folder
 * @param files the files
 */
export function cachedMavenFiles(cache: string, files: readonly MavenFile[]): string {
  const hash = contentHash("Maven files, form 1", ...files.map(({ sha256 }) => sha256));
  return path.join(cache, "maven-repositories", `files-${hash.slice(0, 16)}.sha256`);
}
