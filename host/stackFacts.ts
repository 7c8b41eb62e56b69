/**
 * Prints what scripts need to know of the selected stack. Run by `node --require @swc-node/register`; PULUMI names the
 * CLI.
 *
 * - `connection NODE`: how to reach a node, as host/lib/guest-ssh.sh reads it (KEY=VALUE lines, an empty line, the private
 *   key)
 * - `nodes`: a line `NODE DOMAIN ADDRESS` for each, the address `-` where it is not known yet
 * - `libvirt`: a line with libvirt's URI, a line with the network's name
 * - `ui`: the addresses of the web pages, a line each
 */
import { messageOf } from "../lib/getJson";
import { readStack } from "../lib/readStack";
import { connectionInput, type StackState } from "../lib/stackState";

const usage = "Usage: stackFacts.ts connection NODE | nodes | libvirt | ui";

function facts(
  stack: StackState,
  [what = "", name, ...more]: readonly string[],
): string | undefined {
  if (more.length > 0 || (what === "connection") !== (name !== undefined)) {
    return undefined;
  }
  const { nodes, libvirtUri, networkName, uiUrls } = stack;
  switch (what) {
    case "connection": {
      const node = nodes.find((other) => other.name === name);
      if (node?.connection === undefined) {
        const names = nodes.filter(({ connection }) => connection !== undefined);
        const list = names.map((other) => other.name).join(", ") || "none";
        throw new Error(
          `no node "${name}" that can be reached in this stack; there are: ${list}. Is the stack up?`,
        );
      }
      return connectionInput(node.name, node.connection);
    }
    case "nodes":
      return nodes
        .map((node) => `${node.name} ${node.domainName} ${node.connection?.host ?? "-"}\n`)
        .join("");
    case "libvirt":
      return `${libvirtUri}\n${networkName}\n`;
    case "ui":
      return uiUrls.map((url) => `${url}\n`).join("");
    default:
      return undefined;
  }
}

async function main(args: readonly string[]): Promise<void> {
  const text = args.length === 0 ? undefined : facts(await readStack(), args);
  if (text === undefined) {
    console.error(usage);
    process.exitCode = 2;
    return;
  }
  process.stdout.write(text);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
