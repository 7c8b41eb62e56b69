import * as command from "@pulumi/command";
import type * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";

import { contentHash } from "../lib/contentHash";
import { hostScript } from "../lib/hostScript";
import { installFilesInput, type GuestFile } from "../lib/guestFiles";
import { sshPort } from "../lib/ports";
import { proxySettings, type SshAccess } from "../lib/sshAccess";
import type { NodeConnection } from "../lib/stackState";
import { machineDomain } from "./machineDomain";
import { diskVolumeName, machineDisk, machineSeed } from "./machineVolumes";

/** Arguments of {@link VirtualMachine}. */
export interface VirtualMachineArgs {
  /** Host name in the guest, e.g. `slave1`. */
  hostName: string;
  /** Name of the libvirt domain. */
  domainName: string;
  /** What the domain's description says; by it a later run knows the domain as its stack's. */
  mark: string;
  /** IPv4 address, reserved for `mac` by the network. */
  address: string;
  /** MAC address of the only interface. */
  mac: string;
  /** libvirt's domain type. */
  domainType: "kvm" | "qemu";
  /** libvirt's CPU mode, or none to leave the choice to libvirt. */
  cpuMode?: "host-passthrough" | "host-model";
  /** Number of virtual CPUs. */
  vcpus: number;
  /** Memory in MiB. */
  memoryMiB: number;
  /** Size of the disk in GiB, at least the image's. */
  diskGiB: number;
  /** Folders in the guest that need the disk's room, whether or not the image grows its root file system by itself. */
  largeFolders: string[];
  /** ID of the network. */
  networkId: pulumi.Input<string>;
  /** Name of the storage pool. */
  poolName: pulumi.Input<string>;
  /** Folder of that pool on the libvirt host. */
  poolPath: string;
  /** ID of the volume that the disk is an overlay of. */
  baseVolumeId: pulumi.Input<string>;
  /** cloud-init's user-data; a change replaces the machine, and its disk. */
  userData: pulumi.Input<string>;
  /** cloud-init's meta-data. */
  metaData: pulumi.Input<string>;
  /** User that the seed makes. */
  sshUser: string;
  /** Private key of that user, PEM. */
  sshPrivateKey: pulumi.Input<string>;
  /** The host that it is reached through. @default the Pulumi host reaches its network */
  sshProxy?: SshAccess | undefined;
  /** URI of libvirt, for the checks on the Pulumi host. */
  libvirtUri: string;
  /** The cache folder on the Pulumi host; empty means the user's own. */
  cacheDirectory: string;
  /** Release that the guest's /etc/redhat-release has to name, e.g. `6.6`. */
  release: string;
  /** Longest time from power-on to a finished cloud-init, in seconds. */
  bootTimeoutSeconds: number;
  /** Files that every stage in the guest relies on, installed as soon as SSH answers. */
  files: GuestFile[];
}

/** Constant, too. The host of the libvirt that has just been asked is there. */
const proxyDial = { dialErrorLimit: 10, perDialTimeout: 15 };

/** How a command reaches a machine, with the host key pinned. */
export type Connection = command.types.input.remote.ConnectionArgs &
  Record<"host" | "user" | "hostKey" | "privateKey", string>;

/**
 * One machine, from an overlay of the base image to a finished cloud-init. It knows nothing of Mesos.
 */
export class VirtualMachine extends pulumi.ComponentResource {
  /** Host name in the guest. */
  readonly hostName: string;
  /** Name of the libvirt domain. */
  readonly domainName: string;
  /** IPv4 address. */
  readonly address: string;
  /** ID (UUID) of the libvirt domain; another one means another machine. */
  readonly domainId: pulumi.Output<string>;
  /** The connection for commands in the guest. */
  readonly connection: pulumi.Output<Connection>;
  /** The host that it is reached through; undefined where the Pulumi host reaches its network. */
  readonly sshProxy: SshAccess | undefined;
  /** How scripts and programs of the Pulumi host reach it; secret. */
  readonly access: pulumi.Output<NodeConnection>;
  /** The domain itself: what runs in it goes with it. */
  readonly domain: libvirt.Domain;
  /** The last step of the boot; stages in the guest depend on it. */
  readonly booted: pulumi.Resource;

  constructor(name: string, args: VirtualMachineArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mesos-testbed:index:VirtualMachine", name, {}, opts);
    this.hostName = args.hostName;
    this.domainName = args.domainName;
    this.address = args.address;
    this.sshProxy = args.sshProxy;

    // The digest in the seed's name: another seed is another volume, and the domain follows it.
    const seedDigest = pulumi
      .all([args.userData, args.metaData])
      .apply((texts) => contentHash(...texts).slice(0, 16));
    const seedName = pulumi.interpolate`${args.domainName}-seed-${seedDigest}.iso`;
    const check = this.createCheck(name, args, seedName);
    const disk = machineDisk(name, args, seedDigest, check, this);
    const seed = machineSeed(name, args, seedDigest, seedName, check, this);
    this.domain = machineDomain(name, args, disk, seed, check, this);
    this.domainId = this.domain.id;
    this.connection = this.createConnection(name, args);
    this.access = this.connection.apply(({ host, user, hostKey, privateKey }) => ({
      host,
      user,
      hostKey,
      privateKey,
      ...(args.sshProxy === undefined ? {} : { proxy: args.sshProxy }),
    }));
    const scripts = this.createScripts(name, args);
    this.booted = this.createBoot(name, args, scripts);

    this.registerOutputs({
      hostName: this.hostName,
      address: this.address,
      domainId: this.domainId,
    });
  }

