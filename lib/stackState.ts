import type { ExpectedCluster } from "./clusterState";
import { proxySettings, type SshAccess } from "./sshAccess";

/** How a node is reached over SSH. */
export interface NodeConnection {
  /** IPv4 address. */
  readonly host: string;
  /** User. */
  readonly user: string;
  /** The pinned host key, as `ssh-rsa AAAA...`. */
  readonly hostKey: string;
  /** Private key, PEM; secret. */
  readonly privateKey: string;
  /** The host that it is reached through; absent where it is reached directly. */
  readonly proxy?: SshAccess;
}

/** A machine of the stack. */
export interface StackNode {
  /** Host name, e.g. `slave1`. */
  readonly name: string;
  /** Name of its libvirt domain. */
  readonly domainName: string;
  /** UUID of its libvirt domain. */
  readonly domainId: string;
  /** How it is reached; absent where its boot has not got as far as that. */
  readonly connection?: NodeConnection;
}

/** What a stack's state says of its cluster: as the last `up` left it, whether or not that went through. */
export interface StackState {
  /** URI of libvirt; empty for a stack that has nothing. */
  readonly libvirtUri: string;
  /** Name of the libvirt network; empty where there is none. */
  readonly networkName: string;
  /** The machines: the master first, then the slaves in numeric order. */
  readonly nodes: readonly StackNode[];
  /** What the cluster has to be; absent where no `up` has got as far as a whole cluster. */
  readonly expected?: ExpectedCluster;
  /** Version that ZooKeeper has to have; absent where the stack has sent none to the master. */
  readonly zookeeperVersion?: string;
  /** ID of each node at the last `up` that went through, by host name. */
  readonly lastIds: ReadonlyMap<string, string>;
  /** Addresses of the web pages: the master's, then Marathon's where there is one. */
  readonly uiUrls: readonly string[];
  /** User and password of Marathon's HTTP API; secret, and absent where it asks for none. */
  readonly marathonCredentials?: { readonly username: string; readonly password: string };
}

/** A resource of an export, as far as it is read. */
interface ExportedResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  /** Whether it has a successor and is only to be deleted. */
  readonly delete?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** The outputs of the stack, as far as they are read (index.ts). */
interface Outputs {
  readonly uiUrl?: string;
  readonly marathonUrl?: string;
  readonly master?: { readonly name: string; readonly id: string };
  readonly slaves?: readonly { readonly name: string; readonly id: string }[];
  readonly marathonCredentials?: { readonly username: string; readonly password: string };
}

/**
 * Reads a stack's state.
 *
 * @param text what `pulumi stack export --show-secrets` prints
 * @returns what it says of the cluster; without nodes for a stack that has none
 * @throws Error when the text is no export
 */
export function parseStackState(text: string): StackState {
  const resources = exportedResources(text);
  const named = (type: string, ending: RegExp): ExportedResource | undefined =>
    resources.find((resource) => resource.type === type && ending.test(resource.urn));

  const check = named("command:local:Command", /-host-check$/)?.inputs;
  const environment = check?.["environment"] as Record<string, string> | undefined;
  const network = named("libvirt:index/network:Network", /-network$/)?.inputs;
  const gate = named("command:local:Command", /-ready-wait$/)?.inputs;
  // What host/push-tarball is told (components/packagedDaemon.ts): the gate is not told it.
  const zookeeper = named("command:local:Command", /-zookeeper-tarball$/)?.inputs?.["stdin"];
  const zookeeperVersion = /^VERSION=(.+)$/m.exec((zookeeper as string | undefined) ?? "")?.[1];
  const outputs = (named("pulumi:pulumi:Stack", /$/)?.outputs ?? {}) as Outputs;
  const { marathonCredentials } = outputs;
  const known = [outputs.master, ...(outputs.slaves ?? [])].filter((node) => node !== undefined);
  return {
    libvirtUri: environment?.["LIBVIRT_DEFAULT_URI"] ?? "",
    networkName: (network?.["name"] as string | undefined) ?? "",
    nodes: stackNodes(resources),
    // What the readiness gate is told on standard input (components/readinessGate.ts).
    ...(gate === undefined
      ? {}
      : { expected: JSON.parse(gate["stdin"] as string) as ExpectedCluster }),
    ...(zookeeperVersion === undefined ? {} : { zookeeperVersion }),
    lastIds: new Map(known.map(({ name, id }) => [name, id])),
    uiUrls: [outputs.uiUrl, outputs.marathonUrl].filter((url) => url !== undefined),
    ...(marathonCredentials === undefined ? {} : { marathonCredentials }),
  };
}

