import {
  reportCluster,
  type ClusterAnswers,
  type ClusterReport,
  type ExpectedCluster,
} from "../../lib/clusterState";
import type { MasterState, SlaveEntry, SlaveState } from "../../lib/mesosState";

const expected: ExpectedCluster = {
  master: { name: "master", address: "192.168.5.51" },
  slaves: [
    { name: "slave1", address: "192.168.5.54" },
    { name: "slave2", address: "192.168.5.55" },
  ],
  mesosVersion: "0.24.0",
  marathonFrameworks: 1,
};

const entry = (host: number, number: number, active = true): SlaveEntry => ({
  id: `M-S${number}`,
  pid: `slave(1)@192.168.5.${host}:5051`,
  hostname: `192.168.5.${host}`,
  active,
});

const master: MasterState = {
  id: "M",
  pid: "master@192.168.5.51:5050",
  leader: "master@192.168.5.51:5050",
  version: "0.24.0",
  // In order of registration, as a real master lists them.
  slaves: [entry(55, 0), entry(54, 1)],
  frameworks: [{ id: "M-0000", name: "marathon", active: true }],
};

const slave = (host: number, number: number): SlaveState => ({
  id: `M-S${number}`,
  pid: `slave(1)@192.168.5.${host}:5051`,
  version: "0.24.0",
});

const slaves = [{ state: slave(54, 1) }, { state: slave(55, 0) }];

/** The report when the master's state is changed. */
const withMaster = (change: Partial<MasterState>): ClusterReport =>
  reportCluster({ master: { state: { ...master, ...change } }, slaves }, expected);

/** The report when slave1's state is changed. */
const withSlave1 = (change: Partial<SlaveState>): ClusterReport =>
  reportCluster(
    {
      master: { state: master },
      slaves: [{ state: { ...slave(54, 1), ...change } }, { state: slave(55, 0) }],
    },
    expected,
  );

const allIsWell: ClusterReport = {
  faults: [],
  warnings: [],
  mesosVersion: "0.24.0",
  master: { name: "master", address: "192.168.5.51", id: "M" },
  slaves: [
    { name: "slave1", address: "192.168.5.54", id: "M-S1" },
    { name: "slave2", address: "192.168.5.55", id: "M-S0" },
  ],
};

