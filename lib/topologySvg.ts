import { escapeXml } from "./escapeXml";
import type { Topology, TopologyNode } from "./topology";
import { nodeLines } from "./topologyText";

/** Sizes in pixels of the picture's own coordinates. */
const boxWidth = 330;
const lineHeight = 17;
const gap = 30;
const margin = 20;
const headHeight = 40;
/** Slaves side by side; more of them go into further rows. */
const slavesInRow = 3;

const masterColour = "#dbe7f6";
const slaveColour = "#e6f2e1";

/**
 * A cluster as a picture: the master, and below it the slaves, with names, addresses, ports and IDs.
 *
 * @param topology the cluster
 * @returns the SVG document, the same for the same input
 */
export function topologySvg({ mesosVersion, master, slaves }: Topology): string {
  const columns = Math.max(1, Math.min(slavesInRow, slaves.length));
  const width = 2 * margin + columns * boxWidth + (columns - 1) * gap;
  const masterTop = margin + headHeight;
  const slavesTop = masterTop + boxHeight(master) + 2 * gap;
  const slaveHeight = Math.max(0, ...slaves.map(boxHeight));
  const rows = Math.ceil(slaves.length / columns);
  const height = slavesTop + rows * (slaveHeight + gap) - gap + margin;
  // The trunk runs beside the boxes, with a branch above each row.
  const trunk = margin / 2;
  const places = slaves.map((slave, index) => ({
    slave,
    x: margin + (index % columns) * (boxWidth + gap),
    y: slavesTop + Math.floor(index / columns) * (slaveHeight + gap),
  }));
  const lastBranch = (places.at(-1)?.y ?? slavesTop) - gap / 2;
  const masterMiddle = masterTop + boxHeight(master) / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="${margin}" y="${margin + 14}" font-size="16" font-weight="bold">Mesos ${escapeXml(mesosVersion)}</text>`,
    `<g fill="none" stroke="#888888">`,
    ...(slaves.length === 0
      ? []
      : [`<path d="M${margin} ${masterMiddle}H${trunk}V${lastBranch}"/>`]),
    ...places.map(({ x, y }) => `<path d="M${trunk} ${y - gap / 2}H${x + boxWidth / 2}V${y}"/>`),
    "</g>",
    boxSvg(master, margin, masterTop, boxHeight(master), masterColour),
    ...places.map(({ slave, x, y }) => boxSvg(slave, x, y, slaveHeight, slaveColour)),
    "</svg>",
    "",
  ].join("\n");
}

function boxHeight(node: TopologyNode): number {
  return (nodeLines(node).length + 1) * lineHeight + 14;
}

function boxSvg(node: TopologyNode, x: number, y: number, height: number, colour: string): string {
  const line = (text: string, index: number, rest = ""): string =>
    `<text x="${x + 10}" y="${y + 18 + index * lineHeight}"${rest}>${escapeXml(text)}</text>`;
  return [
    `<rect x="${x}" y="${y}" width="${boxWidth}" height="${height}" rx="5" fill="${colour}" stroke="#555555"/>`,
    line(`${node.name}  ${node.address}`, 0, ' font-weight="bold"'),
    ...nodeLines(node).map((text, index) => line(text, index + 1)),
  ].join("\n");
}
