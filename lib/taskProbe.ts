import type { ExpectedCluster, KnownNode } from "./clusterState";
import type { Condition } from "./condition";
import { marathonPort, masterPort } from "./daemonSettings";
import { getJson, messageOf, sendJson, type GetOptions } from "./getJson";
import { parseTaskView, type TaskView } from "./taskView";

/** What a probe's task takes. Less than 32 MiB Mesos does not offer (Mesos 0.24.0, master/constants.hpp, MIN_MEM). */
const TASK_CPUS = 0.1;
const TASK_MEMORY_MIB = 32;
/** The names of probes' applications begin so. */
const APP_PREFIX = "/mesos-testbed-check-";
/** A probe's application that is older than this is a dead run's: none takes as long. */
const LEFTOVER_MS = 15 * 60_000;
/** Longest wait for tasks that were ended, in seconds: Mesos grants them 3 s, and the master has to hear of it. */
const GONE_SECONDS = 60;
const POLL_MS = 1_000;
const PROGRESS_MS = 15_000;

/** What {@link probeTasks} needs beside the cluster. */
export interface TaskProbeOptions {
  /** User and password of Marathon's HTTP API. @default none */
  readonly credentials?: GetOptions["credentials"];
  /** Longest wait for the tasks to run, in seconds. */
  readonly timeoutSeconds: number;
  /** Gets what is waited for, at most every 15 s. @default nobody */
  readonly onProgress?: (text: string) => void;
  /** How the nodes are reached. @default from this host */
  readonly connect?: GetOptions["connect"];
}

/** A slave with the application that is to run on it alone. */
interface Probe {
  readonly node: KnownNode;
  readonly appId: string;
}

/** The condition of a slave on which a task has really run. */
const condition = {
  name: "task runs",
  expected: "a task runs on it, and is gone again",
} as const;

/**
 * Has Marathon run one tiny task on every slave, sees it running in the master, and sees it gone again. Nothing of it
 * stays, and what a dead run left behind is removed. A slave whose resources are all taken or reserved is not tried.
 *
 * @param cluster the cluster
 * @param slaves its slaves with their IDs
 * @param bounds credentials, bound and progress
 * @returns one condition per slave, in the given order
 * @throws Error when the master does not answer, or Marathon takes no application
 */