describe("reportCluster", () => {
  it("gives IDs in slave order, not in order of registration", () => {
    expect(withMaster({})).toEqual(allIsWell);
  });

  it("passes over the dead entry that a rebooted slave leaves for a while", () => {
    expect(withMaster({ slaves: [entry(54, 7, false), ...master.slaves] })).toEqual(allIsWell);
    expect(withMaster({ slaves: [...master.slaves, entry(54, 7, false)] })).toEqual(allIsWell);
  });

  it.each<[string, Partial<MasterState>, string]>([
    [
      "a slave that is missing",
      { slaves: [entry(55, 0)] },
      "slave1, slave active: not registered (expected: active once at 192.168.5.54:5051)",
    ],
    [
      "a slave that is not active",
      { slaves: [entry(55, 0), entry(54, 1, false)] },
      "slave1, slave active: registered but not active (expected: active once at 192.168.5.54:5051)",
    ],
    [
      "a slave that is active twice",
      { slaves: [entry(55, 0), entry(54, 1), entry(54, 2)] },
      "slave1, slave active: active 2 times (M-S1, M-S2) (expected: active once at 192.168.5.54:5051)",
    ],
    [
      "another host name than the address",
      { slaves: [entry(55, 0), { ...entry(54, 1), hostname: "slave1" }] },
      "slave1, slave active: active under the host name slave1 (expected: active once at 192.168.5.54:5051)",
    ],
    ["another version", { version: "0.23.0" }, "master, version: 0.23.0 (expected: 0.24.0)"],
    [
      "another leader",
      { leader: "master@192.168.5.52:5050" },
      "master, master leads: the leading master is master@192.168.5.52:5050 (expected: master@192.168.5.51:5050)",
    ],
    [
      "no Marathon",
      { frameworks: [] },
      "master, Marathon registered: 0 active frameworks named marathon (expected: an active framework named marathon)",
    ],
    [
      "a Marathon that is not connected",
      { frameworks: [{ id: "M-0000", name: "marathon", active: false }] },
      "master, Marathon registered: 0 active frameworks named marathon (expected: an active framework named marathon)",
    ],
    [
      "a Marathon under another name",
      { frameworks: [{ id: "M-0000", name: "jobs", active: true }] },
      "master, Marathon registered: 0 active frameworks named marathon (expected: an active framework named marathon)",
    ],
  ])("names %s", (_, change, fault) => {
    expect(withMaster(change).faults).toEqual([fault]);
  });

  it("lets everybody bring a Marathon of their own", () => {
    const frameworks = [...master.frameworks, { id: "M-0001", name: "marathon", active: true }];
    expect(withMaster({ frameworks })).toEqual(allIsWell);
    const answers = { master: { state: { ...master, frameworks } }, slaves };
    expect(reportCluster(answers, { ...expected, marathonFrameworks: 0 })).toEqual(allIsWell);
  });

  it("looks for Marathon under the name that it was given", () => {
    const named = { ...expected, frameworkName: "jobs" };
    const answers = (name: string): ClusterAnswers => ({
      master: { state: { ...master, frameworks: [{ id: "M-0000", name, active: true }] } },
      slaves,
    });
    expect(reportCluster(answers("jobs"), named).faults).toEqual([]);
    expect(reportCluster(answers("marathon"), named).faults).toEqual([
      "master, Marathon registered: 0 active frameworks named jobs (expected: an active framework named jobs)",
    ]);
  });

  it("names a master that has elected nobody", () => {
    const { id, pid, version, frameworks } = master;
    const leaderless: MasterState = { id, pid, version, slaves: master.slaves, frameworks };
    const report = reportCluster({ master: { state: leaderless }, slaves }, expected);
    expect(report.faults).toEqual([
      "master, master leads: the leading master is not elected (expected: master@192.168.5.51:5050)",
    ]);
  });

  it.each<[string, Partial<SlaveState>, string]>([
    ["another version", { version: "0.23.0" }, "slave1, version: 0.23.0 (expected: 0.24.0)"],
    ["another ID", { id: "M-S9" }, "slave1, ID: M-S9 (expected: M-S1)"],
    ["no ID", { id: "" }, "slave1, ID: no ID yet (expected: M-S1)"],
    [
      "somebody else at its address",
      { pid: "slave(1)@192.168.5.99:5051" },
      "slave1, ID: slave(1)@192.168.5.99:5051 answers at its address (expected: M-S1)",
    ],
  ])("names a slave with %s", (_, change, fault) => {
    expect(withSlave1(change).faults).toEqual([fault]);
  });

  it("names a slave that does not answer although the master has it", () => {
    const answers: ClusterAnswers = {
      master: { state: master },
      slaves: [{ failure: "http://192.168.5.54:5051/ is silent" }, { state: slave(55, 0) }],
    };
    expect(reportCluster(answers, expected).faults).toEqual([
      "slave1, ID: http://192.168.5.54:5051/ is silent (expected: M-S1)",
    ]);
  });

  it("says once that the master does not answer, and nothing that follows from it", () => {
    const answers: ClusterAnswers = { master: { failure: "http://m/ is silent" }, slaves };
    expect(reportCluster(answers, expected)).toEqual({
      faults: ["master, master leads: http://m/ is silent (expected: a master that leads)"],
      warnings: [],
      mesosVersion: "",
      master: { name: "master", address: "192.168.5.51", id: "" },
      slaves: [],
    });
  });

  it("warns of active slaves at other addresses, and of no dead ones", () => {
    const foreign = [entry(77, 2), entry(78, 3, false)];
    expect(withMaster({ slaves: [...master.slaves, ...foreign] })).toEqual({
      ...allIsWell,
      warnings: [
        "slave M-S2 at slave(1)@192.168.5.77:5051 is active in this cluster and is none of the stack's; tasks may run there",
      ],
    });
  });

  it("reports the version that the daemons report", () => {
    expect(withMaster({ version: "0.23.0" }).mesosVersion).toBe("0.23.0");
  });
});
