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
  /** Command in the guest that makes of the files what the daemon reads; it has to be idempotent. @default none */
  prepare?: string;
  /** Digests of what the daemon runs from (its programs); another one restarts it. */
  programs: pulumi.Input<string>[];
  /** For mesos-slave: digest of what it may not change and stay the same slave. @default none */
  identity?: string;
  /** Longest time until it has to run, in seconds. */
  timeoutSeconds: number;
  /** What has to be in the guest before its first start. */
  dependsOn: pulumi.Resource[];
  /** What a change has to reach before it reaches this daemon; its first start does not wait for that. */
  after: pulumi.Resource[];
}

/** A daemon that has been set up. */
export interface Daemon {
  /** Done when the daemon has been started on its machine. */
  started: pulumi.Resource;
  /** Done when the daemon runs with its present settings and programs. */
  running: pulumi.Resource;
  /** Digest of all that the daemon runs with; another one means that it was restarted. */
  digest: pulumi.Output<string>;
}

/**
 * Installs an Upstart job with its settings and sees it running; a later change of either restarts it, and nothing else.
 *
 * Two resources run the same command: the first at the daemon's first start on a machine, for which all daemons can be
 * started at once, the second from then on, in the order that a change has to take. After the first it finds the daemon
 * running and has nothing to do.
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
  const prepare = args.prepare === undefined ? "" : `${args.prepare} && `;
  const stage = {
    machine: args.machine,
    create: pulumi.interpolate`sudo /usr/local/lib/mesos-testbed/install-files && ${prepare}${ensureService({ ...args, digest })}`,
    stdin: pulumi.secret(stdin),
  };
  const started = guestStage(
    `${name}-start`,
    { ...stage, update: "true", dependsOn: args.dependsOn },
    // What changes later is the other resource's.
    { ...opts, ignoreChanges: ["create", "stdin"] },
  );
  const running = guestStage(
    name,
    { ...stage, dependsOn: [started, ...args.dependsOn, ...args.after] },
    opts,
  );
  return { started, running, digest };
}

/**
 * The command in a guest that has a daemon run.
 *
 * @param args the daemon, the digest of all that it runs with, and the bound
 * @returns the command, which restarts the daemon when it was last started with another digest
 */
export function ensureService(
  args: Pick<DaemonArgs, "job" | "identity" | "timeoutSeconds"> & { digest: pulumi.Input<string> },
): pulumi.Output<string> {
  const identity = args.identity === undefined ? "" : ` --identity ${args.identity}`;
  return pulumi.interpolate`sudo /usr/local/lib/mesos-testbed/ensure-service ${args.job} --restart-if-changed ${args.digest}${identity} --timeout ${args.timeoutSeconds}`;
}
