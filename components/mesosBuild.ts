import * as pulumi from "@pulumi/pulumi";

import { artifactKey } from "../lib/artifactKey";
import type { VersionedDownloadSpec } from "../lib/clusterSpec";
import { mavenRepositoryKey } from "../lib/mavenRepository";
import { packageArguments } from "../lib/packages";
import { hostStage } from "./guestStage";
import { packageStage, type PackageSource } from "./packageStage";
import type { VirtualMachine } from "./virtualMachine";

/** Arguments of {@link MesosBuild}. */
export interface MesosBuildArgs {
  /** The machine that compiles: the master. */
  builder: VirtualMachine;
  /** Mesos' source. */
  source: VersionedDownloadSpec;
  /** Maven, which builds the Java bindings. */
  maven: VersionedDownloadSpec;
  /** yum groups of the toolchain, by name. */
  packageGroups: readonly string[];
  /** yum packages of the toolchain. */
  packages: readonly string[];
  /** Where packages come from. */
  packageSource: PackageSource;
  /** Arguments of `configure`. */
  configureFlags: readonly string[];
  /** SHA-256 of the image that it is compiled on. */
  imageSha256: string;
  /** The cache folder on the Pulumi host; empty means the user's own. */
  cacheDirectory: string;
  /** Longest time for the toolchain's packages, in seconds. */
  toolchainTimeoutSeconds: number;
  /** Longest time for the compile, in seconds. */
  buildTimeoutSeconds: number;
}

/**
 * Mesos, compiled once: on the builder when the cache of the Pulumi host has no install tree of these inputs, and taken
 * from there otherwise. The resources are the same in both cases.
 */
export class MesosBuild extends pulumi.ComponentResource {
  /** Hash of all that shapes the install tree. */
  readonly key: string;
  /** SHA-256 of the artifact, which every node verifies. */
  readonly sha256: pulumi.Output<string>;

  private readonly cacheDirectory: string;

  constructor(name: string, args: MesosBuildArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mesos-testbed:index:MesosBuild", name, {}, opts);
    this.cacheDirectory = args.cacheDirectory;
    const inputs = {
      version: args.source.version,
      sourceSha256: args.source.sha256,
      mavenSha256: args.maven.sha256,
      packageGroups: args.packageGroups,
      packages: args.packages,
      configureFlags: args.configureFlags,
      imageSha256: args.imageSha256,
    };
    this.key = artifactKey(inputs);

    const toolchain = { groups: args.packageGroups, packages: args.packages };

    const artifact = hostStage(
      `${name}-artifact`,
      {
        machine: args.builder,
        script: "obtain-artifact",
        settings: {
          KEY: this.key,
          INPUTS: JSON.stringify(inputs),
          VERSION: args.source.version,
          SHA256: args.source.sha256,
          SOURCES: args.source.sources.join(" "),
          MAVEN_VERSION: args.maven.version,
          MAVEN_SHA256: args.maven.sha256,
          MAVEN_SOURCES: args.maven.sources.join(" "),
          PACKAGES: packageArguments(toolchain),
          CONFIGURE_FLAGS: args.configureFlags.join(" "),
          TOOLCHAIN_TIMEOUT_SECONDS: String(args.toolchainTimeoutSeconds),
          BUILD_TIMEOUT_SECONDS: String(args.buildTimeoutSeconds),
          REPOSITORIES: args.packageSource.repositoriesKey,
          MAVEN_REPOSITORY: mavenRepositoryKey(args.source, args.maven),
          CACHE: args.cacheDirectory,
        },
        triggers: [this.key],
      },
      { parent: this },
    );
    this.sha256 = artifact.stdout.apply((text) => text.trim());

    // What a compile leaves on the builder has to be there after a warm start as well; nothing waits for it then.
    packageStage(
      `${name}-toolchain`,
      {
        machine: args.builder,
        stage: "toolchain",
        set: toolchain,
        source: args.packageSource,
        timeoutSeconds: args.toolchainTimeoutSeconds,
        dependsOn: [artifact],
      },
      { parent: this },
    );
    hostStage(
      `${name}-maven`,
      {
        machine: args.builder,
        script: "push-tarball",
        settings: {
          NAME: "maven",
          VERSION: args.maven.version,
          SHA256: args.maven.sha256,
          SOURCES: args.maven.sources.join(" "),
          DESTINATION: "/opt",
          CACHE: args.cacheDirectory,
        },
        triggers: [args.maven.version, args.maven.sha256],
        dependsOn: [artifact],
      },
      { parent: this },
    );

    this.registerOutputs({ key: this.key, sha256: this.sha256 });
  }

  /**
   * Puts the install tree into a machine.
   *
   * @param name name of the resource
   * @param machine where to
   * @param packages done when the packages that Mesos needs at run time are there
   * @param opts resource options, with the parent
   * @returns the resource that is done when the tree stands there
   */
  installOn(
    name: string,
    machine: VirtualMachine,
    packages: pulumi.Resource,
    opts: pulumi.CustomResourceOptions,
  ): pulumi.Resource {
    return hostStage(
      name,
      {
        machine,
        script: "push-artifact",
        settings: { KEY: this.key, SHA256: this.sha256, CACHE: this.cacheDirectory },
        triggers: [this.key, this.sha256],
        // The guest's own check of the programs wants every library.
        dependsOn: [packages],
      },
      opts,
    );
  }
}
