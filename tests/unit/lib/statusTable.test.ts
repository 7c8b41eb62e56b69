import { failureReport, formatStatus, statusReport } from "../../../lib/statusTable";

const runs = {
  name: "domain runs",
  node: "master",
  ok: true,
  seen: "running",
  expected: "running",
};
const off = {
  name: "domain runs",
  node: "slave1",
  ok: false,
  seen: "shut off",
  expected: "running",
  hint: "virsh start slave1",
};
const unknown = {
  name: "ID",
  node: "slave1",
  ok: false,
  seen: "not known: it is off",
  expected: "an ID",
  unknown: true,
} as const;

test("a line per condition, what to do below one that fails, and a sum", () => {
  expect(formatStatus(statusReport({ conditions: [runs, off, unknown], warnings: [] }))).toBe(
    [
      "condition    node    state   seen",
      "domain runs  master  ok      running",
      "domain runs  slave1  FAILED  shut off (expected: running)",
      "                             next: virsh start slave1",
      "ID           slave1  FAILED  not known: it is off",
      "",
      "2 of 3 conditions FAILED",
      "",
    ].join("\n"),
  );
});

test("all is well", () => {
  const report = statusReport({ conditions: [runs], warnings: [] });
  expect(report).toEqual({ ok: true, conditions: [runs], warnings: [] });
  expect(formatStatus(report).endsWith("\n\nall 1 conditions hold\n")).toBe(true);
});

test("a warning stands below the table, and is no failure", () => {
  const report = statusReport({ conditions: [runs], warnings: ["a foreign slave"] });
  expect(report.ok).toBe(true);
  expect(formatStatus(report).split("\n").slice(1)).toEqual([
    "domain runs  master  ok     running",
    "",
    "warning: a foreign slave",
    "all 1 conditions hold",
    "",
  ]);
});

test("one that fails makes the whole fail", () => {
  expect(statusReport({ conditions: [runs, off], warnings: [] }).ok).toBe(false);
});

test("without a cluster it is one sentence", () => {
  expect(formatStatus(failureReport("no cluster is up; make up"))).toBe(
    "no cluster is up; make up\n",
  );
});
