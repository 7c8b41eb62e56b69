/**
 * Draws the selected stack's cluster from its outputs: as characters, or with --svg as SVG. Run by
 * `node host/run.cjs`; PULUMI names the CLI, HINT_ARGUMENTS what `make` is called with for this stack.
 */
import { messageOf } from "../lib/getJson";
import { makeCommand } from "../lib/makeCommand";
import { readOutputs } from "../lib/readStack";
import { topologyOf } from "../lib/topology";
import { topologySvg } from "../lib/topologySvg";
import { topologyText } from "../lib/topologyText";

async function main(args: readonly string[]): Promise<void> {
  const topology = topologyOf(await readOutputs());
  if (topology === undefined) {
    const make = makeCommand(process.env["HINT_ARGUMENTS"]);
    throw new Error(`no cluster is up in this stack; bring one up: ${make("up")}`);
  }
  process.stdout.write(args[0] === "--svg" ? topologySvg(topology) : topologyText(topology));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
