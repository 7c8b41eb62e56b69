/**
 * Asks every source of a stack and prints a table, and the ways on where an input has none that lives. The arguments are the
 * stack's name, and the path of its file (default: the CLI's); run by `node --require @swc-node/register`.
 */
import { messageOf } from "../lib/getJson";
import { formatInputs, formatMissing } from "../lib/inputsReport";
import { inspectInputs } from "../lib/inspectInputs";
import { lockedDigests } from "../lib/learnDigests";
import { neededInputs } from "../lib/neededInputs";
import { readStackSpec, stackFilePath } from "../lib/stackSpec";

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
  if (missing !== "") {
    process.exitCode = 1;
  }
}

main(...process.argv.slice(2)).catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
