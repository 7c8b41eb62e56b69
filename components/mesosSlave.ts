import * as pulumi from "@pulumi/pulumi";

import { clockCommand } from "../lib/clock";
import type { DaemonSettings } from "../lib/daemonFiles";
import type { GuestFile } from "../lib/guestFiles";
import type { PackageSet } from "../lib/packages";
import { firewallCommand, slavePorts } from "../lib/ports";
import { daemon, type Daemon } from "./daemon";
import { guestStage, hostFarewell } from "./guestStage";
import type { InstallTree } from "./installTree";
import { packageStage, type PackageSource } from "./packageStage";
import type { VirtualMachine } from "./virtualMachine";

/** Arguments of {@link MesosSlave}. */
export interface MesosSlaveArgs {
  /** The machine that it runs on. */
  machine: VirtualMachine;
  /** Mesos. */
  installTree: InstallTree;
  /** The cluster's network in CIDR form: the slave's ports are opened for it alone. */
  clusterCidr: string;
  /** Whether the machine may reach hosts outside that network for more than its packages. */
  outboundTraffic: boolean;
  /** Address of the machine whose clock it follows. */
  clockServer: string;
  /** yum packages that the daemon needs at run time. */
  runtimePackages: readonly string[];
  /** Where packages come from. */
  packageSource: PackageSource;
  /** What mesos-slave is started with. */
  settings: pulumi.Input<DaemonSettings>;
  /** Files that it reads, e.g. its credential. @default none */
  files?: pulumi.Input<GuestFile[]>;
  /** Digest of what it may not change and stay the same slave; another one has it drained first. */
  identity: string;
  /** Daemons that a change reaches first; at the first start it waits for none. */
  after: pulumi.Resource[];
  /** The toolchain, where every node gets it as in the recipe; nothing waits for it. */
  toolchain: PackageSet | undefined;
  /** Longest time for packages, in seconds. */
  toolchainTimeoutSeconds: number;
  /** Longest time until the daemon has to run, in seconds. */
  healthTimeoutSeconds: number;
}

/** A slave's daemon. It finds the master by itself, and leaves it in good order when it is taken out of the stack. */
export class MesosSlave extends pulumi.ComponentResource {
  /** mesos-slave. */
  readonly daemon: Daemon;

  constructor(name: string, args: MesosSlaveArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mesos-testbed:index:MesosSlave", name, {}, opts);

    const packages = packageStage(
      `${name}-packages`,
      {
        machine: args.machine,
        stage: "mesos-packages",
        set: { packages: args.runtimePackages },
        source: args.packageSource,
        timeoutSeconds: args.toolchainTimeoutSeconds,
      },
      { parent: this },
    );
    guestStage(
      `${name}-ports`,
      {
        machine: args.machine,
        create: firewallCommand(args.clusterCidr, slavePorts, args.outboundTraffic),
      },
      { parent: this },
    );
    guestStage(
      `${name}-clock`,
      {
        machine: args.machine,
        create: clockCommand(args.clockServer),
        dependsOn: [packages],
      },
      { parent: this },
    );
    const taskUser = guestStage(
      `${name}-task-user`,
      { machine: args.machine, create: "sudo /usr/local/lib/mesos-testbed/ensure-task-user" },
      { parent: this },
    );
    const tree = args.installTree.installOn(`${name}-tree`, args.machine, packages, {
      parent: this,
    });
    this.daemon = daemon(
      `${name}-daemon`,
      {
        machine: args.machine,
        job: "mesos-slave",
        settings: args.settings,
        ...(args.files === undefined ? {} : { files: args.files }),
        programs: [args.installTree.sha256],
        identity: args.identity,
        timeoutSeconds: args.healthTimeoutSeconds,
        dependsOn: [taskUser, tree],
        after: args.after,
      },
      { parent: this },
    );
    hostFarewell(
      `${name}-drain`,
      {
        machine: args.machine,
        script: "drain-slave",
        settings: { MACHINE: args.machine.domainId },
        // Also when the machine goes: that is what it is for.
        needsMachine: false,
        dependsOn: [this.daemon.running],
      },
      { parent: this },
    );

    if (args.toolchain !== undefined) {
      packageStage(
        `${name}-toolchain`,
        {
          machine: args.machine,
          stage: "toolchain",
          set: args.toolchain,
          source: args.packageSource,
          timeoutSeconds: args.toolchainTimeoutSeconds,
          dependsOn: [this.daemon.started],
        },
        { parent: this },
      );
    }

    this.registerOutputs({});
  }
}
