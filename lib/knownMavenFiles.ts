import { centralRepository } from "./centralRepository";
import { gatherMavenFiles, type GatherMavenOptions } from "./gatherMavenFiles";
import { mavenFiles } from "./mavenFiles";

/** A Maven, and where its files are to be had. */
export interface KnownMaven {
  /** Its version. */
  readonly version: string;
  /** Path of its own tarball, which knows the central repository. */
  readonly tarball: string;
  /** URLs of copies of the central repository, asked in its place, in order; none: the central repository itself. */
  readonly mirrors: readonly string[];
}

/**
 * Brings the files with which a Maven makes Mesos' Java bindings into the cache.
 *
 * @param maven which Maven
 * @param options cache, and who hears of progress
 * @returns SHA-256 of their archive among the downloads; undefined where the files of that Maven are not known
 * @throws Error when they cannot be had
 */
export async function knownMavenFiles(
  { version, tarball, mirrors }: KnownMaven,
  options: Omit<GatherMavenOptions, "sources">,
): Promise<string | undefined> {
  const files = mavenFiles(version);
  if (files.length === 0) {
    return undefined;
  }
  const sources = (): string[] =>
    mirrors.length > 0
      ? mirrors.map((url) => url.replace(/\/*$/, "/"))
      : [centralRepository(tarball, version)];
  return gatherMavenFiles(files, { ...options, sources });
}
