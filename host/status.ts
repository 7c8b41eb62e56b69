/**
 * What is true of the selected stack's cluster now, as a table of conditions, or with --json as JSON alone. Nothing is
 * changed; with --deep a task is run on every slave, and is gone again. Exit status 0 when every condition holds, 1 when one does not, 2 for a wrong call. Run by
 * `node host/run.cjs`; PULUMI names the CLI, HINT_ARGUMENTS what `make` is called with for this stack.
 */
import { makeCommand } from "../lib/makeCommand";
import { messageOf } from "../lib/getJson";
import { observe } from "../lib/probes";
import { readStack } from "../lib/readStack";
import { withRoute, type Connect } from "../lib/route";
import { proxyOf, type StackState } from "../lib/stackState";
import { statusConditions, statusWarnings } from "../lib/statusConditions";
import type { MakeCommand } from "../lib/statusHints";
import { checkDeeply } from "../lib/wholeChain";
import {
  failureReport,
  formatStatus,
  statusReport,
  type StatusFindings,
  type StatusReport,
} from "../lib/statusTable";

/** Longest wait for a task on every slave, in seconds: one is launched with the next offer, within seconds. */
const TASK_SECONDS = 120;

async function report(isDeep: boolean): Promise<StatusReport> {
  const make = makeCommand(process.env["HINT_ARGUMENTS"]);
  let stack: StackState;
  try {
    stack = await readStack();
  } catch (error) {
    return failureReport(messageOf(error));
  }
  if (stack.nodes.length === 0) {
    return failureReport(`no cluster is up in this stack; bring one up: ${make("up")}`);
  }
  try {
    return await withRoute(proxyOf(stack), async (connect) =>
      statusReport(
        isDeep
          ? await checkDeeply(stack, make, {
              waitSeconds: 0,
              taskSeconds: TASK_SECONDS,
              onProgress: (text) => console.error(`status: ${text}`),
              connect,
            })
          : await look(stack, make, connect),
      ),
    );
  } catch (error) {
    return failureReport(messageOf(error));
  }
}

async function look(
  stack: StackState,
  make: MakeCommand,
  connect: Connect | undefined,
): Promise<StatusFindings> {
  const seen = await observe(stack, connect);
  return {
    conditions: statusConditions(stack, seen, make),
    warnings: statusWarnings(stack, seen),
  };
}

async function main(args: readonly string[]): Promise<void> {
  if (args.some((arg) => arg !== "--json" && arg !== "--deep")) {
    console.error("Usage: status.ts [--deep] [--json]");
    process.exitCode = args[0] === "--help" ? 0 : 2;
    return;
  }
  const result = await report(args.includes("--deep"));
  process.stdout.write(
    args.includes("--json") ? `${JSON.stringify(result, null, 2)}\n` : formatStatus(result),
  );
  process.exitCode = result.ok ? 0 : 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
