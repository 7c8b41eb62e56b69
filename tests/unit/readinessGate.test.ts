import * as pulumi from "@pulumi/pulumi";

import { readReport } from "../../components/readinessGate";
import type { ExpectedCluster } from "../../lib/clusterState";
import { recordProgram, Recorder } from "../support/mocks";

// The machines themselves answer; it would ask them over the network.
jest.mock("../../lib/askInText", () => ({ answersSsh: () => Promise.resolve(true) }));

const expected: ExpectedCluster = {
  master: { name: "master", address: "192.168.5.51" },
  slaves: [{ name: "slave1", address: "192.168.5.54" }],
  mesosVersion: "0.24.0",
  marathonFrameworks: 0,
};
const pid = "slave(1)@192.168.5.54:5051";
const slave = { id: "M-S0", pid, version: "0.24.0", hostname: "192.168.5.54", active: true };
const leader = "master@192.168.5.51:5050";
const master = { id: "M", pid: leader, leader, version: "0.24.0", slaves: [slave], frameworks: [] };

let info: jest.SpyInstance;
beforeEach(async () => {
  info = jest.spyOn(pulumi.log, "info").mockResolvedValue();
  // For the stack's name.
  await recordProgram(new Recorder({}));
});
afterEach(async () => {
  jest.restoreAllMocks();
  delete process.env["HINT_ARGUMENTS"];
  await pulumi.runtime.disconnect();
});

/** Reads the cluster as an up does that changes nothing: the master, and the slave where it is not stopped. */
async function read(slaves: readonly (typeof slave)[]): Promise<unknown> {
  jest.spyOn(globalThis, "fetch").mockImplementation((url) => {
    const answer = (url as string).includes("/master/")
      ? { ...master, slaves }
      : slaves.find(({ active }) => active);
    return answer === undefined
      ? Promise.reject(new TypeError("fetch failed", { cause: new Error("refused") }))
      : Promise.resolve(Response.json(answer));
  });
  return readReport({ expected, machines: [], timeoutSeconds: 0 }).catch((error: unknown) => error);
}

const faults = [
  "slave1, slave active: registered but not active (expected: active once at 192.168.5.54:5051)",
  "slave1, ID: http://192.168.5.54:5051/slave(1)/state.json does not answer (refused) (expected: the ID that the master gave it)",
];

test("an unchanged up of a well cluster reads, and says nothing", async () => {
  expect(await read([slave])).toMatchObject({ faults: [], slaves: [{ id: "M-S0" }] });
  expect(info).not.toHaveBeenCalled();
});

test("an unchanged up with a slave stopped ends with sentences and the next command, not with a stack", async () => {
  const error = await read([{ ...slave, active: false }]);
  expect(pulumi.RunError.isInstance(error)).toBe(true);
  expect((error as Error).message).toBe(
    [
      "the cluster is not as it has to be, after 0 s:",
      ...faults.map((fault) => `  ${fault}`),
      "Next: make status STACK=test, which names what to do about each",
    ].join("\n"),
  );
  expect(info.mock.calls.map(([message]) => message as string)).toEqual([
    `cluster: waiting, 0 s of at most 0 s: ${faults.join("; ")}`,
  ]);
});

test("in the lab, and by make, the next command is theirs", async () => {
  process.env["HINT_ARGUMENTS"] = "";
  const error = await read([{ ...slave, active: false }]);
  expect((error as Error).message).toContain("\nNext: make status, which");
});
