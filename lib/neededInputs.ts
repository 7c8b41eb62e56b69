import { artifactInputs, artifactKey } from "./artifactKey";
import type { ClusterSpec } from "./clusterSpec";
import { repositoryManifest } from "./defaultRepositories";
import { fileInputs, type InputName } from "./fileInputs";
import { inputManifest } from "./inputManifest";
import { mavenInput } from "./mavenInput";
import { commitTarball, gitInputId, isCommitId, mayCompile } from "./mesosSource";
import { repositoriesKey } from "./repositoriesCopy";
import { fallback, recipeCompiler } from "./toolchain";
import { repositoryKey } from "./yumRepositories";

/** What can be used in place of an input. */
export interface Instead {
  /** What to do, as the end of "or ...". */
  readonly what: string;
  /** The settings that do so: keys of the configuration with their values. */
  readonly settings: readonly (readonly [string, string])[];
}

/** Something that has to be had before a cluster can be made, and how to go on without a source of it. */
export interface NeededInput {
  /** What it is, e.g. `marathon 0.11.0` or `repository base`. */
  readonly id: string;
  /** Its sources as they are configured, in order. */
  readonly sources: readonly string[];
  /** What is asked for below a source; empty where the source itself is the file. */
  readonly below: string;
  /** Key of the configuration that takes another source first; empty where none can be given. */
  readonly sourceKey: string;
  /** Key of the configuration that does without it when it is false; absent where there is none. */
  readonly switchKey?: string;
  /** SHA-256 of the file; empty where it is not known, or where it is no file. */
  readonly sha256: string;
  /** Tag, branch or commit that the sources, git repositories then, are asked for; absent where they are none. */
  readonly gitRef?: string;
  /** Path below the cache folder of a file that makes every source unnecessary; absent where there is none. */
  readonly cachedAs?: string;
  /** Paths below the cache folder of files with the SHA-256 of a download that does so, too. @default none */
  readonly cachedDigests?: readonly string[];
  /** Name of the artifact in the cache that makes it unnecessary; absent where none does. */
  readonly artifactKey?: string;
  /** What a copy of all repositories in the cache is called, which makes it unnecessary; absent where none does. */
  readonly repositoriesKey?: string;
  /** Whether guests fetch it whose yum speaks no TLS of today. @default false */
  readonly isWithoutTls?: boolean;
  /** What can be used in its place; absent where nothing is known. */
  readonly instead?: Instead;
  /** Whether `up` goes on without it by itself. @default false */
  readonly isDispensable?: boolean;
  /** Why it has no source that could be asked, where that is no fault. */
  readonly unasked?: string;
  /** What is known to be wrong with its sources, where something is. */
  readonly remark?: string;
}

/**
 * What a cluster needs from outside: its files, and the enabled repositories with their keys.
 *
 * @param spec the cluster; digests that are not known are empty
 */
export function neededInputs(spec: ClusterSpec): NeededInput[] {
  return [...files(spec), ...repositories(spec)];
}

function files(spec: ClusterSpec): NeededInput[] {
  const builtAs = artifactKey(artifactInputs(spec));
  const switches: Partial<Record<InputName, string>> = {
    marathon: "marathon.enabled",
    zookeeper: "marathon.enabled",
  };
  const isBuiltBefore = spec.mesos.source !== "artifact" && !mayCompile(spec.mesos);
  const wanted = fileInputs(spec).filter(
    ({ name }) => !(isBuiltBefore && (name === "mesos" || name === "maven")),
  );
  const inputs = wanted.map(({ name, id, download }): NeededInput => {
    const { remark } = inputManifest[name];
    const switchKey = switches[name];
    return {
      id,
      sources: download.sources,
      below: "",
      sourceKey: `${name}.sources[0]`,
      ...(switchKey === undefined ? {} : { switchKey }),
      sha256: download.sha256,
      ...(name === "mesos" && spec.mesos.source === "tarball" ? { artifactKey: builtAs } : {}),
      ...(remark === undefined ? {} : { remark }),
    };
  });
  if (isBuiltBefore) {
    return [installTree(spec, builtAs), ...inputs];
  }
  const all = [...inputs, ...mavenMirrors(spec)];
  return spec.mesos.source === "git" ? [checkout(spec, builtAs), ...all] : all;
}

