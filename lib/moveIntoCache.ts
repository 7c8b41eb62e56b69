import * as fs from "node:fs";
import * as path from "node:path";

import type { BundleIndex } from "./bundleIndex";
import { cachedMavenRepository } from "./mavenRepository";
import { commitFolder } from "./mesosSource";
import { cachedRepositories } from "./repositoriesCopy";

/**
 * Puts the files of a bundle where `up` looks for them. What is in the cache already is replaced: it may be damaged.
 *
 * @param index the bundle's index
 * @param folder where the bundle was unpacked, on the same file system; every file is verified by now
 * @param cache the cache folder
 */
export function moveIntoCache(index: BundleIndex, folder: string, cache: string): void {
  const { inputs, repositories, mavenRepository } = index;
  const downloads = path.join(cache, "downloads", "sha256");
  fs.mkdirSync(downloads, { recursive: true });
  const files = inputs.filter(({ commit }) => commit === undefined);
  for (const { path: name, sha256 } of [
    ...files,
    ...(mavenRepository === undefined ? [] : [mavenRepository]),
  ]) {
    fs.renameSync(path.join(folder, name), path.join(downloads, sha256));
  }
  for (const { path: name, sha256, commit } of inputs) {
    if (commit !== undefined) {
      const tarball = path.join(cache, commitFolder, path.posix.basename(name));
      moveWithDigest(path.join(folder, name), tarball, `${tarball}.sha256`, sha256);
    }
  }
  if (repositories !== undefined) {
    const { archive, digest } = cachedRepositories(cache, repositories.key);
    moveWithDigest(path.join(folder, repositories.path), archive, digest, repositories.sha256);
  }
  if (mavenRepository !== undefined) {
    writeDigest(cachedMavenRepository(cache, mavenRepository.key), mavenRepository.sha256);
  }
}

/** Without its digest a file counts as none, so that is written last. */
function moveWithDigest(from: string, to: string, digest: string, sha256: string): void {
  fs.mkdirSync(path.dirname(to), { recursive: true });
  fs.rmSync(digest, { force: true });
  fs.renameSync(from, to);
  writeDigest(digest, sha256);
}

/** Whoever reads it sees the old one or the new one. */
function writeDigest(file: string, sha256: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.part`, `${sha256}\n`);
  fs.renameSync(`${file}.part`, file);
}
