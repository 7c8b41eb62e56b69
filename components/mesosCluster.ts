import * as fs from "node:fs";

import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

import { dhcpReservations } from "../lib/addressing";
import type { ClusterSpec, NodeSpec } from "../lib/clusterSpec";
import { guestScripts } from "../lib/guestScripts";
import { hostScript } from "../lib/hostScript";
import { renderSeed } from "../lib/seed";
import { splitKeyPair } from "../lib/sshKeyPair";
import { BaseImage } from "./baseImage";
import { ClusterNetwork } from "./clusterNetwork";
import { VirtualMachine } from "./virtualMachine";

/** User that the image has, and that the seed gives the stack's key to (CentOS 6 GenericCloud). */
const SSH_USER = "centos";

/** Arguments of {@link MesosCluster}. */
export interface MesosClusterArgs {
  /** The cluster, validated. */
  spec: ClusterSpec;
  /** What marks libvirt's objects as this stack's: unique among the stacks of a libvirt host. */
  mark: string;
}

/** The whole cluster: network, image and machines. */
export class MesosCluster extends pulumi.ComponentResource {
  /** User for SSH to the nodes. */
  readonly sshUser: string;
  /** Private key for SSH to the nodes, PEM; secret. */
  readonly sshPrivateKey: pulumi.Output<string>;
  /** The nodes that are up, master first, then the slaves in numeric order: name and address. */
  readonly nodes: pulumi.Output<{ name: string; address: string }[]>;

  constructor(name: string, args: MesosClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mesos-testbed:index:MesosCluster", name, {}, opts);
    const { spec } = args;

    const check = this.createHostCheck(name, args);
    const keyPair = this.createKeyPair(name, spec);
    const network = new ClusterNetwork(
      name,
      {
        libvirtName: `${spec.namePrefix}network`,
        cidr: spec.network.cidr,
        domain: networkDomain(spec),
        reservations: dhcpReservations(spec.network.cidr),
      },
      { parent: this, dependsOn: [check] },
    );
    const image = new BaseImage(
      `${name}-image`,
      {
        poolName: `${spec.namePrefix}pool`,
        poolPath: spec.poolPath,
        namePrefix: spec.namePrefix,
        sources: spec.image.sources,
        sha256: spec.image.sha256,
        cacheDirectory: spec.cacheDirectory,
      },
      { parent: this, dependsOn: [check] },
    );
    const machines = [spec.master, ...spec.slaves].map((node) =>
      this.createMachine(name, args, node, keyPair, network, image),
    );

    this.sshUser = SSH_USER;
    this.sshPrivateKey = keyPair.privateKey;
    this.nodes = pulumi
      .all(machines.map((machine) => machine.domainId))
      .apply(() => machines.map(({ hostName, address }) => ({ name: hostName, address })));
    this.registerOutputs({
      sshUser: this.sshUser,
      sshPrivateKey: this.sshPrivateKey,
      nodes: this.nodes,
    });
  }

  /** The create-only gate before everything else. */
  private createHostCheck(name: string, { spec }: MesosClusterArgs): pulumi.Resource {
    const machines = [spec.master, ...spec.slaves];
    const sum = (of: (machine: NodeSpec) => number): number =>
      machines.reduce((total, machine) => total + of(machine), 0);
    const settings = {
      POOL: `${spec.namePrefix}pool`,
      POOL_PATH: spec.poolPath,
      NETWORK: `${spec.namePrefix}network`,
      NETWORK_CIDR: spec.network.cidr,
      NETWORK_DOMAIN: networkDomain(spec),
      DOMAIN_TYPE: spec.domainType,
      MEMORY_MIB: String(sum((machine) => machine.memoryMiB)),
      DISK_GIB: String(sum((machine) => machine.diskGiB)),
    };
    return new command.local.Command(
      `${name}-host-check`,
      {
        create: hostScript("check-host"),
        // Only before anything is made: what runs would be in its own way.
        update: "true",
        triggers: [settings.POOL, settings.POOL_PATH, settings.NETWORK, settings.NETWORK_CIDR],
        stdin: Object.entries(settings)
          .map(([key, value]) => `${key}=${value}\n`)
          .join(""),
        environment: { LIBVIRT_DEFAULT_URI: spec.libvirtUri },
        logging: "stderr",
        addPreviousOutputInEnv: false,
      },
      { parent: this },
    );
  }

  private createKeyPair(name: string, spec: ClusterSpec): KeyPair {
    if (spec.sshKeyPath !== "") {
      return {
        privateKey: pulumi.secret(fs.readFileSync(spec.sshKeyPath, "utf8")),
        publicKey: pulumi.output(fs.readFileSync(`${spec.sshKeyPath}.pub`, "utf8").trim()),
      };
    }
    const key = new command.local.Command(
      `${name}-ssh-key`,
      {
        create: hostScript("make-ssh-key", [spec.namePrefix.replace(/-$/, "")]),
        // Made once: another key would replace every machine.
        update: "printf '%s\\n' \"$PULUMI_COMMAND_STDOUT\"",
        // Its output would be shown otherwise.
        logging: "none",
      },
      { parent: this, additionalSecretOutputs: ["stdout"] },
    );
    const pair = key.stdout.apply(splitKeyPair);
    return {
      privateKey: pair.apply(({ privateKey }) => privateKey),
      publicKey: pulumi.unsecret(pair.apply(({ publicKey }) => publicKey)),
    };
  }

  private createMachine(
    name: string,
    { spec, mark }: MesosClusterArgs,
    node: NodeSpec,
    keyPair: KeyPair,
    network: ClusterNetwork,
    image: BaseImage,
  ): VirtualMachine {
    const seed = keyPair.publicKey.apply((publicKey) =>
      renderSeed({
        hostName: node.hostName,
        domain: networkDomain(spec),
        publicKey,
        reservedHosts: spec.network.reservedHosts,
      }),
    );
    return new VirtualMachine(
      `${name}-${node.hostName}`,
      {
        hostName: node.hostName,
        domainName: node.domainName,
        mark,
        address: node.address,
        mac: node.mac,
        domainType: spec.domainType,
        ...(spec.cpuMode === "none" ? {} : { cpuMode: spec.cpuMode }),
        vcpus: node.vcpus,
        memoryMiB: node.memoryMiB,
        diskGiB: node.diskGiB,
        networkId: network.networkId,
        poolName: image.poolName,
        poolPath: spec.poolPath,
        baseVolumeId: image.volumeId,
        userData: seed.userData,
        metaData: seed.metaData,
        sshUser: SSH_USER,
        sshPrivateKey: keyPair.privateKey,
        libvirtUri: spec.libvirtUri,
        bootTimeoutSeconds: spec.timeouts.bootSeconds,
        files: guestScripts(),
      },
      { parent: this },
    );
  }
}

interface KeyPair {
  privateKey: pulumi.Output<string>;
  publicKey: pulumi.Output<string>;
}

/** The network's DNS domain: unique for the stack, so that it can be the network's mark as well. */
function networkDomain(spec: ClusterSpec): string {
  return `${spec.namePrefix.replace(/-$/, "")}.test`;
}
