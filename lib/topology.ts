import { slavePort } from "./ports";

/** The version of the outputs' contract that is read here (index.ts). */
const readableVersion = 1;
/** Ports that a slave offers to tasks unless its resources say otherwise (Mesos 0.24.0, slave/constants.cpp). */
const taskPorts = "31000-32000";

/** What listens on a node. */
export interface TopologyService {
  /** What it is, e.g. `Marathon`. */
  readonly name: string;
  /** Its port, or a range. */
  readonly ports: string;
  /** How it is reached, where the outputs say more than node and port. */
  readonly url?: string;
}

/** A node of the picture. */
export interface TopologyNode {
  /** Host name. */
  readonly name: string;
  /** IPv4 address. */
  readonly address: string;
  /** ID that Mesos has given it. */
  readonly id: string;
  /** What listens there. */
  readonly services: readonly TopologyService[];
}

/** A cluster as its stack's outputs describe it. */
export interface Topology {
  /** Version of Mesos, as the daemons say. */
  readonly mesosVersion: string;
  /** The master. */
  readonly master: TopologyNode;
  /** The slaves, in slave order. */
  readonly slaves: readonly TopologyNode[];
}

/** The outputs, as far as they are read (README.md has all of them). */
interface Outputs {
  readonly schemaVersion?: number;
  readonly mesosVersion: string;
  readonly uiUrl: string;
  readonly marathonUrl?: string;
  readonly zookeeperUrl?: string;
  readonly master: OutputNode;
  readonly slaves: readonly OutputNode[];
}

/** A node as the outputs have it. */
type OutputNode = Pick<TopologyNode, "name" | "address" | "id">;

/**
 * Reads a stack's outputs.
 *
 * @param text what `pulumi stack output --json` prints
 * @returns the cluster; undefined for a stack that has no outputs, since no cluster is up
 * @throws Error when these are no outputs of this project, or ones of another version
 */
export function topologyOf(text: string): Topology | undefined {
  let outputs: Partial<Outputs> | null;
  try {
    outputs = JSON.parse(text) as Partial<Outputs> | null;
  } catch {
    throw new Error("the stack's outputs are not JSON");
  }
  if (outputs === null || Object.keys(outputs).length === 0) {
    return undefined;
  }
  if (outputs.schemaVersion !== readableVersion) {
    const found = JSON.stringify(outputs.schemaVersion) ?? "missing";
    throw new Error(`the output schemaVersion is ${found}; ${readableVersion} can be read here`);
  }
  const missing = missingOutputs(outputs);
  if (missing.length > 0) {
    throw new Error(`the stack lacks the outputs ${missing.join(", ")}; run up again`);
  }
  const { mesosVersion, master, slaves, uiUrl, zookeeperUrl, marathonUrl } = outputs as Outputs;
  const services = [
    { name: "Mesos master", url: uiUrl },
    ...(zookeeperUrl === undefined ? [] : [{ name: "ZooKeeper", url: zookeeperUrl }]),
    ...(marathonUrl === undefined ? [] : [{ name: "Marathon", url: marathonUrl }]),
  ];
  return {
    mesosVersion,
    master: {
      ...master,
      services: services.map(({ name, url }) => ({ name, ports: new URL(url).port, url })),
    },
    slaves: slaves.map((slave) => ({
      ...slave,
      services: [
        { name: "Mesos slave", ports: String(slavePort) },
        // The outputs do not tell of slave.resources, which may say otherwise.
        { name: "tasks, by default", ports: taskPorts },
      ],
    })),
  };
}

/** Names of the outputs that are not there, or of another type. */
function missingOutputs({ mesosVersion, uiUrl, master, slaves }: Partial<Outputs>): string[] {
  const isNode = (node: unknown): boolean =>
    typeof node === "object" &&
    node !== null &&
    ["name", "address", "id"].every(
      (key) => typeof (node as Record<string, unknown>)[key] === "string",
    );
  const found: Readonly<Record<string, boolean>> = {
    mesosVersion: typeof mesosVersion === "string",
    uiUrl: typeof uiUrl === "string",
    master: isNode(master),
    slaves: Array.isArray(slaves) && slaves.every(isNode),
  };
  return Object.keys(found).filter((name) => found[name] === false);
}
