import type * as pulumi from "@pulumi/pulumi";

import { hostStage } from "./guestStage";
import type { VirtualMachine } from "./virtualMachine";

/** Arguments of {@link InstallTree}. */
export interface InstallTreeArgs {
  /** Name of the tree, in the guests and, where it was compiled, in the cache: 8 to 128 letters, digits and `. _ -`. */
  key: string;
  /** Mesos' version, which a guest compares with what it finds in the tree. */
  version: string;
  /** SHA-256 of the tarball, which every node verifies. */
  sha256: pulumi.Input<string>;
  /** Places of the tarball, in order. @default none: it is the artifact of that key in the cache of the Pulumi host */
  sources?: readonly string[];
  /** The cache folder on the Pulumi host; empty means the user's own. */
  cacheDirectory: string;
}

/** Mesos as `make install` lays it down, as a tarball on the Pulumi host: one that is compiled, or one that is given. */
export class InstallTree {
  /** SHA-256 of the tarball: another one is another Mesos. */
  readonly sha256: pulumi.Input<string>;

  constructor(private readonly args: InstallTreeArgs) {
    this.sha256 = args.sha256;
  }

  /**
   * Puts the tree into a machine.
   *
   * @param name name of the resource
   * @param machine where to
   * @param packages done when the packages that Mesos needs at run time are there
   * @param opts resource options, with the parent
   * @returns the resource that is done when the tree stands there, and its programs run
   */
  installOn(
    name: string,
    machine: VirtualMachine,
    packages: pulumi.Resource,
    opts: pulumi.CustomResourceOptions,
  ): pulumi.Resource {
    const { key, version, sha256, sources = [], cacheDirectory } = this.args;
    return hostStage(
      name,
      {
        machine,
        script: "push-artifact",
        settings: {
          KEY: key,
          VERSION: version,
          SHA256: sha256,
          SOURCES: sources.join(" "),
          CACHE: cacheDirectory,
        },
        triggers: [key, sha256],
        // The guest's own check of the programs wants every library.
        dependsOn: [packages],
      },
      opts,
    );
  }
}
