import * as pulumi from "@pulumi/pulumi";

import { outputNames, type ClusterOutputs } from "../../lib/clusterOutputs";
import type { CompareOptions } from "../../lib/compareOutputs";
import {
  checkOutputs,
  readMesosCluster,
  type ReadMesosClusterOptions,
} from "../../readMesosCluster";
import { promiseOf, recordProgram, Recorder } from "../support/mocks";
import { sampleOutputs, smallestOutputs } from "../support/outputs";

/** What the daemons are said to differ in, and how often they were asked. */
const mockCompare = jest.fn<Promise<string[]>, [ClusterOutputs, CompareOptions]>();
jest.mock("../../lib/compareOutputs", () => ({
  compareWithMaster: (...asked: [ClusterOutputs, CompareOptions]): Promise<string[]> =>
    mockCompare(...asked),
}));

const stackName = "organization/mesos-testbed/dev";

const referenceType = "pulumi:pulumi:StackReference";

/** Begins a run in which every stack has these outputs, some of them secret. */
async function begin(
  outputs: Record<string, unknown>,
  secretOutputNames: string[] = ["marathonCredentials", "frameworkCredentials", "sshPrivateKey"],
): Promise<Recorder> {
  const reference = { outputs: pulumi.secret(outputs), secretOutputNames };
  const recorder = new Recorder({ [referenceType]: () => reference });
  await recordProgram(recorder);
  return recorder;
}

/** Reads a stack whose outputs are these. */
async function read(
  outputs: Record<string, unknown>,
  secretOutputNames?: string[],
  options: ReadMesosClusterOptions = {},
): Promise<ReturnType<typeof readMesosCluster>> {
  await begin(outputs, secretOutputNames);
  return readMesosCluster(stackName, options);
}

const isSecret = (output: pulumi.Output<unknown>): Promise<boolean> =>
  (output as pulumi.Output<unknown> & { isSecret: Promise<boolean> }).isSecret;

beforeEach(() => {
  mockCompare.mockReset().mockResolvedValue([]);
});

afterEach(async () => {
  await pulumi.runtime.disconnect();
});

test("gives every output with its value, and asks nobody else", async () => {
  const cluster = await read({ ...sampleOutputs });
  for (const name of outputNames) {
    expect([name, await promiseOf<unknown>(cluster[name])]).toEqual([name, sampleOutputs[name]]);
  }
  expect(Object.keys(cluster).sort()).toEqual([...outputNames].sort());
  expect(mockCompare).not.toHaveBeenCalled();
});

test("secrets are secret, and nothing else is", async () => {
  const cluster = await read({ ...sampleOutputs });
  const secret: string[] = [];
  for (const name of outputNames) {
    await promiseOf<unknown>(cluster[name]);
    if (await isSecret(cluster[name])) {
      secret.push(name);
    }
  }
  expect(secret).toEqual(["marathonCredentials", "frameworkCredentials", "sshPrivateKey"]);
});

test("what should be secret is, though the stack does not say so; what the stack says is kept", async () => {
  const cluster = await read({ ...sampleOutputs }, ["uiUrl"]);
  expect(await promiseOf(cluster.uiUrl)).toBe(sampleOutputs.uiUrl);
  expect(await isSecret(cluster.uiUrl)).toBe(true);
  expect(await isSecret(cluster.marathonCredentials)).toBe(true);
  expect(await isSecret(cluster.master)).toBe(false);
});

test("what is off is undefined", async () => {
  const cluster = await read(smallestOutputs());
  expect(await promiseOf(cluster.marathonUrl)).toBeUndefined();
  expect(await promiseOf(cluster.marathonCredentials)).toBeUndefined();
  expect(await promiseOf(cluster.uiUrl)).toBe(sampleOutputs.uiUrl);
});

test("compares with the master once for all outputs", async () => {
  const cluster = await read({ ...sampleOutputs }, [], { compareWithMaster: true });
  expect(await promiseOf(cluster.mesosVersion)).toBe("0.24.0");
  expect(await promiseOf(cluster.sshUser)).toBe("centos");
  expect(mockCompare.mock.calls).toEqual([[sampleOutputs, { compareWithMaster: true }]]);
});

