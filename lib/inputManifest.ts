import * as path from "node:path";

import type { InputName } from "./fileInputs";

/** A digest, and the document that has it. Where no publisher gives one, the document is somebody else's. */
export interface KnownDigest {
  /** The digest, lower-case hexadecimal digits. */
  readonly value: string;
  /** The document that has it. */
  readonly origin: string;
}

/** What is known of one file. */
export interface KnownFile {
  /** Its SHA-256; absent where none is known: it is trusted on first use then. */
  readonly sha256?: KnownDigest;
  /** Its MD5, which is no proof, but must match on first use. */
  readonly md5?: KnownDigest;
  /** What else there is to know of it. */
  readonly remark?: string;
}

/** A file that is downloaded, in all versions that are known. */
export interface ManifestFile {
  /** What it is. */
  readonly title: string;
  /** Its licence. */
  readonly licence: string;
  /** Where it can be had, in order; `{version}` stands for the version. */
  readonly sources: readonly string[];
  /** What is known of each version, of the image of each file name. */
  readonly known: Readonly<Record<string, KnownFile>>;
  /** What is wrong with the sources, where something is. */
  readonly remark?: string;
}

/** A file that has a version. */
export interface ManifestVersionedFile extends ManifestFile {
  /** The version where none is asked for. */
  readonly version: string;
}

const apacheLicence = "Apache-2.0";

/** File name of the image: only a dated one pins the release, and this is the latest known one of 6.6. */
const imageFile = "CentOS-6-x86_64-GenericCloud-20141129_01.qcow2";

/** Everything that is downloaded as a file, by the key of the configuration. The defaults there come from here. */
export const inputManifest: Readonly<Record<Exclude<InputName, "image">, ManifestVersionedFile>> & {
  readonly image: ManifestFile;
} = {
  image: {
    title: "CentOS 6.6, cloud image of 2014-11-29",
    licence: "that of each package in it; the collection is GPL-2.0",
    sources: [
      // First with a certificate, since its digest is not known.
      `https://cloud.centos.org/centos/6/images/${imageFile}`,
      `http://cloud.centos.org/centos/6/images/${imageFile}`,
    ],
    known: {
      [imageFile]: {
        md5: {
          value: "62ac2565e3527377860361f57639f334",
          origin: "glance-images of marafa/openstack",
        },
        remark: "no SHA-256 of it was found",
      },
    },
  },
  mesos: {
    title: "Apache Mesos, source",
    licence: apacheLicence,
    version: "0.24.0",
    // www.apache.org/dist, which the recipe names, keeps the current release only.
    sources: ["https://archive.apache.org/dist/mesos/{version}/mesos-{version}.tar.gz"],
    known: {
      "0.23.0": { remark: "the version in the recipe's logs; no SHA-256 of it was found" },
      "0.24.0": {
        sha256: {
          value: "6b8cfd723760d336f2aae543b0cfcea230c0d0247fed44876665578c06f983c4",
          origin: "Library/Formula/mesos.rb of mistydemeo/tigerbrew",
        },
      },
    },
  },
  maven: {
    title: "Apache Maven, program",
    licence: apacheLicence,
    version: "3.3.9",
    sources: [
      "https://archive.apache.org/dist/maven/maven-3/{version}/binaries/apache-maven-{version}-bin.tar.gz",
    ],
    known: {
      "3.3.9": {
        sha256: {
          value: "6e3e9c949ab4695a204f74038717aa7b2689b1be94875899ac1b3fe42800ff82",
          origin: "packages/maven/package.py of spack/spack",
        },
      },
    },
  },
  zookeeper: {
    title: "Apache ZooKeeper, program",
    licence: apacheLicence,
    version: "3.4.14",
    sources: [
      "https://archive.apache.org/dist/zookeeper/zookeeper-{version}/zookeeper-{version}.tar.gz",
    ],
    known: {
      "3.4.6": {
        sha256: {
          value: "01b3938547cd620dc4c93efe07c0360411f4a66962a70500b163b59014046994",
          origin: "pkgs/servers/zookeeper/default.nix of NixOS/nixpkgs",
        },
        remark: "the version of the recipe's time",
      },
      "3.4.14": {
        sha256: {
          value: "b14f7a0fece8bd34c7fffa46039e563ac5367607c612517aa7bd37306afbd1cd",
          origin: "Formula/zookeeper.rb of Homebrew/homebrew-core",
        },
        remark: "the last one of 3.4, which runs on Java 7 and 8",
      },
    },
  },
  marathon: {
    title: "Marathon, program",
    licence: apacheLicence,
    version: "0.11.0",
    sources: ["http://downloads.mesosphere.com/marathon/v{version}/marathon-{version}.tgz"],
    known: {
      "0.10.1": {
        sha256: {
          value: "0c4c78058a26194cf039614e3f88ab4746a534a372cc547e511972909397bf5b",
          origin: "attributes/default.rb of mcoffin/cookbook-marathon",
        },
        remark: "runs on Java 7",
      },
      "0.11.0": {
        sha256: {
          value: "e6c9de73e6fb9ce7b3ff53ab706bbd427f4479dfce4172c983ff13f7330f600e",
          origin: "attributes/default.rb of a Chef cookbook for Marathon 0.11.0",
        },
        remark: "needs Java 8",
      },
      "0.11.1": { remark: "needs Java 8; no SHA-256 of it was found" },
    },
    remark: "the publisher switched the host off in 2023, and no other source is known",
  },
};

/**
 * What is known of a file.
 *
 * @param name its key in the configuration
 * @param version its version; of the image one of its sources
 */
export function knownFile(name: InputName, version: string): KnownFile {
  const { known } = inputManifest[name];
  const key = name === "image" ? path.posix.basename(version) : version;
  return (Object.hasOwn(known, key) ? known[key] : undefined) ?? {};
}

/**
 * The digest that a file has to have, as far as it is known.
 *
 * @param name its key in the configuration
 * @param version its version; of the image one of its sources
 * @returns SHA-256, or the empty text
 */
export function knownSha256(name: InputName, version: string): string {
  return knownFile(name, version).sha256?.value ?? "";
}
