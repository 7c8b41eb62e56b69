import type { ClusterReport, ExpectedCluster, MasterState } from "./clusterState";
import { reportCluster } from "./clusterState";
import { masterPort } from "./daemonSettings";

/** Longest wait for one answer of the master, in milliseconds. */
const ANSWER_TIMEOUT_MS = 5_000;
/** Pause between two looks at a cluster that is not as it has to be yet, in milliseconds. */
const POLL_MS = 2_000;

/** What {@link awaitCluster} needs beside the cluster. */
export interface AwaitOptions {
  /** Longest wait, in seconds. */
  readonly timeoutSeconds: number;
  /** Gets what is still missing, at most every 15 s. @default nobody */
  readonly onProgress?: (missing: readonly string[], elapsedSeconds: number) => void;
}

/**
 * Reads the master's state until the cluster is as it has to be.
 *
 * @param expected what has to be
 * @param options bound and progress
 * @returns the nodes with their IDs
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
    const faults = await look(expected);
    if (!Array.isArray(faults)) {
      return faults;
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

/** One look: the report when all is well, else what is not. */
async function look(expected: ExpectedCluster): Promise<ClusterReport | string[]> {
  const url = `http://${expected.master.address}:${masterPort}/master/state.json`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    if (!answer.ok) {
      return [`${url} answers ${answer.status}`];
    }
    const report = reportCluster((await answer.json()) as MasterState, expected);
    return report.faults.length === 0 ? report : [...report.faults];
  } catch (error) {
    return [`${url} does not answer (${error instanceof Error ? error.message : String(error)})`];
  }
}
