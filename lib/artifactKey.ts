import type { ClusterSpec } from "./clusterSpec";
import { contentHash } from "./contentHash";
import { guestScript } from "./guestScripts";
import { isFromRecipe, switchedRepositories, toolchainOf } from "./toolchain";

/** All that shapes the install tree of Mesos. */
export interface ArtifactInputs {
  /** Mesos' version. */
  version: string;
  /** SHA-256 of its source tarball; empty where it comes from git. */
  sourceSha256: string;
  /** Id of the commit, where it comes from git. */
  sourceCommit?: string;
  /** SHA-256 of Maven's tarball; empty where Maven is one of the packages. */
  mavenSha256: string;
  /** yum groups of the toolchain. */
  packageGroups: readonly string[];
  /** yum packages of the toolchain. */
  packages: readonly string[];
  /** Repository of the Subversion that it is linked to, where that is not the distribution's. */
  subversionFrom?: string;
  /** Arguments of `configure`. */
  configureFlags: readonly string[];
  /** SHA-256 of the image that it is compiled on. */
  imageSha256: string;
}

/**
 * What shapes the install tree of a cluster that compiles it.
 *
 * @param spec the cluster; Mesos' commit is empty unless it comes from git
 */
export function artifactInputs(
  spec: Pick<ClusterSpec, "mesos" | "maven" | "image" | "repositories">,
): ArtifactInputs {
  const { version, sha256, commit } = spec.mesos;
  const { groups, packages, configureFlags } = toolchainOf(spec);
  return {
    version,
    sourceSha256: sha256,
    ...(commit === "" ? {} : { sourceCommit: commit }),
    mavenSha256: spec.maven?.sha256 ?? "",
    packageGroups: groups,
    packages,
    ...(isFromRecipe("subversion", spec.repositories)
      ? { subversionFrom: switchedRepositories.subversion }
      : {}),
    configureFlags,
    imageSha256: spec.image.sha256,
  };
}

/**
 * Name of an artifact in the cache: equal inputs give an equal name, another input gives another one. The script that
 * compiles and what it sources for that are among the inputs.
 *
 * @param inputs what shapes the install tree
 * @returns 16 hexadecimal digits
 */
export function artifactKey(inputs: ArtifactInputs): string {
  const hash = contentHash(
    "install tree, form 1",
    guestScript("build-mesos-worker"),
    guestScript("lib/compiler.sh"),
    JSON.stringify(inputs, Object.keys(inputs).sort()),
  );
  return hash.slice(0, 16);
}
