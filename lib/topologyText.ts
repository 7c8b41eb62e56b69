import type { Topology, TopologyNode } from "./topology";

/**
 * The lines that describe a node, for every form of the picture.
 *
 * @param node the node
 * @returns its ID, then what listens there
 */
export function nodeLines({ id, services }: TopologyNode): string[] {
  return [
    `ID ${id}`,
    ...services.map(({ name, ports, url }) =>
      [`${name} ${ports}`, url].filter((text) => text !== undefined).join("  "),
    ),
  ];
}

/**
 * A cluster as a picture of characters.
 *
 * @param topology the cluster
 * @returns the lines, each with its newline
 */
export function topologyText({ mesosVersion, master, slaves }: Topology): string {
  return [
    `Mesos ${mesosVersion}`,
    "",
    ...box(master),
    ...slaves.flatMap((slave, index) => {
      // The line to the next slave goes on beside this one's box.
      const beside = index === slaves.length - 1 ? " " : "|";
      const [top = "", ...rest] = box(slave);
      return ["  |", `  +-- ${top}`, ...rest.map((line) => `  ${beside}   ${line}`)];
    }),
  ]
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}

/** A node in its frame. */
function box(node: TopologyNode): string[] {
  const lines = [`${node.name}  ${node.address}`, ...nodeLines(node).map((line) => `  ${line}`)];
  const width = Math.max(...lines.map((line) => line.length));
  const edge = `+-${"-".repeat(width)}-+`;
  return [edge, ...lines.map((line) => `| ${line.padEnd(width)} |`), edge];
}
