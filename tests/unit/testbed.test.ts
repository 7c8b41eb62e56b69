import { execFile } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

import * as pulumi from "@pulumi/pulumi";

import type { MesosTestbedArgs } from "../../components/mesosTestbed";
import { isSecretOutput, outputNames, parseClusterOutputs } from "../../lib/clusterOutputs";
import { promiseOf, recordProgram, settle, type Recorder } from "../support/mocks";
import { smallestOutputs } from "../support/outputs";
import {
  clusterRecorder,
  domainType,
  localType,
  networkType,
  testbedClass,
} from "../support/program";

// It would ask the daemons over the network.
jest.mock("../../lib/readCluster", () => jest.requireActual<object>("../support/wellCluster"));

const image = { sha256: "1".repeat(64) };

async function begin(): Promise<Recorder> {
  const recorder = clusterRecorder();
  await recordProgram(recorder, { "libvirt:uri": "qemu+unix:///system?socket=/x" });
  return recorder;
}

test("the check of the inputs knows whose arguments the settings are", async () => {
  const recorder = await begin();
  const Testbed = testbedClass();
  await settle(new Testbed("blue", { image, slaves: 1 }));
  const gate = recorder.resources.find(({ name }) => name === "blue-inputs-check");
  expect(JSON.parse(String(gate?.inputs["stdin"]))).toMatchObject({
    argumentsOf: 'MesosTestbed "blue"',
  });
});

test("two clusters of one program share no name, no network and no mark", async () => {
  const recorder = await begin();
  const Testbed = testbedClass();
  const blue = new Testbed("blue", { image, networkCidr: "192.168.60.0/24", slaves: 1 });
  const green = new Testbed("green", { image, networkCidr: "192.168.61.0/24", slaves: 1 });
  const [blueSlaves, greenUrl] = await Promise.all([
    promiseOf(blue.slaves),
    promiseOf(green.uiUrl),
  ]);
  await Promise.all([promiseOf(blue.urn), promiseOf(green.urn)]);
  await settle(blue);
  await settle(green);
  expect(blueSlaves).toEqual([{ name: "slave1", address: "192.168.60.54", id: "id-slave1" }]);
  expect(greenUrl).toBe("http://192.168.61.51:5050");
  const named = (type: string): unknown[] =>
    recorder.resourcesOfType(type).map(({ inputs }) => inputs["name"]);
  expect(named(networkType)).toEqual([
    "mesos-testbed-test-blue-network",
    "mesos-testbed-test-green-network",
  ]);
  expect(named(domainType)).toEqual([
    "mesos-testbed-test-blue-master",
    "mesos-testbed-test-blue-slave1",
    "mesos-testbed-test-green-master",
    "mesos-testbed-test-green-slave1",
  ]);
  const marks = recorder.resourcesOfType(domainType).map(({ inputs }) => inputs["description"]);
  expect([...new Set(marks)]).toEqual([
    "mesos-testbed stack mesos-testbed/test blue",
    "mesos-testbed stack mesos-testbed/test green",
  ]);
  // The host's check knows by the same words which domains are the stack's.
  const check = recorder.resourcesOfType(localType).find(({ name }) => name === "green-host-check");
  expect(String(check?.inputs["stdin"])).toContain(
    "DOMAINS=mesos-testbed-test-green-master mesos-testbed-test-green-slave1\nMARK=mesos-testbed stack mesos-testbed/test green\n",
  );
  expect(check?.inputs["environment"]).toEqual({
    LIBVIRT_DEFAULT_URI: "qemu+unix:///system?socket=/x",
  });
});

/** A testbed's `outputs` as another stack gets them, and which of them are secret. */
async function exported(
  args: MesosTestbedArgs,
): Promise<{ values: Record<string, unknown>; secret: string[] }> {
  await begin();
  const Testbed = testbedClass();
  const testbed = new Testbed("blue", { image, slaves: 1, ...args });
  const values: Record<string, unknown> = {};
  const secret: string[] = [];
  for (const [name, value] of Object.entries(testbed.outputs)) {
    const output = pulumi.output(value as unknown);
    values[name] = await promiseOf(output);
    if (await pulumi.isSecret(output)) {
      secret.push(name);
    }
  }
  await settle(testbed);
  return { values, secret: secret.sort() };
}

