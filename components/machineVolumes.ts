import * as command from "@pulumi/command";
import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";

import { diskXslt } from "../lib/diskXslt";
import { hostScript } from "../lib/hostScript";
import type { VirtualMachineArgs } from "./virtualMachine";

/**
 * The disk: an overlay of the base image. Another seed makes another disk, since cloud-init has run on this one.
 *
 * @param name name of the machine's component, with which the resource's name begins
 * @param args the machine
 * @param seedDigest digest of user-data and meta-data
 * @param check the gate before anything of the machine is made
 * @param parent the machine's component
 * @returns the volume
 */
export function machineDisk(
  name: string,
  args: VirtualMachineArgs,
  seedDigest: pulumi.Output<string>,
  check: pulumi.Resource,
  parent: pulumi.Resource,
): libvirt.Volume {
  return new libvirt.Volume(
    `${name}-disk`,
    {
      name: diskVolumeName(args.domainName),
      pool: args.poolName,
      baseVolumeId: args.baseVolumeId,
      format: "qcow2",
      size: args.diskGiB * 1024 ** 3,
      xml: { xslt: seedDigest.apply(diskXslt) },
    },
    { parent, dependsOn: [check], deleteBeforeReplace: true },
  );
}

/**
 * The seed as a volume like any other. The provider has a resource of its own for it, but that fetches and unpacks the
 * ISO at every refresh, over a connection shared with all other calls: now and then bytes are too many, and `up` fails.
 *
 * @param name name of the machine's component, with which the resources' names begin
 * @param args the machine
 * @param digest digest of user-data and meta-data
 * @param volumeName name of the volume
 * @param check the gate before anything of the machine is made
 * @param parent the machine's component
 * @returns the volume
 */
export function machineSeed(
  name: string,
  args: VirtualMachineArgs,
  digest: pulumi.Output<string>,
  volumeName: pulumi.Output<string>,
  check: pulumi.Resource,
  parent: pulumi.Resource,
): libvirt.Volume {
  const base64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");
  const image = new command.local.Command(
    `${name}-seed-image`,
    {
      create: digest.apply((value) => hostScript("make-seed", [value])),
      stdin: pulumi
        .all([args.userData, args.metaData])
        .apply((texts) => [args.cacheDirectory, ...texts.map(base64), ""].join("\n")),
      triggers: [digest, args.poolName],
      logging: "stderr",
      addPreviousOutputInEnv: false,
    },
    // Another cache folder is another path for what is in the volume already.
    { parent, dependsOn: [check], ignoreChanges: ["stdin"] },
  );
  return new libvirt.Volume(
    `${name}-seed`,
    {
      name: volumeName,
      pool: args.poolName,
      format: "raw",
      source: image.stdout.apply((text) => text.trim()),
    },
    // libvirt looks into the file and calls its format "iso", with which none can be made.
    { parent, dependsOn: [check], deleteBeforeReplace: true, ignoreChanges: ["format"] },
  );
}

/**
 * Name of a machine's disk in the pool.
 *
 * @param domainName name of the libvirt domain
 */
export function diskVolumeName(domainName: string): string {
  return `${domainName}-disk.qcow2`;
}
