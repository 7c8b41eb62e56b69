/**
 * Asks every source of a stack and prints a table, and the ways on where an input has none that lives. The arguments are the
 * stack's name, and the path of its file (default: the CLI's); run by `node --require @swc-node/register`.
 */
import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import type { ClusterSpec } from "../lib/clusterSpec";
import { messageOf } from "../lib/getJson";
import { lockFileName } from "../lib/inputLock";
import { formatInputs, formatMissing } from "../lib/inputsReport";
import { inspectInputs } from "../lib/inspectInputs";
import { lockedDigests } from "../lib/learnDigests";
import { neededInputs } from "../lib/neededInputs";
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
  try {
    values = stackFileValues(fs.readFileSync(stackFile, "utf8"), name);
  } catch (error) {
    throw new Error(`${stackFile} cannot be read: ${messageOf(error)}`);
  }
  // libvirt has no part in where files come from.
  const { spec, faults } = readConfig(values, { project: name, stack, libvirtUri: "" });
  if (faults !== undefined) {
    throw new Error(faultMessage(name, faults));
  }
  return lockedDigests(spec, path.join(path.dirname(stackFile), lockFileName(stack)));
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
  if (missing !== "") {
    process.exitCode = 1;
  }
}

main(...process.argv.slice(2)).catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
