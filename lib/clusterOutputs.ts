/** A node as an output has it. */
export interface OutputNode {
  /** Host name, e.g. `slave1`. */
  readonly name: string;
  /** Its IPv4 address. */
  readonly address: string;
  /** The ID that the master gave it, or the master's own, at the last `up`. */
  readonly id: string;
}

/** User and password of an HTTP API. */
export interface OutputCredentials {
  /** User. */
  readonly username: string;
  /** Password. */
  readonly password: string;
}

/** Outputs of a stack of this project; what is off is absent. Within a `schemaVersion` outputs are only added. */
export interface ClusterOutputs {
  /** Form of the outputs. */
  readonly schemaVersion: 1;
  /** The master's web page. */
  readonly uiUrl: string;
  /** The master. */
  readonly master: OutputNode;
  /** Host and port of the master, for a framework. */
  readonly masterAddress: string;
  /** The slaves, in numeric order. */
  readonly slaves: readonly OutputNode[];
  /** The slaves' IDs, in the same order. */
  readonly slaveIds: readonly string[];
  /** Version that all daemons report. */
  readonly mesosVersion: string;
  /** User for SSH to the nodes. */
  readonly sshUser: string;
  /** Marathon's web page, and root of its HTTP API. */
  readonly marathonUrl?: string;
  /** Name under which Marathon is registered in the master, where it is another one than `marathon`. */
  readonly marathonFramework?: string;
  /** Where ZooKeeper has the master, `zk://host:port/path`. */
  readonly zookeeperUrl?: string;
  /** User and password of Marathon's HTTP API; secret. */
  readonly marathonCredentials?: OutputCredentials;
  /** Secrets of the principals of frameworks other than Marathon, by principal; secret, and only where frameworks need one. */
  readonly frameworkCredentials?: Readonly<Record<string, string>>;
  /** Path of the SSH key on the host that ran `up`, where one is configured. */
  readonly sshKeyPath?: string;
  /** The host that the nodes are reached through, `user@host:port`; only where there is one. */
  readonly sshProxy?: string;
  /** Private key for SSH to the nodes, PEM; secret, and only with `exportSshKey`. */
  readonly sshPrivateKey?: string;
  /** What a person needs to know of the cluster, in Markdown; stacks of an earlier version have none. */
  readonly readme?: string;
}

/** Name of an output. */
export type OutputName = keyof ClusterOutputs;

