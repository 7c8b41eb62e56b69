import * as fs from "node:fs";
import * as path from "node:path";

import type { Answer, ExpectedCluster } from "../../../lib/clusterState";
import { stackOf } from "../../../lib/gateRequest";
import type { Bounds, GuestFacts } from "../../../lib/guestFacts";
import { makeCommand } from "../../../lib/makeCommand";
import type { FrameworkEntry, MasterState, SlaveEntry, SlaveState } from "../../../lib/mesosState";
import { logOf } from "../../../lib/statusHints";
import { parseStackState, type StackState } from "../../../lib/stackState";
import {
  statusConditions,
  statusWarnings,
  type Observations,
  type StatusCondition,
} from "../../../lib/statusConditions";

const stack = parseStackState(
  fs.readFileSync(path.join(__dirname, "..", "..", "fixtures", "stack", "export.json"), "utf8"),
);
const expectedCluster = stack.expected as ExpectedCluster;
const hosts: Readonly<Record<string, number>> = { master: 51, slave1: 54, slave2: 55 };
const ids: Readonly<Record<string, string>> = { slave1: "M-S1", slave2: "M-S0" };
const names = Object.keys(hosts);

const addresses = new Map(names.map((name) => [name, `127.77.0.${hosts[name]}`]));
const facts = (hostName: string): GuestFacts => ({
  hostName,
  cloudInit: '{"v1": {"errors": []}}',
  clockAhead: { least: -0.5, most: 0.5 },
  addresses,
});
const slave = (name: string): SlaveState => ({
  id: ids[name] ?? "",
  pid: `slave(1)@127.77.0.${hosts[name]}:5051`,
  version: "0.24.0",
});
const master: MasterState = {
  id: "M",
  pid: "master@127.77.0.51:5050",
  leader: "master@127.77.0.51:5050",
  version: "0.24.0",
  slaves: ["slave2", "slave1"].map((name) => ({
    ...slave(name),
    hostname: `127.77.0.${hosts[name]}`,
    active: true,
  })),
  frameworks: [{ id: "M-0000", name: "marathon", active: true }],
};
const marathon = {
  version: "0.11.0",
  elected: true,
  leader: "127.77.0.51:8080",
  frameworkId: "M-0000",
};
const allIsWell = {
  domains: new Map(names.map((name) => [name, { state: "running" }])),
  guests: new Map(names.map((name) => [name, { state: facts(name) }])),
  cluster: {
    master: { state: master },
    slaves: [{ state: slave("slave1") }, { state: slave("slave2") }],
  },
  zookeeper: { state: "imok" },
  zookeeperServer: {
    // The beginning of what the real one answers.
    state:
      "Zookeeper version: 3.4.14-4c25d480e66aadd371de8bd2fd8da255ac140bcf, built on 03/06/2019 16:18 GMT\nMode: standalone\n",
  },
  marathon: { state: marathon },
} satisfies Observations;

function conditionsOf(
  change: Partial<Observations> = {},
  of: StackState = stack,
): StatusCondition[] {
  return statusConditions(of, { ...allIsWell, ...change }, makeCommand());
}

/** Name, node, what was seen and the hint of every condition that does not hold. */
const failures = (change: Partial<Observations>, of?: StackState): (string | undefined)[][] =>
  conditionsOf(change, of)
    .filter(({ ok }) => !ok)
    .map(({ name, node, seen, hint }) => [name, node, seen, hint]);

const domains = (name: string, answer: Answer<string>): Partial<Observations> => ({
  domains: new Map<string, Answer<string>>([...allIsWell.domains, [name, answer]]),
});
const silentGuest = (name: string, failure: string): Partial<Observations> => ({
  guests: new Map<string, Answer<GuestFacts>>([...allIsWell.guests, [name, { failure }]]),
});
const guests = (name: string, change: Partial<GuestFacts>): Partial<Observations> => ({
  guests: new Map([...allIsWell.guests, [name, { state: { ...facts(name), ...change } }]]),
});

/** What the daemons say when the master has these frameworks. */
const withFrameworks = (
  ...frameworks: FrameworkEntry[]
): Exclude<Observations["cluster"], undefined> => ({
  ...allIsWell.cluster,
  master: { state: { ...master, frameworks } },
});

