import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import type { ClusterSpec } from "./clusterSpec";
import { messageOf } from "./getJson";
import { lockFileName } from "./inputLock";
import { libvirtUriOf } from "./libvirtUri";
import { faultMessage, readConfig } from "./readConfig";
import { lookAtAccess } from "./readSshAccess";
import { stackFileValues } from "./stackFile";

const project = path.join(__dirname, "..");

/** A stack as its file has it, for who has no engine to ask. */
export interface StackSpec {
  /** Name of the Pulumi project. */
  readonly project: string;
  /** The cluster; digests that neither configuration nor manifest has are empty. */
  readonly spec: ClusterSpec;
  /** Path of the stack's lock file, which lies beside the stack file and need not exist. */
  readonly lockFile: string;
}

/**
 * Path of a stack's file where the CLI looks for it.
 *
 * @param stack name of the stack
 */
export function stackFilePath(stack: string): string {
  return path.join(project, `Pulumi.${stack}.yaml`);
}

/** What a stack file says, unchecked. */
interface StackValues {
  /** Name of the Pulumi project. */
  readonly project: string;
  /** Its keys without namespace. */
  readonly values: Record<string, string>;
  /** The libvirt provider's own, likewise. */
  readonly provider: Record<string, string>;
}

/**
 * Reads a stack file as it is, for who needs a value of it, whatever the others are.
 *
 * @param stackFile path of the file
 * @throws Error when there is no such file, or it is no YAML
 */
export function readStackValues(stackFile: string): StackValues {
  const { name } = parse(fs.readFileSync(path.join(project, "Pulumi.yaml"), "utf8")) as {
    name: string;
  };
  if (!fs.existsSync(stackFile)) {
    throw new Error(`there is no stack file ${stackFile}; name a stack that has one`);
  }
  try {
    const text = fs.readFileSync(stackFile, "utf8");
    return {
      project: name,
      values: stackFileValues(text, name),
      provider: stackFileValues(text, "libvirt"),
    };
  } catch (error) {
    throw new Error(`${stackFile} cannot be read: ${messageOf(error)}`);
  }
}

/**
 * Reads a stack file. The stack need not exist, and neither backend nor passphrase is needed.
 *
 * @param stack name of the stack
 * @param stackFile path of its file
 * @returns cluster and lock file
 * @throws Error with every fault, or when there is no such file
 */
export function readStackSpec(stack: string, stackFile: string): StackSpec {
  const { project: name, values, provider } = readStackValues(stackFile);
  const libvirtUri = libvirtUriOf(provider["uri"]);
  const { spec, faults } = readConfig(values, {
    project: name,
    stack,
    libvirtUri,
    lookAtAccess,
  });
  if (faults !== undefined) {
    throw new Error(faultMessage(name, faults));
  }
  return { project: name, spec, lockFile: path.join(path.dirname(stackFile), lockFileName(stack)) };
}
