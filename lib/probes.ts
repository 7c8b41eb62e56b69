import * as path from "node:path";

import { askInText } from "./askInText";
import type { Answer, ExpectedCluster } from "./clusterState";
import { marathonPort, zookeeperPort } from "./daemonSettings";
import { getJson, messageOf, type GetOptions } from "./getJson";
import { parseGuestFacts, type GuestFacts } from "./guestFacts";
import { parseMarathonInfo, type MarathonInfo } from "./marathonInfo";
import { parseLibvirtUri } from "./libvirtUri";
import { readCluster } from "./readCluster";
import type { Connect } from "./route";
import { lastWords, runProgram } from "./runProgram";
import { connectionInput, type StackNode, type StackState } from "./stackState";
import type { Observations } from "./statusConditions";

/** Longest wait for libvirt, in milliseconds; through SSH there is a login before. */
const VIRSH_TIMEOUT_MS = 10_000;
const REMOTE_VIRSH_TIMEOUT_MS = 25_000;
/** Longest wait for a connection over SSH, and for all that is asked over it, in seconds. */
const SSH_CONNECT_SECONDS = 10;
const SSH_TOTAL_SECONDS = 20;

/**
 * Looks at everything that the stack has, all at the same time; nothing is changed. With nodes that are off it takes as
 * long as the longest bound, about 20 s.
 *
 * @param stack what there has to be; without a libvirtUri libvirt is not asked
 * @param connect how the nodes' daemons are reached. @default from this host
 * @returns what was seen, or why nothing was seen
 */
export async function observe(stack: StackState, connect?: Connect): Promise<Observations> {
  const { expected } = stack;
  const names = expected === undefined ? [] : [expected.master, ...expected.slaves];
  const [domains, guests, cluster, zookeeper, zookeeperServer, marathon] = await Promise.all([
    stack.libvirtUri === ""
      ? undefined
      : byName(stack.nodes, (node) => readDomainState(stack.libvirtUri, node)),
    byName(stack.nodes, (node) =>
      readGuest(
        node,
        names.map(({ name }) => name),
      ),
    ),
    expected === undefined ? undefined : readCluster(expected, connect),
    runsMarathon(expected)
      ? readZooKeeper(expected.master.address, zookeeperPort, "ruok", { connect })
      : undefined,
    runsMarathon(expected) && stack.zookeeperVersion !== undefined
      ? readZooKeeper(expected.master.address, zookeeperPort, "srvr", { connect })
      : undefined,
    runsMarathon(expected) ? readMarathon(expected.master.address, stack, connect) : undefined,
  ]);
  return {
    ...(domains === undefined ? {} : { domains }),
    guests,
    ...(cluster === undefined ? {} : { cluster }),
    ...(zookeeper === undefined ? {} : { zookeeper }),
    ...(zookeeperServer === undefined ? {} : { zookeeperServer }),
    ...(marathon === undefined ? {} : { marathon }),
  };
}

function runsMarathon(expected: ExpectedCluster | undefined): expected is ExpectedCluster {
  return expected?.marathonFrameworks === 1;
}

async function byName<T>(
  nodes: readonly StackNode[],
  look: (node: StackNode) => Promise<T>,
): Promise<Map<string, T>> {
  return new Map(
    await Promise.all(nodes.map(async (node) => [node.name, await look(node)] as const)),
  );
}

function hostFile(script: string): string {
  return path.join(__dirname, "..", "host", script);
}

/** By the UUID: another domain of the same name is not the stack's. */
async function readDomainState(uri: string, { domainId }: StackNode): Promise<Answer<string>> {
  const isBehindSsh = parseLibvirtUri(uri).proxy !== undefined;
  const result = isBehindSsh
    ? await runProgram(hostFile("with-libvirt"), ["virsh", "--quiet", "domstate", domainId], {
        timeoutMs: REMOTE_VIRSH_TIMEOUT_MS,
        env: { LIBVIRT_DEFAULT_URI: uri },
      })
    : await runProgram("virsh", ["-c", uri, "--quiet", "domstate", domainId], {
        timeoutMs: VIRSH_TIMEOUT_MS,
      });
  return result.status === 0 ? { state: result.stdout.trim() } : { failure: lastWords(result) };
}

async function readGuest(
  { name, connection }: StackNode,
  names: readonly string[],
): Promise<Answer<GuestFacts>> {
  if (connection === undefined) {
    return { failure: "the stack has no connection to it: its boot did not get as far as that" };
  }
  const from = Date.now() / 1000;
  const result = await runProgram(
    hostFile("probe-node"),
    [String(SSH_CONNECT_SECONDS), String(SSH_TOTAL_SECONDS), ...names],
    {
      stdin: connectionInput(name, connection),
      // The script bounds itself; this is for what it cannot foresee.
      timeoutMs: (SSH_TOTAL_SECONDS + 5) * 1000,
    },
  );
  if (result.status !== 0) {
    // 124 is timeout's own status.
    const isLate = result.status === 124;
    return { failure: isLate ? `no answer within ${SSH_TOTAL_SECONDS} s` : lastWords(result) };
  }
  try {
    return { state: parseGuestFacts(result.stdout, { from, to: Date.now() / 1000 }) };
  } catch (error) {
    return { failure: messageOf(error) };
  }
}

async function readMarathon(
  address: string,
  { marathonCredentials: credentials }: StackState,
  connect: Connect | undefined,
): Promise<Answer<MarathonInfo>> {
  try {
    const url = `http://${address}:${marathonPort}/v2/info`;
    return {
      state: await getJson(url, parseMarathonInfo, {
        ...(credentials === undefined ? {} : { credentials }),
        connect,
      }),
    };
  } catch (error) {
    return { failure: messageOf(error) };
  }
}

/**
 * Asks a ZooKeeper by one of its four-letter words (ZooKeeper 3.4, Administrator's Guide).
 *
 * @param address IPv4 address
 * @param port port of its clients
 * @param word `ruok`: whether it is well; `srvr`: what it is. No other one is allowed to (lib/daemonSettings.ts)
 * @param options longest wait for the whole answer, in milliseconds; and how it is reached. @default as for HTTP
 * @returns what it says; to `ruok` `imok` when it is well
 */
export function readZooKeeper(
  address: string,
  port: number,
  word: "ruok" | "srvr",
  options: Omit<GetOptions, "credentials"> = {},
): Promise<Answer<string>> {
  return askInText(address, port, word, options);
}
