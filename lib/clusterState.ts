import { faultSentence, notAsked, unknownCondition, type Condition } from "./condition";
import { registeredConditions } from "./frameworks";
import type { MasterState, SlaveEntry, SlaveState } from "./mesosState";
import { slavePort } from "./ports";

/** A node that has to be in the cluster. */
export interface ExpectedNode {
  /** Host name, e.g. `slave1`. */
  readonly name: string;
  /** Its IPv4 address. */
  readonly address: string;
}

/** What has to be true of a cluster. */
export interface ExpectedCluster {
  /** The master. */
  readonly master: ExpectedNode;
  /** The slaves, in numeric order. */
  readonly slaves: readonly ExpectedNode[];
  /** Version that every daemon has to report. */
  readonly mesosVersion: string;
  /** Least number of frameworks with Marathon's name that have to be active: 1 with Marathon; 0 without, where any may be. */
  readonly marathonFrameworks: 0 | 1;
  /** Name under which Marathon registers. @default marathon */
  readonly frameworkName?: string;
  /** Version that Marathon has to report, for who asks Marathon itself. @default not checked */
  readonly marathonVersion?: string;
}

/** A node as the master knows it. */
export interface KnownNode extends ExpectedNode {
  /** ID that the master gave it, or its own; empty for a master that does not answer. */
  readonly id: string;
}

/** What a daemon said when it was asked, or why nothing is known. */
export type Answer<State> = { readonly state: State } | { readonly failure: string };

/** What the daemons of a cluster said when they were asked. */
export interface ClusterAnswers {
  /** The master. */
  readonly master: Answer<MasterState>;
  /** The expected slaves, in the expected order. */
  readonly slaves: readonly Answer<SlaveState>[];
}

/** What the daemons' answers say of the expected cluster. */
export interface ClusterReport {
  /** What is not as it has to be, one sentence each; empty when all is well. */
  readonly faults: readonly string[];
  /** What is not the stack's and yet works in its cluster, one sentence each. */
  readonly warnings: readonly string[];
  /** The version that the daemons report, the master's while they differ; empty when it does not answer. */
  readonly mesosVersion: string;
  /** The master. */
  readonly master: KnownNode;
  /** The expected slaves that are there, in the expected order. */
  readonly slaves: readonly KnownNode[];
}

/**
 * Compares what the daemons say with what has to be. Slaves are found by their own process's address, not by their
 * order, which is that of registration; and only active entries count, since a rebooted slave's old one stays for up to
 * 75 s beside the new one.
 *
 * @param answers what the master and the slaves said
 * @param expected what has to be
 * @returns the faults, the warnings, and the nodes with their IDs
 */
export function reportCluster(answers: ClusterAnswers, expected: ExpectedCluster): ClusterReport {
  const state = "state" in answers.master ? answers.master.state : undefined;
  return {
    faults: clusterConditions(answers, expected)
      .filter(({ ok, unknown }) => !ok && unknown !== true)
      .map(faultSentence),
    warnings: state === undefined ? [] : foreignSlaves(state, expected),
    mesosVersion: state?.version ?? "",
    master: { ...expected.master, id: state?.id ?? "" },
    slaves: expected.slaves.flatMap((node) => {
      const [entry, ...more] = state === undefined ? [] : activeEntries(state, node);
      return entry === undefined || more.length > 0 ? [] : [{ ...node, id: entry.id }];
    }),
  };
}

/**
 * What the daemons' answers say of each condition of the expected cluster: the master's first, then each slave's.
 *
 * @param answers what the master and the slaves said
 * @param expected what has to be
 */
export function clusterConditions(answers: ClusterAnswers, expected: ExpectedCluster): Condition[] {
  return [
    ...masterConditions(answers.master, expected),
    ...expected.slaves.flatMap((node, index) =>
      slaveConditions(
        node,
        answers.master,
        answers.slaves[index] ?? notAsked,
        expected.mesosVersion,
      ),
    ),
  ];
}

