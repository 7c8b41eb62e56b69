import * as path from "node:path";

import type { BundledInput, BundleIndex } from "./bundleIndex";
import type { ClusterSpec } from "./clusterSpec";
import { fileInputs } from "./fileInputs";
import type { InputLock, TrustedCommit, TrustedFile } from "./inputLock";
import { withLock } from "./learnDigests";
import { mavenRepositoryKey } from "./mavenRepository";
import { commitTarball, gitInputId } from "./mesosSource";
import { enabledRepositories, repositoriesKey } from "./repositoriesCopy";

/** What a bundle is to a stack. */
export interface BundleVerdict {
  /** What keeps it from being used; none where it can be. */
  readonly faults: readonly string[];
  /** Inputs whose digest or commit the stack does not know: the bundle's maker is believed. */
  readonly trusted: readonly BundledInput[];
  /** What the stack needs and the bundle does not have. */
  readonly lacking: readonly string[];
}

/**
 * Compares what a bundle has with what a stack expects.
 *
 * @param index what the bundle has
 * @param spec the cluster; digests that are not known are empty
 */
export function compareBundle(index: BundleIndex, spec: ClusterSpec): BundleVerdict {
  const parts = [compareCommit(index, spec), compareFiles(index, spec)];
  const trusted = parts.flatMap((part) => part.trusted);
  const faults = parts.flatMap((part) => part.faults);
  const lacking = parts.flatMap((part) => part.lacking);
  const names = enabledRepositories(spec.repositories).map(([name]) => name);
  if (index.repositories === undefined) {
    lacking.push("the packages of the guests");
  } else if (index.repositories.key !== repositoriesKey(spec.repositories)) {
    faults.push(
      `repositories: the bundle has a copy of ${index.repositories.names.join(", ")}, made for other settings of ` +
        `mesos-testbed:repositories than this stack's (enabled are ${names.join(", ")}); set them as where it was made`,
    );
  }
  // What is trusted is among what a Maven repository goes by.
  const { mesos, maven } = withLock(spec, lockEntries(trusted));
  if (
    mesos.source !== "artifact" &&
    index.mavenRepository?.key !== mavenRepositoryKey(mesos, maven)
  ) {
    lacking.push("the Maven repository of Mesos' Java bindings, if Mesos has to be compiled");
  }
  return { faults, trusted, lacking };
}

/**
 * What a lock file gets when a bundle's maker is believed.
 *
 * @param trusted the inputs, see {@link BundleVerdict}
 */
export function lockEntries(trusted: readonly BundledInput[]): InputLock {
  return Object.fromEntries(
    trusted.map(({ id, sha256, commit, source }): [string, TrustedFile | TrustedCommit] => [
      id,
      commit === undefined ? { sha256, source } : { commit, source },
    ]),
  );
}

/** Mesos from git: the tarball of one commit. A bundle that an earlier version has made has none. */
function compareCommit({ inputs }: BundleIndex, { mesos }: ClusterSpec): BundleVerdict {
  const id = gitInputId(mesos.ref);
  const bundled = inputs.find(({ commit }) => commit !== undefined);
  if (mesos.source !== "git" || bundled?.commit === undefined) {
    return { faults: [], trusted: [], lacking: mesos.source === "git" ? [id] : [] };
  }
  const isOpen = mesos.commit === "";
  const expected = path.posix.basename(
    commitTarball(mesos.version, isOpen ? bundled.commit : mesos.commit),
  );
  const found = path.posix.basename(bundled.path);
  if (found === expected && (!isOpen || bundled.id === id)) {
    return { faults: [], trusted: isOpen ? [bundled] : [], lacking: [] };
  }
  const fault =
    `${id}: the bundle has ${found} of ${bundled.id} (from ${bundled.source}), and this stack expects ` +
    `${isOpen ? `version ${mesos.version} of ${mesos.ref}` : expected}: the version is mesos-testbed:mesos.version, the ` +
    `commit mesos-testbed:mesos.ref, or the lock file's`;
  return { faults: [fault], trusted: [], lacking: [] };
}

function compareFiles({ inputs }: BundleIndex, spec: ClusterSpec): BundleVerdict {
  const faults: string[] = [];
  const trusted: BundledInput[] = [];
  const lacking: string[] = [];
  for (const { name, id, download } of fileInputs(spec)) {
    const named = inputs.find((input) => input.id === id);
    if (inputs.some(({ sha256 }) => sha256 === download.sha256)) {
      continue;
    }
    if (named === undefined) {
      lacking.push(id);
    } else if (download.sha256 === "") {
      trusted.push(named);
    } else {
      faults.push(
        `${id}: the bundle has the file with sha256 ${named.sha256} (from ${named.source}), and this stack expects ` +
          `${download.sha256}, which is mesos-testbed:${name}.sha256, or the one known of this version, or the lock file's`,
      );
    }
  }
  return { faults, trusted, lacking };
}