test("a whole cluster: every condition of every node, from the machine to what runs on it", () => {
  expect(conditionsOf().map(({ name, node, ok, seen }) => [name, node, ok, seen])).toEqual([
    ["domain runs", "master", true, "running"],
    ["domain runs", "slave1", true, "running"],
    ["domain runs", "slave2", true, "running"],
    ["SSH answers", "master", true, "yes, with the pinned host key"],
    ["SSH answers", "slave1", true, "yes, with the pinned host key"],
    ["SSH answers", "slave2", true, "yes, with the pinned host key"],
    ["cloud-init done", "master", true, "finished without errors"],
    ["cloud-init done", "slave1", true, "finished without errors"],
    ["cloud-init done", "slave2", true, "finished without errors"],
    ["names resolve", "master", true, "3 names to their addresses"],
    ["names resolve", "slave1", true, "3 names to their addresses"],
    ["names resolve", "slave2", true, "3 names to their addresses"],
    ["clock agrees", "slave1", true, "the master's time"],
    ["clock agrees", "slave2", true, "the master's time"],
    ["ZooKeeper answers", "master", true, "imok"],
    ["master leads", "master", true, "the leading master is master@127.77.0.51:5050"],
    ["slave active", "slave1", true, "active once at 127.77.0.54:5051"],
    ["slave active", "slave2", true, "active once at 127.77.0.55:5051"],
    ["ID", "slave1", true, "M-S1"],
    ["ID", "slave2", true, "M-S0"],
    ["ID", "master", true, "M"],
    ["Marathon leads", "master", true, "127.77.0.51:8080, framework M-0000"],
    ["Marathon registered", "master", true, "1 active framework named marathon"],
    ["version", "master", true, "0.24.0"],
    ["version", "slave1", true, "0.24.0"],
    ["version", "slave2", true, "0.24.0"],
    ["version", "master", true, "ZooKeeper 3.4.14"],
    ["version", "master", true, "Marathon 0.11.0"],
  ]);
  expect(conditionsOf().filter(({ hint }) => hint !== undefined)).toEqual([]);
});

const uri = "'qemu:///system?socket=/run/test/libvirt-sock'";
const zookeeperHint = "make ssh NODE=master; there: sudo initctl status zookeeper";
const versionHint = (group: string, node = "master"): string =>
  `correct mesos-testbed:${group}.version, or the source that brings another one, unless the last up was cut off; ` +
  `then make up; the log is in make logs NODE=${node}`;
const marathonHint = "make ssh NODE=master; there: sudo initctl status marathon";

