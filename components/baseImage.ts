import * as command from "@pulumi/command";
import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";

import { hostScript } from "../lib/hostScript";

/** Arguments of {@link BaseImage}. */
export interface BaseImageArgs {
  /** Name of the storage pool, which belongs to this cluster alone. */
  poolName: string;
  /** Folder of the pool on the libvirt host. */
  poolPath: string;
  /** Prefix of the volume's name in libvirt. */
  namePrefix: string;
  /** Where the image can be had, in order: http(s) URLs, or paths on the Pulumi host. */
  sources: string[];
  /** SHA-256 of the qcow2 file, 64 hexadecimal digits; it decides whether volume and VMs are replaced. */
  sha256: string;
  /** The cache folder on the Pulumi host; empty means the user's own. */
  cacheDirectory: string;
}

/**
 * The storage pool of a cluster and, in it, the image that every node's disk is an overlay of.
 *
 * The image is fetched into the cache of the Pulumi host, verified, and uploaded once.
 */
export class BaseImage extends pulumi.ComponentResource {
  /** Name of the pool, known once it exists. */
  readonly poolName: pulumi.Output<string>;
  /** ID of the base volume, for `baseVolumeId`. */
  readonly volumeId: pulumi.Output<string>;

  constructor(name: string, args: BaseImageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mesos-testbed:index:BaseImage", name, {}, opts);

    const pool = new libvirt.Pool(
      `${name}-pool`,
      { name: args.poolName, type: "dir", path: args.poolPath },
      { parent: this, deleteBeforeReplace: true },
    );

    // The digest in both names: another image is another volume, made beside the old one before any machine is touched, so
    // that a download or upload that fails costs nothing. The overlays follow it, and the old volume goes last.
    const digest = args.sha256.slice(0, 16);
    const download = new command.local.Command(
      `${name}-${digest}-download`,
      {
        create: hostScript("fetch", [
          // The engine says nothing while it uploads.
          "--announce",
          "it is uploaded to libvirt next, without a word",
          "image",
          args.sha256,
        ]),
        stdin: [args.cacheDirectory, ...args.sources].join("\n"),
        // A new pool needs the file once more, at the path where this user has it.
        triggers: [args.sha256, pool.id],
        logging: "stderr",
        addPreviousOutputInEnv: false,
      },
      // The places and the cache may change while the digest, and so the file, stays the same.
      { parent: this, ignoreChanges: ["stdin"] },
    );

    const volume = new libvirt.Volume(
      `${name}-${digest}-volume`,
      {
        name: `${args.namePrefix}base-${digest}`,
        pool: pool.name,
        format: "qcow2",
        source: download.stdout,
      },
      // A path in this user's cache: another user's must not replace image and machines. The digest decides.
      { parent: this, ignoreChanges: ["source"], deleteBeforeReplace: true },
    );

    this.poolName = pool.name;
    this.volumeId = volume.id;
    this.registerOutputs({ poolName: this.poolName, volumeId: this.volumeId });
  }
}
