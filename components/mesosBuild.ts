import * as pulumi from "@pulumi/pulumi";

import { artifactInputs, artifactKey } from "../lib/artifactKey";
import type { ClusterSpec } from "../lib/clusterSpec";
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
  /** What is compiled, with what, on which image; where the cache is; the bounds. */
  spec: Pick<
    ClusterSpec,
    "mesos" | "maven" | "image" | "repositories" | "cacheDirectory" | "timeouts"
  >;
  /** Where packages come from. */
  packageSource: PackageSource;
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
    const { spec, builder } = args;
    const { mesos, maven, cacheDirectory, timeouts } = spec;
    const toolchain = toolchainOf(spec);
    const inputs = artifactInputs(spec);
    this.key = artifactKey(inputs);

    const artifact = hostStage(
      `${name}-artifact`,
      {
        machine: builder,
        script: "obtain-artifact",
        settings: {
          KEY: this.key,
          INPUTS: JSON.stringify(inputs),
          VERSION: mesos.version,
          SHA256: mesos.sha256,
          COMMIT: mesos.commit,
          SOURCES: mesos.sources.join(" "),
          ...(maven === undefined
            ? {}
            : {
                MAVEN_VERSION: maven.version,
                MAVEN_SHA256: maven.sha256,
                MAVEN_SOURCES: maven.sources.join(" "),
                MAVEN_MIRRORS: maven.mirrors.join(" "),
              }),
          PACKAGES: packageArguments(toolchain),
          CONFIGURE_FLAGS: toolchain.configureFlags.join(" "),
          TOOLSET: mesos.compiler,
          TOOLCHAIN_TIMEOUT_SECONDS: String(timeouts.toolchainSeconds),
          BUILD_TIMEOUT_SECONDS: String(timeouts.buildSeconds),
          ...(mesos.toolchain === "none" ? { MAY_COMPILE: "no" } : {}),
          REPOSITORIES: args.packageSource.repositoriesKey,
          MAVEN_REPOSITORY: mavenRepositoryKey(mesos, maven),
          CACHE: cacheDirectory,
        },
        triggers: [this.key],
      },
      { parent: this },
    );
    const sha256 = artifact.stdout.apply((text) => text.trim());
    this.installTree = new InstallTree({
      key: this.key,
      version: mesos.version,
      sha256,
      cacheDirectory,
    });

    // What a compile leaves on the builder has to be there after a warm start as well; nothing waits for it then.
    if (mesos.toolchain !== "none") {
      this.installToolchain(name, args, artifact);
    }

    this.registerOutputs({ key: this.key, sha256 });
  }

  private installToolchain(name: string, args: MesosBuildArgs, artifact: pulumi.Resource): void {
    const { builder, packageSource, spec } = args;
    const { maven, cacheDirectory, timeouts } = spec;
    packageStage(
      `${name}-toolchain`,
      {
        machine: builder,
        stage: "toolchain",
        set: toolchainOf(spec),
        source: packageSource,
        timeoutSeconds: timeouts.toolchainSeconds,
        dependsOn: [artifact],
      },
      { parent: this },
    );
    if (maven === undefined) {
      return;
    }
    hostStage(
      `${name}-maven`,
      {
        machine: builder,
        script: "push-tarball",
        settings: {
          NAME: "maven",
          VERSION: maven.version,
          SHA256: maven.sha256,
          SOURCES: maven.sources.join(" "),
          DESTINATION: "/opt",
          CACHE: cacheDirectory,
        },
        triggers: [maven.version, maven.sha256],
        dependsOn: [artifact],
      },
      { parent: this },
    );
  }
}