test.each<[string, Partial<Observations>, (string | undefined)[][]]>([
  [
    "a domain that is off",
    domains("slave1", { state: "shut off" }),
    [["domain runs", "slave1", "shut off", `virsh -c ${uri} start mesos-testbed-test-slave1`]],
  ],
  [
    "a domain that is paused",
    domains("slave1", { state: "paused" }),
    [["domain runs", "slave1", "paused", `virsh -c ${uri} resume mesos-testbed-test-slave1`]],
  ],
  [
    "a domain that somebody removed",
    domains("slave1", { failure: "error: failed to get domain" }),
    [["domain runs", "slave1", "error: failed to get domain", "make up"]],
  ],
  [
    "a cloud-init that still runs",
    {
      guests: new Map([
        ...allIsWell.guests,
        ["slave1", { state: { hostName: "slave1", addresses, clockAhead: { least: 0, most: 1 } } }],
      ]),
    },
    [["cloud-init done", "slave1", "not finished", "make logs NODE=slave1"]],
  ],
  [
    "errors of cloud-init",
    guests("slave1", { cloudInit: '{"v1": {"errors": ["no disk", "no net"]}}' }),
    [["cloud-init done", "slave1", "no disk; no net", "make logs NODE=slave1"]],
  ],
  [
    "a name that leads to the node itself, and one that is not known",
    guests("slave1", {
      addresses: new Map([
        ["master", "127.77.0.51"],
        ["slave1", "127.0.0.1"],
      ]),
    }),
    [
      [
        "names resolve",
        "slave1",
        "slave1 is 127.0.0.1, not 127.77.0.54; slave2 is unknown, not 127.77.0.55",
        "make logs NODE=slave1",
      ],
    ],
  ],
  [
    "a machine with another name",
    guests("slave1", { hostName: "localhost.localdomain" }),
    [
      [
        "names resolve",
        "slave1",
        "the machine is named localhost.localdomain",
        "make logs NODE=slave1",
      ],
    ],
  ],
  [
    "a ZooKeeper that is not well",
    { zookeeper: { state: "" } },
    [["ZooKeeper answers", "master", "an empty answer", zookeeperHint]],
  ],
  [
    "a ZooKeeper that does not answer",
    { zookeeper: { failure: "refused" } },
    [["ZooKeeper answers", "master", "refused", zookeeperHint]],
  ],
  [
    "a Marathon that does not lead",
    { marathon: { state: { ...marathon, elected: false } } },
    [["Marathon leads", "master", "the leader is 127.77.0.51:8080", marathonHint]],
  ],
  [
    "a Marathon without a framework ID",
    {
      marathon: { state: { version: "0.11.0", elected: true, leader: "127.77.0.51:8080" } },
    },
    [
      ["Marathon leads", "master", "127.77.0.51:8080, framework without an ID", marathonHint],
      ["Marathon registered", "master", "active is M-0000", marathonHint],
    ],
  ],
  [
    "a Marathon that goes by another ID",
    { marathon: { state: { ...marathon, frameworkId: "M-0007" } } },
    [["Marathon registered", "master", "active is M-0000", marathonHint]],
  ],
  [
    "a Marathon that is not the one of its name that is registered",
    {
      cluster: withFrameworks(
        { id: "M-0000", name: "marathon", active: false },
        { id: "M-0001", name: "marathon", active: true },
      ),
    },
    [["Marathon registered", "master", "active is M-0001", marathonHint]],
  ],
  [
    "a Marathon that goes by the ID of a framework with another name",
    {
      cluster: withFrameworks(
        { id: "M-0000", name: "jobs", active: true },
        { id: "M-0001", name: "marathon", active: true },
      ),
    },
    [["Marathon registered", "master", "active is M-0001", marathonHint]],
  ],
  [
    "another Marathon than asked for",
    { marathon: { state: { ...marathon, version: "0.10.1" } } },
    [["version", "master", "Marathon 0.10.1", versionHint("marathon")]],
  ],
  [
    "another ZooKeeper than asked for",
    {
      zookeeperServer: {
        state: "Zookeeper version: 3.4.6-1569965, built on 02/20/2014 09:09 GMT\n",
      },
    },
    [["version", "master", "ZooKeeper 3.4.6", versionHint("zookeeper")]],
  ],
  [
    "a ZooKeeper that does not tell its version",
    { zookeeperServer: { state: "srvr is not executed because it is not in the whitelist." } },
    [
      [
        "version",
        "master",
        "srvr is not executed because it is not in the whitelist.",
        versionHint("zookeeper"),
      ],
    ],
  ],
  [
    "a ZooKeeper that does not answer when it is asked for its version",
    { zookeeperServer: { failure: "refused" } },
    [["version", "master", "not known: ZooKeeper does not answer", undefined]],
  ],
  [
    "another master than asked for",
    { cluster: { ...allIsWell.cluster, master: { state: { ...master, version: "0.23.0" } } } },
    [["version", "master", "0.23.0", versionHint("mesos")]],
  ],
  [
    "another slave than asked for",
    {
      cluster: {
        ...allIsWell.cluster,
        slaves: [{ state: slave("slave1") }, { state: { ...slave("slave2"), version: "0.23.0" } }],
      },
    },
    [["version", "slave2", "0.23.0", versionHint("mesos", "slave2")]],
  ],
  [
    "a Marathon that does not answer",
    { marathon: { failure: "refused" } },
    [["Marathon leads", "master", "refused", marathonHint]],
  ],
])("names %s", (_, change, expected) => {
  expect(failures(change)).toEqual(expected);
});

