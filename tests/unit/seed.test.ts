import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { renderSeed } from "../../lib/seed";
import { enabledModules, faultsOf, keys } from "../support/cloudInit075";
import { devSpec, renderNodes, seedFiles, type RenderedNode } from "../support/rendered";

// It would ask the daemons over the network.
jest.mock("../../lib/readCluster", () => jest.requireActual<object>("../support/wellCluster"));

const project = path.join(__dirname, "..", "..");

let nodes: Record<string, RenderedNode>;

beforeAll(async () => {
  nodes = await renderNodes(devSpec());
});

test("every node's seed is what cloud-init 0.7.5 on EL6 reads", () => {
  expect(Object.keys(nodes)).toEqual(["master", "slave1", "slave2"]);
  expect(
    Object.entries(nodes).map(([name, { userData, metaData }]) => [
      name,
      faultsOf(userData, metaData),
    ]),
  ).toEqual(Object.keys(nodes).map((name) => [name, []]));
});

test("a seed disk has user-data and meta-data alone: 0.7.5 ignores a network-config", () => {
  expect(Object.values(nodes).map(({ otherSeedFiles }) => otherSeedFiles)).toEqual([[], [], []]);
  const script = fs.readFileSync(path.join(project, "host", "make-seed"), "utf8");
  expect(script).toContain("user-data");
  expect(script).not.toContain("network-config");
});

test("a node's name leads to its address, and nothing but localhost to the loopback", () => {
  const hosts = seedFiles(nodes["slave1"]?.userData ?? "").find(
    ({ path: file }) => file === "/etc/hosts",
  )?.content;
  expect(hosts).toContain("\n192.168.5.54 slave1 slave1.mesos-testbed-dev.test\n");
  const loopback = (hosts ?? "").split("\n").filter((line) => /^(127\.|::1)/.test(line));
  expect(loopback.flatMap((line) => line.split(" ").slice(1))).toEqual([
    "localhost",
    "localhost.localdomain",
    "localhost",
    "localhost.localdomain",
  ]);
});

test("what is not ASCII is refused before a seed is made of it", () => {
  const { reservedHosts } = devSpec().network;
  const args = { hostName: "master", domain: "x.test", repositories: {}, reservedHosts };
  expect(() => renderSeed({ ...args, publicKey: "ssh-rsa AAAA M\u00fcller" })).toThrow(
    "is not ASCII",
  );
});

describe("the table refuses", () => {
  const good = `#cloud-config
fqdn: master.x.test
users: [default]
ssh_authorized_keys: [ssh-rsa AAAA x]
write_files:
  - { path: /a, content: eA==, encoding: b64, owner: "root:root", permissions: "0644" }
`;
  const metaData = "instance-id: master-1\nlocal-hostname: master.x.test\n";

  test("nothing of a good seed", () => {
    expect(faultsOf(good, metaData)).toEqual([]);
  });

  test.each([
    ["a key of a later version", `${good}ntp: { servers: [a] }\n`, "0.7.5 has no key ntp"],
    ["a key that it does not know", `${good}swap: { size: 1 }\n`, "0.7.5 has no key swap"],
    ["a module that EL6 leaves out", `${good}packages: [wget]\n`, "does not run module package-"],
    ["another such module", `${good}growpart: { mode: auto }\n`, "does not run module growpart"],
    ["one more", `${good}yum_repos: { a: {} }\n`, "does not run module yum-add-repo"],
    ["a value of another type", `${good}runcmd: echo x\n`, "runcmd has to be a list"],
    ["managed hosts", `${good}manage_etc_hosts: true\n`, "manage_etc_hosts has to be false"],
    ["managed hosts, half", `${good}manage_etc_hosts: localhost\n`, "manage_etc_hosts has to be"],
    ["users without the image's", good.replace("[default]", "[me]"), "users has to be"],
    ["no users", good.replace("users: [default]\n", ""), "users is missing"],
    ["no fqdn", good.replace(/fqdn.*\n/, ""), "fqdn is missing"],
    ["a short name", good.replace("master.x.test", "master"), "fqdn has to be"],
    ["a key of OpenSSH 6.5", good.replace("ssh-rsa", "ssh-ed25519"), "ssh_authorized_keys has"],
    ["a file's later key", good.replace("path: /a", "path: /a, defer: true"), "write_files has"],
    ["unquoted permissions", good.replace('"0644"', "0644"), "permissions quoted"],
    ["another encoding", good.replace("b64", "text/plain"), "write_files has to be"],
    ["another kind of text", good.replace("#cloud-config", "#!/bin/sh"), "does not begin with"],
    ["what is not ASCII", good.replace("AAAA x", "AAAA \u00fc"), "Python 2's str() fails"],
  ])("%s", (_, userData, fault) => {
    expect(faultsOf(userData, metaData).join("\n")).toContain(fault);
  });

  test.each([
    ["a network in meta-data", `${metaData}network-interfaces: x\n`, "has network-interfaces"],
    ["meta-data without an instance", metaData.replace(/instance.*\n/, ""), "has no instance-id"],
  ])("%s", (_, wrong, fault) => {
    expect(faultsOf(good, wrong).join("\n")).toContain(fault);
  });
});

test("every line of the table has its source", () => {
  expect(Object.values(keys).filter(({ source }) => !/^cloudinit\/\S+\.py/.test(source))).toEqual(
    [],
  );
});

test("the lab's cloud-init runs no module that EL6's does not", () => {
  const file = path.join(project, "lab", "image", "rootfs", "etc", "cloud", "cloud.cfg");
  const config = parse(fs.readFileSync(file, "utf8")) as Record<string, string[]>;
  const modules = ["init", "config", "final"].flatMap(
    (stage) => config[`cloud_${stage}_modules`] ?? [],
  );
  expect(modules.length).toBeGreaterThan(10);
  expect(modules.filter((name) => !enabledModules.includes(name))).toEqual([]);
});
