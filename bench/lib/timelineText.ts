import { barsByNode, type Bar, type Timeline } from "./timeline";

/** Steps of the critical path that the table has: the longest ones. */
const tableSteps = 10;
/** Steps of the diagram take at least this part of the update; the others are too short to be seen. */
const diagramPart = 0.01;

const took = ({ startSeconds, endSeconds }: Bar): number => endSeconds - startSeconds;

/**
 * The critical path of an update as Markdown: a table of its longest steps in the order of time, and a Mermaid diagram of
 * all steps that can be seen.
 *
 * @param title heading, e.g. `Cold up`
 * @param timeline the update
 * @returns the lines, each with its newline
 */
export function timelineMarkdown(title: string, timeline: Timeline): string {
  return [
    `## ${title}: ${timeline.durationSeconds} s`,
    "",
    ...table(timeline),
    "",
    "```mermaid",
    ...diagram(timeline),
    "```",
    "",
  ]
    .map((line) => `${line}\n`)
    .join("");
}

function table({ durationSeconds, criticalPath }: Timeline): string[] {
  const longest = new Set([...criticalPath].sort((a, b) => took(b) - took(a)).slice(0, tableSteps));
  const shown = criticalPath.filter((bar) => longest.has(bar));
  const others = criticalPath.filter((bar) => !longest.has(bar));
  const worked = sum(criticalPath);
  return [
    "| critical path | node | from | takes |",
    "| --- | --- | ---: | ---: |",
    ...shown.map((bar) => `| ${bar.name} | ${bar.node} | ${bar.startSeconds} s | ${took(bar)} s |`),
    ...(others.length === 0 ? [] : [`| ${others.length} shorter steps | | | ${sum(others)} s |`]),
    // The program and the engine between two steps, and before the first and after the last one.
    `| between the steps | | | ${durationSeconds - worked} s |`,
  ];
}

function sum(bars: readonly Bar[]): number {
  return bars.reduce((total, bar) => total + took(bar), 0);
}

/** Mermaid's gantt: seconds since the start as times of day, one section per node. */
function diagram({ durationSeconds, bars }: Timeline): string[] {
  const visible = bars.filter((bar) => took(bar) >= Math.max(1, durationSeconds * diagramPart));
  return [
    "gantt",
    "  dateFormat X",
    "  axisFormat %M:%S",
    ...barsByNode(visible).flatMap(([node, own]) => [
      `  section ${node}`,
      ...own.map(
        (bar) =>
          `  ${bar.name} ${took(bar)} s :${bar.isCritical ? "crit, " : ""}${bar.startSeconds}, ${bar.endSeconds}`,
      ),
    ]),
  ];
}