  /** The create-only gate: what is in the way is found before anything is made, and what a dead run left is removed. */
  private createCheck(
    name: string,
    args: VirtualMachineArgs,
    seedName: pulumi.Output<string>,
  ): pulumi.Resource {
    const { domainName } = args;
    return new command.local.Command(
      `${name}-check`,
      {
        create: pulumi
          .all([args.poolName, seedName])
          .apply(([pool, seed]) =>
            hostScript("check-node", [
              domainName,
              pool,
              args.mark,
              diskVolumeName(domainName),
              seed,
            ]),
          ),
        // Only for what is about to be created: the machine that runs would be in its own way, and be removed.
        update: "true",
        triggers: [domainName, args.poolName],
        environment: { LIBVIRT_DEFAULT_URI: args.libvirtUri },
        logging: "stderr",
        addPreviousOutputInEnv: false,
      },
      { parent: this, ignoreChanges: ["create", "environment"] },
    );
  }

  private createConnection(name: string, args: VirtualMachineArgs): pulumi.Output<Connection> {
    const hostKey = new command.local.Command(
      `${name}-host-key`,
      {
        create: hostScript("read-host-key", [
          ...(args.sshProxy === undefined ? [] : ["--through"]),
          args.hostName,
          args.address,
          String(args.bootTimeoutSeconds),
        ]),
        // Never read again, whatever changes: it is pinned.
        update: 'printf "%s\\n" "$PULUMI_COMMAND_STDOUT"',
        ...(args.sshProxy === undefined
          ? {}
          : { stdin: pulumi.secret(`${proxySettings(args.sshProxy).join("\n")}\n\n`) }),
        triggers: [this.domainId],
        logging: "stderr",
      },
      // Its time-out and the way to it concern the next new machine.
      { parent: this, deletedWith: this.domain, ignoreChanges: ["create", "stdin"] },
    );
    return pulumi.secret(
      pulumi.all([hostKey.stdout, args.sshPrivateKey]).apply(([key, privateKey]) => ({
        host: args.address,
        port: sshPort,
        user: args.sshUser,
        privateKey,
        hostKey: key.trim(),
        // Constant: any change of a connection runs every command again. SSH answers by now, but the user and its key
        // are still to come from cloud-init: 100 tries with pauses of up to 5 s are about 8 minutes.
        dialErrorLimit: 100,
        perDialTimeout: 15,
        // Absent without one: an empty one would be a change as well.
        ...(args.sshProxy === undefined ? {} : { proxy: { ...args.sshProxy, ...proxyDial } }),
      })),
    );
  }

  private createScripts(name: string, args: VirtualMachineArgs): pulumi.Resource {
    return new command.remote.Command(
      `${name}-scripts`,
      {
        connection: this.connection,
        create: "sudo /usr/local/lib/mesos-testbed/install-files",
        // Which machine it is, for a farewell that is late: the next one has its address, and maybe its disk and host key.
        stdin: this.domainId.apply((id) =>
          installFilesInput([
            ...args.files,
            {
              path: "/var/lib/mesos-testbed/machine",
              mode: "0644",
              owner: "root:root",
              content: `${id}\n`,
            },
          ]),
        ),
        triggers: [this.domainId],
        logging: "stderr",
        addPreviousOutputInEnv: false,
      },
      { parent: this, deletedWith: this.domain },
    );
  }

  private createBoot(
    name: string,
    args: VirtualMachineArgs,
    scripts: pulumi.Resource,
  ): pulumi.Resource {
    return new command.remote.Command(
      `${name}-boot`,
      {
        connection: this.connection,
        create: [
          `sudo /usr/local/lib/mesos-testbed/wait-for-boot --hostname ${args.hostName} --release ${args.release} --timeout ${args.bootTimeoutSeconds}`,
          `sudo /usr/local/lib/mesos-testbed/ensure-space ${args.largeFolders.join(" ")}`,
        ].join(" && "),
        update: "true",
        triggers: [this.domainId],
        addPreviousOutputInEnv: false,
      },
      {
        parent: this,
        deletedWith: this.domain,
        dependsOn: [scripts],
        // Its time-out and the release, which concern the next new machine.
        ignoreChanges: ["create"],
      },
    );
  }
}
