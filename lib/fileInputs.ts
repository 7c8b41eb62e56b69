import * as path from "node:path";

import type { ClusterSpec, DownloadSpec, VersionedDownloadSpec } from "./clusterSpec";
import { knownFile, type KnownFile } from "./inputManifest";

/** The files that a cluster is made from, by the key of the configuration that says where each comes from. */
export type InputName = "image" | "mesos" | "maven" | "zookeeper" | "marathon";

/** A file that a cluster is made from. */
export interface FileInput {
  /** Its key in the configuration. */
  readonly name: InputName;
  /** What tells it from every other file that could be meant: name and version, of the image its file's name. */
  readonly id: string;
  /** Where it comes from, and its digest. */
  readonly download: DownloadSpec;
  /** What is known of it. */
  readonly known: KnownFile;
}

/**
 * The files that a cluster needs.
 *
 * @param spec the cluster
 * @returns the tarballs, and the image, which is larger than all of them, last
 */
export function fileInputs(spec: ClusterSpec): FileInput[] {
  const { mesos, marathon, zookeeper, maven, image } = spec;
  const versioned = (
    name: Exclude<InputName, "image">,
    download: VersionedDownloadSpec,
  ): FileInput => ({
    name,
    id: `${name} ${download.version}`,
    download,
    known: knownFile(name, download.version),
  });
  // Somebody's own, of which no document tells anything; the lock file must not take it for the source.
  const installTree: FileInput = {
    name: "mesos",
    id: `install tree of mesos ${mesos.version}`,
    download: mesos,
    known: {},
  };
  const imageSource = image.sources[0] ?? "";
  return [
    ...{ tarball: [versioned("mesos", mesos)], artifact: [installTree], git: [] }[mesos.source],
    ...(mesos.source === "artifact" || maven === undefined ? [] : [versioned("maven", maven)]),
    ...(marathon.enabled
      ? [versioned("zookeeper", zookeeper), versioned("marathon", marathon)]
      : []),
    {
      name: "image",
      id: `image ${path.posix.basename(imageSource)}`,
      download: image,
      known: knownFile("image", imageSource),
    },
  ];
}

/**
 * A cluster with digests put in.
 *
 * @param spec the cluster
 * @param digests SHA-256 by name; what is not there stays as it is
 */
export function withDigests(
  spec: ClusterSpec,
  digests: Readonly<Partial<Record<InputName, string>>>,
): ClusterSpec {
  const pinned = <D extends DownloadSpec>(name: InputName, download: D): D => ({
    ...download,
    sha256: digests[name] ?? download.sha256,
  });
  return {
    ...spec,
    image: pinned("image", spec.image),
    mesos: pinned("mesos", spec.mesos),
    ...(spec.maven === undefined ? {} : { maven: pinned("maven", spec.maven) }),
    zookeeper: pinned("zookeeper", spec.zookeeper),
    marathon: pinned("marathon", spec.marathon),
  };
}
