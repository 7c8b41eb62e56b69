/**
 * Asks every source of a stack and prints a table, and the ways on where an input has none that lives; then has the host
 * checked as `up` would. The arguments are the stack's name, and the path of its file (default: the CLI's); run by
 * `node --require @swc-node/register`.
 */
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import type { ClusterSpec } from "../lib/clusterSpec";
import { messageOf } from "../lib/getJson";
import { hostCheckInput } from "../lib/hostCheck";
import { lockFileName } from "../lib/inputLock";
import { formatInputs, formatMissing } from "../lib/inputsReport";
import { inspectInputs } from "../lib/inspectInputs";
import { lockedDigests } from "../lib/learnDigests";
import { neededInputs } from "../lib/neededInputs";
import { libvirtUriOf } from "../lib/libvirtUri";
import { faultMessage, readConfig } from "../lib/readConfig";
import { stackFileValues } from "../lib/stackFile";

const project = path.join(__dirname, "..");

/** The cluster of a stack file; the lock file lies beside it. */
function readSpec(stack: string, stackFile: string): ClusterSpec {
  const { name } = parse(fs.readFileSync(path.join(project, "Pulumi.yaml"), "utf8")) as {
    name: string;
  };
  if (!fs.existsSync(stackFile)) {
    throw new Error(`there is no stack file ${stackFile}; name a stack that has one`);
  }
  let values: Record<string, string>;
  let provider: Record<string, string>;
  try {
    const text = fs.readFileSync(stackFile, "utf8");
    values = stackFileValues(text, name);
    provider = stackFileValues(text, "libvirt");
  } catch (error) {
    throw new Error(`${stackFile} cannot be read: ${messageOf(error)}`);
  }
  const libvirtUri = libvirtUriOf(provider["uri"]);
  const { spec, faults } = readConfig(values, { project: name, stack, libvirtUri });
  if (faults !== undefined) {
    throw new Error(faultMessage(name, faults));
  }
  return lockedDigests(spec, path.join(path.dirname(stackFile), lockFileName(stack)));
}

/** The checks of the host that `up` makes first, which remove nothing here; whether all hold. */
function checkHost(spec: ClusterSpec): boolean {
  process.stdout.write(`\nlibvirt at ${spec.libvirtUri}:\n`);
  const { status } = spawnSync(path.join(__dirname, "check-host"), ["--look"], {
    env: { ...process.env, LIBVIRT_DEFAULT_URI: spec.libvirtUri },
    input: hostCheckInput(spec),
    // What it prints for the next run is of no use here.
    stdio: ["pipe", "ignore", "inherit"],
  });
  return status === 0;
}

async function main(
  stack = "",
  stackFile = path.join(project, `Pulumi.${stack}.yaml`),
): Promise<void> {
  const spec = readSpec(stack, stackFile);
  const inputs = await inspectInputs(neededInputs(spec), {
    cacheDirectory: spec.cacheDirectory,
    askAll: true,
  });
  process.stdout.write(formatInputs(inputs));
  const missing = formatMissing(inputs, stack);
  process.stdout.write(`\n${missing || `all ${inputs.length} inputs can be had\n`}`);
  if (!checkHost(spec) || missing !== "") {
    process.exitCode = 1;
  }
}

main(...process.argv.slice(2)).catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
