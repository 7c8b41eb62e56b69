import * as path from "node:path";

import type { MesosSpec, VersionedDownloadSpec } from "./clusterSpec";
import { contentHash } from "./contentHash";

/**
 * What tells a Maven repository from others: what is built from it, and by which Maven.
 *
 * @param mesos Mesos' source
 * @param maven Maven's tarball; absent where it is a package, whose version nobody knows before
 * @returns 16 hexadecimal digits; digests that are not known give another key than known ones
 */
export function mavenRepositoryKey(
  mesos: Pick<MesosSpec, "version" | "sha256" | "commit">,
  maven?: Pick<VersionedDownloadSpec, "version" | "sha256">,
): string {
  const { version, sha256 } = maven ?? { version: "package", sha256: "" };
  const parts = [mesos.version, mesos.sha256 || mesos.commit, version, sha256];
  return contentHash("Maven repository, form 1", ...parts).slice(0, 16);
}

/**
 * Path of the file in the cache that has the SHA-256 of a Maven repository, which is among the downloads; host/obtain-artifact
 * reads it.
 *
 * @param cache the cache folder
 * @param key which repository
 */
export function cachedMavenRepository(cache: string, key: string): string {
  return path.join(cache, "maven-repositories", `${key}.sha256`);
}
