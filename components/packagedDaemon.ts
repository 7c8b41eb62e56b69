import * as pulumi from "@pulumi/pulumi";

import type { VersionedDownloadSpec } from "../lib/clusterSpec";
import type { DaemonSettings } from "../lib/daemonFiles";
import type { GuestFile } from "../lib/guestFiles";
import { daemon, type Daemon } from "./daemon";
import { hostFarewell, hostStage } from "./guestStage";
import type { VirtualMachine } from "./virtualMachine";

/** Arguments of {@link PackagedDaemon}. */
export interface PackagedDaemonArgs {
  /** The machine that it runs on. */
  machine: VirtualMachine;
  /** Name of the Upstart job, which is also that of the tarball. */
  job: "zookeeper" | "marathon";
  /** The tarball. */
  download: VersionedDownloadSpec;
  /** Arguments and environment. */
  settings: pulumi.Input<DaemonSettings>;
  /** More files that it reads. @default none */
  files?: pulumi.Input<GuestFile[]>;
  /** Digests of what it runs from beside its tarball; another one restarts it. @default none */
  programs?: pulumi.Input<string>[];
  /** The cache folder on the Pulumi host; empty means the user's own. */
  cacheDirectory: string;
  /** Longest time until it has to run, in seconds. */
  healthTimeoutSeconds: number;
  /** What has to be in the guest before its first start. */
  dependsOn: pulumi.Resource[];
  /** What a change has to reach before it reaches this daemon; its first start does not wait for that. */
  after: pulumi.Resource[];
}

/** A daemon that comes as a tarball of its own. Taken out of the stack, it is stopped, and stays down over a boot. */
export class PackagedDaemon extends pulumi.ComponentResource {
  /** The daemon. */
  readonly daemon: Daemon;

  constructor(name: string, args: PackagedDaemonArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mesos-testbed:index:PackagedDaemon", name, {}, opts);
    const { machine, job, download } = args;

    const tarball = hostStage(
      `${name}-tarball`,
      {
        machine,
        script: "push-tarball",
        settings: {
          NAME: job,
          VERSION: download.version,
          SHA256: download.sha256,
          SOURCES: download.sources.join(" "),
          DESTINATION: "/opt",
          CACHE: args.cacheDirectory,
        },
        triggers: [download.version, download.sha256],
      },
      { parent: this },
    );
    this.daemon = daemon(
      `${name}-daemon`,
      {
        machine,
        job,
        settings: args.settings,
        ...(args.files === undefined ? {} : { files: args.files }),
        programs: [download.version, download.sha256, ...(args.programs ?? [])],
        timeoutSeconds: args.healthTimeoutSeconds,
        dependsOn: [tarball, ...args.dependsOn],
        after: args.after,
      },
      { parent: this },
    );
    hostFarewell(
      `${name}-removal`,
      {
        machine,
        script: "remove-daemon",
        settings: { DAEMON: job },
        needsMachine: true,
        dependsOn: [this.daemon.running],
      },
      { parent: this },
    );

    this.registerOutputs({});
  }
}
