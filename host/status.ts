/**
 * What is true of the selected stack's cluster now, as a table of conditions, or with --json as JSON alone. Nothing is
 * changed. Exit status 0 when every condition holds, 1 when one does not, 2 for a wrong call. Run by
 * `node --require @swc-node/register`; PULUMI names the CLI, HINT_ARGUMENTS what `make` is called with for this stack.
 */
import { makeCommand } from "../lib/makeCommand";
import { messageOf } from "../lib/getJson";
import { observe } from "../lib/probes";
import { readStack } from "../lib/readStack";
import { statusConditions } from "../lib/statusConditions";
import { formatStatus, statusReport, type StatusReport } from "../lib/statusTable";

async function report(): Promise<StatusReport> {
  const make = makeCommand(process.env["HINT_ARGUMENTS"]);
  let stack;
  try {
    stack = await readStack();
  } catch (error) {
    return { ok: false, message: messageOf(error), conditions: [] };
  }
  if (stack.nodes.length === 0) {
    const message = `no cluster is up in this stack; bring one up: ${make("up")}`;
    return { ok: false, message, conditions: [] };
  }
  return statusReport(statusConditions(stack, await observe(stack), make));
}

async function main(args: readonly string[]): Promise<void> {
  if (args.some((arg) => arg !== "--json")) {
    console.error("Usage: status.ts [--json]");
    process.exitCode = args[0] === "--help" ? 0 : 2;
    return;
  }
  const result = await report();
  process.stdout.write(
    args.length > 0 ? `${JSON.stringify(result, null, 2)}\n` : formatStatus(result),
  );
  process.exitCode = result.ok ? 0 : 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