test("a stack that exports a testbed's outputs is one that readMesosCluster reads, whatever is on", async () => {
  const folder = fs.mkdtempSync(path.join(tmpdir(), "mesos-testbed-key-"));
  const sshKeyPath = path.join(folder, "id_rsa");
  const key = "-----BEGIN RSA PRIVATE KEY-----\nx\n-----END RSA PRIVATE KEY-----\n";
  fs.writeFileSync(sshKeyPath, key);
  fs.writeFileSync(`${sshKeyPath}.pub`, "ssh-rsa AAAA test\n");
  const { values, secret } = await exported({
    sshKeyPath,
    exportSshKey: true,
    authentication: { frameworks: true, principals: ["mine"] },
    marathon: { flags: { framework_name: "mine" } },
  });
  fs.rmSync(folder, { recursive: true });
  expect(Object.keys(parseClusterOutputs("test", values)).sort()).toEqual(
    // The readme is of a whole stack, and there is no proxy here.
    outputNames.filter((name) => name !== "readme" && name !== "sshProxy").sort(),
  );
  expect(values).toMatchObject({ schemaVersion: 1, slaveIds: ["id-slave1"] });
  expect(secret).toEqual(outputNames.filter(isSecretOutput).sort());
});

test("likewise where everything is off", async () => {
  const { values, secret } = await exported({ marathon: { enabled: false } });
  expect(Object.keys(parseClusterOutputs("test", values)).sort()).toEqual(
    Object.keys(smallestOutputs()).sort(),
  );
  expect(Object.keys(values)).toHaveLength(Object.keys(smallestOutputs()).length);
  expect(secret).toEqual([]);
});

test.each<[string, MesosTestbedArgs, string[]]>([
  [
    "a digest that nobody knows",
    {},
    ['  image.sha256: "" is not allowed, since no SHA-256 of image'],
  ],
  [
    "a git tag, whose commit nobody knows",
    { image, mesos: { source: "git" } },
    ["have one fault", '  mesos.ref: "0.24.0" is not allowed, since a tag or branch can be moved'],
  ],
  [
    "all faults at once",
    { image, slaves: 0, domainType: "xen", master: { memoryMiB: 1 } },
    ["have 3 faults", "  slaves: ", "  domainType: ", "  master.memoryMiB: "],
  ],
  ["a key that there is not", { image, slavs: 2 } as MesosTestbedArgs, ["  slavs: "]],
])("refuses %s before anything is registered", async (_, args, said) => {
  await begin();
  const Testbed = testbedClass();
  let thrown: unknown;
  try {
    new Testbed("blue", args);
  } catch (error) {
    thrown = error;
  }
  await pulumi.runtime.disconnect();
  expect(pulumi.RunError.isInstance(thrown)).toBe(true);
  for (const text of ['the settings of cluster "blue"', ...said]) {
    expect((thrown as Error).message).toContain(text);
  }
});

// In a process of its own: what fails of the first cluster fails in the SDK's own promises, which would end Jest.
test("a clash is refused, and nothing is registered of either cluster but its name", async () => {
  const root = path.join(__dirname, "..", "..");
  const script = `
    process.on("unhandledRejection", () => undefined);
    const pulumi = require("@pulumi/pulumi");
    const registered = [];
    const mocks = {
      newResource: ({ type, name, inputs }) => (registered.push(type), { id: name, state: inputs }),
      call: () => ({}),
    };
    pulumi.runtime.setMocks(mocks, "p", "s").then(() => {
      const { MesosTestbed } = require("./package.cjs");
      const image = { sha256: "1".repeat(64) };
      const networkCidr = "192.168.60.0/24";
      let message;
      new MesosTestbed("blue", { image, networkCidr });
      try {
        new MesosTestbed("green", { image, networkCidr });
      } catch (error) {
        message = error.message;
      }
      pulumi.runtime.disconnect().catch(() => undefined).then(() => console.log(JSON.stringify({ message, registered })));
    });`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--eval", script], { cwd: root });
  const { message, registered } = JSON.parse(stdout) as { message: string; registered: string[] };
  expect(message).toContain('cluster "green" clashes with another one of this program');
  expect(message).toContain('networkCidr "192.168.60.0/24" is that of cluster "blue"');
  expect([...new Set(registered)]).toEqual(["mesos-testbed:index:MesosTestbed"]);
});
