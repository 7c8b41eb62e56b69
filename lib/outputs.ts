/** Version of the outputs' form. Within one, keys are only added. */
export const schemaVersion = 1;

/** User and password, or principal and secret. */
export interface CredentialOutput {
  /** User name or principal. */
  readonly principal: string;
  /** Password or secret. */
  readonly secret: string;
}

/** A daemon's node in the outputs. */
export interface NodeOutput {
  /** Host name: `master`, `slave1` … */
  readonly name: string;
  /** IPv4 address. */
  readonly address: string;
  /** ID that Mesos gave it, at this `up`. */
  readonly id: string;
}

/** The stack's outputs, a contract with other stacks. A key is absent where the thing is off. */
export interface ClusterOutputs {
  /** {@link schemaVersion}. */
  readonly schemaVersion: typeof schemaVersion;
  /** Web page of the master, e.g. `http://192.168.5.51:5050`. */
  readonly uiUrl: string;
  /** Marathon, e.g. `http://192.168.5.51:8080`. */
  readonly marathonUrl?: string;
  /** IDs of the slaves in the order slave1, slave2 … */
  readonly slaveIds: readonly string[];
  /** The slaves, in the same order. */
  readonly slaves: readonly NodeOutput[];
  /** The master. */
  readonly master: NodeOutput;
  /** `address:port` of the master, for a framework. */
  readonly masterAddress: string;
  /** `zk://address:port/mesos`, by which a framework survives a restart of the master. */
  readonly zookeeperUrl?: string;
  /** User for SSH to the nodes. */
  readonly sshUser: string;
  /** Path of the user's own key, where one is configured. */
  readonly sshKeyPath?: string;
  /** Version that the daemons report. */
  readonly mesosVersion: string;
  /** Secret: user and password of Marathon. */
  readonly marathonCredentials?: CredentialOutput;
  /** Secret: principals of frameworks. */
  readonly frameworkCredentials?: readonly CredentialOutput[];
  /** Secret: the stack's private key, only where `exportSshKey` is true. */
  readonly sshPrivateKey?: string;
}

/** What is expected of the master's answer. */
export interface ExpectedCluster {
  /** Address of the master. */
  readonly masterAddress: string;
  /** The slaves, in numeric order: host name and address. */
  readonly slaves: readonly { readonly name: string; readonly address: string }[];
  /** Version that was asked for. */
  readonly mesosVersion: string;
}

/** What can be wrong with the master's answer. */
export type FaultKind =
  "malformed" | "master-mismatch" | "version" | "missing" | "duplicate" | "inactive" | "mismatch";

/** One thing that is wrong with the master's answer. */
export interface StateFault {
  /** What kind of thing. */
  readonly kind: FaultKind;
  /** Node that it is about. */
  readonly node: string;
  /** The same for people: what was found, what was expected. */
  readonly message: string;
}

/** What the master's answer says about the cluster. */
export interface ClusterState {
  /** The master; its id is empty when the answer has none. */
  readonly master: NodeOutput;
  /** The slaves that are as they should be, in numeric order. */
  readonly slaves: readonly NodeOutput[];
  /** Version that the master reports. */
  readonly mesosVersion: string;
  /** What is wrong; the outputs may be used only when there is nothing. */
  readonly faults: readonly StateFault[];
  /** What is odd but harms nothing: slaves of somebody else's. */
  readonly warnings: readonly string[];
}

interface SlaveEntry {
  readonly id: string;
  readonly pid: string;
  readonly hostname: string;
  readonly active: boolean;
  readonly node: string;
}

/**
 * Reads the master's `/master/state.json` (form of Mesos 0.24.0, src/master/http.cpp).
 *
 * @param text the answer's body
 * @param expected the cluster that should be there
 * @returns master and slaves with their IDs, and everything that is not as expected; never throws
 */
