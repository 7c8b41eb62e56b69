import * as fs from "node:fs";
import * as path from "node:path";

import { connectionInput, parseStackState } from "../../../lib/stackState";

const fixture = fs.readFileSync(
  path.join(__dirname, "..", "..", "fixtures", "stack", "export.json"),
  "utf8",
);

/** The fixture without the resources whose URN has one of these ends. */
function without(...endings: string[]): string {
  const { deployment } = JSON.parse(fixture) as { deployment: { resources: { urn: string }[] } };
  const resources = deployment.resources.filter(
    ({ urn }) => !endings.some((ending) => urn.endsWith(ending)),
  );
  return JSON.stringify({ version: 3, deployment: { resources } });
}

describe("parseStackState", () => {
  const state = parseStackState(fixture);

  test("finds the machines, master first, and none that is only to be deleted", () => {
    expect(
      state.nodes.map(({ name, domainName, domainId }) => [name, domainName, domainId]),
    ).toEqual([
      ["master", "mesos-testbed-test-master", "6c1e3f8e-0000-4000-8000-000000000051"],
      ["slave1", "mesos-testbed-test-slave1", "6c1e3f8e-0000-4000-8000-000000000054"],
      ["slave2", "mesos-testbed-test-slave2", "6c1e3f8e-0000-4000-8000-000000000055"],
    ]);
  });

  test("finds the connection of each, whether it or only its key is a secret", () => {
    expect(state.nodes.map(({ connection }) => connection)).toMatchObject([
      { host: "127.77.0.51", user: "centos", hostKey: "ssh-rsa AAAA51", privateKey: "KEY\n" },
      { host: "127.77.0.54", user: "centos", hostKey: "ssh-rsa AAAA54", privateKey: "KEY\n" },
      { host: "127.77.0.55", user: "centos", hostKey: "ssh-rsa AAAA55", privateKey: "KEY\n" },
    ]);
  });

  test("finds libvirt, the expected cluster, and what the last up put out", () => {
    expect(state).toMatchObject({
      libvirtUri: "qemu:///system?socket=/run/test/libvirt-sock",
      networkName: "mesos-testbed-test-network",
      expected: {
        master: { name: "master", address: "127.77.0.51" },
        slaves: [
          { name: "slave1", address: "127.77.0.54" },
          { name: "slave2", address: "127.77.0.55" },
        ],
        mesosVersion: "0.24.0",
        marathonFrameworks: 1,
        marathonVersion: "0.11.0",
      },
      zookeeperVersion: "3.4.14",
      uiUrls: ["http://127.77.0.51:5050", "http://127.77.0.51:8080"],
      marathonCredentials: { username: "marathon", password: "http-secret" },
    });
    expect([...state.lastIds]).toEqual([
      ["master", "M"],
      ["slave1", "M-S1"],
      ["slave2", "M-S0"],
    ]);
  });

  test("a machine whose boot was cut off has the connection of its first command", () => {
    const cutOff = parseStackState(without("-master-boot", "-slave1-boot"));
    expect(cutOff.nodes.map(({ connection }) => connection?.host)).toEqual([
      "127.77.0.51",
      undefined,
      "127.77.0.55",
    ]);
  });

  test("without ZooKeeper no version of it is expected", () => {
    expect(parseStackState(without("-zookeeper-tarball"))).not.toHaveProperty("zookeeperVersion");
  });

  test("an up that was cut off leaves no expected cluster", () => {
    expect(parseStackState(without("-ready-wait"))).not.toHaveProperty("expected");
  });

  test.each([
    ["a stack that was never up", '{"version":3,"deployment":{"resources":[]}}'],
    ["a stack that was destroyed", '{"version":3,"deployment":{"manifest":{}}}'],
    ["a stack that is not there", '{"deployment":null}'],
  ])("%s has nothing", (_, text) => {
    expect(parseStackState(text)).toEqual({
      libvirtUri: "",
      networkName: "",
      nodes: [],
      lastIds: new Map(),
      uiUrls: [],
    });
  });

  test.each([
    ["no JSON", "error: no passphrase", "the stack's export is not JSON"],
    ["no export", "[]", "the stack's export has no deployment"],
    ["nothing", "", "the stack's export is not JSON"],
  ])("refuses %s", (_, text, message) => {
    expect(() => parseStackState(text)).toThrow(message);
  });
});

test("ten slaves are in numeric order", () => {
  const resources = [10, 9, 2].map((number) => ({
    urn: `urn:pulumi:test::p::t::mesos-slave${number}-domain`,
    type: "libvirt:index/domain:Domain",
    id: String(number),
    inputs: { name: `d${number}` },
  }));
  const { nodes } = parseStackState(JSON.stringify({ deployment: { resources } }));
  expect(nodes.map(({ name }) => name)).toEqual(["slave2", "slave9", "slave10"]);
});

test("a connection is what the scripts read on standard input", () => {
  const connection = { host: "h", user: "u", hostKey: "ssh-rsa A", privateKey: "KEY\n" };
  expect(connectionInput("slave1", connection)).toBe(
    "NODE=slave1\nADDRESS=h\nSSH_USER=u\nHOST_KEY=ssh-rsa A\n\nKEY\n",
  );
});
