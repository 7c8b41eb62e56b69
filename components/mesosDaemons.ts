import * as pulumi from "@pulumi/pulumi";

import type { ClusterSpec, SlaveSpec } from "../lib/clusterSpec";
import {
  hasCredentials,
  marathonFiles,
  marathonSettings,
  masterFiles,
  masterSettings,
  slaveFiles,
  slaveIdentity,
  slaveSettings,
  zookeeperFiles,
  zookeeperSettings,
  type DaemonSecrets,
} from "../lib/daemonSettings";
import { javaRuntimePackages, mesosRuntimePackages, nodePackages } from "../lib/packages";
import { toolchainOf } from "../lib/toolchain";
import { ensureService, type Daemon } from "./daemon";
import { guestStage } from "./guestStage";
import type { InstallTree } from "./installTree";
import { MesosMaster } from "./mesosMaster";
import { MesosSlave } from "./mesosSlave";
import { PackagedDaemon } from "./packagedDaemon";
import { packageSource, packageStage } from "./packageStage";
import type { VirtualMachine } from "./virtualMachine";

/** Makes the master's credentials in the guest. */
const WRITE_CREDENTIALS = "sudo /usr/local/lib/mesos-testbed/write-credentials";

/** Arguments of {@link MesosDaemons}. */
export interface MesosDaemonsArgs {
  /** The cluster, validated. */
  spec: ClusterSpec;
  /** The master's machine. */
  master: VirtualMachine;
  /** The slaves with their machines, in numeric order. */
  slaves: { slave: SlaveSpec; machine: VirtualMachine }[];
  /** Mesos. */
  installTree: InstallTree;
  /** One secret per principal of the daemons. */
  secrets: pulumi.Output<DaemonSecrets>;
  /** One per principal of the user's own frameworks; apart, since a new one concerns the master alone. */
  principals: pulumi.Output<Readonly<Record<string, string>>>;
}

/**
 * What runs on the machines. At first all daemons are started side by side, and find each other. A change reaches them in
 * the order of Mesos' own upgrade guide (docs/upgrades.md): the master, the slaves, the framework; ZooKeeper before all of
 * them, and slave by slave, so that what goes wrong with the first stops there.
 */
export class MesosDaemons extends pulumi.ComponentResource {
  /** All daemons, in the order in which a change reaches them. */
  readonly daemons: Daemon[];

  constructor(
    private readonly name: string,
    private readonly args: MesosDaemonsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("mesos-testbed:index:MesosDaemons", name, {}, opts);
    const { spec, slaves } = args;

    const zookeeper = spec.marathon.enabled ? this.createZooKeeper() : undefined;
    const master = this.createMaster(zookeeper?.daemon);
    const daemons = [master.daemon];
    for (const { slave, machine } of slaves) {
      daemons.push(this.createSlave(slave, machine, daemons.slice(-1)));
    }
    const marathon = zookeeper && this.createMarathon(master, zookeeper.daemon, daemons);
    this.daemons = [
      ...(zookeeper === undefined ? [] : [zookeeper.daemon]),
      ...daemons,
      ...(marathon === undefined ? [] : [marathon.daemon]),
    ];
    if (spec.authentication.rotation > 0 && hasCredentials(spec)) {
      this.daemons.push(this.createRetirement(master.daemon));
    }

    this.registerOutputs({});
  }

  private createZooKeeper(): PackagedDaemon {
    const { spec, master } = this.args;
    const java = packageStage(
      `${this.name}-java`,
      {
        machine: master,
        stage: "java-packages",
        set: { packages: javaRuntimePackages },
        source: packageSource(spec),
        timeoutSeconds: spec.timeouts.toolchainSeconds,
      },
      { parent: this },
    );
    return new PackagedDaemon(
      `${this.name}-zookeeper`,
      {
        machine: master,
        job: "zookeeper",
        download: spec.zookeeper,
        settings: zookeeperSettings(spec),
        files: zookeeperFiles(),
        cacheDirectory: spec.cacheDirectory,
        healthTimeoutSeconds: spec.timeouts.healthSeconds,
        dependsOn: [java],
        after: [],
      },
      { parent: this },
    );
  }

