import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import type { MesosTestbedArgs } from "../../components/mesosTestbed";
import { outputsOf } from "../../components/outputsOf";
import { loadClusterSpec } from "../../config";
import { parseStackState, proxyOf } from "../../lib/stackState";
import type { RecordedResource, Recorder } from "../support/mocks";
import { promiseOf, recordProgram, settle } from "../support/mocks";
import {
  clusterClass,
  clusterRecorder,
  localType,
  recordCluster,
  remoteType,
  testbedClass,
} from "../support/program";

// It would ask the daemons over the network, through the proxy.
jest.mock("../../lib/readCluster", () => jest.requireActual<object>("../support/wellCluster"));
const mockProxies: unknown[] = [];
jest.mock("../../lib/route", () => ({
  withRoute: (proxy: unknown, work: (connect: undefined) => unknown) => {
    mockProxies.push(proxy);
    return work(undefined);
  },
}));

const folder = fs.mkdtempSync(path.join(tmpdir(), "mesos-testbed-proxy-"));
afterAll(() => fs.rmSync(folder, { recursive: true }));
const keyFile = path.join(folder, "key");
const knownHostsFile = path.join(folder, "known_hosts");
execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-C", "", "-N", "", "-f", keyFile]);
const hostKey = fs.readFileSync(`${keyFile}.pub`, "utf8").trim();
const privateKey = fs.readFileSync(keyFile, "utf8");
fs.writeFileSync(knownHostsFile, `[libvirt.example]:2222 ${hostKey}\n`);

const libvirtUri = `qemu+ssh://me@libvirt.example:2222/system?keyfile=${keyFile}&knownhosts=${knownHostsFile}&sshauth=privkey`;
const remote = { "libvirt:uri": libvirtUri };
const access = { host: "libvirt.example", port: 2222, user: "me", hostKey, privateKey };

const texts = (recorder: Recorder): string[] =>
  recorder.resources.map(({ inputs }) => JSON.stringify(inputs));
const named = (recorder: Recorder, type: string, ending: string): RecordedResource[] =>
  recorder.resources.filter((made) => made.type === type && made.name.endsWith(ending));
const stdinOf = ({ inputs }: RecordedResource): string =>
  (inputs["stdin"] as string | undefined) ?? "";
const connections = (recorder: Recorder): unknown[] =>
  recorder.resources.flatMap(({ type, inputs }) =>
    type === remoteType ? [inputs["connection"]] : [],
  );

test("without a proxy no input speaks of one, and a connection has what it always had", async () => {
  const recorder = await recordCluster();
  expect(texts(recorder).filter((text) => /proxy|PROXY_|--through/i.test(text))).toEqual([]);
  for (const connection of connections(recorder)) {
    expect(Object.keys(connection as object).sort()).toEqual([
      "dialErrorLimit",
      "host",
      "hostKey",
      "perDialTimeout",
      "port",
      "privateKey",
      "user",
    ]);
  }
  for (const { inputs } of named(recorder, localType, "-host-key")) {
    expect(Object.keys(inputs).sort()).toEqual(["create", "logging", "triggers", "update"]);
  }
  expect(mockProxies.splice(0)).toEqual([undefined]);
});

test("libvirt behind SSH: every command, script and look at the guests goes through its host", async () => {
  const recorder = await recordCluster(remote);
  const proxy = { ...access, dialErrorLimit: 10, perDialTimeout: 15 };
  const all = connections(recorder);
  expect(all.length).toBeGreaterThan(20);
  expect(all.filter((connection) => !("proxy" in (connection as object)))).toEqual([]);
  expect(all[0]).toMatchObject({ host: "192.168.5.51", proxy });

  const settings = `PROXY_HOST=libvirt.example\nPROXY_PORT=2222\nPROXY_USER=me\nPROXY_HOST_KEY=${hostKey}\nPROXY_KEY=${Buffer.from(privateKey).toString("base64")}\n`;
  // All that is told how a guest is reached.
  const guestScripts = recorder.resources.filter((made) => /^HOST_KEY=/m.test(stdinOf(made)));
  expect(guestScripts.length).toBeGreaterThan(8);
  expect(guestScripts.filter((made) => !stdinOf(made).includes(settings))).toEqual([]);
  for (const ending of ["-host-key", "-version-check"]) {
    const found = named(recorder, localType, ending);
    expect(found.length).toBeGreaterThan(0);
    for (const made of found) {
      expect(stdinOf(made)).toBe(`${settings}\n`);
      expect(made.inputs["create"]).toContain(" --through ");
    }
  }
  const request = JSON.parse(
    stdinOf(named(recorder, localType, "-ready-wait")[0] as RecordedResource),
  ) as {
    nodes: { connection: { proxy: unknown } }[];
  };
  expect(request.nodes.map(({ connection }) => connection.proxy)).toEqual([access, access, access]);
  expect(mockProxies.splice(0)).toEqual([access]);
});

