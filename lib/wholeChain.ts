import type { KnownNode } from "./clusterState";
import type { Condition } from "./condition";
import { observe } from "./probes";
import type { Connect } from "./route";
import type { StackState } from "./stackState";
import { statusConditions, statusWarnings, type Observations } from "./statusConditions";
import type { MakeCommand } from "./statusHints";
import type { StatusFindings } from "./statusTable";
import { probeTasks, untriedTasks } from "./taskProbe";

/** Pause between two looks at the whole chain, in milliseconds. */
const PAUSE_MS = 2_000;

/** What {@link checkDeeply} needs beside the stack. */
export interface DeepCheckOptions {
  /** Longest wait until every condition holds, in seconds; 0 ends with the first one that does not. */
  readonly waitSeconds: number;
  /** Longest wait for a task on every slave, in seconds. */
  readonly taskSeconds: number;
  /** Gets what is being waited for. @default nobody */
  readonly onProgress?: (text: string) => void;
  /** How the nodes' daemons are reached. @default from this host */
  readonly connect?: Connect | undefined;
}

/**
 * Looks at the whole chain of conditions until every one holds twice in a row, so that nothing passes that only held for a
 * moment; then has Marathon, where there is one, really run a task on every slave.
 *
 * @param stack what there has to be
 * @param make gives the command of a target of the Makefile
 * @param options bounds and progress
 * @returns all conditions, and the warnings, as they were seen last
 */
export async function checkDeeply(
  stack: StackState,
  make: MakeCommand,
  options: DeepCheckOptions,
): Promise<StatusFindings> {
  const { waitSeconds, onProgress, connect } = options;
  const started = Date.now();
  let wellBefore = false;
  for (;;) {
    const seen = await observe(stack, connect);
    const conditions = statusConditions(stack, seen, make);
    const warnings = statusWarnings(stack, seen);
    const isWell = conditions.every(({ ok }) => ok);
    if (isWell && wellBefore) {
      const tasks = await tryTasks(stack, seen, options);
      return { conditions: statusConditions(stack, { ...seen, tasks }, make), warnings };
    }
    if (!isWell) {
      const seconds = Math.round((Date.now() - started) / 1000);
      if (seconds >= waitSeconds) {
        return { conditions, warnings };
      }
      const names = conditions.filter(({ ok }) => !ok).map(({ name, node }) => `${node}, ${name}`);
      onProgress?.(`${names.join("; ")}, ${seconds} s of at most ${waitSeconds} s`);
    }
    wellBefore = isWell;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

async function tryTasks(
  { expected, marathonCredentials }: StackState,
  { cluster }: Observations,
  { taskSeconds, onProgress, connect }: Omit<DeepCheckOptions, "waitSeconds">,
): Promise<Condition[]> {
  if (expected === undefined || expected.marathonFrameworks === 0) {
    return [];
  }
  const slaves = expected.slaves.map((node, index): KnownNode => {
    const answer = cluster?.slaves[index];
    return { ...node, id: answer !== undefined && "state" in answer ? answer.state.id : "" };
  });
  try {
    return await probeTasks(expected, slaves, {
      timeoutSeconds: taskSeconds,
      connect,
      ...(marathonCredentials === undefined ? {} : { credentials: marathonCredentials }),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
  } catch (error) {
    return untriedTasks(slaves, error);
  }
}