function masterConditions(answer: Answer<MasterState>, expected: ExpectedCluster): Condition[] {
  const { name: node } = expected.master;
  if ("failure" in answer) {
    const reason = "the master does not answer";
    const leads = { name: "master leads", node, expected: "a master that leads" };
    return [
      { ...leads, ok: false, seen: answer.failure },
      unknownCondition("version", node, expected.mesosVersion, reason),
      ...registeredConditions(answer, expected),
    ];
  }
  const { state } = answer;
  return [
    {
      name: "master leads",
      node,
      ok: state.leader === state.pid,
      seen: `the leading master is ${state.leader ?? "not elected"}`,
      expected: state.pid,
    },
    versionCondition(node, state.version, expected.mesosVersion),
    ...registeredConditions(answer, expected),
  ];
}

function slaveConditions(
  node: ExpectedNode,
  master: Answer<MasterState>,
  slave: Answer<SlaveState>,
  mesosVersion: string,
): Condition[] {
  const entries = "state" in master ? activeEntries(master.state, node) : [];
  return [
    activeCondition(node, master, entries),
    idCondition(node, entries, slave),
    "state" in slave
      ? versionCondition(node.name, slave.state.version, mesosVersion)
      : unknownCondition("version", node.name, mesosVersion, "the slave does not answer"),
  ];
}

/** Whether the master has exactly one active entry of a slave, under its address. */
function activeCondition(
  node: ExpectedNode,
  master: Answer<MasterState>,
  active: readonly SlaveEntry[],
): Condition {
  const condition = {
    name: "slave active",
    node: node.name,
    expected: `active once at ${node.address}:${slavePort}`,
  };
  if ("failure" in master) {
    return unknownCondition(
      condition.name,
      condition.node,
      condition.expected,
      "the master does not answer",
    );
  }
  const [entry, ...more] = active;
  if (entry === undefined) {
    const isRegistered = master.state.slaves.some(({ pid }) => pid === slavePid(node));
    const seen = isRegistered ? "registered but not active" : "not registered";
    return { ...condition, ok: false, seen };
  }
  if (more.length > 0) {
    const ids = active.map(({ id }) => id).join(", ");
    return { ...condition, ok: false, seen: `active ${active.length} times (${ids})` };
  }
  return entry.hostname === node.address
    ? { ...condition, ok: true, seen: `active once at ${node.address}:${slavePort}` }
    : { ...condition, ok: false, seen: `active under the host name ${entry.hostname}` };
}

/** Whether a slave goes by the ID that the master knows it by. */
function idCondition(
  node: ExpectedNode,
  active: readonly SlaveEntry[],
  slave: Answer<SlaveState>,
): Condition {
  const [entry, ...more] = active;
  const wanted = entry === undefined || more.length > 0 ? undefined : entry.id;
  const condition = {
    name: "ID",
    node: node.name,
    expected: wanted ?? "the ID that the master gave it",
  };
  if ("failure" in slave) {
    return { ...condition, ok: false, seen: slave.failure };
  }
  const { id, pid } = slave.state;
  if (pid !== slavePid(node)) {
    return { ...condition, ok: false, seen: `${pid} answers at its address` };
  }
  if (wanted === undefined) {
    const reason = "the master does not have it as one active slave";
    return unknownCondition(condition.name, condition.node, condition.expected, reason);
  }
  return { ...condition, ok: id === wanted, seen: id === "" ? "no ID yet" : id };
}

function versionCondition(node: string, version: string, mesosVersion: string): Condition {
  const ok = version === mesosVersion;
  return { name: "version", node, ok, seen: version, expected: mesosVersion };
}

/** Active slaves at addresses that are not expected: a removed node's for up to 75 s, or somebody else's. */
function foreignSlaves(state: MasterState, expected: ExpectedCluster): string[] {
  const ours = new Set(expected.slaves.map(slavePid));
  return state.slaves
    .filter(({ active, pid }) => active && !ours.has(pid))
    .map(
      ({ id, pid }) =>
        `slave ${id} at ${pid} is active in this cluster and is none of the stack's; tasks may run there`,
    );
}

function activeEntries(state: MasterState, node: ExpectedNode): SlaveEntry[] {
  return state.slaves.filter(({ active, pid }) => active && pid === slavePid(node));
}

/** A slave's process (Mesos 0.24.0, slave/main.cpp: the first and only slave of its process). */
function slavePid({ address }: ExpectedNode): string {
  return `slave(1)@${address}:${slavePort}`;
}