export function readClusterState(text: string, expected: ExpectedCluster): ClusterState {
  const state = parseObject(text);
  const id = textOf(state?.["id"]);
  const pid = textOf(state?.["pid"]);
  const mesosVersion = textOf(state?.["version"]);
  const entries = state?.["slaves"];
  const master: NodeOutput = { name: "master", address: expected.masterAddress, id };
  if (state === undefined || id === "" || mesosVersion === "" || !Array.isArray(entries)) {
    const message =
      "the master's state.json has no id, version or list of slaves; is it mesos-master that answers?";
    return {
      master,
      slaves: [],
      mesosVersion,
      faults: [{ kind: "malformed", node: "master", message }],
      warnings: [],
    };
  }
  const faults: StateFault[] = [];
  if (addressOf(pid) !== expected.masterAddress) {
    faults.push({
      kind: "master-mismatch",
      node: "master",
      message: `the master calls itself ${pid}, expected address ${expected.masterAddress}`,
    });
  }
  if (mesosVersion !== expected.mesosVersion) {
    faults.push({
      kind: "version",
      node: "master",
      message: `the master reports version ${mesosVersion}, asked for was ${expected.mesosVersion}`,
    });
  }
  const registered = entries.map(readSlave);
  const slaves = expected.slaves.flatMap((slave) => {
    const { id: slaveId, fault } = findSlave(registered, slave);
    if (fault !== undefined) {
      faults.push(fault);
    }
    return slaveId === undefined ? [] : [{ ...slave, id: slaveId }];
  });
  return { master, slaves, mesosVersion, faults, warnings: foreignSlaves(registered, expected) };
}

/** A slave's ID, or why it has none. A dead entry beside a live one is a slave that came back with a new ID. */
function findSlave(
  registered: readonly SlaveEntry[],
  slave: { name: string; address: string },
): { id?: string; fault?: StateFault } {
  const { name, address } = slave;
  const fault = (kind: FaultKind, message: string): { fault: StateFault } => ({
    fault: { kind, node: name, message: `${name} (${address}) ${message}` },
  });
  const own = registered.filter((entry) => belongsTo(entry, slave));
  const active = own.filter((entry) => entry.active);
  const [entry] = active;
  if (active.length > 1) {
    return fault("duplicate", `is registered twice: ${active.map(({ id }) => id).join(", ")}`);
  }
  if (entry === undefined) {
    return own.length > 0
      ? fault("inactive", `is registered but not active: ${own.map(({ id }) => id).join(", ")}`)
      : fault("missing", "is not registered");
  }
  const isAsExpected =
    addressOf(entry.pid) === address && entry.hostname === address && entry.node === name;
  return isAsExpected && entry.id !== ""
    ? { id: entry.id }
    : fault(
        "mismatch",
        `is registered as pid ${entry.pid}, hostname ${entry.hostname}, attribute node ${entry.node || "(none)"}`,
      );
}

function foreignSlaves(registered: readonly SlaveEntry[], expected: ExpectedCluster): string[] {
  return registered
    .filter((entry) => !expected.slaves.some((slave) => belongsTo(entry, slave)))
    .map(
      ({ id, pid, active }) =>
        `a slave that is not this stack's is registered: ${id} at ${pid}${active ? "" : ", not active"}`,
    );
}

/** By address or by name: an entry that has only one of the two right is this node's, but not as it should be. */
function belongsTo(entry: SlaveEntry, slave: { name: string; address: string }): boolean {
  return addressOf(entry.pid) === slave.address || entry.node === slave.name;
}

function readSlave(value: unknown): SlaveEntry {
  const entry = asObject(value) ?? {};
  return {
    id: textOf(entry["id"]),
    pid: textOf(entry["pid"]),
    hostname: textOf(entry["hostname"]),
    active: entry["active"] === true,
    node: textOf(asObject(entry["attributes"])?.["node"]),
  };
}

/** `slave(1)@192.168.5.54:5051` to `192.168.5.54`. */
function addressOf(pid: string): string {
  return /@([^@:]+):\d+$/.exec(pid)?.[1] ?? "";
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
