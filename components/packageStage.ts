import type * as command from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";

import { installPackagesCommand, packageArguments, type PackageSet } from "../lib/packages";
import { guestStage } from "./guestStage";
import type { VirtualMachine } from "./virtualMachine";

/** Arguments of {@link packageStage}. */
export interface PackageStageArgs {
  /** The machine to install on. */
  machine: VirtualMachine;
  /** Name of the stage in the guest, and of its log. */
  stage: string;
  /** What to install. */
  set: PackageSet;
  /** Longest time, in seconds; another one runs nothing. */
  timeoutSeconds: number;
  /** What has to be done before. @default the end of the boot alone */
  dependsOn?: pulumi.Resource[];
}

/**
 * yum packages in a guest: installed once per machine, and again when the list changes. None is ever removed.
 *
 * @param name name of the resource
 * @param args what, and where
 * @param opts resource options, with the parent
 * @returns the command
 */
export function packageStage(
  name: string,
  args: PackageStageArgs,
  opts: pulumi.CustomResourceOptions,
): command.remote.Command {
  return guestStage(
    name,
    {
      machine: args.machine,
      create: installPackagesCommand(args.stage, args.timeoutSeconds, args.set),
      triggers: [packageArguments(args.set)],
      ...(args.dependsOn === undefined ? {} : { dependsOn: args.dependsOn }),
    },
    // The list is among the triggers; what is left of the text is the time-out.
    { ...opts, ignoreChanges: ["create"] },
  );
}
