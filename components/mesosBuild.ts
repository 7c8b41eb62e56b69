import * as pulumi from "@pulumi/pulumi";

import { artifactInputs, artifactKey } from "../lib/artifactKey";
import type { MesosSpec, VersionedDownloadSpec } from "../lib/clusterSpec";
import { mavenRepositoryKey } from "../lib/mavenRepository";
import { packageArguments } from "../lib/packages";
import { toolchainOf } from "../lib/toolchain";
import { hostStage } from "./guestStage";
import { InstallTree } from "./installTree";
import { packageStage, type PackageSource } from "./packageStage";
import type { VirtualMachine } from "./virtualMachine";

/** Arguments of {@link MesosBuild}. */
export interface MesosBuildArgs {
  /** The machine that compiles: the master. */
  builder: VirtualMachine;
  /** Mesos' source, and the compiler. */
  source: MesosSpec;
  /** Maven, which builds the Java bindings. */
  maven: VersionedDownloadSpec;
  /** Where packages come from. */
  packageSource: PackageSource;
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
  /** What it has made. */
  readonly installTree: InstallTree;

  constructor(name: string, args: MesosBuildArgs, opts?: pulumi.ComponentResourceOptions) {
    super("mesos-testbed:index:MesosBuild", name, {}, opts);
    const toolchain = toolchainOf(args.source.compiler);
    const inputs = artifactInputs(args.source, args.maven.sha256, args.imageSha256);
    this.key = artifactKey(inputs);

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
          COMMIT: args.source.commit,
          SOURCES: args.source.sources.join(" "),
          MAVEN_VERSION: args.maven.version,
          MAVEN_SHA256: args.maven.sha256,
          MAVEN_SOURCES: args.maven.sources.join(" "),
          PACKAGES: packageArguments(toolchain),
          CONFIGURE_FLAGS: toolchain.configureFlags.join(" "),
          TOOLSET: args.source.compiler,
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
    const sha256 = artifact.stdout.apply((text) => text.trim());
    this.installTree = new InstallTree({
      key: this.key,
      version: args.source.version,
      sha256,
      cacheDirectory: args.cacheDirectory,
    });

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

    this.registerOutputs({ key: this.key, sha256 });
  }
}