/** Mesos where no node may have a toolchain: for another stack it was compiled, or before the setting was made. */
function installTree({ mesos }: ClusterSpec, builtAs: string): NeededInput {
  return {
    id: `install tree of mesos ${mesos.version}`,
    sources: [],
    below: "",
    sourceKey: "",
    sha256: "",
    artifactKey: builtAs,
    instead: {
      what: "have it compiled by the master, which keeps its toolchain then",
      settings: [["mesos.toolchain", "builder"]],
    },
    remark: `mesos.toolchain is none, and the cache has no tree of these settings, ${builtAs}`,
  };
}

/** The user's own copies of Maven's central repository. That which Maven has built in refuses nothing, so `up` does not ask it. */
function mavenMirrors(spec: ClusterSpec): NeededInput[] {
  const { mirrors = [] } = spec.maven ?? {};
  // Looked at last: the list is long, and every preview comes along here.
  return mirrors.length === 0 ? [] : mavenInput(spec, mirrors);
}

function checkout({ mesos }: ClusterSpec, builtAs: string): NeededInput {
  const { version, ref, commit, sources } = mesos;
  return {
    id: gitInputId(ref),
    sources,
    below: "",
    sourceKey: "mesos.sources[0]",
    sha256: "",
    gitRef: ref,
    ...(isCommitId(commit)
      ? { cachedAs: commitTarball(version, commit), artifactKey: builtAs }
      : {}),
  };
}

/** What goes on without the recipe's compiler. Repositories are in the seed, so a stack that has machines gets new ones. */
const newerCompiler: Instead = {
  what: `compile with ${fallback.compiler}, which nobody has tried with this Mesos (docs/centos66.md)`,
  settings: [
    ["mesos.compiler", fallback.compiler],
    [`repositories.${fallback.compiler}.baseurl[0]`, fallback.baseurl],
    [`repositories.${recipeCompiler}.enabled`, "false"],
  ],
};

/** Whether yum of a release does: before 6.8 it does not, whichever nss and curl it is given. */
function speaksTls12(release: string): boolean {
  const [major = 0, minor = 0] = release.split(".").map(Number);
  return major > 6 || (major === 6 && minor >= 8);
}

function repositories(spec: ClusterSpec): NeededInput[] {
  const copiedAs = repositoriesKey(spec.repositories);
  const isWithoutTls = !speaksTls12(spec.image.release);
  const isBuiltFromIt = mayCompile(spec.mesos) && spec.mesos.compiler === recipeCompiler;
  return Object.entries(spec.repositories)
    .filter(([, { enabled }]) => enabled)
    .flatMap(([name, { baseurl, gpgkey }]) => {
      const known = Object.hasOwn(repositoryManifest, name) ? repositoryManifest[name] : undefined;
      const key = repositoryKey(name);
      // Of those that are for the build there is the recipe's compiler alone.
      const isNeeded = known?.isOptional === false && !(known.isForBuild && !isBuiltFromIt);
      const common = {
        ...(isNeeded ? {} : { switchKey: `${key}.enabled` }),
        sha256: "",
        repositoriesKey: copiedAs,
        ...(isWithoutTls ? { isWithoutTls } : {}),
        ...(isNeeded && known.isForBuild ? { instead: newerCompiler } : {}),
      };
      return [
        {
          id: `repository ${name}`,
          sources: baseurl,
          // What yum reads first of a repository (its metadata's index).
          below: "repodata/repomd.xml",
          sourceKey: `${key}.baseurl[0]`,
          ...common,
        },
        // A key that is a file of the guest's is in the image.
        ...(gpgkey === "" || gpgkey.startsWith("file:")
          ? []
          : [
              {
                id: `key of repository ${name}`,
                sources: [gpgkey],
                below: "",
                sourceKey: `${key}.gpgkey`,
                ...common,
              },
            ]),
      ];
    });
}
