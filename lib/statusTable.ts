import type { StatusCondition } from "./statusConditions";

/** What a report of the status says, as `make status JSON=1` prints it. Keys are only added. */
export interface StatusReport {
  /** Whether every condition holds, and there is a cluster at all. */
  readonly ok: boolean;
  /** Why there are no conditions, and what to do; absent where there are some. */
  readonly message?: string;
  /** The conditions. */
  readonly conditions: readonly StatusCondition[];
  /** What is no failure and yet has to be known, such as somebody else's slave, one sentence each. */
  readonly warnings: readonly string[];
}

/** What was found out of a cluster. */
export type StatusFindings = Pick<StatusReport, "conditions" | "warnings">;

/**
 * The report of a cluster that is there.
 *
 * @param findings its conditions, which decide whether it is well, and the warnings, which do not
 */
export function statusReport({ conditions, warnings }: StatusFindings): StatusReport {
  return { ok: conditions.every(({ ok }) => ok), conditions, warnings };
}

/**
 * The report of what has no conditions.
 *
 * @param message why, and what to do
 */
export function failureReport(message: string): StatusReport {
  return { ok: false, message, conditions: [], warnings: [] };
}

/**
 * A report for people: a line per condition, with what to do below one that fails, the warnings, and a last line that sums up.
 *
 * @param report the report
 * @returns the lines, each with its newline
 */
export function formatStatus({ message, conditions, warnings }: StatusReport): string {
  if (message !== undefined) {
    return `${message}\n`;
  }
  const rows = conditions.map(({ name, node, ok, seen, expected, unknown }) => [
    name,
    node,
    ok ? "ok" : "FAILED",
    ok || unknown === true ? seen : `${seen} (expected: ${expected})`,
  ]);
  const head = ["condition", "node", "state", "seen"];
  const widths = [0, 1, 2].map((column) =>
    Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ");
  const indent = " ".repeat(widths.reduce((sum, width) => sum + width + 2, 0));
  const failed = conditions.filter(({ ok }) => !ok).length;
  return [
    line(head),
    ...conditions.flatMap(({ hint }, index) => [
      line(rows[index] ?? []),
      ...(hint === undefined ? [] : [`${indent}next: ${hint}`]),
    ]),
    "",
    ...warnings.map((warning) => `warning: ${warning}`),
    failed === 0
      ? `all ${conditions.length} conditions hold`
      : `${failed} of ${conditions.length} conditions FAILED`,
  ]
    .map((text) => `${text}\n`)
    .join("");
}
