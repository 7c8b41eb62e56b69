import * as pulumi from "@pulumi/pulumi";

import { dhcpReservations } from "../lib/addressing";
import type { ClusterSpec, NodeSpec } from "../lib/clusterSpec";
import type { ClusterReport } from "../lib/clusterState";
import { expectedOf } from "../lib/expectedCluster";
import { networkDomain, networkName, poolName } from "../lib/hostCheck";
import { nodeFiles } from "../lib/nodeFiles";
import { accessOf } from "../lib/readSshAccess";
import { renderSeed } from "../lib/seed";
import type { SshAccess } from "../lib/sshAccess";
import { uncheckedRepositories } from "../lib/yumRepositories";
import { BaseImage } from "./baseImage";
import { claimCluster } from "./claimCluster";
import { ClusterNetwork } from "./clusterNetwork";
import { createSecrets } from "./clusterSecrets";
import { InstallTree } from "./installTree";
import { MesosBuild } from "./mesosBuild";
import { MesosDaemons } from "./mesosDaemons";
import { packageSource } from "./packageStage";
import { Preflight } from "./preflight";
import { ReadinessGate } from "./readinessGate";
import { createKeyPair, type KeyPair } from "./sshKey";
import { VirtualMachine } from "./virtualMachine";

/** User that the image has, and that the seed gives the stack's key to (CentOS 6 GenericCloud). */
const SSH_USER = "centos";

/** Arguments of {@link MesosCluster}. */
export interface MesosClusterArgs {
  /** The cluster, validated. */
  spec: ClusterSpec;
  /** What marks libvirt's objects as this stack's: unique among the stacks of a libvirt host. */
  mark: string;
  /** Whose arguments the settings are, for the remedies, e.g. `MesosTestbed "blue"`. @default they are the stack's configuration */
  argumentsOf?: string;
}

/** The whole cluster: network, image, machines, Mesos compiled once, its daemons, and the wait for them. */
export class MesosCluster extends pulumi.ComponentResource {
  /** User for SSH to the nodes. */
  readonly sshUser: string;
  /** Private key for SSH to the nodes, PEM; secret. */
  readonly sshPrivateKey: pulumi.Output<string>;
  /** The master and the slaves with their IDs, and their version, as the daemons say at this `up`. */
  readonly report: pulumi.Output<ClusterReport>;
  /** User and password of Marathon's HTTP API; secret, and without meaning where it asks for none. */
  readonly marathonCredentials: pulumi.Output<{ username: string; password: string }>;
  /** Secrets of `authentication.principals`, by principal; secret, and without meaning where frameworks need none. */
  readonly frameworkCredentials: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: MesosClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mesos-testbed:index:MesosCluster", name, {}, claimCluster(name, args.spec, opts));
    const { spec } = args;
    for (const warning of uncheckedRepositories(spec.repositories)) {
      void pulumi.log.warn(warning, this);
    }

    const sshProxy = accessOf(spec.sshProxy);
    const { mark, argumentsOf } = args;
    const { passed } = new Preflight(name, { spec, mark, sshProxy, argumentsOf }, { parent: this });
    const keyPair = createKeyPair(name, spec, this);
    const network = new ClusterNetwork(
      name,
      {
        libvirtName: networkName(spec.namePrefix),
        cidr: spec.network.cidr,
        domain: networkDomain(spec.namePrefix),
        reservations: dhcpReservations(spec.network.cidr),
      },
      { parent: this, dependsOn: [passed] },
    );
    const image = new BaseImage(
      `${name}-image`,
      {
        poolName: poolName(spec.namePrefix),
        poolPath: spec.poolPath,
        namePrefix: spec.namePrefix,
        sources: [...spec.image.sources],
        sha256: spec.image.sha256,
        cacheDirectory: spec.cacheDirectory,
      },
      { parent: this, dependsOn: [passed] },
    );
    const machine = (node: NodeSpec): VirtualMachine =>
      this.createMachine(name, { ...args, sshProxy }, node, keyPair, network, image);
    const masterMachine = machine(spec.master);
    const slaveMachines = spec.slaves.map((slave) => ({ slave, machine: machine(slave) }));

    const { secrets, principals } = createSecrets(name, spec.authentication, this);
    this.marathonCredentials = pulumi.secret(
      secrets.apply(({ marathonHttp }) => ({ username: "marathon", password: marathonHttp })),
    );
    this.frameworkCredentials = pulumi.secret(principals);
    const installTree = this.createInstallTree(name, spec, masterMachine);
    const daemons = new MesosDaemons(
      name,
      { spec, master: masterMachine, slaves: slaveMachines, installTree, secrets, principals },
      { parent: this },
    );
    const gate = new ReadinessGate(
      `${name}-ready`,
      {
        expected: expectedOf(spec),
        daemons: daemons.daemons,
        machines: [masterMachine, ...slaveMachines.map(({ machine }) => machine)],
        ...(spec.marathon.enabled && spec.authentication.marathonHttp
          ? { marathonCredentials: this.marathonCredentials }
          : {}),
        timeoutSeconds: spec.timeouts.healthSeconds,
      },
      { parent: this },
    );

    this.sshUser = SSH_USER;
    this.sshPrivateKey = keyPair.privateKey;
    this.report = gate.report;
    this.registerOutputs({
      sshUser: this.sshUser,
      sshPrivateKey: this.sshPrivateKey,
      report: this.report,
      marathonCredentials: this.marathonCredentials,
      frameworkCredentials: this.frameworkCredentials,
    });
  }

  private createInstallTree(name: string, spec: ClusterSpec, builder: VirtualMachine): InstallTree {
    if (spec.mesos.source === "artifact") {
      return new InstallTree({
        // The digest tells it from every other one; for another version than before it is looked at again.
        key: `given-${spec.mesos.version}-${spec.mesos.sha256.slice(0, 16)}`,
        version: spec.mesos.version,
        sha256: spec.mesos.sha256,
        sources: spec.mesos.sources,
        cacheDirectory: spec.cacheDirectory,
      });
    }
    return new MesosBuild(
      `${name}-build`,
      { builder, spec, packageSource: packageSource(spec) },
      { parent: this },
    ).installTree;
  }

  private createMachine(
    name: string,
    { spec, mark, sshProxy }: MesosClusterArgs & { sshProxy: SshAccess | undefined },
    node: NodeSpec,
    keyPair: KeyPair,
    network: ClusterNetwork,
    image: BaseImage,
  ): VirtualMachine {
    const seed = keyPair.publicKey.apply((publicKey) =>
      renderSeed({
        hostName: node.hostName,
        domain: networkDomain(spec.namePrefix),
        publicKey,
        repositories: spec.repositories,
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
        largeFolders: ["/var/lib/mesos-testbed", "/var/lib/mesos"],
        networkId: network.networkId,
        poolName: image.poolName,
        poolPath: spec.poolPath,
        baseVolumeId: image.volumeId,
        userData: seed.userData,
        metaData: seed.metaData,
        sshUser: SSH_USER,
        sshPrivateKey: keyPair.privateKey,
        sshProxy,
        libvirtUri: spec.libvirtUri,
        cacheDirectory: spec.cacheDirectory,
        release: spec.image.release,
        bootTimeoutSeconds: spec.timeouts.bootSeconds,
        files: nodeFiles(),
      },
      { parent: this },
    );
  }
}
