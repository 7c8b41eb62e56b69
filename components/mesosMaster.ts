import * as pulumi from "@pulumi/pulumi";

import type { VersionedDownloadSpec } from "../lib/clusterSpec";
import type { DaemonSettings } from "../lib/daemonFiles";
import type { GuestFile } from "../lib/guestFiles";
import { installPackagesCommand } from "../lib/packages";
import { marathonPorts, masterPorts, openPortsCommand } from "../lib/ports";
import { daemon, type Daemon } from "./daemon";
import { guestStage, hostStage } from "./guestStage";
import type { MesosBuild } from "./mesosBuild";
import type { VirtualMachine } from "./virtualMachine";

/** A daemon that comes as a tarball of its own, and what it is started with. */
export interface PackagedDaemon {
  /** The tarball. */
  download: VersionedDownloadSpec;
  /** Arguments and environment. */
  settings: pulumi.Input<DaemonSettings>;
  /** More files that it reads. @default none */
  files?: pulumi.Input<GuestFile[]>;
}

/** Arguments of {@link MesosMaster}. */
export interface MesosMasterArgs {
  /** The machine that it runs on. */
  machine: VirtualMachine;
  /** Where the install tree comes from. */
  build: MesosBuild;
  /** The cluster's network in CIDR form: the daemons' ports are opened for it alone. */
  clusterCidr: string;
  /** yum packages that the daemons need at run time. */
  runtimePackages: readonly string[];
  /** What mesos-master is started with. */
  settings: pulumi.Input<DaemonSettings>;
  /** Files that mesos-master reads, e.g. credentials. @default none */
  files?: pulumi.Input<GuestFile[]>;
  /** ZooKeeper and Marathon, or neither. @default neither */
  marathon?: {
    zookeeper: PackagedDaemon;
    marathon: PackagedDaemon;
    runtimePackages: readonly string[];
  };
  /** The cache folder on the Pulumi host; empty means the user's own. */
  cacheDirectory: string;
  /** Longest time for packages, in seconds. */
  toolchainTimeoutSeconds: number;
  /** Longest time until a daemon has to run, in seconds. */
  healthTimeoutSeconds: number;
}

/** The master's daemons: mesos-master, and with Marathon also ZooKeeper and Marathon itself. */
export class MesosMaster extends pulumi.ComponentResource {
  /** The daemons, in the order in which they are started. */
  readonly daemons: Daemon[];

  constructor(name: string, args: MesosMasterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mesos-testbed:index:MesosMaster", name, {}, opts);

    const tree = args.build.installOn(`${name}-tree`, args.machine, { parent: this });
    guestStage(
      `${name}-ports`,
      {
        machine: args.machine,
        create: openPortsCommand(
          args.clusterCidr,
          args.marathon === undefined ? masterPorts : [...masterPorts, ...marathonPorts],
        ),
      },
      { parent: this },
    );
    const master = this.createMaster(name, args, tree);
    const others =
      args.marathon === undefined ? [] : this.createMarathon(name, args, args.marathon, tree);
    this.daemons = [master, ...others];

    this.registerOutputs({});
  }

  private createMaster(name: string, args: MesosMasterArgs, tree: pulumi.Resource): Daemon {
    const { machine } = args;
    const packages = this.createPackages(
      `${name}-packages`,
      args,
      "mesos-packages",
      args.runtimePackages,
    );
    return daemon(
      `${name}-daemon`,
      {
        machine,
        job: "mesos-master",
        settings: args.settings,
        ...(args.files === undefined ? {} : { files: args.files }),
        programs: [args.build.sha256],
        timeoutSeconds: args.healthTimeoutSeconds,
        dependsOn: [packages, tree],
      },
      { parent: this },
    );
  }

  private createMarathon(
    name: string,
    args: MesosMasterArgs,
    marathon: NonNullable<MesosMasterArgs["marathon"]>,
    tree: pulumi.Resource,
  ): Daemon[] {
    const { machine } = args;
    const java = this.createPackages(
      `${name}-java`,
      args,
      "java-packages",
      marathon.runtimePackages,
    );
    const packaged = (
      noun: "zookeeper" | "marathon",
      given: PackagedDaemon,
      after: pulumi.Resource[],
    ): Daemon => {
      const tarball = hostStage(
        `${name}-${noun}-tarball`,
        {
          machine,
          script: "push-tarball",
          settings: {
            NAME: noun,
            VERSION: given.download.version,
            SHA256: given.download.sha256,
            SOURCES: given.download.sources.join(" "),
            DESTINATION: "/opt",
            CACHE: args.cacheDirectory,
          },
          triggers: [given.download.sha256],
        },
        { parent: this },
      );
      return daemon(
        `${name}-${noun}`,
        {
          machine,
          job: noun,
          settings: given.settings,
          ...(given.files === undefined ? {} : { files: given.files }),
          programs: [given.download.sha256],
          timeoutSeconds: args.healthTimeoutSeconds,
          dependsOn: [java, tarball, ...after],
        },
        { parent: this },
      );
    };
    const zookeeper = packaged("zookeeper", marathon.zookeeper, []);
    // Marathon loads libmesos, so the install tree has to stand.
    return [zookeeper, packaged("marathon", marathon.marathon, [tree, zookeeper.running])];
  }

  private createPackages(
    name: string,
    args: MesosMasterArgs,
    stage: string,
    packages: readonly string[],
  ): pulumi.Resource {
    return guestStage(
      name,
      {
        machine: args.machine,
        create: installPackagesCommand(stage, args.toolchainTimeoutSeconds, { packages }),
      },
      { parent: this },
    );
  }
}