  private createMaster(zookeeper: Daemon | undefined): MesosMaster {
    const { spec, master, installTree, secrets, principals } = this.args;
    return new MesosMaster(
      `${this.name}-master-mesos`,
      {
        machine: master,
        installTree,
        clusterCidr: spec.network.cidr,
        outboundTraffic: spec.outboundTraffic,
        runtimePackages: [...nodePackages, ...mesosRuntimePackages],
        packageSource: packageSource(spec),
        settings: masterSettings(spec),
        files: pulumi
          .all([secrets, principals])
          .apply(([daemons, frameworks]) =>
            masterFiles(spec, { ...daemons, principals: frameworks }),
          ),
        // With those of before a rotation, which slaves and Marathon have until their turn comes.
        ...(hasCredentials(spec) ? { prepare: WRITE_CREDENTIALS } : {}),
        hasMarathon: spec.marathon.enabled,
        after: zookeeper === undefined ? [] : [zookeeper.running],
        toolchainTimeoutSeconds: spec.timeouts.toolchainSeconds,
        healthTimeoutSeconds: spec.timeouts.healthSeconds,
      },
      { parent: this },
    );
  }

  private createSlave(slave: SlaveSpec, machine: VirtualMachine, before: Daemon[]): Daemon {
    const { spec, installTree, secrets } = this.args;
    return new MesosSlave(
      `${this.name}-${slave.hostName}-mesos`,
      {
        machine,
        installTree,
        clusterCidr: spec.network.cidr,
        outboundTraffic: spec.outboundTraffic,
        clockServer: spec.master.address,
        runtimePackages: [...nodePackages, ...mesosRuntimePackages],
        packageSource: packageSource(spec),
        settings: slaveSettings(spec, slave),
        files: secrets.apply((values) => slaveFiles(spec, values)),
        identity: slaveIdentity(spec, slave),
        after: before.map(({ running }) => running),
        toolchain:
          spec.mesos.toolchain === "all" && spec.mesos.source !== "artifact"
            ? toolchainOf(spec)
            : undefined,
        toolchainTimeoutSeconds: spec.timeouts.toolchainSeconds,
        healthTimeoutSeconds: spec.timeouts.healthSeconds,
      },
      { parent: this },
    ).daemon;
  }

  /** The master once more, after a rotation: when all others have their new secrets, it forgets the former ones. */
  private createRetirement({ digest }: Daemon): Daemon {
    const { spec, master } = this.args;
    const timeoutSeconds = spec.timeouts.healthSeconds;
    const running = guestStage(
      `${this.name}-master-mesos-retirement`,
      {
        machine: master,
        create: pulumi.interpolate`${WRITE_CREDENTIALS} --retire && ${ensureService({ job: "mesos-master", digest, timeoutSeconds })}`,
        update: "true",
        triggers: [String(spec.authentication.rotation)],
        dependsOn: this.daemons.map((daemon) => daemon.running),
      },
      // Later changes of the master are its own stage's.
      { parent: this, ignoreChanges: ["create"] },
    );
    return { started: running, running, digest };
  }

  private createMarathon(master: MesosMaster, zookeeper: Daemon, before: Daemon[]): PackagedDaemon {
    const { spec, installTree, secrets } = this.args;
    return new PackagedDaemon(
      `${this.name}-marathon`,
      {
        machine: this.args.master,
        job: "marathon",
        download: spec.marathon,
        settings: secrets.apply((values) => marathonSettings(spec, values)),
        files: secrets.apply((values) => marathonFiles(spec, values)),
        // It loads libmesos: the install tree has to stand, and another one is loaded by another process only.
        programs: [installTree.sha256],
        cacheDirectory: spec.cacheDirectory,
        healthTimeoutSeconds: spec.timeouts.healthSeconds,
        dependsOn: [master.tree, zookeeper.started],
        after: before.map(({ running }) => running),
      },
      { parent: this },
    );
  }
}
