import * as fs from "node:fs";
import * as path from "node:path";

import { parseMasterState, parseSlaveState } from "../../../lib/mesosState";

/** What a real Mesos 0.24.0 answered. */
const recording = (name: string): Record<string, unknown> =>
  JSON.parse(
    fs.readFileSync(
      path.join(__dirname, "..", "..", "..", "lab", "mesos", "recordings", `${name}.json`),
      "utf8",
    ),
  ) as Record<string, unknown>;

const masterId = "20261123-053505-856008896-5050-17489";

test("a real master's state is read", () => {
  expect(parseMasterState(recording("state"))).toEqual({
    id: masterId,
    pid: "master@192.168.5.51:5050",
    leader: "master@192.168.5.51:5050",
    version: "0.24.0",
    slaves: [
      {
        id: `${masterId}-S1`,
        pid: "slave(1)@192.168.5.54:5051",
        hostname: "slave1",
        active: true,
      },
      {
        id: `${masterId}-S0`,
        pid: "slave(1)@192.168.5.55:5051",
        hostname: "slave2",
        active: true,
      },
    ],
    frameworks: [],
  });
});

test("a real framework is read, a completed one is not", () => {
  expect(parseMasterState(recording("state-task-running")).frameworks).toMatchObject([
    { active: true, name: "" },
  ]);
  expect(parseMasterState(recording("state-task-finished")).frameworks).toEqual([]);
});

test("a real slave's state is read", () => {
  expect(parseSlaveState(recording("slave1-state"))).toEqual({
    id: `${masterId}-S1`,
    pid: "slave(1)@192.168.5.54:5051",
    version: "0.24.0",
  });
});

test("a master without a leader has none", () => {
  expect(parseMasterState({ ...recording("state"), leader: undefined })).not.toHaveProperty(
    "leader",
  );
});

test.each<[string, unknown]>([
  ["nothing", null],
  ["a text", "state"],
  ["a list", []],
  ["a slave's state", recording("slave1-state")],
  ["a state without slaves", { ...recording("state"), slaves: undefined }],
  ["slaves that are no list", { ...recording("state"), slaves: {} }],
  ["a slave without an ID", { ...recording("state"), slaves: [{ pid: "p", active: true }] }],
  ["a slave that is null", { ...recording("state"), slaves: [null] }],
  ["a framework without a name", { ...recording("state"), frameworks: [{ id: "i" }] }],
  ["a version that is a number", { ...recording("state"), version: 0.24 }],
])("%s is not a master's state", (_, answer) => {
  expect(() => parseMasterState(answer)).toThrow("it is not the state of a Mesos master");
});

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["a list", []],
  ["a state without an ID", { pid: "p", version: "0.24.0" }],
])("%s is not a slave's state", (_, answer) => {
  expect(() => parseSlaveState(answer)).toThrow("it is not the state of a Mesos slave");
});
