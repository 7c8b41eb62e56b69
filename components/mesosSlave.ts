import * as pulumi from "@pulumi/pulumi";

import type { DaemonSettings } from "../lib/daemonFiles";
import type { GuestFile } from "../lib/guestFiles";
import { installPackagesCommand } from "../lib/packages";
import { openPortsCommand, slavePorts } from "../lib/ports";
import { daemon, type Daemon } from "./daemon";
import { guestStage } from "./guestStage";
import type { MesosBuild } from "./mesosBuild";
import type { VirtualMachine } from "./virtualMachine";

/** Arguments of {@link MesosSlave}. */
export interface MesosSlaveArgs {
  /** The machine that it runs on. */
  machine: VirtualMachine;
  /** Where the install tree comes from. */
  build: MesosBuild;
  /** The cluster's network in CIDR form: the slave's ports are opened for it alone. */
  clusterCidr: string;
  /** yum packages that the daemon needs at run time. */
  runtimePackages: readonly string[];
  /** What mesos-slave is started with. */
  settings: pulumi.Input<DaemonSettings>;
  /** Files that it reads, e.g. its credential. @default none */
  files?: pulumi.Input<GuestFile[]>;
  /** The toolchain, where every node gets it as in the recipe; nothing waits for it. */
  toolchain: { groups: readonly string[]; packages: readonly string[] } | undefined;
  /** Longest time for packages, in seconds. */
  toolchainTimeoutSeconds: number;
  /** Longest time until the daemon has to run, in seconds. */
  healthTimeoutSeconds: number;
}

/** A slave's daemon. It finds the master by itself, and waits for none. */
export class MesosSlave extends pulumi.ComponentResource {
  /** mesos-slave. */
  readonly daemon: Daemon;

  constructor(name: string, args: MesosSlaveArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mesos-testbed:index:MesosSlave", name, {}, opts);

    const packages = guestStage(
      `${name}-packages`,
      {
        machine: args.machine,
        create: installPackagesCommand("mesos-packages", args.toolchainTimeoutSeconds, {
          packages: args.runtimePackages,
        }),
      },
      { parent: this },
    );
    guestStage(
      `${name}-ports`,
      { machine: args.machine, create: openPortsCommand(args.clusterCidr, slavePorts) },
      { parent: this },
    );
    const taskUser = guestStage(
      `${name}-task-user`,
      { machine: args.machine, create: "sudo /usr/local/lib/mesos-testbed/ensure-task-user" },
      { parent: this },
    );
    const tree = args.build.installOn(`${name}-tree`, args.machine, { parent: this });
    this.daemon = daemon(
      `${name}-daemon`,
      {
        machine: args.machine,
        job: "mesos-slave",
        settings: args.settings,
        ...(args.files === undefined ? {} : { files: args.files }),
        programs: [args.build.sha256],
        timeoutSeconds: args.healthTimeoutSeconds,
        dependsOn: [packages, taskUser, tree],
      },
      { parent: this },
    );

    if (args.toolchain !== undefined) {
      guestStage(
        `${name}-toolchain`,
        {
          machine: args.machine,
          create: installPackagesCommand("toolchain", args.toolchainTimeoutSeconds, args.toolchain),
          dependsOn: [this.daemon.running],
        },
        { parent: this },
      );
    }

    this.registerOutputs({});
  }
}
