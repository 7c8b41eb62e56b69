import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

import { hostScript } from "../lib/hostScript";
import { connectionInput } from "../lib/stackState";
import type { VirtualMachine } from "./virtualMachine";

/** Arguments of {@link guestStage}. */
export interface GuestStageArgs {
  /** The machine to run in. */
  machine: VirtualMachine;
  /** Shell command, run as the seed's user; it has to be idempotent, since any change of an input runs it again. */
  create: pulumi.Input<string>;
  /** Shell command in place of `create` on such a change; `true` for none. @default `create` */
  update?: string;
  /** Standard input; secrets go here, never into `create`. */
  stdin?: pulumi.Input<string>;
  /** What, beside the machine itself, makes the stage run anew as another resource. @default nothing */
  triggers?: pulumi.Input<string>[];
  /** What has to be done before. The end of the boot is always among it. @default nothing */
  dependsOn?: pulumi.Resource[];
}

/**
 * A command in a guest: its output is shown as it comes, it runs once per machine, and again when what it says changes.
 *
 * @param name name of the resource
 * @param args what to run, and when
 * @param opts resource options, with the parent
 * @returns the command
 */
export function guestStage(
  name: string,
  args: GuestStageArgs,
  opts: pulumi.CustomResourceOptions,
): command.remote.Command {
  return new command.remote.Command(
    name,
    {
      connection: args.machine.connection,
      create: args.create,
      ...(args.update === undefined ? {} : { update: args.update }),
      ...(args.stdin === undefined ? {} : { stdin: args.stdin }),
      triggers: [args.machine.domainId, ...(args.triggers ?? [])],
      // The previous output would be sent as environment variables, which EL6's sshd refuses.
      addPreviousOutputInEnv: false,
    },
    {
      ...opts,
      // Nothing has to be undone in a guest that goes away, and it may not answer any more.
      deletedWith: args.machine.domain,
      dependsOn: [args.machine.booted, ...(args.dependsOn ?? [])],
    },
  );
}

/** Arguments of {@link hostStage}. */
export interface HostStageArgs {
  /** The machine that the script talks to over SSH. */
  machine: VirtualMachine;
  /** Script in `host/`. */
  script: string;
  /**
   * Its settings, sent through standard input as KEY=VALUE lines before the connection. A change of them alone runs
   * nothing: they hold places, folders and bounds, too.
   */
  settings: Record<string, pulumi.Input<string>>;
  /** What, beside the machine itself, makes the stage run, as another resource: all that its result depends on. */
  triggers: pulumi.Input<string>[];
  /** What has to be done before. The end of the boot is always among it. @default nothing */
  dependsOn?: pulumi.Resource[];
}

/**
 * A script on the Pulumi host that works on a guest over SSH: for bytes that must not pass through the stack's state.
 *
 * @param name name of the resource
 * @param args which script, with which settings, and when
 * @param opts resource options, with the parent
 * @returns the command; its `stdout` is the script's result
 */
export function hostStage(
  name: string,
  args: HostStageArgs,
  opts: pulumi.CustomResourceOptions,
): command.local.Command {
  return new command.local.Command(
    name,
    {
      create: hostScript(args.script),
      stdin: guestInput(args.machine, args.settings),
      triggers: [args.machine.domainId, ...args.triggers],
      // Standard output is the result; the script reports on standard error.
      logging: "stderr",
      addPreviousOutputInEnv: false,
    },
    {
      ...opts,
      ignoreChanges: ["stdin"],
      deletedWith: args.machine.domain,
      dependsOn: [args.machine.booted, ...(args.dependsOn ?? [])],
    },
  );
}

/** Arguments of {@link hostFarewell}. */
export interface HostFarewellArgs {
  /** The machine that the script talks to over SSH. */
  machine: VirtualMachine;
  /** Script in `host/`; it has to be bounded in time and to succeed whatever it meets. */
  script: string;
  /** Its settings, sent through standard input as KEY=VALUE lines before the connection. @default none */
  settings?: Record<string, pulumi.Input<string>>;
  /** Whether it has nothing to do when the machine goes too. */
  needsMachine: boolean;
  /** What it speaks of: that goes only after it. */
  dependsOn: pulumi.Resource[];
}

/**
 * A script on the Pulumi host that runs when something in a guest is taken out of the stack, before it or its machine goes.
 *
 * @param name name of the resource
 * @param args which script, and before what
 * @param opts resource options, with the parent
 * @returns the command, which does nothing until it is deleted
 */
export function hostFarewell(
  name: string,
  args: HostFarewellArgs,
  opts: pulumi.CustomResourceOptions,
): command.local.Command {
  return new command.local.Command(
    name,
    {
      delete: hostScript(args.script),
      stdin: guestInput(args.machine, args.settings ?? {}),
      // Another machine is another one to take leave of; what only concerns its daemons has nothing to say then.
      ...(args.needsMachine ? {} : { triggers: [args.machine.domainId] }),
      logging: "stderr",
      addPreviousOutputInEnv: false,
    },
    {
      ...opts,
      // The old machine is spoken to as long as it is there.
      deleteBeforeReplace: true,
      ...(args.needsMachine ? { deletedWith: args.machine.domain } : {}),
      dependsOn: [args.machine.booted, ...args.dependsOn],
    },
  );
}

/** Standard input of a script that works on a guest: settings, the connection, an empty line, the private key; secret. */
function guestInput(
  machine: VirtualMachine,
  settings: Record<string, pulumi.Input<string>>,
): pulumi.Output<string> {
  return pulumi.secret(
    pulumi
      .all([pulumi.output(settings), machine.access])
      .apply(([values, access]) => connectionInput(machine.hostName, access, values)),
  );
}