test("a node that is off is named once per condition that could be seen, with one hint each", () => {
  const off = {
    ...domains("slave1", { state: "shut off" }),
    ...silentGuest("slave1", "No route to host"),
    cluster: {
      master: { state: { ...master, slaves: master.slaves.slice(0, 1) } },
      slaves: [{ failure: "http://127.77.0.54:5051/ is silent" }, { state: slave("slave2") }],
    },
  };
  const job = "make ssh NODE=slave1; there: sudo initctl status mesos-slave";
  expect(failures(off)).toEqual([
    ["domain runs", "slave1", "shut off", `virsh -c ${uri} start mesos-testbed-test-slave1`],
    ["SSH answers", "slave1", "No route to host", "make console NODE=slave1"],
    ["cloud-init done", "slave1", "not known: SSH does not answer", undefined],
    ["names resolve", "slave1", "not known: SSH does not answer", undefined],
    ["clock agrees", "slave1", "not known: SSH does not answer", undefined],
    ["slave active", "slave1", "not registered", job],
    ["ID", "slave1", "http://127.77.0.54:5051/ is silent", job],
    ["version", "slave1", "not known: the slave does not answer", undefined],
  ]);
});

const clockHint = "make ssh NODE=slave1; there: sudo service ntpd status, and date";

test.each<[string, Bounds, [string, string][]]>([
  ["just not too far ahead", { least: 5.4, most: 9 }, []],
  ["ahead", { least: 65.5, most: 66.5 }, [["at least 65 s ahead of the master's", clockHint]]],
  ["behind", { least: -31, most: -20 }, [["at least 19 s behind the master's", clockHint]]],
])("a clock that is %s", (_, clockAhead, expected) => {
  const failed = failures(guests("slave1", { clockAhead }));
  expect(failed.map(([, , seen, hint]) => [seen, hint])).toEqual(expected);
});

test("the master's own silence is why its slaves' clocks are not known", () => {
  const clocks = failures(silentGuest("master", "off")).filter(([name]) => name === "clock agrees");
  expect(clocks.map(([, node, seen]) => [node, seen])).toEqual([
    ["slave1", "not known: the master's SSH does not answer"],
    ["slave2", "not known: the master's SSH does not answer"],
  ]);
});

test("the log of a version is that of the daemon that has it", () => {
  const logs = conditionsOf()
    .filter(({ name }) => name === "version")
    .map((condition) => logOf(condition, stack));
  expect(logs).toEqual(["mesos-master", "mesos-slave", "mesos-slave", "zookeeper", "marathon"]);
});

test("without the version asked for ZooKeeper's is not looked at", () => {
  const { zookeeperVersion, ...without } = stack;
  const about = conditionsOf({}, without).filter(({ seen }) => seen.includes("ZooKeeper"));
  expect([zookeeperVersion, about]).toEqual(["3.4.14", []]);
});

test("without libvirt there is no word of domains, and tasks come last", () => {
  const { guests, cluster, zookeeper, marathon } = allIsWell;
  const seen = { guests, cluster, zookeeper, marathon };
  const task = { name: "task runs", node: "slave1", ok: false, seen: "none", expected: "one" };
  const conditions = statusConditions(stack, { ...seen, tasks: [task] }, makeCommand());
  expect(conditions.filter(({ name }) => name === "domain runs")).toEqual([]);
  expect(conditions.at(-1)).toEqual({
    ...task,
    hint: "make ssh NODE=slave1; there: sudo initctl status mesos-slave",
  });
});

test("another host key is another machine", () => {
  const change = silentGuest("slave1", "Host key verification failed.");
  expect(failures(change)[0]?.[3]).toBe(
    "another key answers at slave1's address; see which machine that is (make console NODE=slave1), and the ways on: make ssh NODE=slave1",
  );
});

test("a master that does not answer: what follows from it has no hint", () => {
  const job = "make ssh NODE=master; there: sudo initctl status mesos-master";
  const cluster = { ...allIsWell.cluster, master: { failure: "refused" } };
  expect(failures({ cluster }).map(([name, node, , hint]) => [name, node, hint])).toEqual([
    ["master leads", "master", job],
    ["slave active", "slave1", undefined],
    ["slave active", "slave2", undefined],
    ["ID", "slave1", undefined],
    ["ID", "slave2", undefined],
    ["ID", "master", undefined],
    ["Marathon registered", "master", undefined],
    ["version", "master", undefined],
  ]);
});

