import * as pulumi from "@pulumi/pulumi";

import { contentHash } from "../lib/contentHash";
import { daemonFiles, type DaemonSettings } from "../lib/daemonFiles";
import { installFilesInput, type GuestFile } from "../lib/guestFiles";
import { guestStage } from "./guestStage";
import type { VirtualMachine } from "./virtualMachine";

/** Arguments of {@link daemon}. */
export interface DaemonArgs {
  /** The machine that it runs on. */
  machine: VirtualMachine;
  /** Name of the Upstart job, and of its file in `cloud-init/files`. */
  job: string;
  /** Arguments and environment; may hold secrets. */
  settings: pulumi.Input<DaemonSettings>;
  /** More files that the daemon reads, e.g. credentials. @default none */
  files?: pulumi.Input<GuestFile[]>;
  /** Digests of what the daemon runs from (its programs); another one restarts it. */
  programs: pulumi.Input<string>[];
  /** Longest time until it has to run, in seconds. */
  timeoutSeconds: number;
  /** What has to be in the guest before. */
  dependsOn: pulumi.Resource[];
}

/** A daemon that has been set up. */
export interface Daemon {
  /** Done when the daemon runs. */
  running: pulumi.Resource;
  /** Digest of all that the daemon runs with; another one means that it was restarted. */
  digest: pulumi.Output<string>;
}

/**
 * Installs an Upstart job with its settings and sees it running; a later change of either restarts it, and nothing else.
 *
 * @param name name of the resource
 * @param args which daemon, and what it needs
 * @param opts resource options, with the parent
 * @returns the running daemon
 */
export function daemon(name: string, args: DaemonArgs, opts: pulumi.CustomResourceOptions): Daemon {
  const stdin = pulumi
    .all([args.settings, args.files ?? []])
    .apply(([settings, files]) =>
      installFilesInput([...daemonFiles(args.job, settings), ...files]),
    );
  // A digest tells nothing of the random secrets that go into it.
  const digest = pulumi.unsecret(
    pulumi.all([stdin, ...args.programs]).apply((parts) => contentHash(...parts)),
  );
  const running = guestStage(
    name,
    {
      machine: args.machine,
      create: pulumi.interpolate`sudo /usr/local/lib/mesos-testbed/install-files && sudo /usr/local/lib/mesos-testbed/ensure-service ${args.job} --restart-if-changed ${digest} --timeout ${args.timeoutSeconds}`,
      stdin: pulumi.secret(stdin),
      dependsOn: args.dependsOn,
    },
    opts,
  );
  return { running, digest };
}
