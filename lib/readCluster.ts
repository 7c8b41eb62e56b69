import {
  reportCluster,
  type Answer,
  type ClusterAnswers,
  type ClusterReport,
  type ExpectedCluster,
} from "./clusterState";
import { masterPort } from "./daemonSettings";
import { getJson, messageOf } from "./getJson";
import { parseMasterState, parseSlaveState } from "./mesosState";
import { slavePort } from "./ports";
import type { Connect } from "./route";

/** Pause between two looks at a cluster that is not as it has to be yet, in milliseconds. */
const POLL_MS = 2_000;

/** What {@link awaitCluster} needs beside the cluster. */
export interface AwaitOptions {
  /** Longest wait, in seconds. */
  readonly timeoutSeconds: number;
  /** Gets what is still missing, at most every 15 s. @default nobody */
  readonly onProgress?: (missing: readonly string[], elapsedSeconds: number) => void;
  /** How the nodes are reached. @default from this host */
  readonly connect?: Connect | undefined;
}

/**
 * Asks the daemons until the cluster is as it has to be. One look is as many GETs as there are daemons, all at once,
 * each bounded by {@link answerTimeoutMs}.
 *
 * @param expected what has to be
 * @param options bound and progress
 * @returns what they say: no fault, maybe warnings, and the nodes with their IDs
 * @throws Error that names every condition that does not hold when the time is over
 */
export async function awaitCluster(
  expected: ExpectedCluster,
  options: AwaitOptions,
): Promise<ClusterReport> {
  const started = Date.now();
  const elapsed = (): number => Math.round((Date.now() - started) / 1000);
  let said = started;
  for (;;) {
    const report = reportCluster(await readCluster(expected, options.connect), expected);
    const { faults } = report;
    if (faults.length === 0) {
      return report;
    }
    if (elapsed() >= options.timeoutSeconds) {
      throw new Error(
        `after ${elapsed()} s (mesos-testbed:timeouts.healthSeconds) the cluster is not as it has to be: ${faults.join("; ")}`,
      );
    }
    if (Date.now() - said >= 15_000) {
      said = Date.now();
      options.onProgress?.(faults, elapsed());
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/**
 * Asks the master and every slave for its state, once and all at the same time.
 *
 * @param expected which nodes
 * @param connect how they are reached. @default from this host
 * @returns what each said, or why it did not
 */
export async function readCluster(
  expected: ExpectedCluster,
  connect?: Connect,
): Promise<ClusterAnswers> {
  const ask = <State>(url: string, parse: (json: unknown) => State): Promise<Answer<State>> =>
    askNode(url, parse, connect);
  const [master, slaves] = await Promise.all([
    ask(`http://${expected.master.address}:${masterPort}/master/state.json`, parseMasterState),
    Promise.all(
      expected.slaves.map(({ address }) =>
        ask(`http://${address}:${slavePort}/slave(1)/state.json`, parseSlaveState),
      ),
    ),
  ]);
  return { master, slaves };
}

async function askNode<State>(
  url: string,
  parse: (json: unknown) => State,
  connect: Connect | undefined,
): Promise<Answer<State>> {
  try {
    return { state: await getJson(url, parse, { connect }) };
  } catch (error) {
    return { failure: messageOf(error) };
  }
}
