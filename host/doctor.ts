/**
 * Asks every source of a stack and prints a table, and the ways on where an input has none that lives; then has the host
 * checked as `up` would. The arguments are the stack's name, and the path of its file (default: the CLI's); run by
 * `node host/run.cjs`.
 */
import * as path from "node:path";

import { checkHost } from "../lib/checkHost";
import type { ClusterSpec } from "../lib/clusterSpec";
import { messageOf } from "../lib/getJson";
import { stackMark } from "../lib/hostCheck";
import { formatInputs, formatMissing, isNeeded } from "../lib/inputsReport";
import { cacheFolder, inspectInputs } from "../lib/inspectInputs";
import { lockedDigests } from "../lib/learnDigests";
import { centralInput } from "../lib/mavenInput";
import { neededInputs } from "../lib/neededInputs";
import { readStackSpec, stackFilePath } from "../lib/stackSpec";

/** The checks of the host that `up` makes first, which remove nothing here; whether all hold. */
async function isHostReady(spec: ClusterSpec, mark: string): Promise<boolean> {
  process.stdout.write(`\nlibvirt at ${spec.libvirtUri}:\n`);
  try {
    await checkHost(spec, mark, console.error);
    return true;
  } catch (error) {
    console.error(messageOf(error));
    return false;
  }
}

async function main(stack = "", stackFile = stackFilePath(stack)): Promise<void> {
  const read = readStackSpec(stack, stackFile);
  const spec = lockedDigests(read.spec, read.lockFile);
  const { cacheDirectory } = spec;
  const central = await centralInput(spec, (sha256) =>
    path.join(cacheFolder(cacheDirectory), "downloads", "sha256", sha256),
  );
  const inputs = await inspectInputs([...neededInputs(spec), ...central], {
    cacheDirectory,
    askAll: true,
  });
  process.stdout.write(formatInputs(inputs));
  const missing = formatMissing(inputs, stack);
  process.stdout.write(
    `\n${missing || `all ${inputs.filter(isNeeded).length} inputs can be had\n`}`,
  );
  if (!(await isHostReady(spec, stackMark(read.project, stack))) || missing !== "") {
    process.exitCode = 1;
  }
}

main(...process.argv.slice(2)).catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
