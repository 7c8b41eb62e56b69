import type { VersionedDownloadSpec, MesosSpec } from "./clusterSpec";
import { configKeys, type Settings } from "./configKeys";

/** Where Mesos' history can be had, in order: the foundation's own server, and its copy. */
export const mesosRepositories: readonly string[] = [
  "https://gitbox.apache.org/repos/asf/mesos.git",
  "https://github.com/apache/mesos.git",
];

/**
 * Whether Mesos may have to be compiled: no install tree is given, and a node may have a toolchain.
 *
 * @param mesos the specification of Mesos
 */
export function mayCompile({
  source,
  toolchain,
}: Pick<MesosSpec, "source" | "toolchain">): boolean {
  return source !== "artifact" && toolchain !== "none";
}

/** Whether a text is a commit's id: 40 lower-case hexadecimal digits. */
export function isCommitId(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}

/**
 * What tells a tag, branch or commit of Mesos from every other input that could be meant.
 *
 * @param ref its name
 */
export function gitInputId(ref: string): string {
  return `mesos git ${ref}`;
}

/** Folder, below that of the cache, of tarballs of commits. */
export const commitFolder = "downloads/git";

/**
 * Path below the cache folder of the tarball of a commit, as host/fetch-git names it; its digest is beside it.
 *
 * @param version version of Mesos
 * @param commit id of the commit
 */
export function commitTarball(version: string, commit: string): string {
  return `${commitFolder}/mesos-${version}-${commit}.tar.gz`;
}

/**
 * Whether the sources are those of the release's tarball, which no other `mesos.source` can use.
 *
 * @param mesos the settings of Mesos
 */
export function hasDefaultSources({ sources }: Settings["mesos"]): boolean {
  return JSON.stringify(sources) === JSON.stringify(configKeys.keys.mesos.keys.sources.default);
}

/**
 * Whether a digest is given that is not the default one, which is that of the release's tarball.
 *
 * @param mesos the settings of Mesos
 */
export function hasOwnDigest({ sha256 }: Settings["mesos"]): boolean {
  return sha256 !== "" && sha256 !== configKeys.keys.mesos.keys.sha256.default;
}

/**
 * Mesos as it is specified: from git without a ref it is the tag of the version, and a commit's id is its own digest.
 *
 * @param given the settings of Mesos
 * @param download its version, sources and digest, as of a release
 */
export function mesosSpec(given: Settings["mesos"], download: VersionedDownloadSpec): MesosSpec {
  const { version, sources } = download;
  switch (given.source) {
    case "tarball":
      return { ...given, ...download, commit: "" };
    case "artifact":
      // Somebody's own, of which no document tells anything.
      return {
        ...given,
        version,
        sources,
        sha256: hasOwnDigest(given) ? given.sha256 : "",
        commit: "",
      };
    case "git": {
      const ref = given.ref || version;
      return {
        ...given,
        version,
        sources: hasDefaultSources(given) ? mesosRepositories : sources,
        sha256: "",
        ref,
        commit: isCommitId(ref) ? ref : "",
      };
    }
  }
}
