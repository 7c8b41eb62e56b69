import { reportCluster, type ExpectedCluster, type MasterState } from "../../lib/clusterState";

const expected: ExpectedCluster = {
  master: { name: "master", address: "192.168.5.51" },
  slaves: [
    { name: "slave1", address: "192.168.5.54" },
    { name: "slave2", address: "192.168.5.55" },
  ],
  mesosVersion: "0.24.0",
  marathonFrameworks: 1,
};

const slave = (host: number, number: number, active = true): MasterState["slaves"][number] => ({
  id: `M-S${number}`,
  pid: `slave(1)@192.168.5.${host}:5051`,
  hostname: `192.168.5.${host}`,
  active,
});

const state: MasterState = {
  id: "M",
  pid: "master@192.168.5.51:5050",
  leader: "master@192.168.5.51:5050",
  version: "0.24.0",
  // In order of registration, as a real master lists them.
  slaves: [slave(55, 0), slave(54, 1)],
  frameworks: [{ name: "marathon", active: true }],
};

describe("reportCluster", () => {
  it("gives IDs in slave order, not in order of registration", () => {
    expect(reportCluster(state, expected)).toEqual({
      faults: [],
      master: { name: "master", address: "192.168.5.51", id: "M" },
      slaves: [
        { name: "slave1", address: "192.168.5.54", id: "M-S1" },
        { name: "slave2", address: "192.168.5.55", id: "M-S0" },
      ],
    });
  });

  it.each<[string, Partial<MasterState>, string]>([
    [
      "a slave that is missing",
      { slaves: [slave(55, 0)] },
      "slave1 (192.168.5.54) is not registered",
    ],
    [
      "a slave that is not active",
      { slaves: [slave(55, 0), slave(54, 1, false)] },
      "slave1 (192.168.5.54) is registered but not active",
    ],
    [
      "a slave that is registered twice",
      { slaves: [slave(55, 0), slave(54, 1), slave(54, 2)] },
      "slave1 (192.168.5.54) is registered 2 times",
    ],
    [
      "another host name than the address",
      { slaves: [slave(55, 0), { ...slave(54, 1), hostname: "slave1" }] },
      "slave1 reports host name slave1, not 192.168.5.54",
    ],
    [
      "another version",
      { version: "0.23.0" },
      "the master reports version 0.23.0, asked for was 0.24.0",
    ],
    [
      "another leader",
      { leader: "master@192.168.5.52:5050" },
      "master master@192.168.5.51:5050 is not the leader (master@192.168.5.52:5050)",
    ],
    ["no Marathon", { frameworks: [] }, "Marathon is registered as 0 active frameworks, not 1"],
    [
      "a second Marathon",
      { frameworks: [...state.frameworks, { name: "marathon", active: true }] },
      "Marathon is registered as 2 active frameworks, not 1",
    ],
  ])("names %s", (_, change, fault) => {
    expect(reportCluster({ ...state, ...change }, expected).faults).toEqual([fault]);
  });

  it("leaves foreign slaves alone", () => {
    const foreign = { ...state, slaves: [...state.slaves, slave(77, 2)] };
    expect(reportCluster(foreign, expected).faults).toEqual([]);
  });
});
