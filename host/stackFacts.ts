/**
 * Prints what scripts need to know of the selected stack. Run by `node host/run.cjs`; PULUMI names the
 * CLI.
 *
 * - `connection NODE`: how to reach a node, as host/lib/guest-ssh.sh reads it (KEY=VALUE lines, an empty line, the private
 *   key)
 * - `console NODE`: the command that opens a node's serial console
 * - `nodes`: a line `NODE DOMAIN ADDRESS` for each, the address `-` where it is not known yet
 * - `libvirt`: a line with libvirt's URI, a line with the network's name, and one with the host that the nodes are reached
 *   through, where there is one
 * - `ui`: the addresses of the web pages, a line each
 * - `proxy`: how to reach the host that the nodes are reached through, in the form of `connection`; nothing where they are
 *   reached directly
 */
import { messageOf } from "../lib/getJson";
import { virshCommand } from "../lib/libvirtUri";
import { readStack } from "../lib/readStack";
import { proxyAuthority } from "../lib/sshProxy";
import {
  connectionInput,
  proxyOf,
  type NodeConnection,
  type StackNode,
  type StackState,
} from "../lib/stackState";

const usage = "Usage: stackFacts.ts connection NODE | console NODE | nodes | libvirt | ui | proxy";

/** The node of a name. */
function nodeOf(
  { nodes }: StackState,
  name: string,
  isUsable: (node: StackNode) => boolean,
): StackNode {
  const usable = nodes.filter(isUsable);
  const node = usable.find((other) => other.name === name);
  if (node === undefined) {
    const names = usable.map((other) => other.name).join(", ") || "none";
    throw new Error(`no node "${name}" in this stack; there are: ${names}. Is the stack up?`);
  }
  return node;
}

/** Facts of one node. */
const ofNode: Readonly<Record<string, (stack: StackState, name: string) => string>> = {
  connection: (stack, name) => {
    const { connection } = nodeOf(stack, name, (node) => node.connection !== undefined);
    return connectionInput(name, connection as NodeConnection);
  },
  console: (stack, name) => {
    const { domainName } = nodeOf(stack, name, () => true);
    return `${virshCommand(stack.libvirtUri, "console", domainName)}\n`;
  },
};

/** Facts of the whole stack. */
const ofStack: Readonly<Record<string, (stack: StackState) => string>> = {
  nodes: ({ nodes }) =>
    nodes
      .map((node) => `${node.name} ${node.domainName} ${node.connection?.host ?? "-"}\n`)
      .join(""),
  libvirt: (stack) => {
    const proxy = proxyOf(stack);
    const { libvirtUri, networkName } = stack;
    return `${libvirtUri}\n${networkName}\n${proxy === undefined ? "" : `${proxyAuthority(proxy)}\n`}`;
  },
  proxy: (stack) => {
    const proxy = proxyOf(stack);
    return proxy === undefined ? "" : connectionInput(proxyAuthority(proxy), proxy);
  },
  ui: ({ uiUrls }) => uiUrls.map((url) => `${url}\n`).join(""),
};

/** What the arguments ask for; undefined where they are wrong. */
function factsOf([what = "", name, ...more]: readonly string[]):
  ((stack: StackState) => string) | undefined {
  if (more.length > 0) {
    return undefined;
  }
  if (name === undefined) {
    return Object.hasOwn(ofStack, what) ? ofStack[what] : undefined;
  }
  const facts = Object.hasOwn(ofNode, what) ? ofNode[what] : undefined;
  return facts === undefined ? undefined : (stack) => facts(stack, name);
}

async function main(args: readonly string[]): Promise<void> {
  const facts = factsOf(args);
  if (facts === undefined) {
    console.error(usage);
    process.exitCode = 2;
    return;
  }
  process.stdout.write(facts(await readStack()));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
