import * as pulumi from "@pulumi/pulumi";

import { clockCommand } from "../lib/clock";
import type { DaemonSettings } from "../lib/daemonFiles";
import type { GuestFile } from "../lib/guestFiles";
import { firewallCommand, marathonPorts, masterPorts } from "../lib/ports";
import { daemon, type Daemon } from "./daemon";
import { guestStage } from "./guestStage";
import type { InstallTree } from "./installTree";
import { packageStage, type PackageSource } from "./packageStage";
import type { VirtualMachine } from "./virtualMachine";

/** Arguments of {@link MesosMaster}. */
export interface MesosMasterArgs {
  /** The machine that it runs on. */
  machine: VirtualMachine;
  /** Mesos. */
  installTree: InstallTree;
  /** The cluster's network in CIDR form: the daemons' ports are opened for it alone. */
  clusterCidr: string;
  /** Whether the machine may reach hosts outside that network for more than its packages and the build. */
  outboundTraffic: boolean;
  /** yum packages that the daemons need at run time. */
  runtimePackages: readonly string[];
  /** Where packages come from. */
  packageSource: PackageSource;
  /** What mesos-master is started with. */
  settings: pulumi.Input<DaemonSettings>;
  /** Files that mesos-master reads, e.g. credentials. @default none */
  files?: pulumi.Input<GuestFile[]>;
  /** Command in the guest that makes of the files what mesos-master reads. @default none */
  prepare?: string;
  /** Whether ZooKeeper and Marathon run beside it, so that their ports are opened too. */
  hasMarathon: boolean;
  /** Daemons that a change reaches first, and that the master needs, though it waits for them by itself. */
  after: pulumi.Resource[];
  /** Longest time for packages, in seconds. */
  toolchainTimeoutSeconds: number;
  /** Longest time until a daemon has to run, in seconds. */
  healthTimeoutSeconds: number;
}

/** The master's own daemon. */
export class MesosMaster extends pulumi.ComponentResource {
  /** mesos-master. */
  readonly daemon: Daemon;
  /** Done when the install tree stands there, of which Marathon loads libmesos. */
  readonly tree: pulumi.Resource;

  constructor(name: string, args: MesosMasterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mesos-testbed:index:MesosMaster", name, {}, opts);
    const { machine } = args;

    guestStage(
      `${name}-ports`,
      {
        machine,
        create: firewallCommand(
          args.clusterCidr,
          args.hasMarathon ? [...masterPorts, ...marathonPorts] : masterPorts,
          args.outboundTraffic,
        ),
      },
      { parent: this },
    );
    const packages = packageStage(
      `${name}-packages`,
      {
        machine,
        stage: "mesos-packages",
        set: { packages: args.runtimePackages },
        source: args.packageSource,
        timeoutSeconds: args.toolchainTimeoutSeconds,
      },
      { parent: this },
    );
    // Nothing waits for it: clocks that agree are for who reads the logs.
    guestStage(
      `${name}-clock`,
      { machine, create: clockCommand(), dependsOn: [packages] },
      { parent: this },
    );
    this.tree = args.installTree.installOn(`${name}-tree`, machine, packages, { parent: this });
    this.daemon = daemon(
      `${name}-daemon`,
      {
        machine,
        job: "mesos-master",
        settings: args.settings,
        ...(args.files === undefined ? {} : { files: args.files }),
        ...(args.prepare === undefined ? {} : { prepare: args.prepare }),
        programs: [args.installTree.sha256],
        timeoutSeconds: args.healthTimeoutSeconds,
        dependsOn: [this.tree],
        after: args.after,
      },
      { parent: this },
    );

    this.registerOutputs({});
  }
}