test("another ID than at the last up is no failure, but is said", () => {
  const lastIds = new Map([...stack.lastIds, ["slave1", "M-S7"]]);
  const conditions = conditionsOf({}, { ...stack, lastIds });
  expect(conditions.filter(({ ok }) => !ok)).toEqual([]);
  expect(conditions.filter(({ name }) => name === "ID").map(({ seen }) => seen)).toEqual([
    "M-S1; another ID than at the last up (M-S7); run make up",
    "M-S0",
    "M",
  ]);
});

test("without Marathon nothing is said of it and of ZooKeeper, also of one that somebody brings", () => {
  const expected = { ...expectedCluster, marathonFrameworks: 0 } as const;
  const of = { ...stack, expected };
  const silent = { ...allIsWell.cluster, master: { failure: "refused" } };
  for (const cluster of [allIsWell.cluster, withFrameworks(), silent]) {
    const about = conditionsOf({ cluster }, of).filter(({ name, seen }) =>
      /Marathon|ZooKeeper/.test(`${name} ${seen}`),
    );
    expect(about).toEqual([]);
  }
  expect(failures({}, of)).toEqual([]);
});

test("a second framework of Marathon's name is somebody's, and no failure", () => {
  const other = { id: "M-0001", name: "marathon", active: true };
  // In whatever order the master lists them.
  for (const frameworks of [
    [...master.frameworks, other],
    [other, ...master.frameworks],
  ]) {
    expect(failures({ cluster: withFrameworks(...frameworks) })).toEqual([]);
  }
});

test("a Marathon with a name of its own is found by that, in the stack's state and in the gate's request", () => {
  const expected = { ...expectedCluster, frameworkName: "jobs" };
  const cluster = withFrameworks({ id: "M-0000", name: "jobs", active: true });
  const request = { ...expected, nodes: stack.nodes, timeoutSeconds: 1, stack: "dev" };
  expect(failures({ cluster }, { ...stack, expected })).toEqual([]);
  expect(failures({ cluster }, stackOf(request))).toEqual([]);
  expect(failures({ cluster }).map(([, , seen]) => seen)).toEqual([
    "0 active frameworks named marathon",
  ]);
});

test("a slave that is none of the stack's is a warning, and no condition", () => {
  const stranger = {
    ...master.slaves[0],
    id: "M-S9",
    pid: "slave(1)@127.77.0.99:5051",
  } as SlaveEntry;
  const state = { ...master, slaves: [...master.slaves, stranger] };
  const seen = { ...allIsWell, cluster: { ...allIsWell.cluster, master: { state } } };
  expect(statusWarnings(stack, seen)).toEqual([
    "slave M-S9 at slave(1)@127.77.0.99:5051 is active in this cluster and is none of the stack's; tasks may run there",
  ]);
  expect(failures(seen)).toEqual([]);
  expect(statusWarnings(stack, allIsWell)).toEqual([]);
  expect(statusWarnings(stack, { guests: seen.guests })).toEqual([]);
});

test("an up that was cut off: the machines, and that the cluster is not known", () => {
  const { libvirtUri, networkName, nodes, lastIds, uiUrls } = stack;
  const { domains, guests } = allIsWell;
  const conditions = statusConditions(
    { libvirtUri, networkName, nodes, lastIds, uiUrls },
    { domains, guests },
    makeCommand("STACK=dev"),
  );
  expect(conditions.map(({ name, node, ok }) => [name, node, ok]).slice(0, 2)).toEqual([
    ["last up", "-", false],
    ["domain runs", "master", true],
  ]);
  expect(conditions[0]?.hint).toBe("make up STACK=dev");
});

test("the command of a target has the stack behind it", () => {
  expect(makeCommand()("up")).toBe("make up");
  expect(makeCommand("STACK=dev")("ssh NODE=slave1")).toBe("make ssh NODE=slave1 STACK=dev");
});
