/**
 * Asks every source of a stack and prints a table, and the ways on where an input has none that lives; then has the host
 * checked as `up` would. The arguments are the stack's name, and the path of its file (default: the CLI's); run by
 * `node host/run.cjs`.
 */
import { spawnSync } from "node:child_process";
import * as path from "node:path";

import type { ClusterSpec } from "../lib/clusterSpec";
import { messageOf } from "../lib/getJson";
import { hostCheckInput, stackMark } from "../lib/hostCheck";
import { formatInputs, formatMissing } from "../lib/inputsReport";
import { inspectInputs } from "../lib/inspectInputs";
import { lockedDigests } from "../lib/learnDigests";
import { neededInputs } from "../lib/neededInputs";
import { readStackSpec, stackFilePath } from "../lib/stackSpec";

/** The checks of the host that `up` makes first, which remove nothing here; whether all hold. */
function checkHost(spec: ClusterSpec, mark: string): boolean {
  process.stdout.write(`\nlibvirt at ${spec.libvirtUri}:\n`);
  const { status } = spawnSync(path.join(__dirname, "check-host"), ["--look"], {
    env: { ...process.env, LIBVIRT_DEFAULT_URI: spec.libvirtUri },
    input: hostCheckInput(spec, mark),
    // What it prints for the next run is of no use here.
    stdio: ["pipe", "ignore", "inherit"],
  });
  return status === 0;
}

async function main(stack = "", stackFile = stackFilePath(stack)): Promise<void> {
  const read = readStackSpec(stack, stackFile);
  const spec = lockedDigests(read.spec, read.lockFile);
  const inputs = await inspectInputs(neededInputs(spec), {
    cacheDirectory: spec.cacheDirectory,
    askAll: true,
  });
  process.stdout.write(formatInputs(inputs));
  const missing = formatMissing(inputs, stack);
  process.stdout.write(`\n${missing || `all ${inputs.length} inputs can be had\n`}`);
  if (!checkHost(spec, stackMark(read.project, stack)) || missing !== "") {
    process.exitCode = 1;
  }
}

main(...process.argv.slice(2)).catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
