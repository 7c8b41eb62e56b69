import { escapeXml } from "../../lib/escapeXml";
import { barsByNode, type Bar, type Timeline } from "./timeline";

/** Sizes in pixels of the picture's own coordinates. */
const labelWidth = 230;
const chartWidth = 700;
const rowHeight = 16;
const headHeight = 64;
const margin = 12;
/** As many ticks as fit, at steps that people count in, in seconds. */
const maximumTicks = 10;
const tickSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200];

const barColour = "#7b9ccb";
const criticalColour = "#c8453b";

/** A row of the picture. */
type Row = { readonly heading: string } | { readonly bar: Bar };

/**
 * Draws an update: a bar per step, grouped by node, those of the critical path in another colour.
 *
 * @param title heading, e.g. `cold up, commit 0a1b2c3`
 * @param timeline the update
 * @returns the SVG document, the same for the same input
 */
export function timelineSvg(title: string, { durationSeconds, bars }: Timeline): string {
  const rows = rowsOf(bars);
  const height = headHeight + rows.length * rowHeight + margin;
  const width = labelWidth + chartWidth + 5 * margin;
  const scale = chartWidth / Math.max(durationSeconds, 1);
  const x = (seconds: number): number => round(labelWidth + seconds * scale);
  const y = (row: number): number => headHeight + row * rowHeight;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="${margin}" y="20" font-size="15" font-weight="bold">${escapeXml(title)}: ${durationSeconds} s</text>`,
    `<rect x="${margin}" y="29" width="10" height="10" fill="${criticalColour}"/><text x="${margin + 15}" y="38">critical path</text>`,
    `<rect x="${margin + 95}" y="29" width="10" height="10" fill="${barColour}"/><text x="${margin + 110}" y="38">other steps</text>`,
    ...ticks(durationSeconds).map(
      (seconds) =>
        `<line x1="${x(seconds)}" y1="${headHeight - 6}" x2="${x(seconds)}" y2="${height - margin}" stroke="#dddddd"/><text x="${x(seconds)}" y="${headHeight - 9}" text-anchor="middle" fill="#666666">${seconds} s</text>`,
    ),
    ...rows.map((row, index) =>
      "heading" in row
        ? `<text x="${margin}" y="${y(index) + 12}" font-weight="bold">${escapeXml(row.heading)}</text>`
        : barSvg(row.bar, x, y(index)),
    ),
    "</svg>",
    "",
  ].join("\n");
}

function rowsOf(bars: readonly Bar[]): Row[] {
  return barsByNode(bars).flatMap(([node, own]) => [
    { heading: node },
    ...own.map((bar) => ({ bar })),
  ]);
}

function barSvg(bar: Bar, x: (seconds: number) => number, y: number): string {
  const { name, op, startSeconds, endSeconds, isCritical } = bar;
  const colour = isCritical ? criticalColour : barColour;
  const took = `${endSeconds - startSeconds} s`;
  // What takes less than a second is still seen.
  const barWidth = round(Math.max(x(endSeconds) - x(startSeconds), 1.5));
  const label = escapeXml(op === "create" ? name : `${name} (${op})`);
  return [
    `<g><title>${label}: ${took}, from ${startSeconds} s</title>`,
    `<text x="${labelWidth - 8}" y="${y + 12}" text-anchor="end">${label}</text>`,
    `<rect x="${x(startSeconds)}" y="${y + 3}" width="${barWidth}" height="${rowHeight - 5}" fill="${colour}"/>`,
    `<text x="${round(x(startSeconds) + barWidth + 4)}" y="${y + 12}" fill="#666666">${took}</text></g>`,
  ].join("");
}

function ticks(durationSeconds: number): number[] {
  const step = tickSteps.find((one) => durationSeconds / one <= maximumTicks) ?? 86_400;
  return Array.from({ length: Math.floor(durationSeconds / step) + 1 }, (_, index) => index * step);
}

/** Two decimals: enough for a pixel, and the same text everywhere. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}