export async function probeTasks(
  { master }: ExpectedCluster,
  slaves: readonly KnownNode[],
  bounds: TaskProbeOptions,
): Promise<Condition[]> {
  const { credentials, connect } = bounds;
  const options = { ...(credentials === undefined ? {} : { credentials }), connect };
  const marathon = new ProbeApps(`http://${master.address}:${marathonPort}/v2/apps`, options);
  const look = (): Promise<TaskView> =>
    getJson(`http://${master.address}:${masterPort}/master/state.json`, parseTaskView, { connect });

  await marathon.removeLeftovers();
  const { rooms } = await look();
  const run = Date.now().toString(36);
  const isFull = ({ id }: KnownNode): boolean => {
    const room = rooms.find(({ slaveId }) => slaveId === id);
    return room !== undefined && (room.cpus < TASK_CPUS || room.memoryMiB < TASK_MEMORY_MIB);
  };
  const probes = slaves
    .filter((node) => !isFull(node))
    .map((node) => ({ node, appId: `${APP_PREFIX}${run}-${node.name}` }));

  const started = Date.now();
  let outcome = new Map<string, string>();
  try {
    await Promise.all(probes.map((probe) => marathon.create(probe)));
    outcome = await awaitTasks(probes, look, bounds);
  } finally {
    await Promise.all(probes.map((probe) => marathon.remove(probe)));
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  const staying = await awaitGone(probes, look);
  return slaves.map((node) => {
    if (isFull(node)) {
      const seen = "not tried: what it has is taken or reserved";
      return { ...condition, node: node.name, ok: true, seen };
    }
    const failure = outcome.get(node.name) ?? staying.get(node.name);
    return {
      ...condition,
      node: node.name,
      ok: failure === undefined,
      seen: failure ?? `ran within ${seconds} s, and is gone`,
    };
  });
}

/** Polls until every probe's task runs on its own slave; why it does not, by host name, for those where it does not. */
async function awaitTasks(
  probes: readonly Probe[],
  look: () => Promise<TaskView>,
  { timeoutSeconds, onProgress }: TaskProbeOptions,
): Promise<Map<string, string>> {
  const started = Date.now();
  let said = started;
  for (;;) {
    // One look that fails is not the end: a busy master may once take longer than its bound.
    const faults = await look().then(
      ({ tasks }) => notRunning(probes, tasks),
      (error: unknown) => new Map(probes.map(({ node }) => [node.name, messageOf(error)])),
    );
    const seconds = Math.round((Date.now() - started) / 1000);
    if (faults.size === 0) {
      return faults;
    }
    if (seconds >= timeoutSeconds) {
      return new Map([...faults].map(([name, text]) => [name, `${text} after ${seconds} s`]));
    }
    if (Date.now() - said >= PROGRESS_MS) {
      said = Date.now();
      const names = [...faults.keys()].join(", ");
      onProgress?.(`a task each on ${names}, ${seconds} s of at most ${timeoutSeconds} s`);
    }
    await pause();
  }
}

/** Why the task of a probe cannot be said to run, by host name. */
function notRunning(probes: readonly Probe[], tasks: TaskView["tasks"]): Map<string, string> {
  const faults = new Map<string, string>();
  for (const { node, appId } of probes) {
    const own = tasks.filter(({ id }) => isTaskOf(appId, id));
    if (!own.some(({ slaveId, state }) => slaveId === node.id && state === "TASK_RUNNING")) {
      const states = own.map(({ slaveId, state }) => `${state} on ${slaveId}`).join(", ");
      faults.set(node.name, states || "Marathon has launched none");
    }
  }
  return faults;
}

/** Polls until the master has no task of a probe; those that stay, by host name. */
async function awaitGone(
  probes: readonly Probe[],
  look: () => Promise<TaskView>,
): Promise<Map<string, string>> {
  const started = Date.now();
  for (;;) {
    const staying = await look().then(
      ({ tasks }) => probes.filter(({ appId }) => tasks.some(({ id }) => isTaskOf(appId, id))),
      () => probes,
    );
    if (staying.length === 0 || Date.now() - started >= GONE_SECONDS * 1000) {
      const text = `its task is still there ${GONE_SECONDS} s after its application was removed`;
      return new Map(staying.map(({ node }) => [node.name, text]));
    }
    await pause();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

/** Marathon names tasks by their application, `/` as `_`, and a UUID (Marathon 0.11, state/PathId.scala, Task.scala). */
function isTaskOf(appId: string, taskId: string): boolean {
  return taskId.startsWith(`${appId.slice(1)}.`);
}

/** The applications of probes, by Marathon's HTTP API (Marathon 0.11, docs/rest-api). */
class ProbeApps {
  constructor(
    private readonly url: string,
    private readonly options: GetOptions,
  ) {}

  /** Makes one that can run on its slave alone: `hostname` is what the slave was started with, its address. */
  async create({ appId, node }: Probe): Promise<void> {
    const app = {
      id: appId,
      cmd: "sleep 900",
      instances: 1,
      cpus: TASK_CPUS,
      mem: TASK_MEMORY_MIB,
      ports: [],
      constraints: [["hostname", "CLUSTER", node.address]],
    };
    await sendJson("POST", this.url, app, this.options);
  }

  /** Removes one; that it is not there, or that Marathon is gone, shows itself by the task. */
  async remove({ appId }: Pick<Probe, "appId">): Promise<void> {
    await sendJson("DELETE", `${this.url}${appId}?force=true`, undefined, this.options).catch(
      () => undefined,
    );
  }

  /** Removes what a run that was killed has left. */
  async removeLeftovers(): Promise<void> {
    const apps = await getJson(this.url, parseApps, this.options);
    const isLeftover = ({ id, version }: MarathonApp): boolean =>
      id.startsWith(APP_PREFIX) && Date.now() - Date.parse(version) > LEFTOVER_MS;
    await Promise.all(apps.filter(isLeftover).map(({ id }) => this.remove({ appId: id })));
  }
}

/** An application, as far as it is read: its version is the time of its last change. */
interface MarathonApp {
  readonly id: string;
  readonly version: string;
}

function parseApps(answer: unknown): MarathonApp[] {
  const { apps } = (answer ?? {}) as { apps?: unknown };
  if (!Array.isArray(apps)) {
    throw new Error("it is not a list of applications");
  }
  return apps as MarathonApp[];
}

/**
 * The condition of slaves that could not be tried.
 *
 * @param slaves the slaves
 * @param error why
 */
export function untriedTasks(
  slaves: readonly { readonly name: string }[],
  error: unknown,
): Condition[] {
  return slaves.map(({ name }) => ({
    ...condition,
    node: name,
    ok: false,
    seen: messageOf(error),
  }));
}