test("the private key is a secret wherever it stands", async () => {
  const { resources } = await recordCluster(remote);
  const forms = [privateKey, Buffer.from(privateKey).toString("base64")].map((text) =>
    JSON.stringify(text).slice(1, -1),
  );
  const holders = resources.flatMap(({ name, inputs, secretInputs }) =>
    Object.entries(inputs)
      .filter(([, value]) => forms.some((form) => JSON.stringify(value).includes(form)))
      .map(([input]) => ({ input: `${name}.${input}`, isSecret: secretInputs.includes(input) })),
  );
  expect(holders.length).toBeGreaterThan(30);
  expect(holders.filter(({ isSecret }) => !isSecret)).toEqual([]);
});

test("an output names the host, without any file; none without", async () => {
  const outputs = async (config: Record<string, string>): Promise<unknown> => {
    await recordProgram(clusterRecorder(), config);
    const spec = loadClusterSpec();
    const cluster = new (clusterClass())("mesos", { spec, mark: "test mark" });
    await settle(cluster);
    return outputsOf(cluster, spec).sshProxy;
  };
  expect(await outputs(remote)).toBe("me@libvirt.example:2222");
  expect(await outputs({})).toBeUndefined();
});

test("a cluster of another program says the same of itself", async () => {
  const proxyOfTestbed = async (args: MesosTestbedArgs): Promise<unknown> => {
    await recordProgram(clusterRecorder(), remote);
    const Testbed = testbedClass();
    const testbed = new Testbed("blue", { image: { sha256: "1".repeat(64) }, ...args });
    const value = await promiseOf(testbed.sshProxy);
    await settle(testbed);
    return value;
  };
  expect(await proxyOfTestbed({})).toBe("me@libvirt.example:2222");
  expect(await proxyOfTestbed({ sshProxy: "none" })).toBeUndefined();
});

test("the commands of make find the proxy in the state", () => {
  const connection = {
    host: "192.168.5.51",
    user: "centos",
    hostKey: "ssh-rsa AAAA",
    privateKey: "KEY",
    proxy: access,
  };
  const resources = [
    {
      urn: "urn:pulumi:s::p::command:remote:Command::mesos-master-scripts",
      type: remoteType,
      inputs: { connection },
    },
    {
      urn: "urn:pulumi:s::p::libvirt:index/domain:Domain::mesos-master-domain",
      type: "libvirt:index/domain:Domain",
      id: "1",
      inputs: { name: "p-s-master" },
    },
  ];
  expect(proxyOf(parseStackState(JSON.stringify({ deployment: { resources } })))).toEqual(access);
  expect(proxyOf({ nodes: [] })).toBeUndefined();
});

test("files that do not do are faults of the configuration, with all others", async () => {
  fs.writeFileSync(`${keyFile}-none`, "none");
  await recordProgram(clusterRecorder(), {
    "libvirt:uri": libvirtUri.replace(keyFile, `${keyFile}-none`),
    "mesos-testbed:slaves": "0",
  });
  expect(() => loadClusterSpec()).toThrow(
    /2 faults[^]*\n {2}libvirt:uri: "qemu\+ssh:[^]*-none is no private key[^]*\n {2}mesos-testbed:slaves: 0 is not allowed/,
  );
});
