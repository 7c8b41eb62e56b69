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
  /** Number of frameworks named `marathon` that have to be active: 1 with Marathon, 0 without. */
  readonly marathonFrameworks: 0 | 1;
}

/** A node as the master knows it. */
export interface KnownNode extends ExpectedNode {
  /** ID that the master gave it, or its own. */
  readonly id: string;
}

/** What a master's state says of the expected cluster. */
export interface ClusterReport {
  /** What is not as it has to be, one sentence each; empty when all is well. */
  readonly faults: readonly string[];
  /** The master. */
  readonly master: KnownNode;
  /** The expected slaves that are there, in the expected order. */
  readonly slaves: readonly KnownNode[];
}

/** The part of a master's /master/state.json that is read (Mesos 0.24.0, master/http.cpp). */
export interface MasterState {
  readonly id: string;
  readonly pid: string;
  readonly leader?: string;
  readonly version: string;
  readonly slaves: readonly {
    readonly id: string;
    readonly pid: string;
    readonly hostname: string;
    readonly active: boolean;
  }[];
  readonly frameworks: readonly { readonly name: string; readonly active: boolean }[];
}

/**
 * Compares what a master says with what has to be. Slaves are found by their own process's address, not by their order,
 * which is that of registration.
 *
 * @param state the master's state
 * @param expected what has to be
 * @returns the faults, and the nodes with their IDs
 */
export function reportCluster(state: MasterState, expected: ExpectedCluster): ClusterReport {
  const faults: string[] = [];
  if (state.leader !== state.pid) {
    faults.push(`master ${state.pid} is not the leader (${state.leader ?? "there is none"})`);
  }
  if (state.version !== expected.mesosVersion) {
    faults.push(
      `the master reports version ${state.version}, asked for was ${expected.mesosVersion}`,
    );
  }
  const slaves: KnownNode[] = [];
  for (const node of expected.slaves) {
    const entries = state.slaves.filter(({ pid }) => pid === `slave(1)@${node.address}:5051`);
    const [entry] = entries.filter(({ active }) => active);
    if (entry === undefined) {
      faults.push(
        `${node.name} (${node.address}) is ${entries.length === 0 ? "not registered" : "registered but not active"}`,
      );
    } else if (entries.length > 1) {
      faults.push(`${node.name} (${node.address}) is registered ${entries.length} times`);
    } else if (entry.hostname !== node.address) {
      faults.push(`${node.name} reports host name ${entry.hostname}, not ${node.address}`);
    } else {
      slaves.push({ ...node, id: entry.id });
    }
  }
  const frameworks = state.frameworks.filter(({ name, active }) => active && name === "marathon");
  if (frameworks.length !== expected.marathonFrameworks) {
    faults.push(
      `Marathon is registered as ${frameworks.length} active frameworks, not ${expected.marathonFrameworks}`,
    );
  }
  return { faults, master: { ...expected.master, id: state.id }, slaves };
}
