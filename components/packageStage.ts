import type * as command from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";

import type { ClusterSpec } from "../lib/clusterSpec";
import { packageArguments, type PackageSet } from "../lib/packages";
import { repositoriesKey } from "../lib/repositoriesCopy";
import { hostStage } from "./guestStage";
import type { VirtualMachine } from "./virtualMachine";

/** Where packages come from, where it is not from the repositories that a guest has been given. */
export interface PackageSource {
  /** What a copy of the repositories is called in the cache, see repositoriesKey; it need not be there. */
  repositoriesKey: string;
  /** The cache folder on the Pulumi host; empty means the user's own. */
  cacheDirectory: string;
}

/**
 * Where a cluster's packages come from.
 *
 * @param spec the cluster
 */
export function packageSource({ repositories, cacheDirectory }: ClusterSpec): PackageSource {
  return { repositoriesKey: repositoriesKey(repositories), cacheDirectory };
}

/** Arguments of {@link packageStage}. */
export interface PackageStageArgs {
  /** The machine to install on. */
  machine: VirtualMachine;
  /** Name of the stage in the guest, and of its log. */
  stage: string;
  /** What to install. */
  set: PackageSet;
  /** Where from. */
  source: PackageSource;
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
): command.local.Command {
  const packages = packageArguments(args.set);
  return hostStage(
    name,
    {
      machine: args.machine,
      script: "install-packages",
      settings: {
        STAGE: args.stage,
        TIMEOUT_SECONDS: String(args.timeoutSeconds),
        PACKAGES: packages,
        REPOSITORIES: args.source.repositoriesKey,
        CACHE: args.source.cacheDirectory,
      },
      // Whether a bundle is there or not: the packages are the same.
      triggers: [packages],
      ...(args.dependsOn === undefined ? {} : { dependsOn: args.dependsOn }),
    },
    opts,
  );
}
