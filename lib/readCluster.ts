import { answersSsh } from "./askInText";
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

/**
 * Longest wait for a cluster that nothing was done to, in seconds. What passes by itself there is a slave that registers
 * anew: after a master's end it took at most 6 s (lab/mesos/recordings, 15), and a daemon that starts after its machine's
 * SSH server.
 */
const PASSING_SECONDS = 30;

/** What {@link awaitCluster} needs beside the cluster. */
export interface AwaitOptions {
  /** Longest wait, in seconds. */
  readonly timeoutSeconds: number;
  /** Gets what is still missing, at most every 15 s, and the longest wait, in seconds. @default nobody */
  readonly onProgress?: (
    missing: readonly string[],
    elapsedSeconds: number,
    timeoutSeconds: number,
  ) => void;
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
  const { report, seconds } = await lookUntilWell(expected, options);
  if (report.faults.length > 0) {
    throw new Error(
      `after ${seconds} s (mesos-testbed:timeouts.healthSeconds) the cluster is not as it has to be: ${report.faults.join("; ")}`,
    );
  }
  return report;
}

/**
 * Reads a cluster that has to be well already: one look where it is, else a few seconds more for what passes by itself.
 * Where a machine does not even answer over SSH, the whole bound: one that was off is started by the libvirt provider,
 * under the ID that it had, so that nothing but its silence tells that it boots.
 *
 * @param expected what has to be
 * @param options longest wait where a machine boots, and progress, which begins with the first look that finds a fault
 * @returns what the daemons say: no fault, maybe warnings, and the nodes with their IDs
 * @throws Error with every condition that does not hold when the time is over, a line each
 */
export async function readStandingCluster(
  expected: ExpectedCluster,
  options: AwaitOptions,
): Promise<ClusterReport> {
  const first = reportCluster(await readCluster(expected, options.connect), expected);
  if (first.faults.length === 0) {
    return first;
  }
  const silent = await silentMachines(expected, options.connect);
  const timeoutSeconds =
    silent.length > 0 ? options.timeoutSeconds : Math.min(PASSING_SECONDS, options.timeoutSeconds);
  options.onProgress?.([...silent, ...first.faults], 0, timeoutSeconds);
  const { report, seconds } = await lookUntilWell(expected, { ...options, timeoutSeconds });
  if (report.faults.length > 0) {
    throw new Error(
      [`the cluster is not as it has to be, after ${seconds} s:`, ...report.faults].join("\n  "),
    );
  }
  return report;
}

/** The machines on which not even SSH answers, a sentence each. */
async function silentMachines(
  { master, slaves }: ExpectedCluster,
  connect: Connect | undefined,
): Promise<string[]> {
  const sentences = await Promise.all(
    [master, ...slaves].map(async ({ name, address }) =>
      (await answersSsh(address, { connect })) ? [] : [`${name} does not answer over SSH yet`],
    ),
  );
  return sentences.flat();
}

/** Looks until there is no fault, or the time is over; what the last look found, and how long it took, in seconds. */
async function lookUntilWell(
  expected: ExpectedCluster,
  { timeoutSeconds, onProgress, connect }: AwaitOptions,
): Promise<{ report: ClusterReport; seconds: number }> {
  const started = Date.now();
  let said = started;
  for (;;) {
    const report = reportCluster(await readCluster(expected, connect), expected);
    const seconds = Math.round((Date.now() - started) / 1000);
    if (report.faults.length === 0 || seconds >= timeoutSeconds) {
      return { report, seconds };
    }
    if (Date.now() - said >= 15_000) {
      said = Date.now();
      onProgress?.(report.faults, seconds, timeoutSeconds);
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
