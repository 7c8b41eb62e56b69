import type { BundledInput, BundleIndex } from "./bundleIndex";
import type { ClusterSpec } from "./clusterSpec";
import { fileInputs } from "./fileInputs";
import { mavenRepositoryKey } from "./mavenRepository";
import { enabledRepositories, repositoriesKey } from "./repositoriesCopy";

/** What a bundle is to a stack. */
export interface BundleVerdict {
  /** What keeps it from being used; none where it can be. */
  readonly faults: readonly string[];
  /** Inputs whose digest the stack does not know: the bundle's maker is believed. */
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
  const faults: string[] = [];
  const trusted: BundledInput[] = [];
  const lacking: string[] = [];
  if (spec.mesos.source === "git") {
    lacking.push(`mesos git ${spec.mesos.ref}`);
  }
  for (const { name, id, download } of fileInputs(spec)) {
    const named = index.inputs.find((input) => input.id === id);
    if (index.inputs.some(({ sha256 }) => sha256 === download.sha256)) {
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
  const names = enabledRepositories(spec.repositories).map(([name]) => name);
  if (index.repositories === undefined) {
    lacking.push("the packages of the guests");
  } else if (index.repositories.key !== repositoriesKey(spec.repositories)) {
    faults.push(
      `repositories: the bundle has a copy of ${index.repositories.names.join(", ")}, made for other settings of ` +
        `mesos-testbed:repositories than this stack's (enabled are ${names.join(", ")}); set them as where it was made`,
    );
  }
  const maven = index.mavenRepository?.key;
  if (spec.mesos.source !== "artifact" && maven !== mavenRepositoryKey(spec.mesos, spec.maven)) {
    lacking.push("the Maven repository of Mesos' Java bindings, if Mesos has to be compiled");
  }
  return { faults, trusted, lacking };
}