/** All resources that are not only waiting for their deletion, with secrets in plain. */
function exportedResources(text: string): ExportedResource[] {
  let parsed: unknown;
  try {
    parsed = plain(JSON.parse(text));
  } catch {
    throw new Error("the stack's export is not JSON");
  }
  const { deployment } = (parsed ?? {}) as {
    deployment?: { resources?: ExportedResource[] } | null;
  };
  if (deployment === undefined) {
    throw new Error("the stack's export has no deployment");
  }
  return (deployment?.resources ?? []).filter((resource) => resource.delete !== true);
}

/** In an export with --show-secrets a secret is an object whose `plaintext` is JSON. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if ("plaintext" in value && typeof value.plaintext === "string") {
    return plain(JSON.parse(value.plaintext));
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

function stackNodes(resources: readonly ExportedResource[]): StackNode[] {
  const connections = new Map<string, NodeConnection>();
  for (const { type, urn, inputs } of resources) {
    // The first commands that a machine runs have the connection that all others have.
    const name = /-([a-z]+[0-9]*)-(scripts|boot)$/.exec(urn)?.[1];
    const connection = inputs?.["connection"] as NodeConnection | undefined;
    if (type === "command:remote:Command" && name !== undefined && connection !== undefined) {
      connections.set(name, connection);
    }
  }
  return resources
    .flatMap(({ type, urn, id, inputs }) => {
      const name = /-([a-z]+[0-9]*)-domain$/.exec(urn)?.[1];
      if (type !== "libvirt:index/domain:Domain" || name === undefined || id === undefined) {
        return [];
      }
      const connection = connections.get(name);
      const domainName = inputs?.["name"] as string;
      return [
        { name, domainName, domainId: id, ...(connection === undefined ? {} : { connection }) },
      ];
    })
    .sort((a, b) => nodeOrder(a.name) - nodeOrder(b.name));
}

/** The master is 0, a slave its number. */
function nodeOrder(name: string): number {
  return Number(/[0-9]*$/.exec(name)?.[0] ?? 0);
}

/**
 * A node's connection as the scripts of `host/` read it from standard input (host/lib/guest-ssh.sh).
 *
 * @param name host name of the node
 * @param connection how it is reached; without a port, at SSH's own
 * @param settings what the script is told beside that. @default nothing
 * @returns KEY=VALUE lines, an empty line, and the private key: secret
 */
export function connectionInput(
  name: string,
  { host, port, user, hostKey, privateKey, proxy }: NodeConnection & { readonly port?: number },
  settings: Readonly<Record<string, string>> = {},
): string {
  return [
    `NODE=${name}`,
    `ADDRESS=${host}`,
    ...(port === undefined ? [] : [`SSH_PORT=${port}`]),
    `SSH_USER=${user}`,
    `HOST_KEY=${hostKey}`,
    ...proxySettings(proxy),
    ...Object.entries(settings).map(([key, value]) => `${key}=${value}`),
    "",
    privateKey,
  ].join("\n");
}

/**
 * The host that a stack's nodes are reached through: the same for all.
 *
 * @param stack the stack, or what is known of it
 * @returns the host; undefined where they are reached directly
 */
export function proxyOf({ nodes }: Pick<StackState, "nodes">): SshAccess | undefined {
  return nodes.find(({ connection }) => connection?.proxy !== undefined)?.connection?.proxy;
}
