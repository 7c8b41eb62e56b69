/**
 * Waits until the cluster is as it has to be, and says what is missing while it waits; then looks at the whole chain of
 * conditions twice, and has a task run on every slave. A condition that does not hold is named with the end of the log
 * that tells why, and the next command. Standard input has a `GateRequest`; run by `node host/run.cjs`.
 */
import * as fs from "node:fs";
import * as path from "node:path";

import { faultSentence } from "../lib/condition";
import { stackOf, type GateRequest } from "../lib/gateRequest";
import { messageOf } from "../lib/getJson";
import { makeCommandWithin } from "../lib/makeCommand";
import { awaitCluster } from "../lib/readCluster";
import { withRoute, type Connect } from "../lib/route";
import { runProgram } from "../lib/runProgram";
import { connectionInput, proxyOf, type StackState } from "../lib/stackState";
import type { StatusCondition } from "../lib/statusConditions";
import { logOf } from "../lib/statusHints";
import { checkDeeply } from "../lib/wholeChain";

/** Longest wait for a log's end, in seconds: to connect, and in all. */
const LOG_SECONDS = [10, 20] as const;

function say(text: string): void {
  console.error(`cluster: ${text}`);
}

/** Waits for the daemons alone, which costs nothing in the guests; what is missing when the time is over is said. */
async function awaitDaemons(request: GateRequest, connect: Connect | undefined): Promise<number> {
  const { timeoutSeconds } = request;
  const started = Date.now();
  try {
    const report = await awaitCluster(request, {
      timeoutSeconds,
      connect,
      onProgress: (missing, seconds) =>
        say(`waiting, ${seconds} s of at most ${timeoutSeconds} s: ${missing.join("; ")}`),
    });
    report.warnings.forEach((warning) => say(`warning: ${warning}`));
    say(
      `master ${report.master.id} leads, ${report.slaves.length} slaves are active, all report version ${report.mesosVersion}`,
    );
  } catch (error) {
    // The look at everything that follows tells more.
    say(messageOf(error));
    return 0;
  }
  return Math.max(0, timeoutSeconds - Math.round((Date.now() - started) / 1000));
}

/** What does not hold: node, condition, what was seen and expected, the end of the log concerned, the next command. */
async function explain(failed: readonly StatusCondition[], stack: StackState): Promise<void> {
  failed.forEach((condition) => say(faultSentence(condition)));
  const first = failed.find((condition) => condition.hint !== undefined) ?? failed[0];
  if (first === undefined) {
    return;
  }
  const log = logOf(first, stack);
  const connection = stack.nodes.find(({ name }) => name === first.node)?.connection;
  if (log !== undefined && connection !== undefined) {
    const { stdout, stderr, status } = await runProgram(
      path.join(__dirname, "show-log"),
      [...LOG_SECONDS.map(String), log],
      { stdin: connectionInput(first.node, connection), timeoutMs: (LOG_SECONDS[1] + 5) * 1000 },
    );
    const text = status === 0 ? stdout : `no log of ${log} to show: ${stderr}`;
    say(`${first.node}, the end of ${text.trimEnd().split("\n").join("\n  ")}`);
  }
  console.error(`Next: ${first.hint ?? "run up again"}`);
}

async function main(): Promise<void> {
  const request = JSON.parse(fs.readFileSync(0, "utf8")) as GateRequest;
  await withRoute(proxyOf(request), (connect) => awaitWell(request, connect));
}

async function awaitWell(request: GateRequest, connect: Connect | undefined): Promise<void> {
  const stack = stackOf(request);
  const make = makeCommandWithin(request.stack);
  const waitSeconds = await awaitDaemons(request, connect);
  const { conditions } = await checkDeeply(stack, make, {
    connect,
    waitSeconds,
    taskSeconds: request.timeoutSeconds,
    onProgress: (text) => say(`waiting: ${text}`),
  });
  const failed = conditions.filter(({ ok }) => !ok);
  if (failed.length > 0) {
    await explain(failed, stack);
    process.exitCode = 1;
    return;
  }
  const ran = conditions.filter(({ name }) => name === "task runs");
  say(
    `all ${conditions.length} conditions hold${ran.map(({ node, seen }) => `; a task on ${node} ${seen}`).join("")}`,
  );
}

main().catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
