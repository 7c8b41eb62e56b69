import * as path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { configuredLibvirtUri } from "./components/libvirtUri";
import { checkFirst } from "./lib/checkFirst";
import type { ClusterSpec } from "./lib/clusterSpec";
import { messageOf } from "./lib/getJson";
import { lockFileName } from "./lib/inputLock";
import { learnCommit } from "./lib/learnCommit";
import { learnDigests, type LearnOptions } from "./lib/learnDigests";
import { faultMessage, readConfig } from "./lib/readConfig";
import { lookAtAccess } from "./lib/readSshAccess";

/**
 * Reads and checks the stack's configuration. Nothing else reads the project's keys.
 *
 * @returns the cluster, every default filled in
 * @throws pulumi.RunError with every fault, each with key, value, what is allowed and the remedy
 */
export function loadClusterSpec(): ClusterSpec {
  const project = pulumi.getProject();
  const result = readConfig(projectValues(project), {
    project,
    stack: pulumi.getStack(),
    libvirtUri: configuredLibvirtUri(),
    lookAtAccess,
  });
  if (result.faults !== undefined) {
    throw new pulumi.RunError(faultMessage(project, result.faults));
  }
  return result.spec;
}

/**
 * Gives every file that the cluster is made from its digest, and a tag of git its commit, before any resource is registered: digests are in the names and
 * inputs of resources.
 *
 * @param spec the cluster
 * @returns the cluster; in a preview some digests may be placeholders
 * @throws pulumi.RunError when a file whose digest, or a tag whose commit, is not known cannot be had, or the host cannot run the cluster
 *   that it would be fetched for, or the stack's lock file is not right
 */
export async function pinInputs(spec: ClusterSpec): Promise<ClusterSpec> {
  try {
    const [project, stack] = [pulumi.getProject(), pulumi.getStack()];
    const say = (line: string): void => void pulumi.log.info(line);
    const options: LearnOptions = {
      lockFile: path.join(__dirname, lockFileName(stack)),
      isPreview: pulumi.runtime.isDryRun(),
      say,
      warn: (text) => void pulumi.log.warn(text),
      checkFirst: (known) => checkFirst(known, { project, stack, say }),
    };
    return await learnDigests(await learnCommit(spec, options), options);
  } catch (error) {
    throw new pulumi.RunError(messageOf(error));
  }
}

/** Every value in the project's namespace; `pulumi.Config` only answers for keys that one asks for by name. */
function projectValues(project: string): Record<string, string> {
  const namespace = `${project}:`;
  return Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig())
      .filter(([key]) => key.startsWith(namespace))
      .map(([key, value]) => [key.slice(namespace.length), value]),
  );
}