/** What an output has to be. */
interface OutputType {
  /** What is allowed, for messages. */
  readonly expected: string;
  /** Whether a value is that. */
  readonly allows: (value: unknown) => boolean;
  /** Whether it may be absent. */
  readonly optional?: true;
  /** Whether its value must not be shown. */
  readonly secret?: true;
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const matches =
  (pattern: RegExp) =>
  (value: unknown): boolean =>
    isText(value) && pattern.test(value);
const field = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
const isNode = (value: unknown): boolean =>
  isText(field(value, "name")) && isText(field(value, "address")) && isText(field(value, "id"));
const listOf =
  (allows: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.length > 0 && value.every(allows);

const httpUrl = { expected: "an http:// address", allows: matches(/^http:\/\/[^\s/]+/) };
const text = { expected: "a text", allows: isText };

/** The contract: every output that a reader may rely on. */
const outputTypes: Readonly<Record<OutputName, OutputType>> = {
  schemaVersion: { expected: "1", allows: (value) => value === 1 },
  uiUrl: httpUrl,
  master: { expected: "an object of the texts name, address and id", allows: isNode },
  masterAddress: { expected: "host:port", allows: matches(/^[^\s:]+:\d+$/) },
  slaves: {
    expected: "a list, not empty, of objects of the texts name, address and id",
    allows: listOf(isNode),
  },
  slaveIds: { expected: "a list, not empty, of texts", allows: listOf(isText) },
  mesosVersion: { expected: "a version such as 0.24.0", allows: matches(/^\d+\.\d+/) },
  sshUser: text,
  marathonUrl: { ...httpUrl, optional: true },
  marathonFramework: { ...text, optional: true },
  zookeeperUrl: { expected: "zk://host:port/path", allows: matches(/^zk:\/\/\S+/), optional: true },
  marathonCredentials: {
    expected: "an object of the texts username and password",
    allows: (value) => isText(field(value, "username")) && isText(field(value, "password")),
    optional: true,
    secret: true,
  },
  frameworkCredentials: {
    expected: "an object of texts",
    allows: (value) =>
      typeof value === "object" &&
      value !== null &&
      !Array.isArray(value) &&
      Object.values(value).every(isText),
    optional: true,
    secret: true,
  },
  sshKeyPath: { ...text, optional: true },
  sshProxy: {
    expected: "user@host:port",
    allows: matches(/^[^\s@:]+@[^\s@:]+:\d+$/),
    optional: true,
  },
  sshPrivateKey: {
    expected: "a private key in PEM form",
    allows: matches(/^-----BEGIN [A-Z ]*PRIVATE KEY-----/),
    optional: true,
    secret: true,
  },
  readme: { ...text, optional: true },
};

/** Names of all outputs that are read; a stack may have more. */
export const outputNames = Object.keys(outputTypes) as readonly OutputName[];

/**
 * Whether an output's value must not be shown.
 *
 * @param name name of the output
 */
export function isSecretOutput(name: OutputName): boolean {
  return outputTypes[name].secret === true;
}

/**
 * Checks the outputs of a stack.
 *
 * @param stack name of the stack, for messages
 * @param values its outputs by name; others than {@link outputNames} are ignored, since a later version may add some
 * @returns the outputs
 * @throws Error that names the stack and, for every output that is not right, what it is, what is expected, and the remedy;
 *   never a secret
 */
export function parseClusterOutputs(
  stack: string,
  values: Readonly<Record<string, unknown>>,
): ClusterOutputs {
  const { schemaVersion } = values;
  if (schemaVersion === undefined) {
    throw new Error(
      `stack ${stack} has no output schemaVersion (expected: 1): either it is not a cluster of mesos-testbed, ` +
        `or no up of it has ended yet; check the name with \`pulumi stack ls --all\`, or run \`pulumi up\` there`,
    );
  }
  if (schemaVersion !== 1) {
    throw new Error(
      `output schemaVersion of stack ${stack} is ${JSON.stringify(schemaVersion)} (expected: 1): the stack and this reader ` +
        "are of different versions; take the reader from the version of mesos-testbed that made the stack",
    );
  }
  const faults = outputNames.flatMap((name) => outputFault(name, values[name]));
  const ids = (values["slaves"] as OutputNode[] | undefined)?.map?.((slave) => field(slave, "id"));
  if (faults.length === 0 && JSON.stringify(ids) !== JSON.stringify(values["slaveIds"])) {
    faults.push(
      `slaveIds is ${shown(values["slaveIds"])} (expected: the IDs of slaves, ${shown(ids)})`,
    );
  }
  if (faults.length > 0) {
    throw new Error(
      [
        `the outputs of stack ${stack} are not those of a mesos-testbed cluster:`,
        ...faults.map((fault) => `  output ${fault}`),
        "Run `pulumi up` there with the version of mesos-testbed that this reader is from.",
      ].join("\n"),
    );
  }
  return Object.fromEntries(
    outputNames
      .filter((name) => values[name] !== undefined)
      .map((name) => [name, values[name]] as const),
  ) as unknown as ClusterOutputs;
}

function outputFault(name: OutputName, value: unknown): string[] {
  const { expected, allows, optional, secret } = outputTypes[name];
  if (value === undefined) {
    return optional ? [] : [`${name} is absent (expected: ${expected})`];
  }
  return allows(value)
    ? []
    : [`${name} is ${secret ? kindOf(value) : shown(value)} (expected: ${expected})`];
}

/** The longest value that a message shows, in characters; a list of nodes may be much longer. */
const longestShown = 120;

function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? "absent";
  return json.length > longestShown ? `${json.slice(0, longestShown)}...` : json;
}

/** What a secret is, without anything of it. */
function kindOf(value: unknown): string {
  if (value === "") {
    return "an empty text";
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return `an object with ${Object.keys(value).sort().join(", ") || "nothing"}`;
  }
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
