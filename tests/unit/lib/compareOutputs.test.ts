import type { ClusterAnswers } from "../../../lib/clusterState";
import { compareWithMaster, differences } from "../../../lib/compareOutputs";
import type { MasterState, SlaveEntry } from "../../../lib/mesosState";
import { sampleOutputs } from "../../support/outputs";

/** Who was asked. */
const mockAsked = jest.fn();
jest.mock("../../../lib/readCluster", () => ({
  readCluster: (...asked: unknown[]): Promise<ClusterAnswers> => {
    mockAsked(...asked);
    return Promise.resolve(answers());
  },
}));

const slave = (host: number, id: string): SlaveEntry => ({
  id,
  pid: `slave(1)@192.168.5.${host}:5051`,
  hostname: `192.168.5.${host}`,
  active: true,
});
const masterState: MasterState = {
  id: "M",
  pid: "master@192.168.5.51:5050",
  leader: "master@192.168.5.51:5050",
  version: "0.24.0",
  slaves: [slave(55, "M-S0"), slave(54, "M-S1")],
  frameworks: [{ id: "F", name: "jobs", active: true }],
};

/** What the daemons say, with some of the master's words changed, and slave1's own ID. */
function answers(changed: Partial<MasterState> = {}, id = "M-S1"): ClusterAnswers {
  const state = (host: number, own: string): { state: SlaveEntry & { version: string } } => ({
    state: { ...slave(host, own), version: "0.24.0" },
  });
  return {
    master: { state: { ...masterState, ...changed } },
    slaves: [state(54, id), state(55, "M-S0")],
  };
}

test("outputs that are true have no difference", () => {
  expect(differences(sampleOutputs, answers())).toEqual([]);
});

test("a slave under a new ID is named with both", () => {
  const slaves = [slave(55, "M-S0"), slave(54, "M-S2")];
  expect(differences(sampleOutputs, answers({ slaves }, "M-S2"))).toEqual([
    "slave1, ID: M-S2 (the outputs say M-S1)",
  ]);
});

test("a master that was started anew is named with both IDs", () => {
  expect(differences(sampleOutputs, answers({ id: "N" }))).toEqual([
    "master, ID: N (the outputs say M)",
  ]);
});

test("a missing slave is named once", () => {
  const missing = differences(sampleOutputs, answers({ slaves: [slave(55, "M-S0")] }));
  expect(missing).toHaveLength(1);
  expect(missing[0]).toContain("slave1, slave active: not registered");
});

test("another version, and a Marathon that is not registered, are differences", () => {
  expect(differences(sampleOutputs, answers({ version: "0.23.0" }))[0]).toContain("0.23.0");
  expect(differences(sampleOutputs, answers({ frameworks: [] }))[0]).toContain("named jobs");
});

test("without the output for it Marathon's framework has its default name", () => {
  const { marathonFramework, ...earlier } = sampleOutputs;
  const frameworks = [{ id: "F", name: "marathon", active: true }];
  expect(differences(earlier, answers({ frameworks }))).toEqual([]);
  expect(differences(earlier, answers())[0]).toContain("named marathon");
  expect(marathonFramework).toBe("jobs");
});

test("frameworks that others bring are no difference", () => {
  const { marathonUrl, marathonFramework, ...withoutMarathon } = sampleOutputs;
  const other = { id: "G", name: "marathon", active: true };
  const frameworks = [...masterState.frameworks, { ...other, name: "jobs" }, other];
  expect(differences(sampleOutputs, answers({ frameworks }))).toEqual([]);
  expect(differences(withoutMarathon, answers({ frameworks }))).toEqual([]);
  expect([marathonUrl, marathonFramework]).not.toContain(undefined);
});

test("a master that does not answer is the difference", () => {
  const silent = { ...answers(), master: { failure: "no route" } };
  expect(differences(sampleOutputs, silent)).toEqual([expect.stringContaining("no route")]);
});

test("without a proxy the daemons are asked from here", async () => {
  mockAsked.mockClear();
  expect(await compareWithMaster(sampleOutputs)).toEqual([]);
  expect(mockAsked.mock.calls).toEqual([[expect.anything(), undefined]]);
});

test.each([
  ["bastion", "ssh://user@host:port"],
  ["ssh://bastion", 'its user is ""'],
  ["ssh://me@bastion?keyfile=/nowhere/key&knownhosts=/nowhere/h", "/nowhere/key cannot be read"],
])("the proxy %s is refused before anybody is asked", async (sshProxy, sentence) => {
  mockAsked.mockClear();
  await expect(compareWithMaster(sampleOutputs, { sshProxy })).rejects.toThrow(sentence);
  expect(mockAsked).not.toHaveBeenCalled();
});
