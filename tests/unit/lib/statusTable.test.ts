import { formatStatus, statusReport } from "../../../lib/statusTable";

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
  expect(formatStatus(statusReport([runs, off, unknown]))).toBe(
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
  const report = statusReport([runs]);
  expect(report).toEqual({ ok: true, conditions: [runs] });
  expect(formatStatus(report).endsWith("\n\nall 1 conditions hold\n")).toBe(true);
});

test("one that fails makes the whole fail", () => {
  expect(statusReport([runs, off]).ok).toBe(false);
});

test("without a cluster it is one sentence", () => {
  const report = { ok: false, message: "no cluster is up; make up", conditions: [] };
  expect(formatStatus(report)).toBe("no cluster is up; make up\n");
});