test("a preview compares nothing", async () => {
  const dry = jest.spyOn(pulumi.runtime, "isDryRun").mockReturnValue(true);
  const cluster = await read({ ...sampleOutputs }, [], { compareWithMaster: true });
  expect(await promiseOf(cluster.mesosVersion)).toBe("0.24.0");
  expect(mockCompare).not.toHaveBeenCalled();
  dry.mockRestore();
});

/** Names that the recorder has seen, each with the stack that is read by it. */
const references = (recorder: Recorder): unknown[] =>
  recorder.resourcesOfType(referenceType).map(({ name, inputs }) => [name, inputs["name"]]);

// The engine ends an update in which two resources have one URN.
test("a stack that is read twice, and by a reference of the program's own, is read by one name each", async () => {
  const recorder = await begin({ ...sampleOutputs });
  const own = new pulumi.StackReference(stackName);
  const [first, second] = [
    readMesosCluster(stackName),
    readMesosCluster(stackName, { compareWithMaster: true }),
  ];
  const other = readMesosCluster("organization/mesos-testbed/ci");
  for (const { uiUrl } of [first, second, other]) {
    expect(await promiseOf(uiUrl)).toBe(sampleOutputs.uiUrl);
  }
  expect(await promiseOf(own.getOutput("uiUrl"))).toBe(sampleOutputs.uiUrl);
  expect(mockCompare).toHaveBeenCalledTimes(1);
  expect(references(recorder)).toEqual([
    ["mesos-testbed:organization/mesos-testbed/ci", "organization/mesos-testbed/ci"],
    [`mesos-testbed:${stackName}`, stackName],
    [stackName, stackName],
  ]);
});

test("another run of the same process reads anew", async () => {
  const before = await read({ ...sampleOutputs });
  expect(await promiseOf(before.sshUser)).toBe("centos");
  await pulumi.runtime.disconnect();
  const after = await read({ ...sampleOutputs, sshUser: "root" });
  expect(await promiseOf(after.sshUser)).toBe("root");
});

// An output that fails would end Jest: the SDK leaves its second rejection to whoever runs the program.
describe("checkOutputs", () => {
  const failureOf = (
    values: Record<string, unknown>,
    compareWithMaster: boolean,
    sshProxy: { sshProxy?: string } = {},
  ): Promise<unknown> =>
    checkOutputs(stackName, values, { compareWithMaster, ...sshProxy }).catch(
      (error: unknown) => error,
    );

  test("a stack of something else is an error for people", async () => {
    const failure = await failureOf({ bucket: "x" }, false);
    expect(pulumi.RunError.isInstance(failure)).toBe(true);
    expect((failure as Error).message).toContain(`stack ${stackName} has no output schemaVersion`);
  });

  test("so are outputs that are not true any more", async () => {
    mockCompare.mockResolvedValue(["slave1, ID: B (the outputs say A)", "another"]);
    const failure = await failureOf({ ...sampleOutputs }, true);
    expect(pulumi.RunError.isInstance(failure)).toBe(true);
    expect((failure as Error).message).toContain(
      `stack ${stackName} are not true any more: slave1, ID: B (the outputs say A); another. Run`,
    );
  });

  test("so is a proxy by which nobody can be asked", async () => {
    mockCompare.mockRejectedValue(new Error("no connection to me@bastion:22: none within 20 s"));
    const failure = await failureOf({ ...sampleOutputs }, true, { sshProxy: "ssh://me@bastion" });
    expect(pulumi.RunError.isInstance(failure)).toBe(true);
    expect((failure as Error).message).toBe("no connection to me@bastion:22: none within 20 s");
    expect(mockCompare.mock.calls).toEqual([
      [sampleOutputs, { compareWithMaster: true, sshProxy: "ssh://me@bastion" }],
    ]);
  });
});
